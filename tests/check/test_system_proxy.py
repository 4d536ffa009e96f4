"""Proxy settings of Windows, from recorded registry values."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from safelist.check.system_proxy import (
    RegistryValue,
    SystemProxies,
    SystemProxy,
    read_system_proxies,
)

INTERNET = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"
CONNECTIONS = rf"{INTERNET}\Connections"


@dataclass
class Recorded:
    """Registry values as `reg query` shows them."""

    values: dict[tuple[str, str, str], RegistryValue] = field(default_factory=dict)

    def value(self, root: str, path: str, name: str) -> RegistryValue | None:
        return self.values.get((root, path, name))


def winhttp(flags: int, server: str, bypass: str) -> bytes:
    """Make the value that `netsh winhttp set proxy` writes."""
    blob = struct.pack("<III", 0x28, 0, flags)
    for text in (server, bypass):
        blob += struct.pack("<I", len(text)) + text.encode("ascii")
    return blob


def user(**values: RegistryValue) -> Recorded:
    return Recorded({("HKCU", INTERNET, name): value for name, value in values.items()})


def machine(blob: bytes) -> Recorded:
    return Recorded({("HKLM", CONNECTIONS, "WinHttpSettings"): blob})


def users(registry: Recorded) -> SystemProxy:
    setting = read_system_proxies(registry).user
    assert setting is not None
    return setting


def machines(registry: Recorded) -> SystemProxy:
    setting = read_system_proxies(registry).machine
    assert setting is not None
    return setting


def test_nothing_set_is_no_proxy() -> None:
    assert read_system_proxies(Recorded()) == SystemProxies()


def test_the_user_setting_counts_only_when_it_is_enabled() -> None:
    on = user(ProxyEnable=1, ProxyServer="proxy.contoso.example:8080")
    off = user(ProxyEnable=0, ProxyServer="proxy.contoso.example:8080")
    setting = users(on)
    proxy = setting.proxy("https", "gateway.wvd.microsoft.com")
    assert proxy is not None
    assert (proxy.host, proxy.port) == ("proxy.contoso.example", 8080)
    assert "WinINet" in setting.source
    assert read_system_proxies(off) == SystemProxies()


def test_schemes_can_have_proxies_of_their_own() -> None:
    setting = users(
        user(ProxyEnable=1, ProxyServer="http=plain.example:80;https=secure.example:8443")
    )
    plain, secure = setting.proxy("http", "a.example"), setting.proxy("https", "a.example")
    assert plain is not None
    assert secure is not None
    assert (plain.host, secure.host) == ("plain.example", "secure.example")


def test_the_bypass_list_is_honoured_with_its_wildcards() -> None:
    setting = users(
        user(
            ProxyEnable=1,
            ProxyServer="proxy.example:80",
            ProxyOverride="*.corp.example;169.254.*;<local>",
        )
    )
    for bypassed in ("x.corp.example", "169.254.169.254", "intranet"):
        assert setting.proxy("http", bypassed) is None
    assert setting.proxy("http", "corp.example") is not None


def test_a_pac_file_alone_is_reported_and_proxies_nothing() -> None:
    setting = users(user(AutoConfigURL="http://wpad.example/proxy.pac"))
    assert setting.script == "http://wpad.example/proxy.pac"
    assert setting.proxy("https", "gateway.wvd.microsoft.com") is None


def test_the_machine_setting_is_read_from_its_blob() -> None:
    blob = winhttp(3, "proxy.example:3128", "169.254.169.254;168.63.129.16")
    setting = machines(machine(blob))
    assert "WinHTTP" in setting.source
    assert setting.proxy("http", "169.254.169.254") is None
    proxy = setting.proxy("https", "gateway.wvd.microsoft.com")
    assert proxy is not None
    assert proxy.port == 3128


def test_direct_and_broken_blobs_are_no_proxy() -> None:
    for blob in (winhttp(1, "", ""), b"", b"\x28", winhttp(3, "", ""), b"\xff" * 16):
        assert read_system_proxies(machine(blob)) == SystemProxies()


def test_the_machine_and_the_user_have_settings_of_their_own() -> None:
    both = machine(winhttp(3, "machine.example:80", ""))
    both.values |= user(ProxyEnable=1, ProxyServer="user.example:80").values
    assert "WinHTTP" in machines(both).source
    assert "WinINet" in users(both).source


def test_a_socks_entry_is_left_out() -> None:
    setting = users(user(ProxyEnable=1, ProxyServer="socks=proxy.example:1080"))
    assert setting.proxy("https", "a.example") is None
