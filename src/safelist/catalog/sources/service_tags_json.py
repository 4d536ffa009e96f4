"""Read "Azure IP Ranges and Service Tags", the weekly JSON file of one cloud.

The answer of the REST API and of `az network list-service-tags` has the same shape.
"""

from __future__ import annotations

from types import MappingProxyType

import msgspec

from safelist.catalog.requirement import Cloud
from safelist.catalog.service_tags import ServiceTag, ServiceTags
from safelist.catalog.sources.json_document import read_json
from safelist.errors import UnreadableInputError

_HINT = 'give the file "Azure IP Ranges and Service Tags" (ServiceTags_Public_<date>.json)'
_CLOUDS = {
    "public": Cloud.PUBLIC,
    "azurecloud": Cloud.PUBLIC,
    "azuregovernment": Cloud.USGOV,
    "azureusgovernment": Cloud.USGOV,
    "china": Cloud.CHINA,
    "azurechina": Cloud.CHINA,
    "azurechinacloud": Cloud.CHINA,
}


class _Properties(msgspec.Struct, rename="camel", frozen=True):
    address_prefixes: tuple[str, ...]
    region: str = ""
    system_service: str | None = None


class _Value(msgspec.Struct, frozen=True):
    name: str
    properties: _Properties


class _File(msgspec.Struct, rename="camel", frozen=True):
    cloud: str
    values: list[_Value]
    change_number: int | str = 0


def read(document: bytes, *, path: str) -> ServiceTags:
    """Read the file *document*; errors name *path*."""
    file = read_json(document, _File, path=path, hint=_HINT)
    cloud = _CLOUDS.get(file.cloud.lower())
    if cloud is None:
        known = ", ".join(f'"{name}"' for name in ("Public", "AzureGovernment", "China"))
        reason = f'is for an unknown cloud "{file.cloud}"'
        raise UnreadableInputError(reason, path=path, hint=f"known are {known}")
    tags: dict[str, ServiceTag] = {}
    for value in file.values:
        of = value.properties
        tag = ServiceTag(value.name, of.region, of.system_service or "", of.address_prefixes, path)
        if tags.setdefault(value.name.lower(), tag) is not tag:
            reason = f'has the service tag "{value.name}" twice'
            raise UnreadableInputError(reason, path=path, hint="download the file again")
    if not tags:
        raise UnreadableInputError("has no service tags", path=path, hint=_HINT)
    number = str(file.change_number)
    return ServiceTags(cloud, int(number) if number.isdecimal() else 0, MappingProxyType(tags))
