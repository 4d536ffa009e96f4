"""Errors of the system become the closed vocabulary, whatever the system calls them."""

from __future__ import annotations

import errno

import pytest

from safelist.check.observation import FailureKind
from safelist.check.steps.failure import from_error, printable


def windows(code: int) -> OSError:
    """Make the error that the completion port raises: EINVAL, with the real code beside it."""
    error = OSError(errno.EINVAL, "the system says something")
    error.winerror = code  # type: ignore[attr-defined,unused-ignore]
    return error


CODES = [
    (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), FailureKind.REFUSED),
    (ConnectionResetError(errno.ECONNRESET, "reset"), FailureKind.RESET),
    (OSError(errno.EHOSTUNREACH, "no route"), FailureKind.HOST_UNREACHABLE),
    (OSError(errno.ENETUNREACH, "no network"), FailureKind.NETWORK_UNREACHABLE),
    (PermissionError(errno.EACCES, "denied"), FailureKind.PROHIBITED),
    (windows(1225), FailureKind.REFUSED),
    (windows(64), FailureKind.RESET),
    (windows(1236), FailureKind.RESET),
    (windows(1231), FailureKind.NETWORK_UNREACHABLE),
    (windows(1232), FailureKind.HOST_UNREACHABLE),
    (windows(1234), FailureKind.REFUSED),
    (windows(121), FailureKind.TIMEOUT),
    (ConnectionRefusedError("without a code"), FailureKind.REFUSED),
    (BrokenPipeError("without a code"), FailureKind.RESET),
    (OSError(errno.EIO, "something else"), FailureKind.SYSTEM_ERROR),
]


@pytest.mark.parametrize(("error", "kind"), CODES)
def test_every_system_names_the_same_failure_alike(error: OSError, kind: FailureKind) -> None:
    failure = from_error(error, sent=3, received=2)
    assert failure.kind is kind
    assert (failure.sent, failure.received) == (3, 2)
    assert failure.message


def test_what_strangers_send_cannot_control_a_terminal() -> None:
    assert printable(b"\x1b[31mred\r\n\x00\xff") == ".[31mred...."
