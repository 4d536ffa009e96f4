"""The platforms by name; a new one is a folder and a word here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from safelist.platforms.platform import Platform

NAMES = ("squid",)


def platform(name: str) -> Platform:
    """Load the platform *name*; only that one's module is loaded."""
    folder = name.replace("-", "_")
    return cast("Platform", import_module(f"safelist.platforms.{folder}").PLATFORM)
