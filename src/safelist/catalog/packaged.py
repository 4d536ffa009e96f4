"""The data files that come with the package."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def folder() -> Traversable:
    """Give the folder of the data files."""
    return files("safelist.catalog") / "data"


@cache
def table(name: str) -> dict[str, Any]:
    """Load the TOML file *name*."""
    return tomllib.loads((folder() / name).read_text("utf-8"))
