"""Who answered with ICMP: the socket error queue, where the system has one (Linux).

https://man7.org/linux/man-pages/man7/ip.7.html, IP_RECVERR. Elsewhere a connection simply fails
without an offender, and the verdict says a little less.
"""

from __future__ import annotations

import socket
import struct
import sys
from dataclasses import dataclass

_IP_RECVERR, _IPV6_RECVERR = 11, 25
_MSG_ERRQUEUE = 0x2000
_ERROR = struct.Struct("=IBBBBII")  # sock_extended_err
_FROM_ICMP, _FROM_ICMP6 = 2, 3


@dataclass(frozen=True, slots=True)
class Icmp:
    """An ICMP error of *kind* (type/code) sent by *offender*."""

    offender: str
    kind: str


def want_icmp(connection: socket.socket) -> None:
    """Ask the system to keep ICMP errors for *connection*."""
    if not sys.platform.startswith("linux"):
        return
    if connection.family == socket.AF_INET6:
        connection.setsockopt(socket.IPPROTO_IPV6, _IPV6_RECVERR, 1)
    else:
        connection.setsockopt(socket.IPPROTO_IP, _IP_RECVERR, 1)


def read_icmp(connection: socket.socket) -> Icmp | None:
    """Take an ICMP error from the queue of *connection*, which must not block."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        _, ancillary, _, _ = connection.recvmsg(512, 512, _MSG_ERRQUEUE)
    except OSError:
        return None
    for _, _, content in ancillary:
        if len(content) < _ERROR.size:
            continue
        _, origin, kind, code, _, _, _ = _ERROR.unpack_from(content)
        if origin in (_FROM_ICMP, _FROM_ICMP6):
            return Icmp(_offender(content[_ERROR.size :]), f"{kind}/{code}")
    return None


def _offender(name: bytes) -> str:
    """Read a `sockaddr`; empty for one of another family."""
    if len(name) < 8:
        return ""
    (family,) = struct.unpack_from("=H", name)
    if family == socket.AF_INET:
        return socket.inet_ntop(socket.AF_INET, name[4:8])
    if family == socket.AF_INET6 and len(name) >= 24:
        return socket.inet_ntop(socket.AF_INET6, name[8:24])
    return ""
