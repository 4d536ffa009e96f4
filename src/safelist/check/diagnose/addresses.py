"""What the addresses of a target say together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from safelist.check.causes import Layer, Status
from safelist.check.diagnose.connection import judge_connection
from safelist.check.diagnose.diagnosis import found
from safelist.check.diagnose.looks import Looks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safelist.check.diagnose.diagnosis import Diagnosis
    from safelist.check.observation import Observation
    from safelist.check.target import Target

_DEPTH = (Layer.NONE, Layer.PROXY, Layer.NAME, Layer.CONNECTION, Layer.TLS, Layer.ANSWER)


def judge_addresses(target: Target, seen: Sequence[Observation]) -> Diagnosis:
    """Judge each address by itself, then all of them."""
    by_address: dict[str, list[Observation]] = {}
    for one in seen:
        by_address.setdefault(one.address, []).append(one)
    judged = {address: judge_connection(target, Looks(one)) for address, one in by_address.items()}
    tried = {a: one for a, one in judged.items() if not _is_called(one, "interrupted")}
    judged = tried or judged  # what was stopped says nothing about the others
    every = tuple(line for one in judged.values() for line in one.evidence)
    working = {a: one for a, one in judged.items() if one.status in (Status.OPEN, Status.DEGRADED)}
    failing = {a: one for a, one in judged.items() if a not in working}
    if working:
        # A machine without IPv6 fails at once and nobody waits for it.
        failing = {a: one for a, one in failing.items() if not _lacks_ipv6(a, one)}
    if not failing:
        return replace(max(working.values(), key=_telling), evidence=every)
    if not working:
        return replace(max(failing.values(), key=_telling), evidence=every)
    if all(":" in address for address in failing) and any(":" not in a for a in working):
        return _partly(target, "ipv6-blocked", failing, every)
    return _partly(target, "some-addresses-blocked", failing, every)


def _lacks_ipv6(address: str, diagnosis: Diagnosis) -> bool:
    return ":" in address and _is_called(diagnosis, "no-route")


def _is_called(diagnosis: Diagnosis, name: str) -> bool:
    return diagnosis.cause is not None and diagnosis.cause.name == name


def _partly(
    target: Target, cause: str, failing: dict[str, Diagnosis], evidence: tuple[str, ...]
) -> Diagnosis:
    reasons = [
        f"{address}: {one.cause.name}" for address, one in failing.items() if one.cause is not None
    ]
    return found(cause, target, *reasons, *evidence)


def _telling(diagnosis: Diagnosis) -> tuple[int, int]:
    """Rank what to say first: the worse status, then what came furthest and so says most."""
    layer = diagnosis.cause.layer if diagnosis.cause else Layer.NONE
    return (diagnosis.rank, _DEPTH.index(layer))
