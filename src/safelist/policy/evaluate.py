"""What a policy allows, as sets: certainly, and possibly.

Only what is possible is followed: a rule can decide about the flows that may match it and that no
earlier rule certainly took. What may be allowed and what may be denied then overlap exactly where
a named object decides, and what cannot be denied is certainly allowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from safelist.policy.match import Match
from safelist.policy.model import Action, Combine, Otherwise, Path, Policy, Rule, Stage
from safelist.sets.traffic import Traffic

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Flows that get through: *must* whatever is unknown, *may* if it is as open as can be."""

    must: Traffic
    may: Traffic


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Neighbouring *rules* with the same *action*, and what any of them matches."""

    action: Action
    rules: tuple[Rule, ...]
    match: Match


@dataclass(frozen=True, slots=True, eq=False)
class _Ends:
    """Where flows may end: allowed, denied, or at the next stage."""

    allowed: Traffic
    denied: Traffic
    next: Traffic


def reach(policy: Policy | Path, asked: Traffic) -> Reach:
    """Give which of the *asked* flows the policy (every point of the path) lets through."""
    points = policy.points if isinstance(policy, Path) else (policy,)
    allowed, denied = asked, Traffic()
    for point in points:
        ends = _through_policy(point, allowed)
        allowed = ends.allowed
        denied |= ends.denied
    return Reach(asked - denied, allowed)


def _through_policy(policy: Policy, flows: Traffic) -> _Ends:
    allowed, denied = Traffic(), Traffic()
    for stage in policy.stages:
        ends = _through_stage(stage, flows & stage.sees)
        flows = (flows - stage.sees) | ends.next
        denied |= ends.denied
        if stage.checkpoint:
            flows |= ends.allowed
        else:
            allowed |= ends.allowed
    if policy.finally_ is Action.ALLOW:
        return _Ends(allowed | flows, denied, Traffic())
    return _Ends(allowed, denied | flows, Traffic())


def _through_stage(stage: Stage, flows: Traffic) -> _Ends:
    possible = {Action.ALLOW: Traffic(), Action.DENY: Traffic()}
    for run in runs(stage):
        possible[run.action] |= flows & run.match.may
        flows -= run.match.must
    allowed, denied = possible[Action.ALLOW], possible[Action.DENY]
    match stage.otherwise:
        case Otherwise.ALLOW:
            return _Ends(allowed | flows, denied, Traffic())
        case Otherwise.DENY:
            return _Ends(allowed, denied | flows, Traffic())
        case Otherwise.NEXT:
            return _Ends(allowed, denied, flows)


def _in_order(stage: Stage) -> list[Rule]:
    """Give the rules of *stage* so that the first that matches decides."""
    rules = list(stage.rules)
    match stage.combine:
        case Combine.DENY_OVERRIDES:
            rules.sort(key=lambda rule: rule.action is not Action.DENY)
        case Combine.ALLOW_OVERRIDES:
            rules.sort(key=lambda rule: rule.action is not Action.ALLOW)
        case Combine.FIRST_MATCH:
            pass
    return rules


@lru_cache(maxsize=64)
def runs(stage: Stage) -> tuple[Run, ...]:
    """Unite neighbours with the same action: which of them matches first does not matter.

    Kept for the stage, because every requirement is asked of the same rules.
    """
    neighbours = [tuple(run) for _, run in groupby(_in_order(stage), key=lambda rule: rule.action)]
    return tuple(Run(run[0].action, run, united(rule.match for rule in run)) for run in neighbours)


def united(matches: Iterable[Match]) -> Match:
    """Unite many matches at once, with the fewest boxes."""
    every = list(matches)
    must = Traffic(box for one in every for box in one.must.boxes).merged()
    if all(one.is_exact for one in every):
        return Match.exactly(must)
    may = Traffic(box for one in every for box in one.may.boxes).merged()
    return Match(must, may, frozenset().union(*(one.depends_on for one in every)))
