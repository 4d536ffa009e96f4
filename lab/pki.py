"""Make certificates: authorities named like real ones, and leaves with one defect each."""

from __future__ import annotations

import functools
import ipaddress
import ssl
import tempfile
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from collections.abc import Sequence

PUBLIC = "Microsoft Corporation"
CORPORATE = "Contoso Inspection CA"

Key: TypeAlias = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Files:
    """Where the PEM files of an identity lie."""

    chain: Path
    key: Path
    root: Path


@dataclass(frozen=True, slots=True)
class Identity:
    """A leaf, its key, and the *intermediates_pem* that the server sends along."""

    cert_pem: bytes
    key_pem: bytes
    intermediates_pem: bytes
    root_pem: bytes

    @property
    def chain_pem(self) -> bytes:
        """Give what the server presents: the leaf first."""
        return self.cert_pem + self.intermediates_pem

    def write(self, directory: Path) -> Files:
        """Write `chain.pem`, `key.pem` and `root.pem` into *directory*."""
        files = Files(directory / "chain.pem", directory / "key.pem", directory / "root.pem")
        files.chain.write_bytes(self.chain_pem)
        files.key.write_bytes(self.key_pem)
        files.root.write_bytes(self.root_pem)
        return files

    def context(
        self,
        *,
        minimum: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2,
        maximum: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
        alpn: Sequence[str] = ("http/1.1",),
    ) -> ssl.SSLContext:
        """Build a server context; it also serves weak keys and TLS 1.0."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        with warnings.catch_warnings():
            # Old versions are what some scenarios are about.
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = minimum
            context.maximum_version = maximum
        if alpn:
            context.set_alpn_protocols(list(alpn))
        with tempfile.TemporaryDirectory() as directory:
            files = self.write(Path(directory))
            context.load_cert_chain(files.chain, files.key)
        return context


class Authority:
    """A root and an issuing CA under *organization*; making one takes a few milliseconds."""

    def __init__(self, organization: str = PUBLIC) -> None:
        self.organization = organization
        root_name = _name(f"{organization} Root", organization)
        self._root_key = _new_key()
        root = _certificate(root_name, self._root_key, root_name, self._root_key, ca=True)
        self._key = _new_key()
        self._name = _name(f"{organization} Issuing 01", organization)
        self._cert = _certificate(self._name, self._key, root_name, self._root_key, ca=True)
        self.root_pem = root.public_bytes(Encoding.PEM)
        self.issuing_pem = self._cert.public_bytes(Encoding.PEM)

    def issue(
        self,
        names: Sequence[str],
        *,
        not_before: datetime | None = None,
        not_after: datetime | None = None,
        chain: bool = True,
        weak: bool = False,
    ) -> Identity:
        """Issue a leaf for *names* (DNS names, wildcards, addresses), good by default."""
        key = _new_key(weak=weak)
        subject = _name(names[0], None)
        life = (not_before or _now() - DAY, not_after or _now() + 90 * DAY)
        cert = _certificate(subject, key, self._name, self._key, names=names, life=life)
        intermediates = self.issuing_pem if chain else b""
        return Identity(
            cert.public_bytes(Encoding.PEM), _key_pem(key), intermediates, self.root_pem
        )

    def expired(self, names: Sequence[str]) -> Identity:
        """Issue a leaf that ended yesterday (verify code 10)."""
        return self.issue(names, not_before=_now() - 90 * DAY, not_after=_now() - DAY)

    def not_yet_valid(self, names: Sequence[str]) -> Identity:
        """Issue a leaf that begins tomorrow (verify code 9)."""
        return self.issue(names, not_before=_now() + DAY)

    def without_chain(self, names: Sequence[str]) -> Identity:
        """Issue a leaf that is sent without its issuer (verify code 20)."""
        return self.issue(names, chain=False)

    def weak(self, names: Sequence[str]) -> Identity:
        """Issue a leaf with RSA 1024 (verify code 66 at security level 2, Debian's default)."""
        return self.issue(names, weak=True)

    def crl(self) -> bytes:
        """Sign an empty revocation list, in DER."""
        builder = x509.CertificateRevocationListBuilder(
            self._name, last_update=_now() - DAY, next_update=_now() + 7 * DAY
        )
        return builder.sign(self._key, hashes.SHA256()).public_bytes(Encoding.DER)

    def ocsp(self, identity: Identity) -> bytes:
        """Sign the OCSP answer "good" for *identity*, in DER."""
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=x509.load_pem_x509_certificate(identity.cert_pem),
            issuer=self._cert,
            algorithm=hashes.SHA256(),
            cert_status=ocsp.OCSPCertStatus.GOOD,
            this_update=_now() - DAY,
            next_update=_now() + DAY,
            revocation_time=None,
            revocation_reason=None,
        )
        named = builder.responder_id(ocsp.OCSPResponderEncoding.NAME, self._cert)
        return named.sign(self._key, hashes.SHA256()).public_bytes(Encoding.DER)


@functools.cache
def authority(organization: str = PUBLIC) -> Authority:
    """Give the one authority of this process under *organization*."""
    return Authority(organization)


def self_signed(names: Sequence[str]) -> Identity:
    """Make a leaf that nobody but itself signed (verify code 18)."""
    key = _new_key()
    subject = _name(names[0], None)
    cert = _certificate(subject, key, subject, key, names=names).public_bytes(Encoding.PEM)
    return Identity(cert, _key_pem(key), b"", cert)


def _now() -> datetime:
    return datetime.now(UTC)


def _new_key(*, weak: bool = False) -> Key:
    if weak:
        return rsa.generate_private_key(public_exponent=65537, key_size=1024)
    return ec.generate_private_key(ec.SECP256R1())


def _key_pem(key: Key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _name(common: str, organization: str | None) -> x509.Name:
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, common[:64])]
    if organization is not None:
        attributes.insert(0, x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization))
        attributes.insert(0, x509.NameAttribute(NameOID.COUNTRY_NAME, "US"))
    return x509.Name(attributes)


def _certificate(
    subject: x509.Name,
    key: Key,
    issuer: x509.Name,
    issuer_key: Key,
    *,
    ca: bool = False,
    names: Sequence[str] = (),
    life: tuple[datetime, datetime] | None = None,
) -> x509.Certificate:
    begin, end = life or (_now() - 365 * DAY, _now() + 3650 * DAY)
    builder = (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(_usage(ca=ca), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )
    if names:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        alternatives = x509.SubjectAlternativeName([_alternative(name) for name in names])
        builder = builder.add_extension(usage, critical=False)
        builder = builder.add_extension(alternatives, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=not ca,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
