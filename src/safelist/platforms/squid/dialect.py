"""What host patterns mean in Squid's `dstdomain`, and how it compares names.

Measured with Squid 5.7: `.x` is x and every name below it, `x` is x alone, letter case and one
trailing dot do not matter, and `*` stands for nothing, so that an entry with it never matches.
"""

from __future__ import annotations

from safelist.errors import InvalidHostError
from safelist.sets.hosts import HostSet
from safelist.sets.names import is_host
from safelist.sets.pattern import Dialect
from safelist.sets.tokens import SOME


def _read(text: str) -> HostSet:
    name = text.lower().removesuffix(".")
    bare = name.removeprefix(".")
    if not is_host(bare):
        # Squid takes it without a word and never matches it: `*.x`, `x:443`, `https://x/`.
        return HostSet()
    return HostSet([bare, f"{SOME}.{bare}"] if name.startswith(".") else [bare])


def _write(hosts: HostSet) -> str | None:
    patterns = hosts.patterns
    if not patterns or len(patterns) > 2:
        return None
    bare = min(patterns, key=len)
    text = bare if len(patterns) == 1 else f".{bare}"
    try:
        return text if DSTDOMAIN.read(text).patterns == patterns else None
    except InvalidHostError:
        return None


DSTDOMAIN = Dialect("squid-dstdomain", _read, _write)
