"""Service tags on the list against the published file of service tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.catalog.reading import CORPUS, needs_corpus, sample

from safelist.catalog import library
from safelist.catalog.lint import TagProblemKind, lint
from safelist.catalog.requirement import Cloud, Endpoint, Importance, Requirement, Role
from safelist.catalog.sources import service_tags_json
from safelist.catalog.sources.document import read_document
from safelist.sets.ports import PortSet, Protocol

if TYPE_CHECKING:
    from safelist.catalog.service_tags import ServiceTags


@pytest.fixture(scope="module")
def tags() -> ServiceTags:
    return service_tags_json.read(sample("service-tags-public.json"), path="tags.json")


def needs(address: str, tag: str | None, cloud: Cloud = Cloud.PUBLIC) -> Requirement:
    endpoint = Endpoint.of(address, Protocol.TCP, PortSet([443]))
    return Requirement(Role.SESSION_HOST, Importance.REQUIRED, cloud, endpoint, service_tag=tag)


@pytest.mark.parametrize(
    "tag",
    [None, "N/A", "None", "Internet", "VirtualNetwork", "azureplatformimds", "AzureLoadBalancer"],
)
def test_words_that_no_file_has_are_fine(tags: ServiceTags, tag: str | None) -> None:
    assert lint([needs("169.254.169.254", tag), needs("a.example.com", tag)], tags) == ()


def test_a_known_tag_in_any_case_is_fine(tags: ServiceTags) -> None:
    assert lint([needs("a.example.com", "deskservice.WESTDESK")], tags) == ()


def test_a_tag_that_the_file_lacks_is_a_problem(tags: ServiceTags) -> None:
    row = needs("a.example.com", "AzureFrontDoor.FirstParty")
    (problem,) = lint([row], tags)
    assert problem.requirement is row
    assert problem.kind is TagProblemKind.UNKNOWN
    assert problem.message == (
        'there is no service tag "AzureFrontDoor.FirstParty" in the cloud public'
    )


def test_one_of_two_tags_that_the_file_lacks_is_a_problem(tags: ServiceTags) -> None:
    (problem,) = lint([needs("a.example.com", "AzureCloud, Nothing")], tags)
    assert '"Nothing"' in problem.message


def test_a_prefix_outside_its_tag_is_a_problem_with_an_example(tags: ServiceTags) -> None:
    inside = needs("198.51.100.0/25", "DeskService")
    outside = needs("198.51.100.0/23", "DeskService")
    (problem,) = lint([inside, outside], tags)
    assert problem.requirement is outside
    assert problem.kind is TagProblemKind.OUTSIDE
    assert problem.message == (
        '198.51.101.0 of 198.51.100.0/23 is not in the service tag "DeskService"'
    )


def test_two_tags_together_may_hold_a_prefix(tags: ServiceTags) -> None:
    assert lint([needs("203.0.113.0/24", "DeskService, AzureCloud")], tags) == ()


def test_a_file_of_another_cloud_is_told_once_and_says_nothing_else(tags: ServiceTags) -> None:
    rows = [needs("a.example.us", "Nothing", Cloud.USGOV) for _ in range(3)]
    (problem,) = lint(rows, tags)
    assert problem.kind is TagProblemKind.OTHER_CLOUD
    assert problem.message == "the rows are for usgov, the service tags for public"


@needs_corpus
def test_the_newest_public_list_fits_the_file_of_2025() -> None:
    path = str(CORPUS / "servicetags" / "ServiceTags_Public_20250908.json.gz")
    tags = service_tags_json.read(read_document(path), path=path)
    rows = library.load("latest", Cloud.PUBLIC).requirements
    assert lint(rows, tags) == ()


@needs_corpus
def test_the_relay_range_is_outside_the_tag_of_2020() -> None:
    path = str(CORPUS / "servicetags" / "ServiceTags_Public_20200706.json.gz")
    tags = service_tags_json.read(read_document(path), path=path)
    rows = library.load("latest", Cloud.PUBLIC).requirements
    found = {(str(one.requirement.endpoint.address), one.kind) for one in lint(rows, tags)}
    assert ("51.5.0.0/16", TagProblemKind.OUTSIDE) in found


@needs_corpus
def test_first_party_front_door_is_no_tag_of_the_government() -> None:
    path = str(CORPUS / "servicetags" / "ServiceTags_AzureGovernment_20260720.json.gz")
    tags = service_tags_json.read(read_document(path), path=path)
    row = needs("ocsp.example.us", "AzureFrontDoor.FirstParty", Cloud.USGOV)
    assert [one.kind for one in lint([row], tags)] == [TagProblemKind.UNKNOWN]
