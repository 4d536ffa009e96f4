"""What a policy does with one requirement."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from safelist.errors import UndecidedError
from safelist.policy import CoverageStatus, NamedObject, Rule, cover, trace
from safelist.policy.trace import depends_on
from safelist.sets.addresses import AddressSet
from safelist.sets.ports import PortSet
from safelist.sets.traffic import Box, Flow, Traffic

if TYPE_CHECKING:
    from safelist.catalog.requirement import Requirement
    from safelist.platforms.platform import Platform
    from safelist.policy import Policy

#: These are answered by the machine's own host and never reach a device in the network.
FABRIC = ("169.254.169.254", "168.63.129.16")
_ACTIVATION = 1688
#: Unspecified, loopback, link-local and multicast addresses; private ones may be endpoints.
_NOT_PUBLIC = AddressSet(
    ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", "::/127", "fe80::/10", "ff00::/8"]
)


class Status(StrEnum):
    """What can be said of a requirement."""

    COVERED = "covered"
    NOT_COVERED = "not-covered"
    PARTIAL = "partial"
    UNDETERMINED = "undetermined"
    OFF_PATH = "off-path"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The *status* of a requirement.

    *counterexample* is a flow that is denied (or may be), *rules* are those that decide about it -
    or, where all is covered, about an example; *by_default* says that no rule decides but what
    happens where none matches. *depends_on* are the objects whose content is not known.
    """

    requirement: Requirement
    status: Status
    counterexample: Flow | None = None
    rules: tuple[Rule, ...] = ()
    by_default: bool = False
    depends_on: tuple[NamedObject, ...] = ()
    why: str = ""


def judge(requirement: Requirement, policy: Policy, platform: Platform) -> Verdict:
    """Prove that *policy* lets *requirement* through, or show a flow that it does not."""
    box = _required(requirement)
    off_path = _off_path(requirement, box, policy, platform)
    if off_path:
        return Verdict(requirement, Status.OFF_PATH, why=off_path)
    try:
        found = cover(policy, Traffic([box]))
    except UndecidedError as error:
        return Verdict(requirement, Status.UNDETERMINED, why=error.reason)
    flow = found.counterexample or box.example()
    if flow is None:
        return Verdict(requirement, Status.UNDETERMINED, why="the requirement names no flow")
    _, steps = trace(policy, flow)
    rules = tuple(rule for step in steps for rule in step.rules)
    last = steps[-1] if steps else None
    return Verdict(
        requirement,
        Status(found.status),
        found.counterexample,
        rules,
        by_default=last is None or not last.rules,
        depends_on=tuple(sorted(depends_on(steps)))
        if found.status is CoverageStatus.UNDETERMINED
        else (),
    )


def _required(requirement: Requirement) -> Box:
    """Give the flows of *requirement*; a public name does not resolve to this machine itself."""
    box = requirement.effective.traffic
    if box.unnamed:
        return box
    return replace(box, addresses=box.addresses - _NOT_PUBLIC)


def _off_path(requirement: Requirement, box: Box, policy: Policy, platform: Platform) -> str:
    """Say why *requirement* never comes to this policy; empty where it does."""
    if requirement.effective.key in FABRIC:
        return "the machine's own host answers it; it must not be sent to a proxy or firewall"
    if platform.is_proxy and box.ports <= PortSet([_ACTIVATION]):
        return "Windows activation does not use a proxy; it needs a rule in a firewall"
    seen = Traffic(one for stage in policy.stages for one in stage.sees.boxes)
    if not Traffic([box]) & seen:
        return f"{platform.title} does not carry {requirement.effective.protocol}"
    return ""
