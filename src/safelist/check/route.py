"""Route: how a target is reached - direct, or through an HTTP proxy."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from safelist.errors import InvalidHostError, SafelistError
from safelist.sets.names import is_address, normalize_host


@dataclass(frozen=True, slots=True)
class Direct:
    """Straight to the address."""

    def __str__(self) -> str:
        return "direct"


@dataclass(frozen=True, slots=True)
class ThroughProxy:
    """Through the HTTP proxy at *host*:*port*; credentials never show in text or `repr`."""

    host: str
    port: int
    source: str = "--proxy"
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, url: str, *, source: str = "--proxy") -> ThroughProxy:
        """Read `http://user:password@host:port` or `host:port`.

        Errors never repeat the text, because it may hold a password.
        """
        hint = f"write {source} as http://host:port or http://user:password@host:port"
        try:
            parts = urlsplit(url if "://" in url else f"http://{url}")
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise SafelistError(f"the proxy address of {source} is malformed", hint=hint) from error
        if parts.scheme != "http":
            raise SafelistError(
                f'the proxy address of {source} has the scheme "{parts.scheme}"',
                hint=f"only HTTP proxies are supported; {hint}",
            )
        if not host:
            raise SafelistError(f"the proxy address of {source} has no host", hint=hint)
        if parts.path not in ("", "/") or parts.query or parts.fragment or port == 0:
            # A "#", "?" or "/" in a password would otherwise end it, and show the rest.
            raise SafelistError(
                f"the proxy address of {source} is malformed",
                hint=f'{hint}; write "#" in a password as %23, "/" as %2F, "?" as %3F',
            )
        if not is_address(host):
            host = _normalized(host, source, hint)
        user = unquote(parts.username) if parts.username is not None else None
        password = unquote(parts.password) if parts.password is not None else None
        return cls(host, 80 if port is None else port, source, user, password)

    @property
    def authorization(self) -> str | None:
        """The value of Proxy-Authorization, or None without credentials."""
        if self.user is None:
            return None
        pair = f"{self.user}:{self.password or ''}".encode()
        return f"Basic {base64.b64encode(pair).decode()}"

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"proxy {host}:{self.port}"


def _normalized(host: str, source: str, hint: str) -> str:
    try:
        return normalize_host(host)
    except InvalidHostError as error:
        raise SafelistError(f"the proxy address of {source} has no host name", hint=hint) from error


Route = Direct | ThroughProxy
