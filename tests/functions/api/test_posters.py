"""Posters through the API: of one house, of a set, with a logo, by a link for phones."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from lib.communities.community import community_path
from lib.gateways.firestore.store import Delete, Update
from lib.houses.house import house_path
from lib.municipalities.logo import load_logo
from lib.people.roles import Role
from lib.posters import making, sets
from lib.posters.logo import LARGEST_KEPT
from lib.posters.sets import PosterFile, file_path
from tests.functions.api.city import City, answer
from tests.functions.api.examples import logo_form, new_key
from tests.lib.posters.printed import codes_in, pages_of, rendered, text_of


def poster(city: City, house_id: str, **query: object) -> TestResponse:
    return city.employee("GET", f"/files/houses/{house_id}/poster", **query)


def new_set(city: City, **body: object) -> TestResponse:
    return city.employee("POST", "/poster-sets", body=body, key=new_key())


def fetched(city: City, made: Any, number: int = 1) -> TestResponse:
    return city.employee("GET", f"/files/poster-sets/{made['id']}/{number}")


def test_the_poster_of_a_house_leads_into_its_chat(city: City) -> None:
    house_id = city.own.house_ids[0]
    got = poster(city, house_id)
    assert got.status_code == 200
    assert got.mimetype == "application/pdf"
    assert "Плакат А4, ул. Ленина, 1.pdf" in unquote(got.headers["Content-Disposition"])
    assert codes_in(rendered(got.data, 4)) == [f"https://vk.me/join/{house_id}"]
    assert "ул. Ленина, 1" in text_of(got.data)


def test_there_are_as_many_posters_as_entrances_if_asked_for(city: City) -> None:
    house_id = city.own.house_ids[0]
    city.store.commit([Update(house_path(city.own.id, house_id), {"entrances": 6})])
    assert len(pages_of(poster(city, house_id, each_entrance="true").data)) == 6
    assert pages_of(poster(city, house_id, each_entrance="true", format="a5").data) == [(297, 210)] * 3
    assert len(pages_of(poster(city, house_id).data)) == 1


def test_a_house_without_a_chat_has_no_poster_yet(city: City) -> None:
    got = poster(city, city.own.house_ids[2])
    assert (got.status_code, got.get_json()["code"]) == (409, "chat_not_ready")


def test_a_chat_administrator_gets_the_poster_of_the_own_house_alone(city: City) -> None:
    own, other = city.own.house_ids[1], city.own.house_ids[0]
    person = city.own.people[Role.CHAT_ADMINISTRATOR]
    statuses = [city.call("GET", city.at(f"/files/houses/{id_}/poster"), by=person).status_code for id_ in (own, other)]
    assert statuses == [200, 404]


def test_a_set_as_one_file_has_a_page_for_each_house_in_the_list_s_order(city: City) -> None:
    made = answer(new_set(city))
    assert (made["houses"], made["without_chat"], len(made["files"])) == (3, 1, 1)
    got = fetched(city, made)
    assert got.mimetype == "application/pdf"
    assert [text_of(got.data, page).count(f"ул. Ленина, {n}") for page, n in enumerate((1, 2, 4))] == [1, 1, 1]
    assert answer(city.employee("GET", f"/poster-sets/{made['id']}"))["files"][0]["made"] == 3


def test_a_set_as_a_zip_has_a_file_for_each_house(city: City) -> None:
    made = answer(new_set(city, house_ids=city.own.house_ids[:2], package="zip", format="a5"))
    got = fetched(city, made)
    assert got.mimetype == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(got.data))
    assert archive.testzip() is None
    assert archive.namelist() == ["Плакат А5, ул. Ленина, 1.pdf", "Плакат А5, ул. Ленина, 2.pdf"]
    for name, house_id in zip(archive.namelist(), city.own.house_ids, strict=False):
        assert set(codes_in(rendered(archive.read(name), 4))) == {f"https://vk.me/join/{house_id}"}


def test_houses_of_one_title_keep_both_files(city: City) -> None:
    for house_id in city.own.house_ids[:2]:
        city.store.commit([Update(house_path(city.own.id, house_id), {"title": "Дом"})])
    got = fetched(city, answer(new_set(city, house_ids=city.own.house_ids[:2], package="zip")))
    assert zipfile.ZipFile(io.BytesIO(got.data)).namelist() == ["Плакат А4, Дом.pdf", "Плакат А4, Дом (2).pdf"]


@pytest.mark.parametrize("package", ["pdf", "zip"])
def test_a_file_fetched_again_is_the_same_to_the_byte(city: City, package: str) -> None:
    made = answer(new_set(city, package=package))
    assert fetched(city, made).data == fetched(city, made).data


def test_a_set_can_be_narrowed_as_the_list_of_houses_is(city: City) -> None:
    of_company = answer(new_set(city, filters={"organization_id": city.own.organization_id}))
    assert of_company["houses"] == 1
    assert answer(new_set(city, filters={"search": "ленина 4"}))["houses"] == 1


def test_a_large_set_comes_in_several_files(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sets, "HOUSES_A_FILE", 2)
    made = answer(new_set(city))
    assert [(file["number"], file["houses"]) for file in made["files"]] == [(1, 2), (2, 1)]
    assert [file["filename"] for file in made["files"]] == [f"Плакаты А4, часть {n} из 2.pdf" for n in (1, 2)]
    assert [len(pages_of(fetched(city, made, number).data)) for number in (1, 2)] == [2, 1]
    assert fetched(city, made, 3).status_code == 404


def test_how_far_a_file_is_can_be_seen_while_it_is_being_made(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    made = answer(new_set(city, package="zip"))
    file = sets.load_file(city.own.id, made["id"], 1, store=city.store)
    found = sets.load_set(city.own.id, made["id"], store=city.store)
    municipality = city.outside.rights.workplace(city.own.id, city.own.people[Role.EMPLOYEE])
    assert municipality is not None
    ready = making.make_file(
        found,
        file,
        municipality.municipality,
        store=city.store,
        vk=city.outside.vk(city.own.group_id),
        clock=city.clock,
    )
    seen = []
    for _ in ready.content:
        city.clock.move(seconds=2)
        record = city.store.get(file_path(city.own.id, made["id"], 1), PosterFile)
        assert record is not None
        seen.append(record.record.made)
    assert seen == [0, 1, 2, 3]


def test_a_house_that_went_meanwhile_is_left_out(city: City) -> None:
    made = answer(new_set(city))
    city.store.commit([Delete(house_path(city.own.id, city.own.house_ids[0]))])
    assert len(pages_of(fetched(city, made).data)) == 2


def test_a_set_of_no_ready_house_is_refused(city: City) -> None:
    got = new_set(city, house_ids=[city.own.house_ids[2]])
    assert (got.status_code, got.get_json()["code"]) == (409, "posters_of_none")


def test_a_set_of_a_foreign_house_is_refused(city: City) -> None:
    assert new_set(city, house_ids=[city.neighbour.house_ids[0]]).get_json()["code"] == "house_unknown"


def test_a_set_too_large_is_refused(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sets, "MOST_HOUSES", 2)
    assert new_set(city).get_json()["code"] == "posters_of_too_many"


def test_the_same_key_makes_one_set(city: City) -> None:
    key = new_key()
    first, second = (city.employee("POST", "/poster-sets", body={}, key=key) for _ in range(2))
    assert answer(first)["id"] == answer(second)["id"]


@pytest.mark.parametrize("file", ["poster", "poster_set"])
def test_a_link_opens_posters_without_a_session_for_a_minute(city: City, file: str) -> None:
    made = answer(new_set(city))
    wanted = {"house_id": city.own.house_ids[0], "set_id": made["id"], "format": "a5"}
    ticket = answer(city.employee("POST", "/files/tickets", body={"file": file, **wanted}))
    assert ticket["filename"].endswith(".pdf")
    link = urlsplit(ticket["url"])
    opened = city.app.test_client().get(f"{link.path}?{link.query}")
    assert opened.status_code == 200
    assert pages_of(opened.data)[0] == ((297, 210) if file == "poster" else (210, 297))
    city.clock.move(minutes=2)
    assert city.app.test_client().get(f"{link.path}?{link.query}").status_code == 401


def test_a_logo_stands_on_posters_from_then_on(city: City) -> None:
    before = poster(city, city.own.house_ids[0]).data
    assert city.administrator("POST", "/settings/logo", form=logo_form()).status_code == 200
    assert len(load_logo(city.own.id, store=city.store)) <= LARGEST_KEPT
    after = poster(city, city.own.house_ids[0]).data
    assert rendered(before, 2).getpixel((32, 28)) == (255, 255, 255)
    red, green, blue = rendered(after, 2).getpixel((32, 28))  # type: ignore[misc]
    assert blue > max(red, green) + 50
    assert answer(city.employee("GET", "/settings/logo")) == {"is_set": True}
    assert Image.open(io.BytesIO(city.employee("GET", "/files/logo").data)).format == "PNG"
    city.administrator("DELETE", "/settings/logo")
    assert poster(city, city.own.house_ids[0]).data == before
    assert city.employee("GET", "/files/logo").get_json()["code"] == "logo_unknown"


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>"])
def test_what_is_no_picture_is_refused_as_a_logo(city: City, content: bytes) -> None:
    got = city.administrator("POST", "/settings/logo", form={"file": (io.BytesIO(content), "x.png")})
    assert (got.status_code, got.get_json()["code"]) == (422, "logo_refused")


def test_a_logo_too_large_to_be_sent_is_refused(city: City) -> None:
    form = {"file": (io.BytesIO(b"\x89PNG" + bytes(6 * 1024 * 1024)), "x.png")}
    assert city.administrator("POST", "/settings/logo", form=form).status_code == 413


def test_the_audit_log_tells_of_posters_and_logos(city: City) -> None:
    new_set(city)
    city.administrator("POST", "/settings/logo", form=logo_form())
    lines = answer(city.administrator("GET", "/audit"))["items"]
    assert {line["title"] for line in lines} >= {"Подготовлены плакаты", "Изменены настройки"}
    assert any(line["subject_title"] == "Плакаты: 3 дома" for line in lines)


def test_municipalities_see_their_own_sets_alone(city: City) -> None:
    made = answer(new_set(city))
    officer = city.own.people[Role.REGION_OFFICER]
    path = f"/municipalities/{city.neighbour.id}/poster-sets/{made['id']}"
    assert city.call("GET", path, by=officer).status_code == 404


def _real_links(city: City) -> list[str]:
    """Invite links that VK knows, as those of the town's live houses."""
    links = []
    for number in (0, 1, 3):
        vk, path = city.outside.vk(city.own.group_id), house_path(city.own.id, city.own.house_ids[number])
        chat = 2_000_000_000 + city.vk_chat(city.own)
        links.append(vk.call("messages.getInviteLink", peer_id=chat)["link"])
        city.store.commit([Update(path, {"invite_link": links[-1]})])
    return links


def test_a_poster_shows_a_link_that_can_be_typed_and_its_code_holds_the_real_one(city: City) -> None:
    link, *_ = _real_links(city)
    first, again = poster(city, city.own.house_ids[0]).data, poster(city, city.own.house_ids[0]).data
    assert "vk.cc/c" in text_of(first)
    assert "vk.me/join" not in text_of(first)
    assert codes_in(rendered(first, 4)) == [link]
    assert first == again
    assert city.vk.calls("utils.getShortLink", city.own.group_id) == 1


@pytest.mark.parametrize(
    ("fault", "is_asked_again"),
    [
        ({"error_code": 15}, False),
        ({"error_code": 10}, True),
        ({"error_code": 9}, True),
        ({"drop_response": True}, True),
    ],
)
def test_a_poster_does_without_a_short_link_where_vk_gives_none(
    city: City, fault: dict[str, Any], is_asked_again: bool
) -> None:
    link, *_ = _real_links(city)
    city.vk.post("/sim/faults", {"method": "utils.getShortLink", "count": 1, **fault})
    assert link.removeprefix("https://") in text_of(poster(city, city.own.house_ids[0]).data)
    assert ("vk.cc/c" in text_of(poster(city, city.own.house_ids[0]).data)) == is_asked_again


@pytest.mark.parametrize("package", ["pdf", "zip"])
def test_a_set_asks_for_the_short_links_that_are_missing_once(city: City, package: str) -> None:
    links = _real_links(city)
    made = answer(new_set(city, package=package))
    city.vk.post("/sim/faults", {"method": "execute", "error_code": 10, "count": 1})
    without, first, again = (fetched(city, made).data for _ in range(3))
    assert len(without) != len(first)
    assert first == again
    assert city.vk.calls("utils.getShortLink", city.own.group_id) == len(links)
    assert city.clock.slept
    if package == "pdf":
        assert all("vk.cc/c" in text_of(first, page) for page in range(3))
        assert all("vk.me/join" in text_of(without, page) for page in range(3))


def test_a_set_of_a_community_that_rests_does_without_short_links(city: City) -> None:
    _real_links(city)
    path = community_path(city.own.group_id)
    city.store.commit([Update(path, {"paused_until": city.clock.now() + timedelta(minutes=5)})])
    assert "vk.me/join" in text_of(fetched(city, answer(new_set(city))).data)
    assert city.vk.calls("utils.getShortLink", city.own.group_id) == 0
