"""Host names in the one form that sets compare."""

from __future__ import annotations

import ipaddress

from safelist.errors import InvalidHostError

LETTERS = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "0123456789"
#: Every character of a host name, the more believable ones first.
LABEL_CHARACTERS = LETTERS + DIGITS + "-_"
CHARACTERS = LABEL_CHARACTERS + "."
MAX_NAME = 253
MAX_LABEL = 63

_ALLOWED = frozenset(CHARACTERS)


def normalize_host(text: str) -> str:
    """Give *text* as a host name: lower case, A-labels, without a trailing dot.

    Labels have 1 to 63 characters and the name at most 253; underscores are allowed, because
    DNS names of services have them.

    >>> normalize_host("Www.Bücher.Example.")
    'www.xn--bcher-kva.example'
    """
    name = to_ascii(text.strip()).lower()
    name = name.removesuffix(".")
    if not is_host(name):
        raise InvalidHostError(
            f'"{text}" is not a host name',
            hint="write letters, digits, hyphens and dots, without scheme, path or port",
        )
    return name


def is_host(name: str) -> bool:
    """Tell whether *name*, already lower case, is a host name."""
    if not name or len(name) > MAX_NAME or not _ALLOWED.issuperset(name):
        return False
    return all(0 < len(label) <= MAX_LABEL for label in name.split("."))


def is_address(text: str) -> bool:
    """Tell whether *text* is an IP address or prefix rather than a name."""
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def to_ascii(text: str) -> str:
    """Turn each label that is not ASCII into its A-label (IDNA 2008 with UTS 46 mapping)."""
    if text.isascii():
        return text
    import idna

    try:
        return ".".join(
            label if label.isascii() else idna.encode(label, uts46=True).decode()
            for label in text.split(".")
        )
    except idna.IDNAError as error:
        raise InvalidHostError(f'"{text}" is not a host name: {error}') from error
