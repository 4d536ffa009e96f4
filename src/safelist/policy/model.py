"""Policy: rules in stages, each with its own way of combining them.

A reader of a product puts the product's precedence into the order of rules and stages; above it
nothing knows the product.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from safelist.sets.traffic import Traffic

if TYPE_CHECKING:
    from safelist.policy.match import Match


class Action(StrEnum):
    """What a rule does with a flow."""

    ALLOW = "allow"
    DENY = "deny"


class Combine(StrEnum):
    """Which rule of a stage decides, where several match."""

    FIRST_MATCH = "first-match"
    DENY_OVERRIDES = "deny-overrides"
    ALLOW_OVERRIDES = "allow-overrides"


class Otherwise(StrEnum):
    """What happens to a flow that no rule of a stage matches."""

    ALLOW = "allow"
    DENY = "deny"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a rule stands: *path* and *line* of the user's file, *pointer* into its structure."""

    path: str = ""
    line: int | None = None
    pointer: str = ""

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place} {self.pointer}".strip()


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule; *name* as the product shows it."""

    name: str
    action: Action
    match: Match
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """Rules that are asked together.

    Only flows in *sees* come to it; the others pass it by. What it allows is final, unless the
    stage is a *checkpoint*: then it goes on to the next one.
    """

    name: str
    rules: tuple[Rule, ...]
    combine: Combine = Combine.FIRST_MATCH
    otherwise: Otherwise = Otherwise.DENY
    sees: Traffic = field(default_factory=Traffic.everything)
    checkpoint: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """Something in a policy that is not what it seems; *origin* says where."""

    origin: Origin
    text: str

    def __str__(self) -> str:
        return f"{self.origin}: {self.text}"


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """Stages in the order in which a flow comes to them.

    *finally_* is what happens to a flow that passes the last one undecided; *remarks* are what the
    reader noticed.
    """

    name: str
    platform: str
    stages: tuple[Stage, ...]
    finally_: Action = Action.DENY
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """Enforcement points in a row: a flow gets through where all that are on its way allow it."""

    points: tuple[Policy, ...]
