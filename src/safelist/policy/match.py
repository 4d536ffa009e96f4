"""Match: which flows a rule matches, between what is certain and what is possible.

A rule may depend on what only the product knows: an FQDN tag, a user, a category. Such a named
object makes a match of two sets: flows that match whatever the object holds, and flows that match
if it holds as much as it can.
"""

from __future__ import annotations

from dataclasses import dataclass

from safelist.sets.traffic import Traffic


@dataclass(frozen=True, slots=True, order=True)
class NamedObject:
    """Something whose content is not in the policy: `fqdn-tag WindowsVirtualDesktop`."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """Flows in *must* match for certain, those outside of *may* never; *must* is inside of *may*.

    *depends_on* are the objects that decide about the flows between.
    """

    must: Traffic
    may: Traffic
    depends_on: frozenset[NamedObject] = frozenset()

    @classmethod
    def exactly(cls, traffic: Traffic) -> Match:
        """Give the match of which everything is known."""
        return cls(traffic, traffic)

    @classmethod
    def unknown(cls, named: NamedObject, upper: Traffic | None = None) -> Match:
        """Give the match of an object that may hold anything (within *upper*), or nothing."""
        most = Traffic.everything() if upper is None else upper
        return cls(Traffic(), most, frozenset({named}))

    @property
    def is_exact(self) -> bool:
        """Whether nothing about the match is unknown."""
        return self.must is self.may

    def __and__(self, other: Match) -> Match:
        if self.is_exact and other.is_exact:
            return Match.exactly(self.must & other.must)
        return Match(
            self.must & other.must, self.may & other.may, self.depends_on | other.depends_on
        )

    def __or__(self, other: Match) -> Match:
        if self.is_exact and other.is_exact:
            return Match.exactly(self.must | other.must)
        return Match(
            self.must | other.must, self.may | other.may, self.depends_on | other.depends_on
        )

    def __invert__(self) -> Match:
        if self.is_exact:
            return Match.exactly(~self.must)
        return Match(~self.may, ~self.must, self.depends_on)
