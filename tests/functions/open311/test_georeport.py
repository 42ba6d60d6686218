"""Our GeoReport v2 over real HTTP: by a client that nobody here wrote, and against the specification's own examples."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from xml.etree import ElementTree

import httpx
import pytest
import requests
from georeport import GeoReport
from werkzeug.serving import make_server

from functions.open311.app import AN_ADDRESS_AT_ONCE, LARGEST_FORM, Outside, make_app
from lib.complaints.complaint import Complaint, ComplaintState, complaints_path
from lib.complaints.rules import answered
from lib.gateways.firestore.store import Put, Store
from lib.open311.connecting import disconnect_server
from lib.open311.keys import Key, keys_path, list_keys, make_key, revoke_key
from lib.open311.serving import LONGEST_SPAN
from lib.organizations.organization import OrganizationKind
from lib.organizations.registry import create_organization
from lib.questions.question import Official
from tests.georeport_server import EXAMPLES, GeoReportServer
from tests.lib.open311.stage import AUTHOR, TOWN, WORDS, Stage

V2 = "/open311/v2"


class Door:
    """The deployed app over HTTP, and a key of the company."""

    def __init__(self, stage: Stage, url: str) -> None:
        self.stage, self.url = stage, url
        # The company's own system comes here; it is not told of what is here by us as well.
        disconnect_server(stage.company.id, stage.doing(), store=stage.store)
        _, self.key = make_key(stage.company.id, stage.doing(), store=stage.store, ids=stage.desk.ids)

    def foreign_key(self) -> str:
        """A key of an organisation that has nothing to do with the house."""
        doing, store = self.stage.doing(), self.stage.store
        other = create_organization("Горсвет", OrganizationKind.OTHER, doing, store=store)
        return make_key(other.id, self.stage.doing(), store=store, ids=self.stage.desk.ids)[1]

    def get(self, path: str, **query: str) -> httpx.Response:
        return httpx.get(f"{self.url}{path}", params={"jurisdiction_id": TOWN} | query, timeout=20)

    def post(self, form: str = "json", **changed: str) -> httpx.Response:
        """A request that is fine but for what is changed."""
        sent = {
            "api_key": self.key,
            "jurisdiction_id": TOWN,
            "service_code": "lift",
            "address_string": "ул. Ленина, 1",
            "description": "Кабина дёргается",
        }
        return httpx.post(f"{self.url}/requests.{form}", data=sent | changed, timeout=20)

    def client(self, form: str) -> GeoReport:
        """The client that nobody here wrote."""
        return GeoReport(self.url, TOWN, self.key, form)

    @property
    def complaints(self) -> list[Complaint]:
        found = self.stage.store.query(complaints_path(TOWN), Complaint, order_by=["number"])
        return [stored.record for stored in found]


@pytest.fixture
def door(stage: Stage) -> Iterator[Door]:
    http = make_server("127.0.0.1", 0, make_app(Outside(stage.desk)), threaded=True)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield Door(stage, f"http://127.0.0.1:{http.server_port}{V2}")
    finally:
        http.shutdown()
        thread.join()


def names(content: bytes, path: str) -> set[str]:
    """The elements of the first thing of a document."""
    root = ElementTree.fromstring(content)
    found = root if path == "." else root.find(path)
    assert found is not None
    return {root.tag} | {part.tag for part in found}


def example(name: str) -> bytes:
    return (EXAMPLES / f"{name}.xml").read_bytes()


def test_every_document_is_made_as_the_specifications_example_of_it(door: Door) -> None:
    made = door.post("xml")
    number = str(door.complaints[0].number)
    shown = door.get("/requests.xml", api_key=door.key)
    one = door.get(f"/requests/{number}.xml", api_key=door.key)
    refused = door.post("xml", api_key="nobody's")
    assert names(door.get("/services.xml").content, "service") == names(example("services"), "service")
    assert names(door.get("/services/lift.xml").content, ".") == names(example("definition"), ".")
    assert names(made.content, "request") == names(example("created"), "request")
    assert names(shown.content, "request") == names(one.content, "request") == names(example("requests"), "request")
    assert names(refused.content, "error") == names(example("errors"), "error")
    assert refused.status_code == 403
    for answer in (made, shown, one, refused):
        assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
        assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_client_that_nobody_here_wrote_finds_its_way(door: Door, form: str) -> None:
    client = door.client(form)
    services = client.get_service_list()
    assert {"Лифт"} <= {each["service_name"] for each in services}
    assert client.get_service_definition("lift")["service_code"] == "lift"
    with pytest.raises(requests.HTTPError) as refused:
        # It shows no key where the specification asks for none; complaints are private here.
        client.get_service_requests()
    assert refused.value.response is not None
    assert refused.value.response.status_code == 403


def test_what_is_sent_becomes_a_complaint_of_those_responsible(door: Door) -> None:
    answer = door.post(email="a@b.ru", first_name="Пётр", phone="+79220000001", account_id="7")
    (made,) = door.complaints
    assert answer.json() == [
        {
            "service_request_id": str(made.number),
            "service_notice": answer.json()[0]["service_notice"],
            "account_id": None,
        }
    ]
    assert "ООО «Уют»" in answer.json()[0]["service_notice"]
    assert (made.subject, made.text, made.author_id, made.source) == ("Лифт", "Кабина дёргается", 0, "ООО «Уют»")
    kept = repr(door.stage.store.raw(f"{complaints_path(TOWN)}/{made.id}"))
    assert not any(each in kept for each in ("a@b.ru", "Пётр", "+79220000001")), "nobody is asked for a person"


def test_sent_again_because_the_answer_was_lost_it_is_one_complaint(door: Door) -> None:
    assert door.post().json() == door.post("json").json()
    assert door.post(description="Другое").json() != door.post().json()
    door.stage.clock.move(days=1)
    door.post()
    assert [each.text for each in door.complaints] == ["Кабина дёргается", "Другое", "Кабина дёргается"]


@pytest.mark.parametrize(
    ("changed", "status", "says"),
    [
        ({"api_key": ""}, 403, "api_key"),
        ({"api_key": "dch_00000000000000000000"}, 403, "api_key"),
        ({"jurisdiction_id": ""}, 400, "jurisdiction_id was not provided"),
        ({"jurisdiction_id": "nowhere"}, 404, "jurisdiction_id was not found"),
        ({"jurisdiction_id": "../x"}, 404, "jurisdiction_id was not found"),
        ({"service_code": ""}, 400, "service_code was not provided"),
        ({"service_code": "moon"}, 404, "service_code was not found"),
        ({"address_string": ""}, 400, "address_string"),
        ({"address_string": "нигде"}, 400, "address_string"),
        ({"address_string": "ул. Ленина, 999"}, 400, "no house chat"),
        ({"address_string": "", "address_id": "0" * 20}, 400, "no house chat"),
        ({"description": ""}, 400, "description"),
        ({"description": "x" * 4001}, 400, "4000"),
        ({"media_url": "javascript:alert(1)"}, 400, "media_url"),
    ],
)
def test_what_cannot_be_taken_is_refused_as_the_specification_says(
    door: Door, changed: dict[str, str], status: int, says: str
) -> None:
    answer = door.post(**changed)
    assert (answer.status_code, answer.json()[0]["code"]) == (status, status)
    assert says in answer.json()[0]["description"]
    assert door.complaints == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/services.html", 404),
        ("/services/moon.json", 404),
        ("/requests/1.json", 404),
        ("/requests/none.xml", 404),
        ("/tokens/1.json", 404),
        ("/nothing.json", 404),
    ],
)
def test_what_is_not_there_is_not_found(door: Door, path: str, status: int) -> None:
    answer = door.get(path, api_key=door.key)
    assert answer.status_code == status
    assert "error" in answer.text or answer.json()[0]["code"] == status


def test_a_key_reads_what_concerns_its_organisation_and_never_who_complains(door: Door) -> None:
    complaint = door.stage.complain()
    shown = door.get("/requests.json", api_key=door.key)
    assert [each["description"] for each in shown.json()] == [WORDS]
    assert str(AUTHOR) not in shown.text
    assert "photo" not in shown.text
    foreign = door.foreign_key()
    assert door.get("/requests.json", api_key=foreign).json() == []
    assert door.get(f"/requests/{complaint.number}.json", api_key=foreign).status_code == 404
    assert door.get("/requests.json").status_code == 403


def test_whoever_registered_a_request_follows_it_although_another_deals_with_it(door: Door) -> None:
    foreign = door.foreign_key()
    number = door.post(api_key=foreign).json()[0]["service_request_id"]
    (made,) = door.complaints
    official = Official(0, "Олег", "инженер", door.stage.company.id, "ООО «Уют»")
    done = answered(made, official, "Отрегулировали", (), door.stage.clock.now(), door.stage.clock.now())
    door.stage.store.commit([Put(f"{complaints_path(TOWN)}/{made.id}", done)])
    (seen,) = door.get(f"/requests/{number}.json", api_key=foreign).json()
    assert (seen["status"], seen["agency_responsible"]) == ("open", "ООО «Уют»")
    assert "Отрегулировали" in seen["status_notes"]
    assert done.state is ComplaintState.ANSWERED


def test_requests_are_found_by_their_number_their_kind_their_state_and_their_time(door: Door) -> None:
    early = door.stage.clock.now()
    first = door.stage.complain("первая")
    door.stage.clock.move(days=2)
    second = door.stage.complain("вторая")

    def found(**query: str) -> list[str]:
        answer = door.get("/requests.json", api_key=door.key, **query)
        assert answer.status_code == 200, answer.text
        return [each["description"] for each in answer.json()]

    assert found() == ["вторая", "первая"]
    assert found(service_request_id=f"{first.number},{second.number},77") == ["первая", "вторая"]
    assert found(service_code="lift,heating") == ["вторая", "первая"]
    assert found(service_code="heating") == []
    assert found(status="open,closed") == ["вторая", "первая"]
    assert found(status="closed") == []
    day = (early + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert found(end_date=day) == ["первая"]
    assert found(start_date=day) == ["вторая"]
    offset = (early + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    assert found(start_date=offset) == ["вторая"]
    door.stage.clock.move(days=LONGEST_SPAN.days)
    assert found() == ["вторая"], "ninety days unless said otherwise"
    long = door.get("/requests.json", api_key=door.key, start_date="2026-01-01T00:00:00Z", end_date=day)
    assert (long.status_code, "90 days" in long.text) == (400, True)
    for wrong in ("yesterday", "2026-01-01T00:00:00"):
        assert door.get("/requests.json", api_key=door.key, start_date=wrong).status_code == 400


def test_words_that_no_xml_may_hold_come_out_without_them(door: Door) -> None:
    door.post(description="Лифт \x0b<b>&\x00 стоит")
    shown = door.get("/requests.xml", api_key=door.key)
    assert ElementTree.fromstring(shown.content).findtext("request/description") == "Лифт <b>& стоит"


def test_a_key_that_was_taken_back_opens_nothing_and_none_is_kept_as_it_is(door: Door) -> None:
    store, stage = door.stage.store, door.stage
    assert door.key not in repr([each.fields for each in store.everything()])
    (key,) = list_keys(TOWN, stage.company.id, store=store)
    revoke_key(stage.company.id, key.id, stage.doing(), store=store)
    revoke_key(stage.company.id, key.id, stage.doing(), store=store)
    assert door.post().status_code == 403
    assert store.get(f"{keys_path(TOWN)}/{key.id}", Key) is not None, "who had it is still known"


def test_who_asks_too_often_or_too_much_is_told_so(door: Door) -> None:
    assert door.post(description="x" * (LARGEST_FORM + 1)).status_code == 413
    for _ in range(int(AN_ADDRESS_AT_ONCE)):
        last = door.get("/services.json")
    assert last.status_code == 429
    assert int(last.headers["Retry-After"]) >= 1
    door.stage.clock.move(seconds=20)
    assert door.get("/services.json").status_code == 200


def test_the_discovery_says_where_the_api_is(door: Door) -> None:
    said = httpx.get(door.url.replace(V2, "/open311/discovery.json"), timeout=20).json()
    assert said["endpoints"][0]["url"] == door.url
    xml = httpx.get(door.url.replace(V2, "/open311/discovery.xml"), timeout=20).content
    assert ElementTree.fromstring(xml).findtext("endpoints/endpoint/formats/format") == "text/xml"


def test_two_of_our_own_cities_exchange_by_it(door: Door, server: GeoReportServer, store: Store) -> None:
    """Our client and our server, which were written against the specification and not against each other."""
    from lib.gateways.open311.answers import Format
    from lib.gateways.open311.client import Address

    for form in Format:
        address = Address(door.url, TOWN, door.key, form)
        client = door.stage.client
        created = client.create(
            address, {"service_code": "lift", "address_string": "ул. Ленина, 1", "description": form}
        )
        (seen,) = client.requests(address, [created.request_id])
        assert (seen.is_closed, seen.description) == (False, form.value)
        until = door.stage.clock.now() + timedelta(minutes=1)
        found = client.requests_since(address, "lift", until - timedelta(hours=1), until)
        assert created.request_id in {each.request_id for each in found}
