"""Coverage: does a policy let everything through that is required?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from safelist.policy.evaluate import reach

if TYPE_CHECKING:
    from safelist.policy.model import Path, Policy
    from safelist.sets.traffic import Flow, Traffic


class CoverageStatus(StrEnum):
    """What can be said of required flows."""

    COVERED = "covered"
    NOT_COVERED = "not-covered"
    PARTIAL = "partial"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Coverage:
    """The *status* and a *counterexample*: a required flow that is denied, or may be."""

    status: CoverageStatus
    counterexample: Flow | None = None


def cover(policy: Policy | Path, required: Traffic) -> Coverage:
    """Prove that all of *required* gets through, or show a flow that does not."""
    through = reach(policy, required)
    if not required - through.must:
        return Coverage(CoverageStatus.COVERED)
    denied = required - through.may
    if not denied:
        return Coverage(CoverageStatus.UNDETERMINED, (required - through.must).example())
    status = CoverageStatus.PARTIAL if through.may else CoverageStatus.NOT_COVERED
    return Coverage(status, denied.example())
