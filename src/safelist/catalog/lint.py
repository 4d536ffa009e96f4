"""Check what a list says of service tags against the published file of service tags."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from safelist.catalog.requirement import Prefix
from safelist.catalog.service_tags import NSG_WORDS
from safelist.sets.addresses import AddressSet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from safelist.catalog.requirement import Cloud, Requirement
    from safelist.catalog.service_tags import ServiceTags


class TagProblemKind(StrEnum):
    """What is wrong with the service tag of a row."""

    OTHER_CLOUD = "service-tags-of-another-cloud"
    UNKNOWN = "unknown-service-tag"
    OUTSIDE = "address-outside-service-tag"


@dataclass(frozen=True, slots=True)
class TagProblem:
    """A row whose service tag does not hold what the row needs, and why."""

    requirement: Requirement
    kind: TagProblemKind
    message: str


def lint(requirements: Iterable[Requirement], tags: ServiceTags) -> tuple[TagProblem, ...]:
    """Give the problems of *requirements*, in their order.

    A file of another cloud is told once, at the first row of a cloud it is not for.
    """
    problems: list[TagProblem] = []
    told: set[Cloud] = set()
    for requirement in requirements:
        if requirement.cloud is tags.cloud:
            problems += _problems(requirement, tags)
        elif requirement.cloud not in told:
            told.add(requirement.cloud)
            message = f"the rows are for {requirement.cloud}, the service tags for {tags.cloud}"
            problems.append(TagProblem(requirement, TagProblemKind.OTHER_CLOUD, message))
    return tuple(problems)


def _problems(requirement: Requirement, tags: ServiceTags) -> Iterator[TagProblem]:
    names = (requirement.tag or "").split(", ")
    if any(name.lower() in NSG_WORDS for name in names) or not requirement.tag:
        return
    named = AddressSet()
    for name in names:
        tag = tags.get(name)
        if tag is None:
            message = f'there is no service tag "{name}" in the cloud {tags.cloud}'
            yield TagProblem(requirement, TagProblemKind.UNKNOWN, message)
            return
        named |= tag.addresses
    address = requirement.effective.address
    if isinstance(address, Prefix):
        outside = (address.addresses - named).example()
        if outside is not None:
            message = f'{outside} of {address} is not in the service tag "{requirement.tag}"'
            yield TagProblem(requirement, TagProblemKind.OUTSIDE, message)
