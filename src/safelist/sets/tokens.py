"""Host patterns as strings of tokens, so that sorting and slicing them is one C call.

A token is one character: a literal character of a host name stands for itself, and a private-use
character stands for *one of* or *any number of* the characters of a class.
"""

from __future__ import annotations

from safelist.sets.names import CHARACTERS, LABEL_CHARACTERS

_ONE = 0xE000
_MANY = 0xF000

_classes: list[frozenset[str]] = []
_numbers: dict[frozenset[str], int] = {}


def one_of(characters: str | frozenset[str]) -> str:
    """Give the token for exactly one of *characters*."""
    return chr(_ONE + _number(frozenset(characters)))


def many_of(characters: str | frozenset[str]) -> str:
    """Give the token for any number of *characters*, none included."""
    return chr(_MANY + _number(frozenset(characters)))


def read_token(token: str) -> tuple[frozenset[str], bool]:
    """Give the class of a token that is not a literal, and whether it may repeat."""
    code = ord(token)
    return (_classes[code - _MANY], True) if code >= _MANY else (_classes[code - _ONE], False)


def is_literal(token: str) -> bool:
    """Tell whether *token* stands for itself."""
    return ord(token) < _ONE


def _number(characters: frozenset[str]) -> int:
    if characters not in _numbers:
        # Interned: equal classes must give equal tokens, or equal patterns would differ.
        _numbers[characters] = len(_classes)
        _classes.append(characters)
    return _numbers[characters]


ANY = frozenset(CHARACTERS)
ANY_ONE = one_of(ANY)
ANY_MANY = many_of(ANY)
LABEL_ONE = one_of(LABEL_CHARACTERS)
LABEL_MANY = many_of(LABEL_CHARACTERS)
#: Any text that is not empty: what "*" means on Microsoft's list.
#: The one character stands at the right, where reading begins: after it, anything may follow.
SOME = ANY_MANY + ANY_ONE
