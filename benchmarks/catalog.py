"""Service-tag files and editions, beside the standard library."""

from __future__ import annotations

import ipaddress
import json
import random
from typing import Any

from benchmarks.measure import Peer, Row, best
from safelist.catalog import library
from safelist.catalog.requirement import Cloud
from safelist.catalog.service_tags import changes
from safelist.catalog.sources import service_tags_json

_TAGS, _PREFIXES = 3_000, 90_000


def run() -> list[Row]:
    """Read and compare files as large as that of the public cloud; load the newest edition."""
    old, new = _file(1), _file(2)

    def compare() -> None:
        before = service_tags_json.read(old, path="old.json")
        after = service_tags_json.read(new, path="new.json")
        changes(before, after)

    def read() -> object:
        return service_tags_json.read(new, path="new.json")

    return [
        Row(
            f"read a service-tag file ({_TAGS:,} tags, {_PREFIXES:,} prefixes)",
            best(read),
            Peer("json and ipaddress", best(lambda: _with_the_standard_library(new), 1)),
            0.5,
        ),
        Row("read two such files and compare them", best(compare)),
        Row("load the newest edition", best(_load), None, None),
    ]


def _load() -> None:
    library._load.cache_clear()  # noqa: SLF001  (the file is what is measured)
    library.load(library.LATEST, Cloud.PUBLIC)


def _with_the_standard_library(content: bytes) -> int:
    found = 0
    for value in json.loads(content)["values"]:
        prefixes = map(ipaddress.ip_network, value["properties"]["addressPrefixes"])
        by_version: dict[int, list[Any]] = {4: [], 6: []}
        for prefix in prefixes:
            by_version[prefix.version].append(prefix)
        found += sum(len(list(ipaddress.collapse_addresses(one))) for one in by_version.values())
    return found


def _file(seed: int) -> bytes:
    """Make a file in the form of Microsoft's, of invented prefixes."""
    dice = random.Random(seed)
    values = []
    for number in range(_TAGS):
        prefixes = [_prefix(dice) for _ in range(_PREFIXES // _TAGS)]
        values.append(
            {
                "name": f"Tag{number}",
                "id": f"Tag{number}",
                "properties": {
                    "changeNumber": seed,
                    "region": "",
                    "regionId": 0,
                    "platform": "Azure",
                    "systemService": "",
                    "addressPrefixes": prefixes,
                    "networkFeatures": None,
                },
            }
        )
    return json.dumps({"changeNumber": seed, "cloud": "Public", "values": values}).encode()


def _prefix(dice: random.Random) -> str:
    length = dice.choice((20, 24, 28, 31, 32))
    number = dice.getrandbits(length) << (32 - length)
    return f"{ipaddress.IPv4Address(number)}/{length}"
