"""The client of other organisations' servers, against a real server and the specification's own examples."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from werkzeug.serving import make_server

from lib.clock import SystemClock
from lib.gateways.open311.answers import (
    Created,
    Format,
    NotGeoReport,
    read_created,
    read_requests,
    read_services,
)
from lib.gateways.open311.client import LARGEST_ANSWER, Address, GeoReportClient, NotSent, OutcomeUnknown
from tests.georeport_server import EXAMPLES, KEY, GeoReportServer, running_georeport

FORM = {"service_code": "001", "description": "Лифт", "address_string": "ул. Ленина, 1"}


def example(name: str) -> bytes:
    return (EXAMPLES / f"{name}.xml").read_bytes()


def test_the_specifications_examples_are_read() -> None:
    services = read_services(example("services"), Format.XML)
    assert [(each.code, each.name, each.needs_more) for each in services] == [
        ("001", "Cans left out 24x7", True),
        ("002", "Construction plate shifted", True),
        ("003", "Curb or curb ramp defect", True),
    ]
    assert read_created(example("created"), Format.XML) == Created("293944")
    assert read_created(example("token"), Format.XML) == Created("638344", "12345")
    seen, later = read_requests(example("requests"), Format.XML)
    assert [seen] == list(read_requests(example("request"), Format.XML))
    assert (later.request_id, later.is_closed, later.notes) == ("638349", False, "")
    assert (seen.request_id, seen.is_closed, seen.notes) == ("638344", True, "Duplicate request.")
    assert seen.requested_at == datetime.fromisoformat("2010-04-14T06:37:38-08:00")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (b'[{"service_request_id":293944,"service_notice":"x","account_id":null}]', Created("293944")),
        (b'{"service_request_id":"293944"}', Created("293944")),
        (b'{"service_requests":[{"service_request_id":"293944"}]}', Created("293944")),
        (b'[{"token":12345}]', Created("", "12345")),
    ],
)
def test_servers_differ_in_how_they_put_it(said: bytes, read: Created) -> None:
    assert read_created(said, Format.JSON) == read


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"<html></html>",
        b"\xff\xfe",
        b"[[1]]",
        b"[1]",
        b"7",
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><services><service>&e;</service></services>',
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><services>&b;</services>',
        b"<services><service><service_name>x</service_name></service></services>",
    ],
)
def test_what_is_no_geo_report_is_refused(said: bytes) -> None:
    for form in Format:
        with pytest.raises(NotGeoReport):
            read_services(said, form)


@pytest.fixture
def server() -> Iterator[GeoReportServer]:
    with running_georeport() as running:
        yield running


def at(server: GeoReportServer) -> Address:
    return Address(server.url, "city.gov", KEY, Format.JSON)


def test_a_redirect_is_not_followed(server: GeoReportServer) -> None:
    with running_georeport() as other:
        server.redirects_to = f"{other.url}/requests.json"
        with pytest.raises(OutcomeUnknown):
            GeoReportClient(SystemClock(), is_local=True).create(at(server), FORM)
        assert other.asked == []


def test_an_answer_without_end_is_not_read_to_its_end(server: GeoReportServer) -> None:
    server.says = b"[" + b" " * (LARGEST_ANSWER + 1) + b"]"
    with pytest.raises(OutcomeUnknown):
        GeoReportClient(SystemClock(), is_local=True).services(at(server))


def test_what_is_on_this_machine_is_not_reached_from_the_cloud(server: GeoReportServer) -> None:
    with pytest.raises(NotSent):
        GeoReportClient(SystemClock()).create(at(server), FORM)
    secure = Address(server.url.replace("http://", "https://"), "", "", Format.JSON)
    with pytest.raises(NotSent):
        GeoReportClient(SystemClock()).create(secure, FORM)
    assert server.asked == []


def test_nobody_there_is_surely_not_sent_and_silence_is_not() -> None:
    with running_georeport() as gone:
        address = at(gone)
    with pytest.raises(NotSent):
        GeoReportClient(SystemClock(), is_local=True).create(address, FORM)
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        mute = Address(f"http://127.0.0.1:{silent.getsockname()[1]}/v2", "", KEY, Format.JSON)
        with pytest.raises(OutcomeUnknown):
            GeoReportClient(SystemClock(), is_local=True, read_s=0.3).create(mute, FORM)


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / f"{name}.pem", folder / f"{name}.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, private


def test_the_certificate_must_be_the_names_although_the_address_is_connected_to(tmp_path: Path) -> None:
    certificate, private = _certificate(tmp_path, "311.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, private)

    def answers(environ: dict[str, str], start: object) -> list[bytes]:
        assert environ["HTTP_HOST"].startswith("311.example:")
        start("200 OK", [("Content-Type", "text/xml")])  # type: ignore[operator]
        return [example("services")]

    http = make_server("127.0.0.1", 0, answers, ssl_context=context)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    trusts = ssl.create_default_context(cafile=str(certificate))
    client = GeoReportClient(SystemClock(), is_local=True, resolve=lambda *_: ["127.0.0.1"], trusts=trusts)
    try:
        good = Address(f"https://311.example:{http.server_port}/v2", "", "", Format.XML)
        assert len(client.services(good)) == 3
        wrong = Address(f"https://other.example:{http.server_port}/v2", "", "", Format.XML)
        with pytest.raises(NotSent):
            client.services(wrong)
    finally:
        http.shutdown()
        thread.join()
