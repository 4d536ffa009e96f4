"""Which route a target takes: what the user says, else what this machine is set up with."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safelist.catalog.knowledge import ProbeKind
from safelist.check.route import Direct, Route, ThroughProxy

if TYPE_CHECKING:
    from safelist.check.system_proxy import SystemProxy
    from safelist.check.target import Target

#: These answer only the machine itself; a proxy would ask its own (or nobody's) fabric.
FABRIC = ("169.254.169.254", "168.63.129.16")
#: What a proxy can carry at all. Activation and relays never use one.
_CARRIED = (ProbeKind.TLS, ProbeKind.HTTP, ProbeKind.CONNECT)


@dataclass(frozen=True, slots=True)
class Routes:
    """*explicit* for everything that a proxy can carry, else the *environment*'s or *system*'s."""

    explicit: Route | None = None
    environment: dict[str, str] | None = None
    system: SystemProxy | None = None

    def route(self, target: Target) -> Route:
        """Give the route of *target*; the fabric of Azure is always asked directly."""
        if target.probe.kind not in _CARRIED or target.host in FABRIC:
            return Direct()
        if self.explicit is not None:
            return self.explicit
        return self.configured(target.host, target.port) or Direct()

    def configured(self, host: str, port: int) -> ThroughProxy | None:
        """Give the proxy that applications on this machine would use for *host*, or None."""
        scheme = "http" if port == 80 else "https"
        if self.environment:
            url = self.environment.get(scheme) or self.environment.get("all")
            if url and not _bypassed(host, self.environment.get("no", "")):
                return ThroughProxy.parse(url, source=f"the variable {scheme}_proxy")
            return None
        return self.system.proxy(scheme, host) if self.system else None

    def catching(self) -> dict[str, ThroughProxy]:
        """Give the fabric addresses that the configured proxy would catch, with that proxy."""
        found = {host: self.configured(host, 80) for host in FABRIC}
        return {host: proxy for host, proxy in found.items() if proxy}


def _bypassed(host: str, entries: str) -> bool:
    """Tell whether `no_proxy` names *host* or a domain above it; ports are not looked at."""
    for entry in entries.replace(",", " ").split():
        if "/" in entry and _lies_in(host, entry):
            return True
        domain = entry.lower().lstrip("*").lstrip(".").partition(":")[0]
        if entry == "*" or (domain and (host == domain or host.endswith(f".{domain}"))):
            return True
    return False


def _lies_in(host: str, prefix: str) -> bool:
    """Tell whether *host* is an address in *prefix*, as Go programs and curl read `no_proxy`."""
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(prefix, strict=False)
    except ValueError:
        return False


def environment_proxies() -> dict[str, str]:
    """Read `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`, in either case."""
    found = {}
    for name in ("http", "https", "all", "no"):
        value = os.environ.get(f"{name}_proxy") or os.environ.get(f"{name}_proxy".upper())
        if value:
            found[name] = value
    return {} if found.keys() <= {"no"} else found
