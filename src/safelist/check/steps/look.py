"""Look: the frame of a step - who is spoken to, since when - from which observations are made."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from safelist.check.observation import Observation, Variant

if TYPE_CHECKING:
    from safelist.check.observation import Outcome, Step


@dataclass(frozen=True, slots=True)
class Look:
    """One step for *target*, towards *address*, begun now."""

    target: str
    step: Step
    address: str = ""
    variant: Variant = Variant.PLAIN
    _started: float = field(default_factory=time.monotonic)

    def saw(self, outcome: Outcome) -> Observation:
        """Give the observation of *outcome*, with the time it took."""
        return Observation(
            target=self.target,
            step=self.step,
            outcome=outcome,
            variant=self.variant,
            address=self.address,
            elapsed=round(time.monotonic() - self._started, 4),
        )
