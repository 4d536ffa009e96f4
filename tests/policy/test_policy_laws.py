"""A whole set through a policy, and its flows one by one: both must say the same."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from safelist.policy import (
    Action,
    Combine,
    CoverageStatus,
    Decision,
    Match,
    NamedObject,
    Otherwise,
    Path,
    Policy,
    Rule,
    Stage,
    cover,
    reach,
    trace,
)
from safelist.sets.addresses import AddressSet
from safelist.sets.hosts import HostSet
from safelist.sets.pattern import LEARN
from safelist.sets.ports import PortSet, Protocol
from safelist.sets.traffic import Box, Flow, Traffic

NAMES = ("a.x", "b.x", "a.b.x", "x", "a.y")
FLOWS = [
    Flow(host, address, protocol, port)
    for host, address, protocol, port in product(
        (*NAMES, None), ("10.0.0.1", "20.0.0.1"), (Protocol.TCP, Protocol.UDP), (80, 443)
    )
]

hosts = st.sampled_from(
    [LEARN.read("*.x"), LEARN.read("a*.x"), HostSet.of("a.x"), HostSet.of("x", "a.y")]
)
boxes = st.builds(
    Box,
    hosts=st.one_of(hosts, st.just(HostSet.everything()), st.just(HostSet())),
    unnamed=st.booleans(),
    addresses=st.sampled_from([AddressSet.everything(), AddressSet(["10.0.0.0/8"])]),
    protocols=st.sampled_from([frozenset(Protocol), frozenset({Protocol.TCP})]),
    ports=st.sampled_from([PortSet.everything(), PortSet([443])]),
)
traffics = st.lists(boxes, max_size=2).map(Traffic)
named = st.sampled_from([NamedObject("fqdn-tag", "A"), NamedObject("user", "B")])


@st.composite
def matches(draw: st.DrawFn) -> Match:
    known = Match.exactly(draw(traffics))
    if draw(st.booleans()):
        return known
    match = known | Match.unknown(draw(named), draw(traffics))
    return ~match if draw(st.booleans()) else match


rules = st.builds(Rule, name=st.just("r"), action=st.sampled_from(Action), match=matches())
stages = st.builds(
    Stage,
    name=st.just("s"),
    rules=st.lists(rules, max_size=3).map(tuple),
    combine=st.sampled_from(Combine),
    otherwise=st.sampled_from(Otherwise),
    sees=st.one_of(st.just(Traffic.everything()), traffics),
    checkpoint=st.booleans(),
)
policies = st.builds(
    Policy,
    name=st.just("p"),
    platform=st.just("test"),
    stages=st.lists(stages, max_size=2).map(tuple),
    finally_=st.sampled_from(Action),
)


@settings(max_examples=500)
@given(policies, traffics)
def test_sets_and_single_flows_agree(policy: Policy, asked: Traffic) -> None:
    through = reach(policy, asked)
    for flow in FLOWS:
        decision, _ = trace(policy, flow)
        inside = flow in asked
        assert (flow in through.must) == (inside and decision is Decision.ALLOW), flow
        assert (flow in through.may) == (inside and decision is not Decision.DENY), flow


@settings(max_examples=100)
@given(policies, policies, traffics)
def test_a_path_lets_through_what_all_of_its_points_do(
    first: Policy, second: Policy, asked: Traffic
) -> None:
    through = reach(Path((first, second)), asked)
    for flow in FLOWS:
        decisions = {trace(one, flow)[0] for one in (first, second)}
        allowed = flow in asked and decisions == {Decision.ALLOW}
        possible = flow in asked and Decision.DENY not in decisions
        assert (flow in through.must) == allowed
        assert (flow in through.may) == possible


@settings(max_examples=200)
@given(policies, traffics)
def test_coverage_shows_a_flow_for_whatever_is_not_covered(
    policy: Policy, required: Traffic
) -> None:
    found = cover(policy, required)
    inside = [flow for flow in FLOWS if flow in required]
    decisions = {trace(policy, flow)[0] for flow in inside}
    if found.status is CoverageStatus.COVERED:
        assert decisions <= {Decision.ALLOW}
        assert found.counterexample is None
        return
    assert found.counterexample is not None
    assert found.counterexample in required
    decision, _ = trace(policy, found.counterexample)
    if found.status is CoverageStatus.UNDETERMINED:
        assert decision is Decision.UNDETERMINED
        assert Decision.DENY not in decisions
    else:
        assert decision is Decision.DENY
    if found.status is CoverageStatus.NOT_COVERED:
        assert decisions <= {Decision.DENY}


@settings(max_examples=100)
@given(st.lists(boxes, max_size=5))
def test_merging_boxes_changes_nothing(some: list[Box]) -> None:
    traffic = Traffic(some)
    merged = traffic.merged()
    assert len(merged.boxes) <= len(traffic.boxes)
    for flow in FLOWS:
        assert (flow in merged) == (flow in traffic)
