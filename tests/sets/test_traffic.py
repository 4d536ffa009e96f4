"""Traffic, flow by flow."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safelist.sets.addresses import AddressSet
from safelist.sets.hosts import HostSet
from safelist.sets.pattern import LEARN
from safelist.sets.ports import PortSet, Protocol
from safelist.sets.traffic import Box, Flow, Traffic

#: Flows with one of each kind of host, address, protocol and port that the boxes tell apart.
FLOWS = [
    Flow(*parts)
    for parts in product(
        [None, "x", "a.x", "b.x", "b.a.x", "y"],
        ["10.0.0.1", "10.1.0.1", "192.0.2.1", "2001:db8::1"],
        [Protocol.TCP, Protocol.UDP, Protocol.ICMP],
        [80, 443, 3390],
    )
]

HOSTS = [
    HostSet(),
    HostSet.everything(),
    HostSet.of("x", "y"),
    LEARN.read("*.x"),
    LEARN.read("*.a.x"),
    ~LEARN.read("b*.x"),
    LEARN.read("*x") - HostSet.of("a.x"),
]
ADDRESSES = [
    AddressSet(),
    AddressSet.everything(),
    AddressSet(["10.0.0.0/8"]),
    AddressSet(["10.1.0.0/16", "2001:db8::/32"]),
    ~AddressSet(["10.0.0.0/16"]),
]
PORTS = [PortSet(), PortSet.everything(), PortSet([443]), PortSet.span(80, 443), ~PortSet([443])]
PROTOCOLS = st.frozensets(st.sampled_from(Protocol))

boxes = st.builds(
    Box,
    st.sampled_from(HOSTS),
    st.booleans(),
    st.sampled_from(ADDRESSES),
    st.just(frozenset(Protocol)) | PROTOCOLS,
    st.sampled_from(PORTS),
)
traffics = st.lists(boxes, max_size=3).map(Traffic)


@given(boxes, boxes)
def test_the_parts_of_a_difference_do_not_overlap_and_miss_nothing(one: Box, two: Box) -> None:
    parts = one.minus(two)
    assert all(parts) or not one
    assert not any(first & second for first, second in combinations(parts, 2))
    for flow in FLOWS:
        assert sum(flow in part for part in parts) == (flow in one and flow not in two)


@given(boxes, boxes)
def test_a_shared_box_has_the_flows_of_both(one: Box, two: Box) -> None:
    for flow in FLOWS:
        assert (flow in one & two) is (flow in one and flow in two)


@given(boxes)
def test_a_box_has_an_example_unless_it_is_empty(box: Box) -> None:
    example = box.example()
    assert (example is None) is (not box)
    assert example is None or example in box


@given(traffics, traffics)
def test_operations_are_those_of_sets_of_flows(a: Traffic, b: Traffic) -> None:
    union, shared, difference, rest = a | b, a & b, a - b, ~a
    for flow in FLOWS:
        assert (flow in union) is (flow in a or flow in b)
        assert (flow in shared) is (flow in a and flow in b)
        assert (flow in difference) is (flow in a and flow not in b)
        assert (flow in rest) is (flow not in a)


@given(traffics, traffics)
@settings(max_examples=60)
def test_containment_is_an_empty_difference(a: Traffic, b: Traffic) -> None:
    example = (a - b).example()
    assert (a <= b) is (example is None)
    if example is None:
        assert all(flow in b for flow in FLOWS if flow in a)
    else:
        assert example in a
        assert example not in b


@given(traffics, traffics)
@settings(max_examples=40)
def test_laws(a: Traffic, b: Traffic) -> None:
    assert a | b == b | a
    assert a & b == b & a
    assert ~(a | b) == ~a & ~b
    assert ~~a == a
    assert a - b == a & ~b
    assert (a - b) | (a & b) == a
    assert a | ~a == Traffic.everything()
    assert not a & ~a


def test_a_rule_for_hosts_has_no_flow_that_names_none() -> None:
    box = Box.to_hosts(LEARN.read("*.x"), Protocol.TCP, PortSet([443]))
    assert Flow("a.x", "192.0.2.1", Protocol.TCP, 443) in box
    assert Flow(None, "192.0.2.1", Protocol.TCP, 443) not in box
    assert Flow("a.x", "192.0.2.1", Protocol.UDP, 443) not in box
    assert Flow("a.x", "192.0.2.1", Protocol.TCP, 80) not in box


def test_a_rule_for_addresses_has_flows_whatever_they_name() -> None:
    box = Box.to_addresses(AddressSet(["192.0.2.0/24"]), Protocol.UDP, PortSet([3478]))
    assert Flow("a.x", "192.0.2.1", Protocol.UDP, 3478) in box
    assert Flow(None, "192.0.2.1", Protocol.UDP, 3478) in box
    assert Flow(None, "192.0.3.1", Protocol.UDP, 3478) not in box


@pytest.mark.parametrize(
    "box",
    [
        Box(hosts=HostSet(), unnamed=False),
        Box(addresses=AddressSet()),
        Box(protocols=frozenset()),
        Box(ports=PortSet()),
    ],
)
def test_a_box_without_one_dimension_is_empty(box: Box) -> None:
    assert not box
    assert box.example() is None
    assert Traffic([box]) == Traffic()


def test_a_box_of_unnamed_flows_only_is_not_empty() -> None:
    box = Box(hosts=HostSet())
    assert box
    assert box.example() == Flow(None, "0.0.0.0", Protocol.TCP, 0)


def test_everything_has_every_flow() -> None:
    assert all(flow in Traffic.everything() for flow in FLOWS)
    assert not ~Traffic.everything()
    assert Traffic().example() is None
    assert Traffic.everything() != Traffic()
    assert Traffic() != 0


def test_traffic_cannot_be_hashed_because_equal_sets_differ_in_boxes() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(Traffic())


def test_a_long_rule_base_can_be_subtracted_rule_by_rule() -> None:
    rules = [
        Box.to_hosts(HostSet.of(f"h{number}.example"), Protocol.TCP, PortSet([443]))
        for number in range(300)
    ]
    asked = Box.to_hosts(LEARN.read("h*.example"), Protocol.TCP, PortSet([443]))
    left = (Traffic([asked]) - Traffic(rules)).example()
    assert left is not None
    assert left.host == "ha.example"


def test_a_flow_is_shown_as_target_port_and_protocol() -> None:
    assert str(Flow("a.x", "192.0.2.1", Protocol.TCP, 443)) == "a.x:443/tcp"
    assert str(Flow(None, "192.0.2.1", Protocol.UDP, 3478)) == "192.0.2.1:3478/udp"
    assert repr(Traffic.everything()) == "<Traffic in 1 boxes>"
