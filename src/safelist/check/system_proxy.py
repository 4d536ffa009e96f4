"""The proxy that the operating system is set up with.

On Windows there are two settings: that of the signed-in user (WinINet), and that of the machine
(WinHTTP), which services such as the AVD agent use. Both are read from the registry, through one
seam. https://learn.microsoft.com/windows/win32/winhttp/winhttp-start-page
"""

from __future__ import annotations

import fnmatch
import struct
import sys
from dataclasses import dataclass
from typing import Protocol
from urllib.request import getproxies

from safelist.check.route import ThroughProxy
from safelist.errors import SafelistError

_SCHEMES = ("http", "https")
_INTERNET = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"
_MANUAL = 0x2  # flag of the WinHTTP blob: a proxy is set

RegistryValue = str | int | bytes


class Registry(Protocol):
    """Where Windows keeps its settings."""

    def value(self, root: str, path: str, name: str) -> RegistryValue | None:
        """Give a value under `HKCU` or `HKLM`, or None where there is none."""


@dataclass(frozen=True, slots=True)
class SystemProxy:
    """A proxy setting: *servers* by scheme ("" for all), hosts that bypass it, and its *source*.

    *script* is the address of a PAC file, which is only reported.
    """

    source: str
    servers: dict[str, str]
    bypass: tuple[str, ...] = ()
    script: str = ""

    def proxy(self, scheme: str, host: str) -> ThroughProxy | None:
        """Give the proxy for *host*, or None where it goes direct."""
        server = self.servers.get(scheme) or self.servers.get("")
        if not server or self._bypassed(host):
            return None
        try:
            return ThroughProxy.parse(server, source=self.source)
        except SafelistError:
            return None  # a SOCKS or malformed entry: Windows, too, ignores what it cannot read

    def _bypassed(self, host: str) -> bool:
        for entry in self.bypass:
            if entry == "<local>":
                if "." not in host:
                    return True
            elif fnmatch.fnmatchcase(host, entry.lower().partition("://")[2] or entry.lower()):
                return True
        return False


@dataclass(frozen=True, slots=True)
class SystemProxies:
    """The *machine*'s setting, which services use, and the signed-in *user*'s."""

    machine: SystemProxy | None = None
    user: SystemProxy | None = None


def read_system_proxies(registry: Registry | None = None) -> SystemProxies:
    """Read the settings of Windows or macOS; on Linux there are none but the environment's."""
    registry = registry or _windows_registry()
    if registry is None:
        found = _macos()
        return SystemProxies(found, found)
    return SystemProxies(_machine(registry), _user(registry))


def _user(registry: Registry) -> SystemProxy | None:
    def value(name: str) -> RegistryValue | None:
        return registry.value("HKCU", _INTERNET, name)

    enabled = value("ProxyEnable") == 1
    server, bypass, script = value("ProxyServer"), value("ProxyOverride"), value("AutoConfigURL")
    servers = _servers(server) if enabled and isinstance(server, str) else {}
    if not servers and not script:
        return None
    return SystemProxy(
        "the user's proxy setting (WinINet)",
        servers,
        _entries(bypass if isinstance(bypass, str) else ""),
        script if isinstance(script, str) else "",
    )


def _machine(registry: Registry) -> SystemProxy | None:
    """Read what `netsh winhttp show proxy` shows: flags, then counted texts."""
    blob = registry.value("HKLM", rf"{_INTERNET}\Connections", "WinHttpSettings")
    if not isinstance(blob, bytes) or len(blob) < 16:
        return None
    (flags,) = struct.unpack_from("<I", blob, 8)
    server, position = _counted(blob, 12)
    bypass, _ = _counted(blob, position)
    if not flags & _MANUAL or not server:
        return None
    return SystemProxy("the machine's proxy setting (WinHTTP)", _servers(server), _entries(bypass))


def _counted(blob: bytes, position: int) -> tuple[str, int]:
    if position + 4 > len(blob):
        return "", len(blob)
    (length,) = struct.unpack_from("<I", blob, position)
    end = position + 4 + length
    return blob[position + 4 : end].decode("ascii", "replace"), end


def _servers(text: str) -> dict[str, str]:
    """Read `host:port` or `http=host:port;https=host:port`."""
    servers = {}
    for entry in _entries(text):
        scheme, equals, server = entry.partition("=")
        servers[scheme if equals else ""] = server if equals else entry
    return servers


def _entries(text: str) -> tuple[str, ...]:
    return tuple(entry for entry in text.replace(";", " ").split() if entry)


def _macos() -> SystemProxy | None:
    """Read what System Settings has, through the standard library."""
    if sys.platform == "darwin":
        known = getproxies()
        servers: dict[str, str] = {}
        servers.update({name: server for name, server in known.items() if name in _SCHEMES})
        return SystemProxy("the system's proxy setting", servers) if servers else None
    return None


if sys.platform == "win32":
    import winreg

    class _Winreg:
        """The registry of this machine."""

        def value(self, root: str, path: str, name: str) -> RegistryValue | None:
            """Give a value, or None where there is none."""
            key = winreg.HKEY_CURRENT_USER if root == "HKCU" else winreg.HKEY_LOCAL_MACHINE
            try:
                with winreg.OpenKey(key, path) as opened:
                    found = winreg.QueryValueEx(opened, name)[0]
            except OSError:
                return None
            return found if isinstance(found, str | int | bytes) else None


def _windows_registry() -> Registry | None:
    if sys.platform == "win32":
        return _Winreg()
    return None
