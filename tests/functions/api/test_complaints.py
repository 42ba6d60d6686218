"""Complaints in the API: representatives deal with their organisation's and see the author; employees see all of them,
without the author and the words.
"""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from lib.complaints.complaint import Complaint, ComplaintState, complaint_path
from lib.outbox.message import OutgoingMessage
from lib.people.roles import Role
from tests.functions.api.city import City, answer
from tests.functions.api.complaint_examples import AUTHOR, PHOTOS, WORDS, complaint_of, lets_the_bot_write
from tests.functions.api.examples import new_key, picture_form

ELSEWHERE = "0123456789abcdef"
ASK: dict[str, dict[str, str]] = {
    "take": {},
    "ask": {"text": "Какой подъезд?"},
    "answer": {"text": "Лифт пущен."},
    "reject": {"reason": "Не наш дом."},
}


def official(city: City, method: str, path: str, **given: Any) -> TestResponse:
    """A request of the company's representative."""
    return city.call(method, city.at(path), by=city.own.people[Role.REPRESENTATIVE], **given)


def act(city: City, complaint: Complaint, verb: str, body: dict[str, Any] | None = None) -> TestResponse:
    """A step of the representative."""
    given = ASK[verb] if body is None else body
    key = None if verb == "take" else new_key()
    return official(city, "POST", f"/complaints/{complaint.id}/{verb}", body=given or None, key=key)


def stored(city: City, complaint: Complaint) -> Complaint:
    found = city.store.get(complaint_path(complaint.municipality_id, complaint.id), Complaint)
    assert found is not None
    return found.record


def told(city: City, vk_id: int) -> list[str]:
    """What waits to be said to somebody."""
    found = city.store.query(f"municipalities/{city.own.id}/outbox", OutgoingMessage)
    letters = [each.record.letter for each in sorted(found, key=lambda each: each.record.since)]
    return [letter.text for letter in letters if letter.peer_ids == (vk_id,)]


def test_the_author_is_seen_by_the_organisations_representatives_and_by_nobody_else(city: City) -> None:
    own, other = complaint_of(city, city.own), complaint_of(city, city.own, ELSEWHERE)
    items = answer(official(city, "GET", "/complaints"))["items"]
    assert [(each["number"], each["author_vk_id"], each["text"]) for each in items] == [(own.number, AUTHOR, WORDS)]
    everything = city.employee("GET", "/complaints")
    assert {each["number"] for each in answer(everything)["items"]} == {own.number, other.number}
    assert {(each["author_vk_id"], each["text"]) for each in answer(everything)["items"]} == {(None, None)}
    assert str(AUTHOR) not in everything.get_data(as_text=True)


def test_one_complaint_is_whole_for_its_representatives_without_words_for_employees_and_unknown_to_others(
    city: City,
) -> None:
    own, other = complaint_of(city, city.own), complaint_of(city, city.own, ELSEWHERE)
    act(city, own, "ask")
    shown = answer(official(city, "GET", f"/complaints/{own.id}"))
    assert (shown["item"]["text"], shown["item"]["author_vk_id"]) == (WORDS, AUTHOR)
    assert [each["text"] for each in shown["history"]] == ["", "Какой подъезд?"]
    assert shown["may_answer"]
    assert shown["may_see_photos"]
    seen = city.employee("GET", f"/complaints/{own.id}")
    text = seen.get_data(as_text=True)
    assert str(AUTHOR) not in text
    assert WORDS not in text
    assert "Какой подъезд?" not in text, "a question may tell of the author"
    assert [answer(seen)[name] for name in ("may_take", "may_answer", "may_see_photos", "may_pass_on")] == [
        False,
        False,
        False,
        True,
    ]
    assert official(city, "GET", f"/complaints/{other.id}").status_code == 404


@pytest.mark.parametrize(
    ("verb", "state", "says"),
    [
        ("take", "taken", "взята в работу"),
        ("ask", "asked", "Какой подъезд?"),
        ("answer", "answered", "Лифт пущен."),
        ("reject", "rejected", "Не наш дом."),
    ],
)
def test_each_step_is_told_to_the_resident(city: City, verb: str, state: str, says: str) -> None:
    complaint = complaint_of(city, city.own)
    done = act(city, complaint, verb)
    assert answer(done)["item"]["state"] == state
    assert stored(city, complaint).state.value == state
    assert any(says in each for each in told(city, AUTHOR))


@pytest.mark.parametrize("verb", ASK)
def test_another_organisations_complaint_is_not_there_for_whoever_acts(city: City, verb: str) -> None:
    complaint = complaint_of(city, city.own, ELSEWHERE)
    assert act(city, complaint, verb).status_code == 404
    assert stored(city, complaint) == complaint
    assert told(city, AUTHOR) == []


def test_an_answer_carries_photos_and_nothing_else(city: City) -> None:
    complaint = complaint_of(city, city.own)
    photo = answer(official(city, "POST", "/attachments", form=picture_form(), key=new_key()))
    answered = act(city, complaint, "answer", {"text": "", "attachment_ids": [photo["id"]]})
    assert [each["photos"] for each in answer(answered)["history"]] == [0, 1]
    assert stored(city, complaint).history[-1].photos[0].startswith("photo")
    nothing = act(city, complaint_of(city, city.own), "answer", {"text": " "})
    assert answer(nothing)["code"] == "complaint_words"
    unknown = act(city, complaint, "answer", {"text": "", "attachment_ids": ["0123456789"]})
    assert answer(unknown)["code"] == "attachment_unknown"


def test_whoever_takes_a_complaint_up_keeps_it_and_a_closed_one_stays_closed(city: City) -> None:
    complaint = complaint_of(city, city.own)
    assert act(city, complaint, "take").status_code == 200
    assert act(city, complaint, "take").status_code == 200
    assert sum("взята в работу" in each for each in told(city, AUTHOR)) == 1
    act(city, complaint, "reject")
    assert answer(act(city, complaint, "answer"))["code"] == "complaint_state"


def test_an_employee_finds_somebody_for_a_complaint_that_nobody_is_responsible_for(city: City) -> None:
    complaint = complaint_of(city, city.own, ELSEWHERE)
    addressees = answer(city.employee("GET", f"/complaints/{complaint.id}/addressees"))["items"]
    assert [each["id"] for each in addressees] == [city.own.organization_id]
    body = {"organization_id": city.own.organization_id, "reason": ""}
    passed = city.employee("POST", f"/complaints/{complaint.id}/pass-on", body=body, key=new_key())
    assert answer(passed)["item"]["state"] == "sent"
    assert answer(passed)["item"]["author_vk_id"] is None
    assert any("Вам передали жалобу" in each for each in told(city, city.own.people[Role.REPRESENTATIVE]))
    assert any("передана" in each for each in told(city, AUTHOR))
    assert "администрация" in [each["by"] for each in answer(passed)["history"]]


def test_the_bot_sends_the_photos_to_a_representative_whom_it_may_write_to(city: City) -> None:
    complaint, somebody = complaint_of(city, city.own), city.own.people[Role.REPRESENTATIVE]
    path = f"/complaints/{complaint.id}/photos"
    assert answer(official(city, "POST", path))["code"] == "bot_may_not_write"
    lets_the_bot_write(city, city.own, somebody)
    assert official(city, "POST", path).status_code == 200
    assert official(city, "POST", path).status_code == 200
    found = city.store.query(f"municipalities/{city.own.id}/outbox", OutgoingMessage)
    assert [each.record.letter.attachments for each in found] == [PHOTOS], "asked twice at once, sent once"


def test_what_has_no_author_cannot_be_asked_back(city: City) -> None:
    complaint = complaint_of(city, city.own, author=0)
    assert answer(act(city, complaint, "ask"))["code"] == "complaint_without_author"
    assert not answer(official(city, "GET", f"/complaints/{complaint.id}"))["may_ask"]
    assert act(city, complaint, "answer").status_code == 201
    assert told(city, 0) == []


def test_the_list_is_narrowed_and_the_late_ones_come_first(city: City) -> None:
    late, other = complaint_of(city, city.own), complaint_of(city, city.own, ELSEWHERE)
    answered = complaint_of(city, city.own)
    act(city, answered, "answer")

    def numbers(**query: object) -> list[int]:
        return [each["number"] for each in answer(city.employee("GET", "/complaints", **query))["items"]]

    assert numbers()[-1] == answered.number
    assert numbers(organization_id=ELSEWHERE) == [other.number]
    assert numbers(state="answered") == [answered.number]
    assert numbers(subject_id="heating") == []
    assert numbers(is_overdue="true") == []
    assert len(numbers(is_overdue="false")) == 3
    assert len(numbers(subject_id="lift", house_id=late.house_id, is_awaited="true")) == 2
    assert answer(official(city, "GET", "/complaints", organization_id=ELSEWHERE))["items"] == []
    assert (
        ComplaintState.ANSWERED.in_russian
        in answer(official(city, "GET", "/complaints", state="answered"))["items"][0]["state_title"]
    )


SETTINGS = {
    "is_on": True,
    "time_zone": "Asia/Yekaterinburg",
    "subjects": [{"id": "lift", "title": "Лифт", "working_days": 1}, {"title": "Двор", "working_days": 5}],
    "head_days": 2,
    "again_days": 3,
    "verdict_days": 3,
}


def test_administrators_set_the_subjects_each_with_who_is_responsible_and_how_soon(city: City) -> None:
    organization = city.own.organization_id
    subjects = [
        {"id": "lift", "title": "Лифт", "working_days": 1, "organization_id": organization},
        {"title": " Двор  и снег ", "working_days": 5},
    ]
    body = SETTINGS | {"subjects": subjects}
    changed = answer(city.administrator("PUT", "/settings/complaints", body=body))
    assert [(each["title"], each["organization_id"], each["working_days"]) for each in changed["subjects"]] == [
        ("Лифт", organization, 1),
        ("Двор и снег", None, 5),
    ]
    assert answer(city.employee("GET", "/settings/complaints")) == changed
    yard = changed["subjects"][1]["id"]
    renamed = body | {"subjects": [subjects[0], {"id": yard, "title": "Двор", "working_days": 5}]}
    again = answer(city.administrator("PUT", "/settings/complaints", body=renamed))
    assert again["subjects"][1]["id"] == yard, "a subject that is named anew is the same subject"


@pytest.mark.parametrize(
    "wrong",
    [
        {"subjects": [{"title": "Лифт", "working_days": 1}, {"title": " лифт ", "working_days": 2}]},
        {"time_zone": "Europe/Nowhere"},
        {
            "subjects": [
                {"id": "a", "title": "Лифт", "working_days": 1},
                {"id": "a", "title": "Двор", "working_days": 2},
            ]
        },
    ],
)
def test_settings_that_make_no_sense_are_refused(city: City, wrong: dict[str, Any]) -> None:
    refused = city.administrator("PUT", "/settings/complaints", body=SETTINGS | wrong)
    assert answer(refused)["code"] == "complaint_settings_invalid"
    unknown = SETTINGS | {"subjects": [{"title": "Лифт", "working_days": 1, "organization_id": ELSEWHERE}]}
    assert answer(city.administrator("PUT", "/settings/complaints", body=unknown))["code"] == "organization_unknown"
