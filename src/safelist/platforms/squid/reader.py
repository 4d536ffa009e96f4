"""squid.conf -> Policy: the `http_access` lines, in their order, with their inverted default."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from safelist.platforms.squid.acl import BUILT_IN, EVERYTHING, read_acl
from safelist.platforms.squid.dialect import DSTDOMAIN
from safelist.platforms.squid.lines import Line, read_lines, read_list
from safelist.policy.match import Match
from safelist.policy.model import Action, Origin, Otherwise, Policy, Remark, Rule, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

_ACTIONS = {"allow": Action.ALLOW, "deny": Action.DENY}


def read(path: str) -> Policy:
    """Read the configuration at *path*, with what it includes; errors name the line."""
    acls: dict[str, Match] = dict(BUILT_IN)
    kinds: dict[str, str] = {}
    rules: list[Rule] = []
    remarks: list[Remark] = []
    for line in read_lines(path):
        match line.words[0]:
            case "acl":
                remarks += _define(line, acls, kinds)
            case "http_access":
                rules.append(_rule(line, acls))
    last = rules[-1].action if rules else Action.ALLOW
    # Without any line everything is denied; else a request that no line matches gets the opposite
    # of the last one: http://www.squid-cache.org/Doc/config/http_access/
    otherwise = Otherwise.ALLOW if last is Action.DENY else Otherwise.DENY
    stage = Stage("http_access", tuple(rules), otherwise=otherwise, sees=EVERYTHING.may)
    return Policy(path, "squid", (stage,), remarks=tuple(remarks))


def _define(line: Line, acls: dict[str, Match], kinds: dict[str, str]) -> Iterator[Remark]:
    """Define the list of *line*, and tell which of its entries never match."""
    if len(line.words) < 3:
        raise line.error("acl has no type", "write acl NAME TYPE VALUE ...")
    _, name, kind, *words = line.words
    if kinds.setdefault(name, kind) != kind:
        raise line.error(
            f'acl "{name}" was of type {kinds[name]} before', "give the second list another name"
        )
    values = list(_values(line, words))
    match = read_acl(line, name, kind, values)
    acls[name] = acls[name] | match if name in acls and name not in BUILT_IN else match

    if kind == "dstdomain":
        origin = Origin(line.path, line.number)
        yield from (
            Remark(origin, f'"{value}" never matches: write a host name, or "." and one')
            for value in values
            if not value.startswith("-") and DSTDOMAIN.read(value).patterns == frozenset()
        )


def _values(line: Line, words: list[str]) -> Iterator[str]:
    """Give the values of a list, those in list files (`"/etc/squid/list"`) included."""
    for word in words:
        if word.startswith('"'):
            yield from read_list(line, word.strip('"'))
        else:
            yield word


def _rule(line: Line, acls: dict[str, Match]) -> Rule:
    if len(line.words) < 2 or line.words[1] not in _ACTIONS:
        given = line.words[1] if len(line.words) > 1 else ""
        raise line.error(f'unknown action "{given}"', 'use "allow" or "deny"')
    matches = [_named(line, word, acls) for word in line.words[2:]]
    return Rule(
        name=" ".join(line.words),
        action=_ACTIONS[line.words[1]],
        match=reduce(Match.__and__, matches or [EVERYTHING]),
        origin=Origin(line.path, line.number),
    )


def _named(line: Line, word: str, acls: dict[str, Match]) -> Match:
    name = word.removeprefix("!")
    if name not in acls:
        raise line.error(f'acl "{name}" is not defined', "define it before this line")
    return ~acls[name] if word.startswith("!") else acls[name]
