"""Diagnose: observations in, the cause out; pure, so that a saved file gives the same verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from safelist.check.causes import Status
from safelist.check.diagnose.addresses import judge_addresses
from safelist.check.diagnose.diagnosis import Diagnosis, found
from safelist.check.diagnose.naming import judge_name, lies_within, suspect_sinkhole
from safelist.check.diagnose.proxied import judge_proxied, let_through
from safelist.check.observation import Step
from safelist.sets.names import is_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safelist.check.observation import Observation
    from safelist.check.target import Target

__all__ = ["diagnose", "let_through"]


def diagnose(
    target: Target,
    seen: Sequence[Observation],
    proxy: str | None = None,
    *,
    proxy_works: bool = False,
) -> Diagnosis:
    """Say why *target* is open or not.

    *seen* are the observations of the target and of resolving its name; *proxy* is the host of the
    proxy where it was tried through one (then *seen* are those of resolving the proxy's name), and
    *proxy_works* says whether that proxy let another target through.
    """
    tried = [one for one in seen if one.step is not Step.RESOLVE]
    resolved = [one for one in seen if one.step is Step.RESOLVE]
    if not tried and not resolved:
        return found("interrupted", target)
    if proxy is not None:
        return judge_proxied(target, tried, resolved, works=proxy_works)
    if is_address(target.host):
        return judge_addresses(target, tried)
    if not resolved:  # the user said which address the name has
        if not any(lies_within(target, one.address) for one in tried):
            return found("outside-the-range", target)
        return judge_addresses(target, tried)
    naming = judge_name(target, resolved)
    if naming.status not in (Status.OPEN, Status.DEGRADED):
        return naming
    if not tried:
        return found("interrupted", target)
    tried = [one for one in tried if lies_within(target, one.address)]
    diagnosis = judge_addresses(target, tried)
    if diagnosis.status is Status.OPEN and naming.status is Status.DEGRADED:
        return replace(naming, evidence=naming.evidence + diagnosis.evidence)
    diagnosis = diagnosis.after(naming)
    if diagnosis.status in (Status.BLOCKED, Status.INSUFFICIENT) and suspect_sinkhole(
        resolved, public=target.public
    ):
        return found("dns-sinkhole", target, *diagnosis.evidence)
    return diagnosis
