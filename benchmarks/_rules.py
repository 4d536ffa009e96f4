"""Made-up lists of FQDN rules, the same ones each time, and 40 patterns that are required."""

from __future__ import annotations

import random

#: Microsoft's list for session hosts, and names that look like what it sends them to.
REQUIRED = [
    "login.microsoftonline.com",
    "*.wvd.microsoft.com",
    "catalogartifact.azureedge.net",
    "*.prod.warm.ingest.monitor.core.windows.net",
    "gcs.prod.monitoring.core.windows.net",
    "azkms.core.windows.net",
    "mrsglobalsteus2prod.blob.core.windows.net",
    "wvdportalstorageblob.blob.core.windows.net",
    "oneocsp.microsoft.com",
    "www.microsoft.com",
    "ctldl.windowsupdate.com",
    "aka.ms",
    "*.service.windows.cloud.microsoft",
    "*.windows.cloud.microsoft",
    "*.windows.static.microsoft",
    "*.events.data.microsoft.com",
    "www.msftconnecttest.com",
    "*.prod.do.dsp.mp.microsoft.com",
    "*.sfx.ms",
    "*.digicert.com",
    "*.azure-dns.com",
    "*.azure-dns.net",
    "*eh.servicebus.windows.net",
    "*.servicebus.windows.net",
    "*xt.blob.core.windows.net",
    "*xt.queue.core.windows.net",
    "*.blob.core.windows.net",
    "login.windows.net",
    *(f"*.region{number}.example.com" for number in range(12)),
]

#: The one question for peers that are too slow for all of them.
ASKED = "*.servicebus.windows.net"

_WORDS = "core blob login gsm eh wvd prod rdweb cdn www api auth files svc eu us vault queue"
_ZONES = "windows.net microsoft.com azure.com office.com example.org contoso.net digicert.com"


def allowed(number: int) -> list[str]:
    """Give *number* patterns, 45 % `*.x`, 45 % exact and 10 % with a wildcard inside.

    Some of them are a little wider than every other required pattern, so half of the answers are
    "yes", and none is found by its text alone.
    """
    chance = random.Random(number)
    covering = [_wider(pattern) for pattern in REQUIRED[::2]][: number // 2]
    return covering + [_pattern(chance) for _ in range(number - len(covering))]


def _wider(pattern: str) -> str:
    if pattern.startswith("*."):
        return pattern.replace("*.", "*")
    return f"*.{pattern.partition('.')[2]}"


def _pattern(chance: random.Random) -> str:
    words = _WORDS.split()
    labels = [
        f"{chance.choice(words)}{chance.randrange(1000)}" for _ in range(chance.randint(1, 2))
    ]
    name = ".".join([*labels, chance.choice(_ZONES.split())])
    kind = chance.random()
    if kind < 0.45:
        return f"*.{name}"
    if kind < 0.9:
        return f"{chance.choice(words)}{chance.randrange(100)}.{name}"
    return f"{chance.choice(words)}*{chance.randrange(10)}.{name}"
