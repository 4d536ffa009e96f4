"""Platform: what safelist can do with a product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from safelist.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Platform:
    """A product: its *name* on the command line, its *title*, and how to read its configuration.

    *is_proxy* says that clients ask it for what they want; activation and UDP never do.
    """

    name: str
    title: str
    read: Callable[[Sequence[str]], Policy]
    is_proxy: bool = False
