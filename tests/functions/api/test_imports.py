from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import msgspec
import openpyxl
import pytest

from lib.houses.house import House, HouseState, houses_path
from lib.people.roles import Role
from lib.provisioning.advance import advance_wave
from lib.provisioning.plan import plan_chunk
from tests.functions.api.city import City, answer
from tests.functions.api.examples import new_key

SHEET = (
    "Адрес;Администратор чата;Квартиры;Заметка\n"
    "г. Город, ул. Мира, д. 1;+79123456789;60;=1+1\n"
    "г. Город, ул. Мира, д. 2;;;\n"
    "г. Город, ул. Мира;;;\n"
    'г. Город, ул. Мира, д. 3;;много;=HYPERLINK("x")\n'
    "г. Город, ул. Мира, дом 1;;;\n"
    "г. Город, ул. Мира, д. 4;123;;\n"
)


def upload(city: City, text: str | bytes = SHEET, name: str = "дома.csv", key: str = "") -> Any:
    content = text.encode() if isinstance(text, str) else text
    form = {"file": (io.BytesIO(content), name)}
    return city.employee("POST", "/imports", form=form, key=key or new_key())


def play(city: City) -> None:
    """Does all enqueued tasks of provisioning, as its workers would."""
    while city.queue.tasks:
        task = city.queue.tasks.pop(0)
        at = task.get("schedule_time")
        if at is not None:
            city.clock.time = max(city.clock.time, at.ToDatetime(city.clock.time.tzinfo))
        body = msgspec.json.decode(task["http_request"]["body"])
        works: dict[str, Any] = {"waves": advance_wave, "chunks": plan_chunk}
        work = works.get(task["http_request"]["url"].rsplit("/", 1)[1])
        if work is not None:
            work(*body.values(), city.outside.provisioning)


def houses(city: City) -> list[House]:
    found = city.store.query(houses_path(city.own.id), House, [("street", "==", "ул. Мира")])
    return [stored.record for stored in found]


def test_an_upload_is_checked_and_creates_nothing(city: City) -> None:
    got = answer(upload(city))
    assert got["counts"] == {"rows": 6, "good": 2, "bad": 3, "repeats": 1}
    assert (got["state"], got["can_start"], got["progress"]) == ("checked", True, None)
    assert got["summary"][0].endswith(".")
    assert got["unknown_columns"] == ["Заметка"]
    assert houses(city) == []
    assert city.queue.tasks == []


def test_every_error_stands_in_its_cell_page_by_page(city: City) -> None:
    id_ = answer(upload(city))["id"]
    first = answer(city.employee("GET", f"/imports/{id_}/rows", limit=2))
    rest = answer(city.employee("GET", f"/imports/{id_}/rows", limit=2, cursor=first["next_cursor"]))
    rows = first["items"] + rest["items"]
    wrong = [(row["row"], cell["column"], cell["text"]) for row in rows for cell in row["cells"] if cell["error"]]
    assert wrong == [
        (4, "Адрес", "г. Город, ул. Мира"),
        (5, "Квартиры", "много"),
        (7, "Администратор чата", "123"),
    ]
    assert rest["next_cursor"] is None
    assert first["columns"] == ["Адрес", "Администратор чата", "Квартиры", "Заметка"]
    repeats = answer(city.employee("GET", f"/imports/{id_}/rows", kind="repeat"))["items"]
    assert [(row["row"], row["errors"]) for row in repeats] == [(6, ["Повтор: тот же дом в строке 2"])]


def test_the_bad_rows_come_back_as_a_sheet_without_formulas(city: City) -> None:
    id_ = answer(upload(city))["id"]
    got = city.employee("GET", f"/files/imports/{id_}/bad-rows")
    assert "attachment" in got.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(got.data)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [
        "г. Город, ул. Мира",
        "г. Город, ул. Мира, д. 3",
        "г. Город, ул. Мира, д. 4",
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_a_started_import_goes_to_its_end_and_can_be_found_again(city: City) -> None:
    id_ = answer(upload(city))["id"]
    started = answer(city.employee("POST", f"/imports/{id_}/start"))
    assert (started["state"], started["can_start"]) == ("running", False)
    assert started["progress"]["total"] == started["progress"]["waiting"] == 2
    assert started["progress"]["seconds_left"] >= 1
    play(city)
    finished = answer(city.employee("GET", f"/imports/{id_}"))
    assert (finished["state"], finished["state_title"]) == ("finished", "готова")
    assert (finished["progress"]["percent"], finished["progress"]["live"]) == (100, 2)
    assert {house.state for house in houses(city)} == {HouseState.LIVE}
    (listed,) = answer(city.employee("GET", "/imports"))["items"]
    assert (listed["id"], listed["state"], listed["filename"]) == (id_, "finished", "дома.csv")
    by_import = answer(city.employee("GET", "/houses", import_id=id_))["items"]
    assert len(by_import) == 2
    assert all(each["invite_link"].startswith("http") for each in by_import)


def test_the_report_says_how_it_ended_and_why_houses_failed(city: City) -> None:
    id_ = answer(upload(city))["id"]
    city.employee("POST", f"/imports/{id_}/start")
    city.vk.post("/sim/faults", method="messages.getInviteLink", error_code=917, count=1)
    play(city)
    city.vk.delete("/sim/faults")
    report = answer(city.employee("GET", f"/imports/{id_}/report"))
    assert (report["progress"]["live"], report["progress"]["failed"]) == (1, 1)
    ((failure),) = report["failures"]
    assert (failure["failure"]["code"], failure["count"]) == ("chat_unreachable", 1)
    sheet = openpyxl.load_workbook(io.BytesIO(city.employee("GET", f"/files/imports/{id_}/report").data)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert sorted(str(row[2]) for row in rows) == ["не создан", "работает"]


def test_rows_that_nobody_starts_or_mends_are_gone_after_a_week_with_the_phones_in_them(city: City) -> None:
    id_ = answer(upload(city))["id"]
    kept = [each for each in city.store.everything() if each.path.split("/")[-2] in ("chunks", "review")]
    assert len(kept) == 3
    week = city.clock.now() + timedelta(days=7)
    assert {each.fields["expires_at"] for each in kept} == {week}, "Firestore deletes them by itself"
    city.clock.move(days=7)
    late = answer(city.employee("GET", f"/imports/{id_}"))
    assert late["can_start"] is False
    assert "удалены" in late["summary"][-1]
    assert answer(city.employee("GET", f"/imports/{id_}/rows"))["items"] == []
    for refused in (
        city.employee("POST", f"/imports/{id_}/start"),
        city.employee("GET", f"/files/imports/{id_}/bad-rows"),
    ):
        assert (refused.status_code, answer(refused)["code"]) == (409, "import_too_old")
    assert houses(city) == []


def test_rows_that_were_started_wait_for_their_workers_however_long(city: City) -> None:
    id_ = answer(upload(city))["id"]
    city.employee("POST", f"/imports/{id_}/start")
    (chunk,) = [each for each in city.store.everything() if each.path.split("/")[-2] == "chunks"]
    assert chunk.fields["expires_at"] is None
    city.clock.move(days=8)
    play(city)
    assert len(houses(city)) == 2


def test_starting_twice_starts_once(city: City) -> None:
    id_ = answer(upload(city))["id"]
    for _ in range(2):
        assert city.employee("POST", f"/imports/{id_}/start").status_code == 200
        play(city)
    assert len(houses(city)) == 2
    lines = answer(city.administrator("GET", "/audit", action="import_started"))["items"]
    assert len(lines) == 1


def test_the_same_sheet_twice_creates_nothing_twice_and_says_so(city: City) -> None:
    first = answer(upload(city))["id"]
    late = answer(upload(city))["id"]
    city.employee("POST", f"/imports/{first}/start")
    play(city)
    again = answer(upload(city))
    assert again["counts"] == {"rows": 6, "good": 0, "bad": 3, "repeats": 3}
    assert again["can_start"] is False
    empty = city.employee("POST", f"/imports/{again['id']}/start")
    assert (empty.status_code, answer(empty)["code"]) == (409, "import_empty")
    city.employee("POST", f"/imports/{late}/start")
    play(city)
    report = answer(city.employee("GET", f"/imports/{late}/report"))
    assert (report["already_there"], report["progress"]["total"]) == (2, 0)
    assert answer(city.employee("GET", f"/imports/{late}"))["state"] == "finished"
    assert len(houses(city)) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "пуст"),
        ("Имя;Цена\nА;1\n".encode(), "нет столбца с адресом"),
        (b"PK\x03\x04 not a zip", ""),
        (b"MZ\x90\x00" + b"\x00" * 300, ""),
    ],
)
def test_a_sheet_that_cannot_be_used_says_why(city: City, content: bytes, words: str) -> None:
    got = upload(city, content)
    assert (got.status_code, answer(got)["code"]) == (422, "sheet_refused")
    (error,) = answer(got)["errors"]
    assert error["field"] == "file"
    assert words in error["message"].lower()


def test_a_sheet_of_more_than_ten_megabytes_is_not_read(city: City) -> None:
    got = upload(city, b"x" * (10 * 1024 * 1024 + 100_000))
    assert (got.status_code, answer(got)["code"]) == (413, "body_too_large")


def test_while_vk_is_silent_people_cannot_be_checked_and_the_person_is_told(city: City) -> None:
    city.vk.post("/sim/faults", method="users.get", http_status=502, count=1)
    got = upload(city, "Адрес;Администратор чата\nг. Город, ул. Мира, д. 1;https://vk.com/id1\n")
    city.vk.delete("/sim/faults")
    assert (got.status_code, answer(got)["code"]) == (503, "vk_unavailable")


def test_the_template_can_be_uploaded_again(city: City) -> None:
    template = city.employee("GET", "/files/template").data
    got = upload(city, template, "шаблон.xlsx")
    assert got.status_code == 201
    assert answer(got)["counts"]["rows"] == 1


def test_a_ticket_opens_its_file_for_a_minute_and_nothing_else(city: City) -> None:
    ticket = answer(city.employee("POST", "/files/tickets", body={"file": "template"}))
    assert ticket["url"].startswith("https://api.example/api/v1/")
    path, _, query = ticket["url"].removeprefix("https://api.example").partition("?")
    client = city.app.test_client()
    assert client.get(f"{path}?{query}").status_code == 200
    assert client.get(f"{path.replace('template', 'audit')}?{query}").status_code == 401
    assert client.get(f"/api/v1{city.at('/houses')}?{query}").status_code == 401
    assert client.get(path.replace(city.own.id, city.far.id) + f"?{query}").status_code == 401
    city.clock.move(minutes=1)
    assert client.get(f"{path}?{query}").status_code == 401


def test_a_ticket_gives_nobody_what_they_may_not_have(city: City) -> None:
    url = answer(city.employee("POST", "/files/tickets", body={"file": "audit"}))["url"]
    assert city.app.test_client().get(url.removeprefix("https://api.example")).status_code == 403


def test_progress_is_told_in_words_while_the_community_rests(city: City) -> None:
    from lib.communities.breaks import pause_community, stop_community

    pause_community(city.own.group_id, 9, store=city.store, clock=city.clock)
    paused = answer(city.employee("GET", "/progress"))
    assert (paused["community"]["state"], paused["seconds_left"]) == ("paused", None)
    assert paused["community"]["paused_until"]
    stop_community(city.own.group_id, 5, store=city.store)
    stopped = answer(city.employee("GET", ""))["community"]
    assert stopped["state"] == "stopped"
    assert "ключ" in stopped["title"]


@pytest.mark.parametrize("text", ["{адресс}", "x" * 3_501])
def test_a_text_with_an_error_is_shown_and_not_saved(city: City, text: str) -> None:
    if len(text) <= 3_500:
        preview = answer(city.employee("POST", "/texts/preview", body={"kind": "welcome", "template": text}))
        assert preview["errors"]
    body = {"home_settlement": "", "welcome_template": text, "covering_template": ""}
    assert city.administrator("PUT", "/settings", body=body).status_code == 422
    assert answer(city.employee("GET", "/settings"))["welcome_template"] == ""


def test_a_changed_text_is_the_text_of_the_houses(city: City) -> None:
    body = {"home_settlement": "г. Город", "welcome_template": "", "covering_template": "Вступайте: {ссылка}"}
    assert city.administrator("PUT", "/settings", body=body).status_code == 200
    city.clock.move(seconds=5)
    shown = answer(city.employee("GET", f"/houses/{city.own.house_ids[0]}"))["covering_text"]
    assert shown == f"Вступайте: https://vk.me/join/{city.own.house_ids[0]}"
    ask = {"kind": "covering", "template": "Дом {адрес}", "house_id": city.own.house_ids[0]}
    assert answer(city.employee("POST", "/texts/preview", body=ask))["text"] == "Дом г. Город, ул. Ленина, д. 1"


def test_a_person_is_shown_before_they_are_saved(city: City) -> None:
    anna = city.vk.user("Анна", "Иванова")
    found = answer(city.employee("GET", "/people", reference=f"https://vk.com/id{anna}?from=search"))
    assert (found["person"]["vk_id"], found["person"]["name"], found["roles"]) == (anna, "Анна Иванова", [])
    city.administrator("POST", "/members", body={"reference": f"id{anna}", "role": "employee"}, key=new_key())
    again = answer(city.employee("GET", "/people", reference=f"@id{anna}"))
    assert [role["role"] for role in again["roles"]] == [Role.EMPLOYEE]
