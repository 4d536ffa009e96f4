"""TLS servers show the certificates, versions and names they are given."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from lab.listener import Listener
from lab.pki import Authority, Identity, authority, self_signed
from lab.records import Address, Request, Secured, Unsecured

from lab import http, pki, tls

if TYPE_CHECKING:
    from pathlib import Path

NAME = "rdweb.wvd.example"
PAGE = http.serving(http.Response(200, b"hello"))


def secure(
    address: Address,
    root: bytes = authority().root_pem,
    name: str = NAME,
    alpn: tuple[str, ...] = ("h2", "http/1.1"),
) -> tuple[str, str | None, bytes]:
    """Fetch `/` with full verification; give the issuer's organisation, ALPN and the answer."""
    context = ssl.create_default_context(cadata=root.decode())
    context.set_alpn_protocols(alpn)
    with (
        socket.create_connection(address, timeout=1) as client,
        context.wrap_socket(client, server_hostname=name) as secured,
    ):
        secured.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        cert = x509.load_der_x509_certificate(secured.getpeercert(binary_form=True) or b"")
        (issuer,) = cert.issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
        return str(issuer.value), secured.selected_alpn_protocol(), secured.recv(999)


def test_a_good_identity_serves_http_and_records_it() -> None:
    with Listener(tls.secured(authority().issue([NAME]), PAGE)) as server:
        issuer, alpn, answer = secure(server.address)
        assert (issuer, alpn) == ("Microsoft Corporation", "http/1.1")
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        assert server.heard(Request, 1)[0].target == "/"
        assert server.heard(Secured)[0].server_name == NAME
        assert server.heard(Secured)[0].version == "TLSv1.3"


def test_an_identity_without_alpn_selects_none() -> None:
    with Listener(tls.secured(authority().issue([NAME]), PAGE, alpn=())) as server:
        assert secure(server.address)[1] is None


def test_addresses_and_wildcards_are_certified() -> None:
    with Listener(tls.secured(authority().issue(["*.wvd.example", "127.0.0.1"]), PAGE)) as server:
        secure(server.address, name="127.0.0.1")
        secure(server.address, name="gw.wvd.example")


@pytest.mark.parametrize(
    ("identity", "code"),
    [
        (authority().expired([NAME]), 10),
        (authority().not_yet_valid([NAME]), 9),
        (authority().issue(["portal.example"]), 62),
        (authority().without_chain([NAME]), 20),
        (self_signed([NAME]), 18),
        (authority(pki.CORPORATE).issue([NAME]), 20),
    ],
    ids=["expired", "not-yet-valid", "wrong-host", "no-chain", "self-signed", "inspection"],
)
def test_each_bad_identity_has_its_verify_code(identity: Identity, code: int) -> None:
    with Listener(tls.secured(identity, PAGE)) as server:
        with pytest.raises(ssl.SSLCertVerificationError) as caught:
            secure(server.address)
        assert caught.value.verify_code == code
        assert server.heard(Unsecured, 1)[0].server_name == NAME


def test_a_weak_key_is_refused_at_security_level_2() -> None:
    context = ssl.create_default_context(cadata=authority().root_pem.decode())
    context.set_ciphers("DEFAULT:@SECLEVEL=2")
    with (
        Listener(tls.secured(authority().weak([NAME]), PAGE)) as server,
        socket.create_connection(server.address, timeout=1) as client,
        pytest.raises(ssl.SSLCertVerificationError) as caught,
    ):
        context.wrap_socket(client, server_hostname=NAME)
    assert caught.value.verify_code == 66


def test_trusted_inspection_succeeds_and_only_the_issuer_tells() -> None:
    corporate = authority(pki.CORPORATE)
    with Listener(tls.secured(tls.inspecting(corporate), PAGE, alpn=())) as server:
        for name in (NAME, "www.example.org"):
            issuer, alpn, _ = secure(server.address, corporate.root_pem, name)
            assert (issuer, alpn) == ("Contoso Inspection CA", None)


def test_identities_are_chosen_by_sni_and_an_unknown_name_gets_an_alert() -> None:
    table = {
        NAME: authority().issue([NAME]),
        "*.blob.example": authority(pki.CORPORATE).issue(["*.blob.example"]),
    }
    with Listener(tls.secured(table, PAGE)) as server:
        assert secure(server.address)[0] == "Microsoft Corporation"
        corporate = authority(pki.CORPORATE).root_pem
        assert secure(server.address, corporate, "a.blob.example")[0] == "Contoso Inspection CA"
        with pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"):
            secure(server.address, name="unknown.example")


def test_an_old_server_sends_the_alert_protocol_version() -> None:
    with Listener(tls.old_only(authority().issue([NAME]), PAGE)) as server:
        with pytest.raises(ssl.SSLError, match="ALERT_PROTOCOL_VERSION"):
            secure(server.address)
        assert server.heard(Unsecured, 1)[0].reason == "UNSUPPORTED_PROTOCOL"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1")
def test_an_old_server_serves_an_old_client() -> None:
    context = ssl.create_default_context(cadata=authority().root_pem.decode())
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    with (
        Listener(tls.old_only(authority().issue([NAME]), PAGE)) as server,
        socket.create_connection(server.address, timeout=1) as client,
        context.wrap_socket(client, server_hostname=NAME) as secured,
    ):
        assert secured.version() == "TLSv1.1"


def test_a_page_inside_tls_can_end_in_a_reset() -> None:
    identity = authority().issue([NAME])
    context = ssl.create_default_context(cadata=identity.root_pem.decode())
    with (
        Listener(tls.secured(identity, http.serving(http.Fault.RESET))) as server,
        socket.create_connection(server.address, timeout=1) as client,
        context.wrap_socket(client, server_hostname=NAME) as secured,
    ):
        secured.sendall(b"GET / HTTP/1.1\r\n\r\n")
        # Up to Python 3.12.2 an SSLSocket shows this reset as EOF: python/cpython#115627.
        with socket.socket(fileno=secured.detach()) as raw:
            raw.settimeout(1)
            with pytest.raises(ConnectionResetError):
                read_to_the_end(raw)


def read_to_the_end(sock: socket.socket) -> None:
    """Read *sock* until it ends or breaks."""
    while sock.recv(999):
        pass


def test_an_authority_is_made_once_and_its_files_load(tmp_path: Path) -> None:
    assert authority("Contoso") is authority("Contoso")
    assert Authority("Contoso").root_pem != authority("Contoso").root_pem
    files = authority().issue([NAME]).write(tmp_path)
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(files.chain, files.key)
    ssl.create_default_context(cafile=files.root)


def test_revocation_answers_are_signed() -> None:
    identity = authority().issue([NAME])
    assert authority().ocsp(identity)[:1] == b"\x30"
    crl = x509.load_der_x509_crl(authority().crl())
    issuing = x509.load_pem_x509_certificate(authority().issuing_pem)
    assert crl.is_signature_valid(issuing.public_key())  # type: ignore[arg-type]
