"""Facts of certificates, from what the other side presented."""

from __future__ import annotations

import _ssl
import contextlib
import functools
import ssl
from typing import TYPE_CHECKING, Any

from safelist.check.observation import Certificate
from safelist.check.steps.failure import one_line

if TYPE_CHECKING:
    from cryptography import x509


def presented(connection: ssl.SSLObject) -> tuple[Certificate, ...]:
    """Give the chain that the other side presented, its own certificate first."""
    return tuple(_certificate(content) for content in _chain(connection))


def _chain(connection: ssl.SSLObject) -> list[bytes]:
    if hasattr(connection, "get_unverified_chain"):  # public from Python 3.13 on
        return list(connection.get_unverified_chain() or ())
    inner: Any = getattr(connection, "_sslobj", None)
    with contextlib.suppress(AttributeError, ssl.SSLError):
        chain = inner.get_unverified_chain() or ()
        return [certificate.public_bytes(_ssl.ENCODING_DER) for certificate in chain]
    leaf = connection.getpeercert(binary_form=True)
    return [leaf] if leaf else []


@functools.lru_cache(maxsize=1024)
def _certificate(content: bytes) -> Certificate:
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        found = x509.load_der_x509_certificate(content)
        return Certificate(
            subject=one_line(found.subject.rfc4514_string()),
            issuer=one_line(found.issuer.rfc4514_string()),
            issuer_organization=one_line(_organization(found.issuer)),
            names=tuple(map(one_line, _names(found))),
            not_before=found.not_valid_before_utc.isoformat(),
            not_after=found.not_valid_after_utc.isoformat(),
            sha256=found.fingerprint(SHA256()).hex(),
            self_signed=found.subject == found.issuer,
        )
    except ValueError as error:
        return Certificate(subject=f"unreadable certificate: {error}", issuer="")


def _organization(name: x509.Name) -> str:
    from cryptography.x509.oid import NameOID

    found = name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(found[0].value) if found else ""


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    from cryptography import x509

    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, ValueError):
        return ()
    return tuple(
        str(name.value)
        for name in extension.value
        if isinstance(name, x509.DNSName | x509.IPAddress)
    )[:20]
