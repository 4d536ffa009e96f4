"""Socket addresses in the shape that every system takes."""

from __future__ import annotations

import pytest

from safelist.check.steps.pipe import sockaddr


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.1", ("192.0.2.1", 443)),
        ("2001:db8::1", ("2001:db8::1", 443, 0, 0)),
        ("fe80::1%7", ("fe80::1", 443, 0, 7)),
        ("fe80::1%nosuch", ("fe80::1", 443, 0, 0)),
    ],
)
def test_ipv6_takes_four_parts_because_windows_reads_a_pair_as_ipv4(
    address: str, expected: tuple[object, ...]
) -> None:
    assert sockaddr(address, 443) == expected
