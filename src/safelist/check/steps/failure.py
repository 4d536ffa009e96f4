"""Turn what the system raises into the closed vocabulary of failures."""

from __future__ import annotations

import errno
import os
import ssl

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
    "EAFNOSUPPORT": FailureKind.NETWORK_UNREACHABLE,
    "EACCES": FailureKind.PROHIBITED,
    "EPERM": FailureKind.PROHIBITED,
}

#: What the completion port of Windows reports in place of socket codes (winerror.h).
_WINDOWS = {
    64: "ECONNRESET",  # ERROR_NETNAME_DELETED
    121: "ETIMEDOUT",  # ERROR_SEM_TIMEOUT
    1225: "ECONNREFUSED",
    1231: "ENETUNREACH",
    1232: "EHOSTUNREACH",
    1234: "ECONNREFUSED",  # ERROR_PORT_UNREACHABLE
    1236: "ECONNABORTED",
    1460: "ETIMEDOUT",
}
_CLASSES = (
    (TimeoutError, FailureKind.TIMEOUT),
    (ConnectionRefusedError, FailureKind.REFUSED),
    ((ConnectionResetError, ConnectionAbortedError, BrokenPipeError), FailureKind.RESET),
    (PermissionError, FailureKind.PROHIBITED),
)


def from_error(error: OSError, *, sent: int = 0, received: int = 0) -> Failure:
    """Name *error*; codes of Windows (`WSAECONNREFUSED`, 1225) are those of POSIX here."""
    if isinstance(error, ssl.SSLError):
        # Its number is one of OpenSSL, not of the system.
        alert = "ALERT" in (error.reason or "")
        return Failure(
            kind=FailureKind.ALERT if alert else FailureKind.TLS_ERROR,
            code=error.reason or "",
            message=str(error),
            sent=sent,
            received=received,
        )
    code = errno.errorcode.get(error.errno or 0, "").removeprefix("WSA")
    code = _WINDOWS.get(getattr(error, "winerror", None) or 0, code)
    kind = _KINDS.get(code) or next(
        (kind for kinds, kind in _CLASSES if isinstance(error, kinds)), FailureKind.SYSTEM_ERROR
    )
    return Failure(
        kind=kind,
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


def one_line(text: str) -> str:
    """Give *text* of a stranger without control characters, in any script."""
    return "".join(one if one.isprintable() else "." for one in text)
