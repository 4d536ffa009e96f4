"""What a firewall or proxy allows, whoever made it: rules in stages, and paths of several."""

from safelist.policy.coverage import Coverage, CoverageStatus, cover
from safelist.policy.evaluate import Reach, reach
from safelist.policy.match import Match, NamedObject
from safelist.policy.model import (
    Action,
    Combine,
    Origin,
    Otherwise,
    Path,
    Policy,
    Remark,
    Rule,
    Stage,
)
from safelist.policy.trace import Decision, Step, trace

__all__ = [
    "Action",
    "Combine",
    "Coverage",
    "CoverageStatus",
    "Decision",
    "Match",
    "NamedObject",
    "Origin",
    "Otherwise",
    "Path",
    "Policy",
    "Reach",
    "Remark",
    "Rule",
    "Stage",
    "Step",
    "cover",
    "reach",
    "trace",
]
