"""One flow through every stage: which rule decides, and what is only possible."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from safelist.policy.evaluate import runs
from safelist.policy.model import Action, Otherwise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from safelist.policy.match import NamedObject
    from safelist.policy.model import Policy, Rule, Stage
    from safelist.sets.traffic import Flow


class Decision(StrEnum):
    """What happens to a flow."""

    ALLOW = "allow"
    DENY = "deny"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What one stage does with the flow.

    *rules* are those that can match, the deciding one last; *outcomes* everything that can happen:
    an action, or None for going on to the next stage.
    """

    stage: Stage
    rules: tuple[Rule, ...]
    outcomes: frozenset[Action | None]


def trace(policy: Policy, flow: Flow) -> tuple[Decision, tuple[Step, ...]]:
    """Walk *flow* through *policy*, rule by rule; gives the decision and the steps to it."""
    steps: list[Step] = []
    ends: set[Action] = set()
    for stage in policy.stages:
        if flow not in stage.sees:
            continue
        step = _step(stage, flow)
        steps.append(step)
        goes_on = None in step.outcomes or (stage.checkpoint and Action.ALLOW in step.outcomes)
        finals = step.outcomes - {None} - ({Action.ALLOW} if stage.checkpoint else set())
        ends |= {one for one in finals if one is not None}
        if not goes_on:
            return _decision(ends), tuple(steps)
    ends.add(policy.finally_)
    return _decision(ends), tuple(steps)


def depends_on(steps: Sequence[Step]) -> frozenset[NamedObject]:
    """Give the objects on which the *steps* depend."""
    named: frozenset[NamedObject] = frozenset()
    return named.union(*(rule.match.depends_on for step in steps for rule in step.rules))


def _decision(ends: set[Action]) -> Decision:
    return Decision(ends.pop()) if len(ends) == 1 else Decision.UNDETERMINED


def _step(stage: Stage, flow: Flow) -> Step:
    deciding: list[Rule] = []
    outcomes: set[Action | None] = set()
    for rule in _matching(stage, flow):
        deciding.append(rule)
        outcomes.add(rule.action)
        if flow in rule.match.must:
            return Step(stage, tuple(deciding), frozenset(outcomes))
    outcomes.add(None if stage.otherwise is Otherwise.NEXT else Action(stage.otherwise))
    return Step(stage, tuple(deciding), frozenset(outcomes))


def _matching(stage: Stage, flow: Flow) -> Iterator[Rule]:
    """Give the rules that can match *flow*, in their order; whole runs are passed by at once."""
    for run in runs(stage):
        if flow in run.match.may:
            yield from (rule for rule in run.rules if flow in rule.match.may)
