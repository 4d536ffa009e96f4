"""Causes: the stable words for why something is not open, and what to do about each.

Every cause has a page in docs/causes/. Once released, a cause keeps its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """What can be said of a requirement after trying it."""

    OPEN = "open"
    DEGRADED = "degraded"
    BLOCKED = "blocked"
    INSUFFICIENT = "insufficient"
    NOT_PROBED = "not-probed"


class Layer(StrEnum):
    """Where on the way the cause lies."""

    NAME = "name"
    CONNECTION = "connection"
    TLS = "tls"
    ANSWER = "answer"
    PROXY = "proxy"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause; texts may use {host}, {port} and {protocol}.

    *alternatives* cannot be told apart from it by what was seen; *next_probe* would tell.
    """

    name: str
    layer: Layer
    status: Status
    title: str
    remedy: str
    alternatives: tuple[str, ...] = ()
    next_probe: str = ""


_ALLOW = (
    "Allow {host} {protocol}/{port} in the firewall or proxy between this machine and the Internet"
)
_NSLOOKUP = "nslookup {host} 168.63.129.16 on an Azure machine, or against another name server"

_NAME = [
    Cause(
        "name-not-found", Layer.NAME, Status.BLOCKED,
        "the name server says that {host} does not exist",
        "Remove {host} from the DNS filter, or forward its zone to a resolver that knows it",
        ("a DNS filter", "a private or conditional zone that hides the name", "the name is gone"),
        _NSLOOKUP,
    ),
    Cause(
        "name-without-address", Layer.NAME, Status.BLOCKED,
        "{host} exists but the name server gives no address for it",
        "Correct the zone or filter that answers for {host}",
        ("a DNS filter that empties answers", "a private zone without the record"),
        _NSLOOKUP,
    ),
    Cause(
        "dns-refused", Layer.NAME, Status.BLOCKED,
        "the name server refuses to answer for {host}",
        "Let this machine use the name server, or lift its policy for {host}",
        ("a policy for the name", "a name server that serves only certain clients"),
        _NSLOOKUP,
    ),
    Cause(
        "dns-server-failure", Layer.NAME, Status.BLOCKED,
        "the name server fails to resolve {host}",
        "Check the forwarders of the name server and its own way to the Internet",
        ("dead forwarders", "a DNSSEC failure"),
        _NSLOOKUP,
    ),
    Cause(
        "dns-silent", Layer.NAME, Status.BLOCKED,
        "no name server answers",
        "Open UDP and TCP 53 from this machine to its name servers, or correct their addresses",
        ("port 53 is dropped", "the name servers are down", "their addresses are wrong"),
        "nslookup {host}, then the same against another name server",
    ),
    Cause(
        "dns-unreachable", Layer.NAME, Status.BLOCKED,
        "the name servers cannot be reached",
        "Start the name server or correct its address; check that this machine has a network",
        ("nothing listens on port 53 there", "a firewall rejects port 53", "no route"),
        "nslookup {host}, then ping the name server",
    ),
    Cause(
        "no-name-server", Layer.NAME, Status.BLOCKED,
        "this machine has no name server set up",
        "Set a name server for the network adapter (on Azure, leave it to DHCP)",
    ),
    Cause(
        "dns-malformed", Layer.NAME, Status.BLOCKED,
        "what answers on port 53 does not speak DNS properly",
        "Look at what answers on port 53: an inspecting device, or a broken resolver",
        ("a device that rewrites DNS", "a broken name server"),
        _NSLOOKUP,
    ),
    Cause(
        "system-resolver-fails", Layer.NAME, Status.BLOCKED,
        "the name server knows {host}, but the operating system does not resolve it",
        "Check the hosts file, NRPT rules, VPN client and DNS client service of this machine",
        ("hosts file or NRPT", "a VPN or security client", "an intermittent failure"),
        "Resolve-DnsName {host}, and Get-DnsClientNrptPolicy on Windows",
    ),
    Cause(
        "unresolved", Layer.NAME, Status.BLOCKED,
        "{host} does not resolve, and the system does not say why",
        "Check name resolution on this machine",
        ("any DNS cause",),
        _NSLOOKUP,
    ),
    Cause(
        "dns-sinkhole", Layer.NAME, Status.BLOCKED,
        "{host} resolves to an address that cannot be it",
        "Remove {host} from the DNS filter (sinkhole) or from the hosts file",
        ("a DNS filter", "a hosts file entry", "a wrong private zone"),
        _NSLOOKUP,
    ),
    Cause(
        "outside-the-range", Layer.NAME, Status.INSUFFICIENT,
        "{host} resolves to an address outside of the range that is to be tried",
        "Give the name of a relay in the range with --names, or try from an Azure machine",
        ("the relay moved", "the name is answered from elsewhere"),
        _NSLOOKUP,
    ),
]  # fmt: skip

_CONNECTION = [
    Cause(
        "silent-drop", Layer.CONNECTION, Status.BLOCKED,
        "nothing comes back from {host} {protocol}/{port}",
        _ALLOW,
        ("a firewall drops it", "the way back is missing", "a local firewall drops it"),
        "Test-NetConnection {host} -Port {port} -InformationLevel Detailed, from the same subnet too",
    ),
    Cause(
        "connection-refused", Layer.CONNECTION, Status.BLOCKED,
        "the connection to {host} {protocol}/{port} is refused",
        _ALLOW,
        ("a firewall resets it", "the server refuses it"),
        "look at the firewall's log for this destination at this time",
    ),
    Cause(
        "rejected-by-firewall", Layer.CONNECTION, Status.BLOCKED,
        "a device on the way rejects {host} {protocol}/{port} and says so",
        _ALLOW,
    ),
    Cause(
        "host-unreachable", Layer.CONNECTION, Status.BLOCKED,
        "no device on the way knows how to reach {host}",
        "Check the routes (user-defined routes, VPN, default route) towards this address",
        ("a missing route", "a firewall that answers so"),
        "tracert -d {host}",
    ),
    Cause(
        "no-route", Layer.CONNECTION, Status.BLOCKED,
        "this machine has no route to {host}",
        "Check the network adapter and the default route of this machine",
    ),
    Cause(
        "prohibited-locally", Layer.CONNECTION, Status.BLOCKED,
        "this machine itself forbids the connection to {host} {protocol}/{port}",
        "Allow it in the firewall or security agent of this machine",
    ),
    Cause(
        "wireserver-guarded", Layer.CONNECTION, Status.INSUFFICIENT,
        "this machine forbids ordinary programs to reach {host}, as healthy Azure machines do",
        "Nothing to do where the guest agent works; see that WaAppAgent.log is being written",
        ("the filter of the Azure guest agent", "a local firewall rule"),
        "run safelist as SYSTEM, or look at C:\\WindowsAzure\\Logs\\WaAppAgent.log",
    ),
    Cause(
        "connection-failed", Layer.CONNECTION, Status.BLOCKED,
        "the connection to {host} {protocol}/{port} fails",
        _ALLOW,
    ),
    Cause(
        "ipv6-blocked", Layer.CONNECTION, Status.DEGRADED,
        "{host} works over IPv4 but not over IPv6",
        "Open IPv6 as well, or take the broken IPv6 route from this machine: programs that try IPv6 first wait",
    ),
    Cause(
        "some-addresses-blocked", Layer.CONNECTION, Status.DEGRADED,
        "{host} works at some of its addresses only",
        "Allow {host} by name or service tag; rules by address fall behind when addresses change",
        ("rules by address", "one front end is out of order"),
        "run the check again in a few minutes",
    ),
    Cause(
        "udp-silent", Layer.CONNECTION, Status.INSUFFICIENT,
        "no answer from {host} {protocol}/{port}; over UDP that proves nothing",
        "Allow UDP {port} outbound to the whole range; until then sessions run over TCP",
        ("a firewall drops UDP", "the relay does not answer strangers", "the answer is lost"),
        "see in the firewall's log whether UDP {port} is dropped",
    ),
    Cause(
        "udp-rejected", Layer.CONNECTION, Status.BLOCKED,
        "a device on the way rejects UDP {port} to {host}",
        "Allow UDP {port} outbound to the whole range",
    ),
    Cause(
        "unstable", Layer.CONNECTION, Status.DEGRADED,
        "{host} {protocol}/{port} failed at first and worked on the second try",
        "Run the check again; if it recurs, look for exhausted NAT ports or a device that cuts connections",
        ("an overloaded device on the way", "a network that loses packets"),
        "run the check several times",
    ),
]  # fmt: skip

_NO_INSPECTION = (
    "Exempt {host} from TLS inspection: Microsoft does not support it for Azure Virtual Desktop"
)
_TLS = [
    Cause(
        "sni-filter", Layer.TLS, Status.BLOCKED,
        "the connection is cut as soon as the name {host} is shown, and not without it",
        "Allow the name {host} in the firewall's web or application filter; the address is already open",
    ),
    Cause(
        "tls-reset", Layer.TLS, Status.BLOCKED,
        "the connection to {host} is reset when TLS begins",
        "Allow {host} in the firewall's application rules or web filter",
        ("a filter that knows the name", "a filter for all names, such as Azure Firewall", "the server"),
        "look at the firewall's application log for {host}",
    ),
    Cause(
        "tls-closed", Layer.TLS, Status.BLOCKED,
        "the connection to {host} is closed when TLS begins",
        "Allow {host} in the firewall's application rules or web filter",
        ("a filter that knows the name", "a filter for all names", "the server"),
        "look at the firewall's application log for {host}",
    ),
    Cause(
        "tls-silent", Layer.TLS, Status.BLOCKED,
        "{host} accepts the connection and then says nothing when TLS begins",
        "Allow {host} in the web filter; if all names stall, check the MTU of tunnels on the way",
        ("a filter that swallows the name", "a path that loses large packets", "a device that only accepts"),
        "try with a small MTU: netsh interface ipv4 set subinterface NAME mtu=1300",
    ),
    Cause(
        "path-mtu", Layer.TLS, Status.BLOCKED,
        "large packets to {host} are lost on the way; with small ones it works",
        "Lower the MTU of the tunnel or adapter, clamp the TCP MSS, or let ICMP 'fragmentation needed' through",
    ),
    Cause(
        "tls-alert", Layer.TLS, Status.BLOCKED,
        "{host} ends TLS with an alert",
        "Look for a device that answers in place of {host}, or for a cipher policy on this machine",
        ("a filter that answers with an alert", "a cipher or protocol policy", "a wrong address for the name"),
        "look at the firewall's application log for {host}",
    ),
    Cause(
        "tls-version", Layer.TLS, Status.BLOCKED,
        "what answers for {host} does not speak TLS 1.2 or newer",
        "Look for an old proxy or inspection device that answers in place of {host}",
        ("an old inspecting device", "a wrong address for the name"),
        _NSLOOKUP,
    ),
    Cause(
        "not-tls", Layer.TLS, Status.BLOCKED,
        "plain text comes back from {host} where TLS is expected",
        "Read the text under 'seen': usually it is the block page of a filter; allow {host} there",
        ("a block page", "a captive portal"),
    ),
    Cause(
        "certificate-expired", Layer.TLS, Status.BLOCKED,
        "the certificate shown for {host} has expired",
        "Check the clock of this machine, then who issued the certificate",
        ("the clock of this machine is ahead", "an inspection certificate that was not renewed"),
        "w32tm /query /status",
    ),
    Cause(
        "certificate-not-yet-valid", Layer.TLS, Status.BLOCKED,
        "the certificate shown for {host} is not valid yet",
        "Check the clock of this machine: it is probably behind",
        ("the clock of this machine is behind", "a new inspection certificate"),
        "w32tm /query /status",
    ),
    Cause(
        "certificate-wrong-host", Layer.TLS, Status.BLOCKED,
        "another host answers for {host}",
        "Correct the DNS answer for {host}, or log in to the captive portal",
        ("DNS leads elsewhere", "a captive portal", "an inspecting device"),
        _NSLOOKUP,
    ),
    Cause(
        "certificate-self-signed", Layer.TLS, Status.BLOCKED,
        "a self-signed certificate is shown for {host}",
        "Look for a device that answers in place of {host}: a block page, a portal, an inspection device",
        ("a block page over TLS", "an inspecting device"),
    ),
    Cause(
        "tls-inspection-untrusted", Layer.TLS, Status.BLOCKED,
        "TLS to {host} is opened by an inspecting device that this machine does not trust",
        _NO_INSPECTION,
    ),
    Cause(
        "certificate-untrusted", Layer.TLS, Status.BLOCKED,
        "this machine does not trust the issuer of the certificate of {host}",
        "Let this machine update its root certificates (ctldl.windowsupdate.com tcp/80), or install the root",
        ("a missing root or intermediate certificate", "an inspecting device"),
        "certutil -urlfetch -verify on the certificate",
    ),
    Cause(
        "tls-inspection", Layer.TLS, Status.DEGRADED,
        "TLS to {host} is opened by an inspecting device that this machine trusts",
        _NO_INSPECTION,
        ("an inspecting device", "the service changed its certificate authority"),
        "compare the issuer from a network without inspection",
    ),
    Cause(
        "tls-failed", Layer.TLS, Status.BLOCKED,
        "TLS to {host} fails",
        "Look for a device that answers in place of {host}, or for a cipher policy on this machine",
        ("an inspecting device", "a cipher or protocol policy"),
        "look at the firewall's application log for {host}",
    ),
]  # fmt: skip

_ANSWER = [
    Cause(
        "http-silent", Layer.ANSWER, Status.BLOCKED,
        "{host} accepts the connection and does not answer the request",
        _ALLOW,
        ("a filter that swallows the request", "a device that only accepts connections"),
        "curl.exe -v http://{host}/ from this machine",
    ),
    Cause(
        "http-cut", Layer.ANSWER, Status.BLOCKED,
        "the connection to {host} is cut when the request is sent",
        _ALLOW,
        ("a filter that knows the name", "the server"),
        "curl.exe -v http://{host}/ from this machine",
    ),
    Cause(
        "http-malformed", Layer.ANSWER, Status.BLOCKED,
        "what answers for {host} is not HTTP",
        "Look for a device that answers in place of {host}",
    ),
    Cause(
        "block-page", Layer.ANSWER, Status.BLOCKED,
        "a filter answers in place of {host}",
        "Allow {host} {protocol}/{port} in the filter that is named under 'seen'",
    ),
    Cause(
        "firewall-deny-page", Layer.ANSWER, Status.BLOCKED,
        "a firewall answers that no rule allows {host}",
        "Add an application rule for {host} {protocol}/{port} (in Azure Firewall: Http:80)",
    ),
    Cause(
        "captive-portal", Layer.ANSWER, Status.BLOCKED,
        "a portal answers in place of {host}",
        "Log in to the portal, or exempt this machine from it",
        ("a captive portal", "a filter that redirects"),
    ),
    Cause(
        "unexpected-answer", Layer.ANSWER, Status.INSUFFICIENT,
        "something answers for {host}, but not as the endpoint does",
        "Fetch the address shown under 'seen' from a network without filters and compare",
        ("a block page", "the service changed its answer"),
        "curl.exe -v http://{host}/ from another network",
    ),
    Cause(
        "broker-unhealthy", Layer.ANSWER, Status.DEGRADED,
        "the broker {host} is reached and says that it is not healthy",
        "Look at Azure Service Health; the network is not at fault",
    ),
    Cause(
        "websocket-stripped", Layer.ANSWER, Status.DEGRADED,
        "a proxy on the way to {host} does not let WebSockets through",
        "Let WebSocket upgrades to {host} through, without inspection: sessions over TCP need them",
    ),
    Cause(
        "metadata-forwarded", Layer.ANSWER, Status.BLOCKED,
        "the metadata service refuses, because the request came through a proxy",
        "Exempt 169.254.169.254 from every proxy: netsh winhttp set proxy ... bypass-list=169.254.169.254",
    ),
    Cause(
        "metadata-foreign", Layer.ANSWER, Status.BLOCKED,
        "something answers at {host} that is not the Azure metadata service",
        "Exempt 169.254.169.254 from proxies, redirects and routes; outside of Azure there is none",
        ("a proxy or redirect", "this machine is not on Azure"),
    ),
    Cause(
        "wireserver-foreign", Layer.ANSWER, Status.BLOCKED,
        "something answers at {host} that is not the Azure fabric",
        "Exempt 168.63.129.16 from proxies, redirects and routes",
        ("a proxy or redirect", "this machine is not on Azure"),
    ),
    Cause(
        "kms-silent", Layer.ANSWER, Status.BLOCKED,
        "{host} accepts the connection on {port} and does not answer",
        "Let TCP 1688 to {host} pass without inspection; it is not HTTP",
        ("a proxy that accepts every connection", "a filter behind the firewall"),
        "cscript slmgr.vbs /ato, and the firewall's log for port 1688",
    ),
    Cause(
        "kms-foreign", Layer.ANSWER, Status.BLOCKED,
        "what answers for {host} on {port} is not an activation service",
        "Let TCP 1688 to {host} pass without proxy or inspection; check the DNS answer",
        ("a proxy that answers for it", "a wrong address for the name"),
        _NSLOOKUP,
    ),
    Cause(
        "stun-foreign", Layer.ANSWER, Status.INSUFFICIENT,
        "what answers for {host} {protocol}/{port} is not a relay",
        "Look for a device that answers UDP {port} in place of {host}",
    ),
]  # fmt: skip

_PROXY = [
    Cause(
        "proxy-unresolved", Layer.PROXY, Status.BLOCKED,
        "the name of the proxy does not resolve",
        "Correct the address of the proxy, or name resolution",
    ),
    Cause(
        "proxy-unreachable", Layer.PROXY, Status.BLOCKED,
        "the proxy cannot be reached",
        "Check that the proxy runs, its address and port, and the firewall between",
        ("the proxy is down", "its port is wrong", "a firewall between"),
        "Test-NetConnection with the proxy's address and port",
    ),
    Cause(
        "proxy-denied", Layer.PROXY, Status.BLOCKED,
        "the proxy denies {host}:{port}",
        "Allow {host}:{port} for this machine in the proxy's policy",
        ("a rule for the name", "a rule for the port", "a rule for this machine or the time"),
        "ask the same proxy for a host that it is known to allow",
    ),
    Cause(
        "proxy-authentication", Layer.PROXY, Status.BLOCKED,
        "the proxy wants a login (or another one)",
        "Let {host} through without a login: session-host agents run as SYSTEM and cannot log in to a proxy",
        ("no credentials", "wrong credentials"),
        "repeat with --proxy http://user:password@host:port",
    ),
    Cause(
        "proxy-cannot-reach", Layer.PROXY, Status.BLOCKED,
        "the proxy cannot reach {host}:{port} itself",
        "Open {host}:{port} in the firewall between the proxy and the Internet; check the proxy's DNS",
        ("a firewall behind the proxy", "the proxy's name resolution", "the endpoint is down"),
        "repeat with --direct, and with another host through the same proxy",
    ),
    Cause(
        "proxy-silent", Layer.PROXY, Status.BLOCKED,
        "the proxy accepts the connection and does not answer",
        "Look at the proxy's log; give it longer with --timeout, its own time limit may be a minute",
        ("the proxy is overloaded", "the proxy waits for {host} and drops later"),
        "repeat with --timeout 60",
    ),
    Cause(
        "proxy-reset", Layer.PROXY, Status.BLOCKED,
        "the proxy resets the connection",
        "Look at the proxy's log for this machine",
    ),
    Cause(
        "proxy-closed", Layer.PROXY, Status.BLOCKED,
        "the proxy closes the connection without an answer",
        "Look at the proxy's log for this machine; check that the port is that of an HTTP proxy",
    ),
    Cause(
        "proxy-malformed", Layer.PROXY, Status.BLOCKED,
        "what answers at the proxy's address is not an HTTP proxy",
        "Correct the address and port of the proxy",
    ),
    Cause(
        "proxy-catches-fabric", Layer.PROXY, Status.DEGRADED,
        "the proxy setting of this machine catches {host}, which must go direct",
        "Add {host} to the bypass list of the proxy setting",
    ),
]  # fmt: skip

_NONE = [
    Cause(
        "no-known-name", Layer.NONE, Status.NOT_PROBED,
        "no concrete name is known under this wildcard",
        "Give names that this deployment uses with --names (see event 3701 of WVD-Agent)",
    ),
    Cause(
        "no-probe", Layer.NONE, Status.NOT_PROBED,
        "there is no way to try this protocol without knowing what speaks there",
        "Look at the firewall's rules for it",
    ),
    Cause(
        "interrupted", Layer.NONE, Status.NOT_PROBED,
        "the check was stopped before this was tried",
        "Run the check again",
    ),
]  # fmt: skip

CAUSES = {cause.name: cause for cause in (*_NAME, *_CONNECTION, *_TLS, *_ANSWER, *_PROXY, *_NONE)}
