"""Service tags: named lists of prefixes that Microsoft publishes every week."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from safelist.errors import SafelistError, UnreadableInputError
from safelist.sets.addresses import AddressSet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safelist.catalog.requirement import Cloud

#: Service tags that rules may name though the published file does not have them.
NSG_WORDS = frozenset(
    {
        "internet",
        "virtualnetwork",
        "azureloadbalancer",
        "azureplatformdns",
        "azureplatformimds",
        "azureplatformlkm",
    }
)


# Without slots, because the addresses are kept once somebody asked for them.
@dataclass(frozen=True)
class ServiceTag:
    """One tag: `Storage`, or in one *region* `Storage.WestEurope`; *path* is where it was read."""

    name: str
    region: str
    system_service: str
    prefixes: tuple[str, ...]
    path: str = ""

    @cached_property
    def addresses(self) -> AddressSet:
        """The exact set of addresses."""
        try:
            return AddressSet(self.prefixes)
        except SafelistError as error:
            raise UnreadableInputError(
                f"service tag {self.name}: {error.reason}", path=self.path, hint=error.hint
            ) from error


@dataclass(frozen=True, slots=True)
class ServiceTags:
    """One published file; *tags* has them under their names in lower case."""

    cloud: Cloud
    change_number: int
    tags: Mapping[str, ServiceTag]

    def get(self, name: str) -> ServiceTag | None:
        """Give the tag *name*, in whatever case; None where the file has no such tag."""
        return self.tags.get(name.lower())

    def __len__(self) -> int:
        return len(self.tags)


class TagChangeKind(StrEnum):
    """What became of a tag."""

    ADDED = "added"
    REMOVED = "removed"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True)
class TagChange:
    """A tag that is another set of addresses than before: *gained* came, *lost* went."""

    name: str
    kind: TagChangeKind
    gained: AddressSet
    lost: AddressSet


def changes(old: ServiceTags, new: ServiceTags) -> tuple[TagChange, ...]:
    """Give what changed from *old* to *new*, by sets of addresses, in the order of names.

    Numbers of changes are no evidence: they rise for tags that stayed as they were.
    """
    nothing = AddressSet()
    found: list[TagChange] = []
    for name in sorted({*old.tags, *new.tags}):
        before, after = old.tags.get(name), new.tags.get(name)
        if before is None and after is not None:
            found.append(TagChange(after.name, TagChangeKind.ADDED, after.addresses, nothing))
        elif after is None and before is not None:
            found.append(TagChange(before.name, TagChangeKind.REMOVED, nothing, before.addresses))
        elif before is not None and after is not None and _differ(before, after):
            gained = after.addresses - before.addresses
            lost = before.addresses - after.addresses
            found.append(TagChange(after.name, TagChangeKind.ALTERED, gained, lost))
    return tuple(found)


def _differ(before: ServiceTag, after: ServiceTag) -> bool:
    # The same text is the same set, and most tags stay as they are from week to week.
    return before.prefixes != after.prefixes and before.addresses != after.addresses
