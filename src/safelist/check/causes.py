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
        ("a DNS filter that empties answers", "a DNS security policy", "a private zone without the record"),
        "Resolve-DnsName {host} -Type CNAME (blockpolicy.azuredns.invalid is an Azure DNS security policy)",
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
        ("dead forwarders", "a DNSSEC failure", "a filter that answers so"),
        _NSLOOKUP,
    ),
    Cause(
        "dns-silent", Layer.NAME, Status.BLOCKED,
        "no name server answers",
        "Open UDP and TCP 53 from this machine to its name servers, or correct their addresses",
        ("port 53 is dropped", "the name servers are down", "their addresses are wrong", "Azure Firewall is set as name server without its DNS proxy"),
        "Resolve-DnsName {host} -Server ADDRESS, then with -TcpOnly",
    ),
    Cause(
        "dns-unreachable", Layer.NAME, Status.BLOCKED,
        "the name servers cannot be reached",
        "Start the name server or correct its address; check that this machine has a network",
        ("nothing listens on port 53 there", "a firewall rejects port 53", "no route"),
        "Test-NetConnection ADDRESS -Port 53, with the address of the name server",
    ),
    Cause(
        "no-name-server", Layer.NAME, Status.BLOCKED,
        "this machine has no name server set up",
        "Set a name server for the network adapter (on Azure, leave it to DHCP)",
    ),
    Cause(
        "dns-malformed", Layer.NAME, Status.BLOCKED,
        "what answers on port 53 does not speak DNS properly, or breaks off",
        "Look at what answers on port 53: an inspecting device, or a broken resolver",
        ("a device that rewrites DNS", "a broken name server"),
        _NSLOOKUP,
    ),
    Cause(
        "system-resolver-fails", Layer.NAME, Status.BLOCKED,
        "the name server knows {host}, but the operating system does not resolve it",
        "Check the hosts file, NRPT rules, VPN client and DNS client service of this machine",
        ("hosts file or NRPT", "a VPN or security client", "a stale negative answer in the cache", "an intermittent failure"),
        "Resolve-DnsName {host}; Get-DnsClientNrptPolicy -Effective; Clear-DnsClientCache",
    ),
    Cause(
        "unresolved", Layer.NAME, Status.BLOCKED,
        "{host} does not resolve, and the system does not say why",
        "Check name resolution on this machine",
        ("any DNS cause",),
        _NSLOOKUP,
    ),
    Cause(
        "dns-degraded", Layer.NAME, Status.DEGRADED,
        "{host} resolves, but not the way it should",
        "Open UDP 53 to the name servers, and take dead ones from the list: every program waits for them",
        ("UDP 53 is dropped and TCP 53 is not", "the first name server is dead", "an overloaded name server"),
        "Resolve-DnsName {host} -Server ADDRESS for each name server",
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
        "Compare the address with another name server's answer; to try the range anyway, pin a relay with --resolve NAME=ADDRESS",
        ("the relay moved", "the name is answered from elsewhere", "a DNS filter or private zone"),
        _NSLOOKUP,
    ),
]  # fmt: skip

_CONNECTION = [
    Cause(
        "silent-drop", Layer.CONNECTION, Status.BLOCKED,
        "nothing comes back from {host}",
        "Allow {host} {protocol}/{port} outbound: NSG, route, firewall (in Azure Firewall an application rule for 80 and 443, a network rule otherwise)",
        ("a firewall drops it", "the subnet has no way out (private subnet, route to None)", "the way back is missing", "a local firewall drops it"),
        "the firewall's log, or: az network watcher test-ip-flow; Test-NetConnection {host} -Port {port}",
    ),
    Cause(
        "connection-refused", Layer.CONNECTION, Status.BLOCKED,
        "the connection to {host} is refused",
        _ALLOW,
        ("a firewall resets it", "the server refuses it", "the name leads to a wrong address (DNS, hosts file)"),
        "look at the firewall's log for this destination at this time",
    ),
    Cause(
        "rejected-by-firewall", Layer.CONNECTION, Status.BLOCKED,
        "a device on the way rejects {host} and says so",
        "Allow {host} {protocol}/{port} on the device whose address stands after 'from' under 'seen'",
    ),
    Cause(
        "host-unreachable", Layer.CONNECTION, Status.BLOCKED,
        "no device on the way knows how to reach {host}",
        "Check the routes (user-defined routes, VPN, default route) towards this address",
        ("a missing route", "a firewall that answers so"),
        "Find-NetRoute -RemoteIPAddress ADDRESS, then tracert -d {host}",
    ),
    Cause(
        "no-route", Layer.CONNECTION, Status.BLOCKED,
        "this machine has no route to {host}",
        "Check the network adapter and the default route of this machine",
    ),
    Cause(
        "prohibited-locally", Layer.CONNECTION, Status.BLOCKED,
        "this machine itself forbids the connection to {host}",
        "Allow it in the firewall or security agent of this machine",
    ),
    Cause(
        "wireserver-guarded", Layer.CONNECTION, Status.INSUFFICIENT,
        "this machine forbids ordinary programs to reach {host}, as healthy Azure machines do",
        "Nothing to do where the guest agent works; see that WaAppAgent.log is being written",
        ("the filter of the Azure guest agent", "a local firewall rule"),
        "run safelist elevated or as SYSTEM, or see that C:\\WindowsAzure\\Logs\\WaAppAgent.log was written to in the last minutes",
    ),
    Cause(
        "connection-failed", Layer.CONNECTION, Status.BLOCKED,
        "the connection to {host} fails",
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
        "no answer from {host}; over UDP that proves nothing",
        "Allow UDP {port} outbound to the whole range (a network rule; tags and application rules do not cover UDP); until then sessions run over TCP",
        ("a firewall drops UDP", "the relay does not answer strangers", "the answer is lost"),
        "see in the firewall's log whether UDP {port} is dropped",
    ),
    Cause(
        "udp-rejected", Layer.CONNECTION, Status.BLOCKED,
        "UDP to {host} is rejected",
        "Allow UDP {port} outbound to the whole range; until then sessions run over TCP",
        ("a firewall on the way", "a local firewall", "nothing listens at that address"),
        "look at the firewall's log for UDP {port}",
    ),
    Cause(
        "some-ports-tried", Layer.CONNECTION, Status.INSUFFICIENT,
        "only one port of the range was tried",
        "See that the firewall opens the whole range {port}, not only the port that was tried",
        ("a rule for some of the ports",),
        "look at the rule for {host} in the firewall",
    ),
    Cause(
        "unstable", Layer.CONNECTION, Status.DEGRADED,
        "{host} failed at first and worked on the second try",
        "Run the check again; if it recurs, look for exhausted NAT ports or a device that cuts connections",
        ("an overloaded device on the way", "a network that loses packets"),
        "run the check several times",
    ),
]  # fmt: skip

_NO_INSPECTION = (
    "Exempt {host} from TLS inspection: Microsoft advises against it for Azure Virtual Desktop"
)
_TLS = [
    Cause(
        "sni-filter", Layer.TLS, Status.BLOCKED,
        "the connection is cut as soon as the name {host} is shown, and not without it",
        "Allow the name {host} in the firewall's web or application filter; the address is already open",
        ("a web or application filter", "a front end that does not serve this name (wrong DNS answer, or a retired name)"),
        "look for {host} in the log of the web filter; compare its address with another name server's",
    ),
    Cause(
        "tls-reset", Layer.TLS, Status.BLOCKED,
        "the connection to {host} is reset when TLS begins",
        "Allow {host} in the firewall's application rules or web filter",
        ("a filter that knows the name", "a filter for all names, such as Azure Firewall", "the server"),
        "look at the firewall's application log for {host} (Test-NetConnection proves nothing here: the firewall itself accepts)",
    ),
    Cause(
        "tls-closed", Layer.TLS, Status.BLOCKED,
        "the connection to {host} is closed when TLS begins",
        "Allow {host} in the firewall's application rules or web filter",
        ("a filter that knows the name", "a filter for all names, such as Azure Firewall", "the server"),
        "look at the firewall's application log for {host} (Test-NetConnection proves nothing here: the firewall itself accepts)",
    ),
    Cause(
        "tls-silent", Layer.TLS, Status.BLOCKED,
        "{host} accepts the connection and then says nothing when TLS begins",
        "Allow {host} in the web filter; if all names stall, check the MTU of tunnels on the way",
        ("a filter that swallows the name", "a path that loses large packets (Windows cannot try small ones)", "a device that only accepts"),
        "netsh interface ipv4 set subinterface \"NAME\" mtu=1300 store=active, try again, then back to 1500",
    ),
    Cause(
        "path-mtu", Layer.TLS, Status.BLOCKED,
        "large packets to {host} are lost on the way; with small ones it works",
        "Lower the MTU of the tunnel or adapter, clamp the TCP MSS, or let ICMP 'fragmentation needed' through",
    ),
    Cause(
        "tls-alert", Layer.TLS, Status.BLOCKED,
        "{host} ends TLS with an alert",
        "Look for a device that answers in place of {host}, and compare its address with another name server's",
        ("a filter that answers with an alert", "no cipher in common with what answers", "a wrong address for the name"),
        "look at the firewall's application log for {host} (Test-NetConnection proves nothing here: the firewall itself accepts)",
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
        "something that is not TLS comes back from {host}",
        "Read the text under 'seen': usually it is the block page of a filter; allow {host} there",
        ("a block page", "a captive portal"),
    ),
    Cause(
        "certificate-expired", Layer.TLS, Status.BLOCKED,
        "the certificate shown for {host} has expired",
        "Check the clock of this machine, then who issued the certificate",
        ("the clock of this machine is ahead (on Windows also: behind)", "an inspection certificate that was not renewed"),
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
        ("an inspecting device", "a block page over TLS, signed by the filter's own authority"),
        "look at the issuer under 'seen': who runs it?",
    ),
    Cause(
        "certificate-untrusted", Layer.TLS, Status.BLOCKED,
        "this machine does not trust the issuer of the certificate of {host}",
        "Let this machine update its root certificates (ctldl.windowsupdate.com tcp/80), or install the root",
        ("a missing root or intermediate certificate", "an inspecting device"),
        "certutil -f -verifyCTL AuthRootWU, then certutil -urlfetch -verify FILE.cer",
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
        "Look for a device that answers in place of {host}, and compare its address with another name server's",
        ("an inspecting device", "no cipher in common with what answers"),
        "look at the firewall's application log for {host} (Test-NetConnection proves nothing here: the firewall itself accepts)",
    ),
]  # fmt: skip

_ANSWER = [
    Cause(
        "http-silent", Layer.ANSWER, Status.BLOCKED,
        "{host} accepts the connection and does not answer the request",
        _ALLOW,
        ("a filter that swallows the request", "a device that only accepts connections"),
        "curl.exe -v for {host} and port {port} from this machine",
    ),
    Cause(
        "http-cut", Layer.ANSWER, Status.BLOCKED,
        "the connection to {host} is cut when the request is sent",
        _ALLOW,
        ("a filter that knows the name", "the server"),
        "curl.exe -v for {host} and port {port} from this machine",
    ),
    Cause(
        "http-malformed", Layer.ANSWER, Status.BLOCKED,
        "what answers for {host} is not HTTP",
        "Look for a device that answers in place of {host}",
        ("a device that answers in its place", "a wrong address for the name", "a redirect to another port"),
        "curl.exe -v for {host} and port {port} from another network",
    ),
    Cause(
        "block-page", Layer.ANSWER, Status.BLOCKED,
        "a filter answers in place of {host}",
        "Allow {host} {protocol}/{port} in the filter that is named under 'seen'",
        ("a filter", "an error of the endpoint behind a transparent proxy"),
        "look for {host} in the log of the filter",
    ),
    Cause(
        "firewall-deny-page", Layer.ANSWER, Status.BLOCKED,
        "a firewall answers that no rule allows {host}",
        "Add an application rule for {host} {protocol}/{port} (in Azure Firewall: Http:80)",
    ),
    Cause(
        "captive-portal", Layer.ANSWER, Status.BLOCKED,
        "a portal answers in place of {host}",
        "On a session host: exempt it from the filter or sign-in that redirects; on a client: log in to the portal",
        ("a web filter that redirects", "a captive portal"),
    ),
    Cause(
        "unexpected-answer", Layer.ANSWER, Status.INSUFFICIENT,
        "something answers for {host}, but not as the endpoint does",
        "Fetch the address shown under 'seen' from a network without filters and compare",
        ("a block page", "the service changed its answer"),
        "curl.exe -v for {host} and port {port} from another network",
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
        "Exempt 169.254.169.254 in the security, VPN or web-filter client of this machine that redirects port 80",
    ),
    Cause(
        "metadata-foreign", Layer.ANSWER, Status.BLOCKED,
        "something answers at {host} that is not the Azure metadata service",
        "Exempt 169.254.169.254 from proxies and redirects; outside of Azure there is none",
        ("a proxy or redirect", "this machine is not on Azure", "the Metadata Security Protocol refuses this program"),
        "run safelist as SYSTEM (psexec -s)",
    ),
    Cause(
        "wireserver-foreign", Layer.ANSWER, Status.BLOCKED,
        "something answers at {host} that is not the Azure fabric",
        "Exempt 168.63.129.16 from proxies and redirects",
        ("a proxy or redirect", "this machine is not on Azure", "the Metadata Security Protocol refuses this program"),
        "run safelist as SYSTEM (psexec -s)",
    ),
    Cause(
        "kms-silent", Layer.ANSWER, Status.BLOCKED,
        "{host} accepts the connection and does not answer as an activation service",
        "Allow TCP 1688 to {host} in a network rule, without proxy or inspection; it is not HTTP",
        ("a proxy that accepts every connection", "a filter behind the firewall"),
        "cscript C:\\Windows\\System32\\slmgr.vbs /ato, and the firewall's log for port 1688",
    ),
    Cause(
        "kms-foreign", Layer.ANSWER, Status.BLOCKED,
        "what answers for {host} is not an activation service",
        "Let TCP 1688 to {host} pass without proxy or inspection; check the DNS answer",
        ("a proxy that answers for it", "a wrong address for the name"),
        _NSLOOKUP,
    ),
    Cause(
        "stun-foreign", Layer.ANSWER, Status.INSUFFICIENT,
        "what answers for {host} is not a relay",
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
        "the proxy denies {host}",
        "Allow {host}:{port} for this machine in the proxy's policy",
        ("a rule for the name", "a rule for the port", "a rule for this machine or the time"),
        "ask the same proxy for a host that it is known to allow",
    ),
    Cause(
        "proxy-authentication", Layer.PROXY, Status.BLOCKED,
        "the proxy wants a login (or another one)",
        "Let {host} through without a login: session-host agents run as SYSTEM and cannot log in to a proxy",
        ("no credentials", "wrong credentials"),
        "repeat with --proxy http://user:password@host:port (Basic only)",
    ),
    Cause(
        "proxy-cannot-reach", Layer.PROXY, Status.BLOCKED,
        "the proxy cannot reach {host} itself",
        "Open {host}:{port} in the firewall between the proxy and the Internet; check the proxy's DNS",
        ("a firewall behind the proxy", "the proxy's name resolution", "the endpoint is down"),
        "repeat with --direct, and with another host through the same proxy",
    ),
    Cause(
        "proxy-silent", Layer.PROXY, Status.BLOCKED,
        "the proxy accepts the connection and does not answer",
        "Look at the proxy's log; give it longer with --timeout, its own time limit may be a minute",
        ("the proxy is overloaded", "the proxy waits for {host} and drops later"),
        "repeat with --timeout 90 (Squid's own limit is 60 s)",
    ),
    Cause(
        "proxy-reset", Layer.PROXY, Status.BLOCKED,
        "the proxy resets the connection",
        "Look at the proxy's log for this machine",
        ("an access list or limit of the proxy", "the port is not that of an HTTP proxy"),
        "the proxy's log for this machine",
    ),
    Cause(
        "proxy-closed", Layer.PROXY, Status.BLOCKED,
        "the proxy closes the connection without an answer",
        "Look at the proxy's log for this machine; check that the port is that of an HTTP proxy",
        ("an access list or limit of the proxy", "the port is not that of an HTTP proxy"),
        "the proxy's log for this machine",
    ),
    Cause(
        "proxy-malformed", Layer.PROXY, Status.BLOCKED,
        "what answers at the proxy's address is not an HTTP proxy",
        "Correct the address and port of the proxy",
        ("a web server answers there", "the port is not that of an HTTP proxy"),
        "curl.exe -v -x http://PROXY:PORT https://{host}/",
    ),
    Cause(
        "proxy-catches-fabric", Layer.PROXY, Status.DEGRADED,
        "the proxy setting of this machine catches {host}, which must go direct",
        "Add 169.254.169.254 and 168.63.129.16 to the bypass list of the proxy setting; netsh winhttp set proxy replaces the whole list",
    ),
]  # fmt: skip

_NONE = [
    Cause(
        "no-known-name", Layer.NONE, Status.NOT_PROBED,
        "no concrete name is known under this wildcard or range",
        "Give names that this deployment uses with --names (events 3701 and 3702 of WVD-Agent)",
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
