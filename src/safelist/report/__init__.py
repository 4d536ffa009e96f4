"""Reports: what a command found, in the format that somebody needs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, TextIO, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from safelist.report.document import Document

FORMATS = ("text", "json", "csv", "markdown", "sarif", "junit", "html")


def writer(name: str) -> Callable[[Document, TextIO], None]:
    """Give the function that writes the format *name*; only that format's module is loaded."""
    module = import_module(f"safelist.report.{name}_report")
    return cast("Callable[[Document, TextIO], None]", module.write)
