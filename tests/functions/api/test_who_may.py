"""Who may what, over all routes: role × route × own, neighbouring and far municipality."""

from __future__ import annotations

import pytest

from functions.api.routing import Audience
from lib.people.roles import Role
from tests.functions.api.city import City, Town
from tests.functions.api.examples import ROUTES, example_of, send

STAFF = "OAE"
# O region officer, A administrator, E employee, R representative, C chat administrator, as the specification says it;
# whoever adds a route says here who may.
TABLE = {
    "get_municipality": "OAERC",
    "get_progress": STAFF,
    "get_settings": STAFF,
    "update_settings": "OA",
    "switch_marking": "OA",
    "preview_text": STAFF,
    "list_houses": "OAERC",
    "count_houses": STAFF,
    "get_house_filters": STAFF,
    "get_house": "OAER",
    "get_house_history": "OAER",
    "create_house": STAFF,
    "check_house": STAFF,
    "change_house": STAFF,
    "assign_houses": STAFF,
    "retry_houses": STAFF,
    "list_imports": STAFF,
    "upload_import": STAFF,
    "get_import": STAFF,
    "list_import_rows": STAFF,
    "start_import": STAFF,
    "get_import_report": STAFF,
    "find_person": STAFF,
    "list_members": STAFF,
    "add_member": "OA",
    "change_member": "OA",
    "remove_member": "OA",
    "list_organizations": STAFF,
    "create_organization": STAFF,
    "get_organization": STAFF,
    "change_organization": STAFF,
    "delete_organization": STAFF,
    "list_representatives": STAFF,
    "add_representative": STAFF,
    "change_representative": STAFF,
    "remove_representative": STAFF,
    "list_complaints_of_town": "OAER",
    "get_complaint": "OAER",
    "take_complaint": "R",
    "ask_about_complaint": "R",
    "answer_complaint": "R",
    "reject_complaint": "R",
    "pass_on_complaint": "OAER",
    "list_complaint_addressees": "OAER",
    "send_complaint_photos": "R",
    "get_complaint_settings": STAFF,
    "get_open311": STAFF,
    "list_open311_services": "OA",
    "connect_open311_server": "OA",
    "disconnect_open311_server": "OA",
    "make_open311_key": "OA",
    "revoke_open311_key": "OA",
    "update_complaint_settings": "OA",
    "get_health": STAFF,
    "list_health_houses": STAFF,
    "list_mended_houses": STAFF,
    "snooze_health_tasks": STAFF,
    "bring_back_health_tasks": STAFF,
    "remind_of_health_tasks": STAFF,
    "check_health": STAFF,
    "close_house_chat": STAFF,
    "reopen_house_chat": STAFF,
    "switch_digest": "OA",
    "get_activity": STAFF,
    "list_activity_streets": STAFF,
    "get_liveliest_houses": STAFF,
    "list_ranked_houses": STAFF,
    "get_activity_work": STAFF,
    "get_region_activity": "O",
    "count_activity": STAFF,
    "download_activity": STAFF,
    "download_activity_report": STAFF,
    "get_house_activity": "OAER",
    "list_audit": "OA",
    "list_audit_actions": "OA",
    "download_template": STAFF,
    "download_bad_rows": STAFF,
    "download_import_report": STAFF,
    "download_audit": "OA",
    "create_ticket": "OAERC",
    "download_poster": "OAER",
    "get_onboarding": STAFF,
    "send_onboarding_again": STAFF,
    "download_invitation_code": STAFF,
    "get_sms_settings": STAFF,
    "update_sms_settings": "OA",
    "get_coordination": "OAEC",
    "list_service_bots": STAFF,
    "add_service_bot": STAFF,
    "get_service_bot": STAFF,
    "change_service_bot": STAFF,
    "delete_service_bot": STAFF,
    "list_service_bot_houses": STAFF,
    "attach_service_bot": STAFF,
    "detach_service_bot": STAFF,
    "check_service_bots": STAFF,
    "create_poster_set": STAFF,
    "get_poster_set": STAFF,
    "download_poster_set": STAFF,
    "upload_logo": "OA",
    "delete_logo": "OA",
    "get_logo": STAFF,
    "download_logo": STAFF,
    "list_broadcasts": "OAER",
    "draft_broadcast": "OAER",
    "preview_broadcast": "OAER",
    "get_broadcast": STAFF,
    "change_broadcast": STAFF,
    "send_broadcast": STAFF,
    "cancel_broadcast": STAFF,
    "resume_broadcast": STAFF,
    "retry_broadcast": STAFF,
    "edit_broadcast": STAFF,
    "withdraw_broadcast": STAFF,
    "list_deliveries": STAFF,
    "download_broadcast_report": STAFF,
    "list_broadcast_templates": "OAER",
    "upload_attachment": "OAER",
    "list_house_groups": "OAER",
    "save_house_group": "OAER",
    "delete_house_group": STAFF,
    "paste_house_list": "OAER",
    "get_audience_choices": "OAER",
    "tag_houses": STAFF,
    "list_schedules": "OAER",
    "create_schedule": "OAER",
    "get_schedule": STAFF,
    "change_schedule": STAFF,
    "delete_schedule": STAFF,
    "list_questions": "OAERC",
    "get_question": "OAERC",
    "list_question_addressees": "OAEC",
    "find_similar_questions": "OAEC",
    "raise_question": "OAEC",
    "change_question": "OAEC",
    "start_question_vote": "OAEC",
    "end_question_vote": "OAEC",
    "send_question": "OAEC",
    "close_question": "OAEC",
    "list_priority_votes": "OAEC",
    "start_priority_vote": "OAEC",
    "end_priority_vote": "OAEC",
    "take_question": "OAER",
    "pass_on_question": "OAER",
    "refuse_question": "OAER",
    "preview_answer": "OAER",
    "answer_question": "OAER",
    "list_same_questions": "OAER",
    "list_answer_templates": "OAER",
    "list_question_organizations": "OAER",
    "list_moderation": "OAEC",
    "get_question_figures": STAFF,
    "get_question_settings": STAFF,
    "update_question_settings": "OA",
    "list_discussions": "OAERC",
    "get_discussion": "OAERC",
    "check_discussion_time": "OAER",
    "schedule_discussion": "OAER",
    "move_discussion": "OAER",
    "cancel_discussion": "OAER",
    "extend_discussion": "OAER",
    "finish_discussion": "OAER",
}
LETTERS = {
    Role.REGION_OFFICER: "O",
    Role.ADMINISTRATOR: "A",
    Role.EMPLOYEE: "E",
    Role.REPRESENTATIVE: "R",
    Role.CHAT_ADMINISTRATOR: "C",
}
OUTSIDE_OF_MUNICIPALITIES = {"create_session": Audience.EVERYBODY, "get_me": Audience.SIGNED_IN}
# The example's house is the representative's and not the chat administrator's: for them it is not there.
NOT_THERE = {(name, Role.CHAT_ADMINISTRATOR) for name in ("get_house", "get_house_activity", "download_poster")}
# The examples' broadcasts are an employee's: for a representative, who may do it with their own, they are not there.
SOMEBODY_ELSES = {name for name, route in ROUTES.items() if "broadcast_id" in route.path or "schedule_id" in route.path}
STRANGER = 9_999_999


def expected(name: str, role: Role) -> set[int]:
    if LETTERS[role] in TABLE[name]:
        return {200, 201}
    if name in SOMEBODY_ELSES and role is Role.REPRESENTATIVE:
        return {404}
    return {404} if (name, role) in NOT_THERE else {403}


def test_the_table_has_every_route_and_no_other() -> None:
    assert set(TABLE) | set(OUTSIDE_OF_MUNICIPALITIES) == set(ROUTES)
    assert {name: ROUTES[name].may for name in OUTSIDE_OF_MUNICIPALITIES} == OUTSIDE_OF_MUNICIPALITIES


@pytest.mark.parametrize("name", TABLE)
def test_in_the_own_municipality_everybody_may_what_the_table_says(shared_city: City, name: str) -> None:
    town = shared_city.own
    for role, vk_id in town.people.items():
        assert _status(shared_city, name, town, vk_id) in expected(name, role), role


@pytest.mark.parametrize("name", TABLE)
def test_in_a_neighbouring_municipality_the_officer_may_the_same_and_for_the_others_it_is_not_there(
    shared_city: City, name: str
) -> None:
    for role, vk_id in shared_city.own.people.items():
        status = _status(shared_city, name, shared_city.neighbour, vk_id)
        assert status in (expected(name, role) if role is Role.REGION_OFFICER else {404}), role


@pytest.mark.parametrize("name", TABLE)
def test_a_municipality_of_another_region_is_there_for_nobody(shared_city: City, name: str) -> None:
    for role, vk_id in [*shared_city.own.people.items(), ("stranger", STRANGER)]:
        assert _status(shared_city, name, shared_city.far, vk_id) == 404, role


@pytest.mark.parametrize("name", [*TABLE, "get_me"])
def test_without_a_session_there_is_nothing(shared_city: City, name: str) -> None:
    assert _status(shared_city, name, shared_city.own, None) == 401


def test_a_municipality_that_does_not_exist_is_answered_like_a_foreign_one(shared_city: City) -> None:
    employee = shared_city.own.people[Role.EMPLOYEE]
    missing = shared_city.call("GET", "/municipalities/ffffffffffff/houses", by=employee)
    foreign = shared_city.call("GET", f"/municipalities/{shared_city.far.id}/houses", by=employee)
    assert missing.status_code == foreign.status_code == 404
    assert missing.get_json()["code"] == foreign.get_json()["code"]


def test_records_of_a_foreign_municipality_cannot_be_named_from_the_own_one(shared_city: City) -> None:
    foreign = shared_city.neighbour.house_ids[0]
    assert shared_city.employee("GET", f"/houses/{foreign}").status_code == 404
    assert shared_city.employee("GET", f"/houses/{foreign}/history").status_code == 404
    assert shared_city.employee("PATCH", f"/houses/{foreign}", body={"apartments": 1}).status_code == 404
    body = {"house_ids": [foreign], "remove_administrator": True}
    assert shared_city.employee("POST", "/houses/assignments", body=body).status_code == 404


def _status(city: City, name: str, town: Town, vk_id: int | None) -> int:
    route = ROUTES[name]
    city.clock.move(minutes=1)
    return send(city, route, town, example_of(route, city, town), vk_id).status_code
