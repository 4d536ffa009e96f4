"""Misbehave on purpose: real loopback servers, each with exactly one documented fault.

This is the *loopback tier* of the lab: it runs everywhere, without privileges, namespaces or a
network. It is a development tool and no part of the wheel. It cannot show ICMP errors, TTL
stepping, MTU blackholes or lost packets; those belong to the namespace tier.

A server is a context manager around a *handler*, the function that holds one conversation:

    with Listener(tcp.reset_after_first_bytes) as server:        # TCP, TLS, HTTP, proxy, KMS
        ...server.address, server.received, server.heard(Bytes)
    with Datagrams(stun.answering("good")) as server: ...        # UDP
    with Resolver({"rdweb.wvd.microsoft.com": REFUSED}) as server: ...    # DNS, UDP and TCP
    with ClosedPort() as server: ...                             # refused, TCP and UDP
    with FullQueue() as server: ...                              # SYN timeout (Linux)
"""
