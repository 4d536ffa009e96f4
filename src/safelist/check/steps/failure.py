"""Turn what the system raises into the closed vocabulary of failures."""

from __future__ import annotations

import errno
import os

from safelist.check.observation import Failure, FailureKind

_KINDS = {
    "ETIMEDOUT": FailureKind.TIMEOUT,
    "ECONNREFUSED": FailureKind.REFUSED,
    "ECONNRESET": FailureKind.RESET,
    "ECONNABORTED": FailureKind.RESET,
    "EPIPE": FailureKind.RESET,
    "EHOSTUNREACH": FailureKind.HOST_UNREACHABLE,
    "EHOSTDOWN": FailureKind.HOST_UNREACHABLE,
    "ENETUNREACH": FailureKind.NETWORK_UNREACHABLE,
    "ENETDOWN": FailureKind.NETWORK_UNREACHABLE,
    "EADDRNOTAVAIL": FailureKind.NETWORK_UNREACHABLE,
    "EACCES": FailureKind.PROHIBITED,
    "EPERM": FailureKind.PROHIBITED,
}


def from_error(error: OSError, *, sent: int = 0, received: int = 0) -> Failure:
    """Name *error*; codes of Windows (`WSAECONNREFUSED`) are those of POSIX here."""
    code = errno.errorcode.get(error.errno or 0, "").removeprefix("WSA")
    return Failure(
        kind=_KINDS.get(code, FailureKind.SYSTEM_ERROR),
        code=code,
        message=error.strerror or (os.strerror(error.errno) if error.errno else str(error)),
        sent=sent,
        received=received,
    )


def timed_out(*, sent: int = 0) -> Failure:
    """Give the failure for silence until the end of the time allowed."""
    return Failure(kind=FailureKind.TIMEOUT, message="no answer in time", sent=sent)


def printable(content: bytes, limit: int = 80) -> str:
    """Give the start of *content* as text that is safe on a terminal and in a file."""
    text = content[:limit].decode("latin-1")
    return "".join(one if one.isprintable() and ord(one) < 127 else "." for one in text)
