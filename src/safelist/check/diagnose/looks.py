"""Looks: the observations of one target at one address, by step and variant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from safelist.check.diagnose.evidence import told
from safelist.check.observation import Variant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safelist.check.observation import Failure, Observation, Outcome, Step


@dataclass(frozen=True, slots=True)
class Looks:
    """What was seen, in the order of time."""

    seen: Sequence[Observation]

    def outcome(self, step: Step, variant: Variant = Variant.PLAIN) -> Outcome | None:
        """Give what *step* saw, or None where it was not taken."""
        for one in self.seen:
            if one.step is step and one.variant is variant:
                return one.outcome
        return None

    @property
    def told(self) -> tuple[str, ...]:
        """Everything that was seen, a line each."""
        return tuple(map(told, self.seen))

    @property
    def retried(self) -> Looks:
        """The second try, as if it had been the first; empty where there was none."""
        again = [one for one in self.seen if one.variant in (Variant.RETRY, Variant.UPGRADE)]
        if not any(one.variant is Variant.RETRY for one in again):
            return Looks([])
        return Looks([_as_plain(one) for one in again])

    def failed(self, step: Step, variant: Variant = Variant.PLAIN) -> Failure | None:
        """Give the failure of *step*, or None where it went well or was not taken."""
        for one in self.seen:
            if one.step is step and one.variant is variant:
                return one.failure
        return None


def _as_plain(seen: Observation) -> Observation:
    if seen.variant is Variant.UPGRADE:
        return seen
    return msgspec.structs.replace(seen, variant=Variant.PLAIN)
