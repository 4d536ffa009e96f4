"""Handshake: TLS in our own hands, so that every byte and alert can be told.

The state machine runs over memory (`ssl.MemoryBIO`) and works on any stream: a connection, or a
tunnel through a proxy.
"""

from __future__ import annotations

import asyncio
import functools
import os
import ssl
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safelist.check.observation import FailureKind, Secured, Step, Variant
from safelist.check.steps.certificate import presented
from safelist.check.steps.exchange import Exchange
from safelist.check.steps.look import Look
from safelist.check.steps.pipe import CHUNK

if TYPE_CHECKING:
    from safelist.check.observation import Failure, Observation
    from safelist.check.steps.pipe import Stream

_TLS_RECORDS = range(0x14, 0x18)
_ALERT = 0x15
#: Where distributions keep their bundle: Debian, Fedora and Red Hat, SUSE, Alpine.
_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
#: https://www.iana.org/assignments/tls-parameters/tls-parameters.xhtml#tls-parameters-6
_ALERTS = {
    0: "close_notify", 10: "unexpected_message", 20: "bad_record_mac", 40: "handshake_failure",
    42: "bad_certificate", 43: "unsupported_certificate", 46: "certificate_unknown",
    47: "illegal_parameter", 48: "unknown_ca", 49: "access_denied", 50: "decode_error",
    70: "protocol_version", 71: "insufficient_security", 80: "internal_error",
    86: "inappropriate_fallback", 90: "user_canceled", 109: "missing_extension",
    112: "unrecognized_name", 116: "certificate_required", 120: "no_application_protocol",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Handshaken:
    """What was seen, and the secured stream where there is one."""

    observation: Observation
    stream: Secure | None


class Secure:
    """TLS on a stream."""

    def __init__(self, stream: Stream, context: ssl.SSLContext, name: str | None) -> None:
        self.exchange = Exchange(stream)
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self.tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=name)

    async def shake_hands(self) -> None:
        """Complete the handshake; raises OSError (ssl.SSLError included) and EOFError."""
        while True:
            try:
                await self._step()
            except ssl.SSLWantReadError:
                await self._flush()
                self._incoming.write(await self.exchange.receive())
            except ssl.SSLError:
                await self._flush()
                raise
            else:
                await self._flush()
                return

    async def _step(self) -> None:
        """Go on with the handshake; where the system verifies, it may fetch things meanwhile."""
        if sys.platform in ("win32", "darwin"):
            await asyncio.to_thread(self.tls.do_handshake)
        else:
            self.tls.do_handshake()

    async def send(self, content: bytes) -> None:
        """Send all of *content*."""
        self.tls.write(content)
        await self._flush()

    async def receive(self) -> bytes:
        """Give what comes next; empty when the other side has closed."""
        while True:
            try:
                return self.tls.read(CHUNK)
            except ssl.SSLWantReadError:
                await self._flush()
                try:
                    self._incoming.write(await self.exchange.receive())
                except EOFError:
                    return b""
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                return b""

    async def _flush(self) -> None:
        content = self._outgoing.read()
        if content:
            await self.exchange.send(content)


async def shake_hands(
    target: str,
    stream: Stream,
    name: str,
    *,
    address: str,
    timeout: float,
    variant: Variant = Variant.PLAIN,
) -> Handshaken:
    """Secure *stream* as a client of *name*; the system's store decides whom to trust.

    Variants other than a retry accept any certificate, to learn what else there is to see.
    """
    look = Look(target, Step.HANDSHAKE, address, variant)
    verified = variant in (Variant.PLAIN, Variant.RETRY)
    secure = Secure(
        stream,
        _verifying() if verified else _accepting(),
        None if variant is Variant.NO_SNI else name,
    )
    outcome = await secure.exchange.run(_outcome(secure, verified=verified), timeout)
    return Handshaken(look.saw(outcome), secure if isinstance(outcome, Secured) else None)


async def _outcome(secure: Secure, *, verified: bool) -> Secured | Failure:
    try:
        await secure.shake_hands()
    except ssl.SSLCertVerificationError as error:
        return secure.exchange.failure(
            FailureKind.CERTIFICATE,
            code=getattr(error, "verify_message", "") or "",
            message=str(error.reason or error),
            verify_code=getattr(error, "verify_code", None),
        )
    except ssl.SSLError as error:
        return _tls_failure(secure.exchange, error)
    return Secured(
        version=secure.tls.version() or "",
        verified=verified,
        alpn=secure.tls.selected_alpn_protocol() or "",
        chain=presented(secure.tls),
    )


def _tls_failure(exchange: Exchange, error: ssl.SSLError) -> Failure:
    """Tell an alert from an answer that is no TLS; the reply itself says more than the library."""
    first = exchange.first
    if first and first[0] not in _TLS_RECORDS:
        return exchange.failure(FailureKind.NOT_TLS, message=str(error))
    if len(first) >= 7 and first[0] == _ALERT:
        code = _ALERTS.get(first[6], f"alert {first[6]}")
        return exchange.failure(FailureKind.ALERT, code=code, message=str(error))
    return exchange.failure(FailureKind.TLS_ERROR, code=error.reason or "", message=str(error))


@functools.cache
def _verifying() -> ssl.SSLContext:
    """Trust what the system trusts; Windows and macOS decide themselves, and fetch what is missing.

    Elsewhere the store is OpenSSL's, read once: a truststore context adds it again for every
    connection, and a thousand handshakes would take a minute.
    """
    if sys.platform in ("win32", "darwin"):
        import truststore

        return _speaking_http(truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    paths = ssl.get_default_verify_paths()
    if paths.cafile or paths.capath:
        context.set_default_verify_paths()
    else:  # a Python that was built elsewhere looks in places that this system does not have
        for bundle in filter(os.path.isfile, _BUNDLES):
            context.load_verify_locations(bundle)
    return _speaking_http(context)


@functools.cache
def _accepting() -> ssl.SSLContext:
    """Accept any certificate, to learn which one there is."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return _speaking_http(context)


def _speaking_http(context: ssl.SSLContext) -> ssl.SSLContext:
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # Only what we speak ourselves; a middlebox that ends TLS often answers no ALPN at all.
    context.set_alpn_protocols(["http/1.1"])
    return context
