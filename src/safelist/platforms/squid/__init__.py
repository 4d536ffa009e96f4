"""Squid, the caching proxy. http://www.squid-cache.org/Doc/config/"""

from __future__ import annotations

from typing import TYPE_CHECKING

from safelist.errors import SafelistError
from safelist.platforms.platform import Platform
from safelist.platforms.squid.reader import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safelist.policy.model import Policy


def _read(paths: Sequence[str]) -> Policy:
    if len(paths) != 1:
        raise SafelistError(
            "Squid has one configuration file", hint="give squid.conf; what it includes is found"
        )
    return read(paths[0])


PLATFORM = Platform("squid", "Squid", _read, is_proxy=True)
