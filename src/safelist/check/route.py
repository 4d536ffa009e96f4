"""Route: how a target is reached - direct, or through an HTTP proxy."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from safelist.errors import SafelistError


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
        user = unquote(parts.username) if parts.username is not None else None
        password = unquote(parts.password) if parts.password is not None else None
        return cls(host, port or 80, source, user, password)

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


Route = Direct | ThroughProxy
