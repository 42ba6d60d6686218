"""For every route a request that succeeds: what a test of all routes sends."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from msgspec.structs import replace
from PIL import Image
from werkzeug.test import TestResponse

from functions.api.resources import RESOURCES
from functions.api.routing import Route, routes_of
from lib.broadcasts.batch import Batch, Does, batch_path, broadcast_path, with_houses
from lib.broadcasts.broadcast import BroadcastState
from lib.broadcasts.delivery import BatchHouse, Delivery
from lib.discussions.agenda import agenda_path
from lib.discussions.discussion import Discussion, Place, discussion_path
from lib.discussions.rules import announced, begun, started
from lib.gateways.firestore.store import Create, Delete, Update
from lib.houses.house import AdministratorState, HealthTask, HouseState, Snooze, house_path
from lib.municipalities.registry import load_municipality
from lib.onboarding.lead import lead_houses
from lib.onboarding.outside import Leading
from lib.organizations.organization import OrganizationKind
from lib.people.permissions import WHO_MAY, Action
from lib.people.roles import Role
from lib.questions.ballot import SUPPORT_CHOICES, Ballot
from lib.questions.board import Board, board_path
from lib.questions.question import Addressee, Official, Question, QuestionState, consistent, question_path
from lib.questions.subjects import Subject
from lib.questions.texts import VOTE
from tests.functions.api.city import COMPANY, City, Town, answer
from tests.functions.api.complaint_examples import complaint_of, lets_the_bot_write
from tests.functions.api.open311_examples import connected, georeport, made_key, server_body

ROUTES = {route.name: route for route in routes_of(RESOURCES)}
CHANGING = [route for route in ROUTES.values() if route.audits]
_numbers = count(1)
_moments = count(1)

SHEET = "Адрес;Управляющая компания\nг. Город, ул. Мира, д. {0};ООО «Уют»\nг. Город, ул. Мира;x\n".encode()


@dataclass
class Example:
    """What goes into a route's path, query, body or form."""

    path: dict[str, object] = field(default_factory=dict)
    query: dict[str, object] = field(default_factory=dict)
    body: object = None
    form: dict[str, Any] | None = None


def send(city: City, route: Route, town: Town, example: Example, by: int | None) -> TestResponse:
    """The example's request in a town, as somebody."""
    values = {"municipality_id": town.id} | example.path
    path = route.path.removeprefix("/api/v1")
    for name, value in values.items():
        path = path.replace(f"<id:{name}>", str(value)).replace(f"<int:{name}>", str(value))
    return city.call(
        route.method,
        path,
        by=by,
        body=example.body,
        form=example.form,
        key=new_key() if route.creates else None,
        **example.query,
    )


def somebody_who_may(route: Route, town: Town, first: Role = Role.ADMINISTRATOR) -> int:
    """Whose request it can be: `first`, else whoever the route is for."""
    assert isinstance(route.may, Action)
    roles = WHO_MAY[route.may]
    return town.people[first if first in roles else min(roles, key=list(Role).index)]


def new_key() -> str:
    """An `Idempotency-Key` that nothing else uses."""
    return f"key-of-the-tests-{next(_numbers):06}"


def example_of(route: Route, city: City, town: Town) -> Example:
    """A request of the route that succeeds in the town, for whoever may."""
    return EXAMPLES[route.name](city, town)


def sheet_form(number: int = 1) -> dict[str, Any]:
    """A sheet with one good row and one bad one."""
    content = SHEET.replace(b"{0}", str(number).encode())
    return {"file": (io.BytesIO(content), "дома.csv")}


# The smallest picture that there is: one white point.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fea7"
    "35811f0000000049454e44ae426082"
)
BROADCAST = {"content": {"text": "Воды не будет до вечера."}, "audience": [{}]}
SCHEDULE = BROADCAST | {"recurrence": {"frequency": "monthly", "hour": 9, "minute": 0, "day": 20}}


def picture_form() -> dict[str, Any]:
    """A picture."""
    return {"file": (io.BytesIO(PICTURE), "схема.png")}


def _broadcast(city: City, town: Town, state: BroadcastState = BroadcastState.DRAFT, body: object = None) -> Example:
    """A broadcast of the employee; one that was sent has reached a house and missed another."""
    made = send(city, ROUTES["draft_broadcast"], town, Example(body=BROADCAST), town.people[Role.EMPLOYEE])
    id_ = answer(made)["id"]
    if state is not BroadcastState.DRAFT:
        fields = {"state": state, "send_at": city.clock.now(), "is_planned": True, "paused_by": "broadcast_removed"}
        city.store.commit([Update(broadcast_path(town.id, id_), fields)])
        houses = [
            BatchHouse(town.house_ids[0], 101, "ул. Ленина, 1", state=Delivery.DONE, cmid=1),
            BatchHouse(town.house_ids[1], 102, "ул. Ленина, 2", state=Delivery.FAILED, failure="broadcast_removed"),
        ]
        batch = Batch("b1", town.id, id_, town.group_id, "plan", 0, Does.SEND, 1, city.clock.now(), ())
        city.store.commit([Create(batch_path(town.id, id_, "b1"), with_houses(batch, houses))])
    return Example({"broadcast_id": id_}, body=body)


def _marking(city: City, town: Town) -> Example:
    """What changes something: the other way than it is."""
    now = load_municipality(town.id, store=city.store).marks_officials
    return Example(body={"is_on": not now})


def _digest(city: City, town: Town) -> Example:
    now = load_municipality(town.id, store=city.store).sends_digest
    return Example(body={"is_on": not now})


def ill_house(city: City, town: Town, body: dict[str, Any], *, aside: bool = False) -> Example:
    """A house in whose chat nobody writes, and whose administrator has not come; open, or put aside."""
    task, now = HealthTask.CHAT_SILENT, city.clock.now()
    snoozes = (Snooze(task, "потом", 1, "Анна", now, None),) if aside else ()
    named: dict[str, object] = {"administrator_state": AdministratorState.NAMED, "administrator_vk_id": 77}
    fields = named | {"is_silent": True, "snoozes": snoozes, "reminded_at": {}}
    tasks = {"health": () if aside else (task,), "health_snoozed": (task,) if aside else ()}
    city.store.commit([Update(house_path(town.id, town.house_ids[3]), fields | tasks)])
    return Example(body={"task": task, "house_ids": [town.house_ids[3]]} | body)


def _twin(city: City, town: Town, state: HouseState) -> Example:
    """Two chats of one house; the last house's is as `state` says."""
    _, first, _, last = town.house_ids
    city.store.commit(
        [
            Update(house_path(town.id, first), {"twin_id": last}),
            Update(house_path(town.id, last), {"twin_id": first, "state": state}),
        ]
    )
    return Example({"house_id": last})


def _group(city: City, town: Town) -> Example:
    sent = Example(body={"name": "Центр", "audience": [{}]})
    made = send(city, ROUTES["save_house_group"], town, sent, town.people[Role.EMPLOYEE])
    return Example({"group_id": answer(made)["id"]})


def _schedule(city: City, town: Town, body: object = None) -> Example:
    made = send(city, ROUTES["create_schedule"], town, Example(body=SCHEDULE), town.people[Role.EMPLOYEE])
    return Example({"schedule_id": answer(made)["id"]}, body=body)


def _somebody(city: City) -> str:
    return f"https://vk.com/id{city.vk.user('Пётр', 'Новый')}"


def _own_house(_: City, town: Town) -> Example:
    return Example({"house_id": town.house_ids[0]})


def _member(city: City, town: Town, body: object = None) -> Example:
    new = city.vk.user("Иван", "Сотрудник")
    sent = {"reference": f"id{new}", "role": "employee"}
    send(city, ROUTES["add_member"], town, Example(body=sent), town.people[Role.ADMINISTRATOR])
    return Example({"vk_id": new}, body=body)


def _organization(city: City, town: Town, body: object = None) -> Example:
    sent = {"name": f"ООО «Дом {next(_numbers)}»", "kind": "utility"}
    made = send(city, ROUTES["create_organization"], town, Example(body=sent), town.people[Role.EMPLOYEE])
    return Example({"organization_id": answer(made)["id"]}, body=sent | {"kind": "other"} if body else None)


def _representative(city: City, town: Town, body: object = None) -> Example:
    new = city.vk.user("Олег", "Представитель")
    path: dict[str, object] = {"organization_id": town.organization_id}
    sent = {"reference": f"id{new}", "looks_after": "all"}
    send(city, ROUTES["add_representative"], town, Example(path, body=sent), town.people[Role.EMPLOYEE])
    return Example(path | {"vk_id": new}, body=body)


def _import(city: City, town: Town) -> Example:
    example = Example(form=sheet_form(next(_numbers)))
    made = send(city, ROUTES["upload_import"], town, example, town.people[Role.EMPLOYEE])
    return Example({"import_id": answer(made)["id"]})


def _led_house(city: City, town: Town) -> Example:
    """The house whose chat administrator is named, as the bot began with them."""
    house = town.house_ids[1]
    lead_houses(town.id, [house], Leading(city.outside.provisioning))
    return Example({"house_id": house})


def _failed_house(city: City, town: Town) -> Example:
    failed = {"state": HouseState.FAILED, "failure": "vk_not_answering"}
    city.store.commit([Update(house_path(town.id, town.house_ids[2]), failed)])
    return Example(body={"house_ids": [town.house_ids[2]]})


def _settings(*_: object) -> Example:
    texts = {"welcome_template": f"Дом {{адрес}} № {next(_numbers)}", "covering_template": ""}
    return Example(body={"home_settlement": "г. Город"} | texts)


def _poster_set(city: City, town: Town) -> Example:
    example = Example(body={"house_ids": town.house_ids[:2], "package": "zip"})
    made = send(city, ROUTES["create_poster_set"], town, example, town.people[Role.EMPLOYEE])
    return Example({"set_id": answer(made)["id"]})


def logo_form() -> dict[str, Any]:
    """A small picture."""
    content = io.BytesIO()
    Image.new("RGB", (200, 100), "navy").save(content, "PNG")
    return {"file": (io.BytesIO(content.getvalue()), "логотип.png")}


def _logo(city: City, town: Town) -> Example:
    send(city, ROUTES["upload_logo"], town, Example(form=logo_form()), town.people[Role.ADMINISTRATOR])
    return Example()


def _service_bot(city: City, town: Town, body: object = None) -> Example:
    bot = city.vk.community(name=f"Заявки {next(_numbers)}").group_id
    example = Example(body={"reference": f"club{bot}", "does": "принимает заявки"})
    send(city, ROUTES["add_service_bot"], town, example, town.people[Role.EMPLOYEE])
    return Example({"group_id": bot}, body=body)


def _attached_bot(city: City, town: Town) -> Example:
    example = _service_bot(city, town, {"organization_id": town.organization_id})
    send(city, ROUTES["attach_service_bot"], town, example, town.people[Role.EMPLOYEE])
    return example


def _chat(city: City, town: Town) -> Example:
    made = city.vk_chat(town)
    city.store.commit([Update(house_path(town.id, town.house_ids[0]), {"chat_id": made})])
    return Example({"house_id": town.house_ids[0]})


def free_moment() -> str:
    """A time at which nobody of the stage has a discussion yet, in the working hours of both municipalities."""
    number = next(_moments)
    at = datetime(2026, 12, 1, 6, 0, tzinfo=UTC) + timedelta(days=number // 36 % 20, minutes=15 * (number % 36))
    return at.isoformat()


def asked_question(city: City, town: Town, house: int = 0) -> Question:
    """A question of one of the town's houses that the representative was told of."""
    now, official = city.clock.now(), town.people[Role.REPRESENTATIVE]
    question = Question(
        f"{next(_numbers):020x}",
        town.id,
        town.group_id,
        town.house_ids[house],
        f"ул. Ленина, {house + 1}",
        f"г. Город, ул. Ленина, д. {house + 1}",
        "",
        101 + house,
        "Когда починят лифт?",
        now,
        1,
        addressees=(Addressee(town.organization_id, COMPANY, OrganizationKind.COMPANY),),
        state=QuestionState.SENT,
        invited=(official,),
        sent_at=now,
        due_at=now + timedelta(days=9),
        remind_at=now + timedelta(days=8),
    )
    city.store.commit([Create(question_path(town.id, question.id), consistent(question))])
    return question


def discussion_example(city: City, town: Town, body: object = None, *, is_held: bool = False) -> Example:
    """A discussion of the representative, for the company's house and the chat administrator's."""
    question, now = asked_question(city, town), city.clock.now()
    starts_at = now if is_held else datetime.fromisoformat(free_moment())
    draft = Discussion(
        question.id,
        town.id,
        town.group_id,
        question.id,
        "Обсуждение: лифт",
        question.text,
        Official(town.people[Role.REPRESENTATIVE], "Олег", "инженер", town.organization_id, COMPANY),
        (
            Place(town.house_ids[0], "г. Город, ул. Ленина, д. 1", 101, question.id),
            Place(town.house_ids[1], "г. Город, ул. Ленина, д. 2", 102),
        ),
        (town.organization_id,),
        starts_at,
        starts_at + timedelta(hours=1),
        now,
    )
    planned = announced(begun(draft, now), 900, "https://vk.me/join/talk", now)
    after = started(planned, now) if is_held else planned
    # Examples that are held now would collide with each other.
    agenda = agenda_path(town.id, draft.official.vk_id)
    city.store.commit([Create(discussion_path(town.id, draft.id), after), Delete(agenda)])
    return Example({"discussion_id": draft.id}, body=body)


def draft_example(
    city: City, town: Town, body: object = None, *, state: QuestionState = QuestionState.OPEN, **path: object
) -> Example:
    """A question of the chat administrator's house that nobody was told of yet."""
    return Example({"question_id": draft(city, town, state).id} | path, body=body)


def draft(city: City, town: Town, state: QuestionState = QuestionState.OPEN) -> Question:
    """That question."""
    asked, now = asked_question(city, town), city.clock.now()
    ballot = Ballot(SUPPORT_CHOICES, now, now + timedelta(days=3), counts=(0, 0), members=10)
    question = replace(
        asked,
        id=f"{next(_numbers):020x}",
        house_id=town.house_ids[1],
        state=state,
        subject=Subject.LIFT,
        invited=(),
        sent_at=None,
        due_at=None,
        remind_at=None,
        ballot=ballot if state is QuestionState.VOTING else None,
    )
    board = Board(town.group_id, town.id, question_path(town.id, question.id), VOTE, None)
    boards = [Create(board_path(board.owner_path, VOTE), board)] if question.ballot else []
    city.store.commit([Create(question_path(town.id, question.id), consistent(question)), *boards])
    return question


def answer_example(city: City, town: Town, body: object = None) -> Example:
    """A question that the representative was told of."""
    return Example({"question_id": asked_question(city, town).id}, body=body)


def _priority(city: City, town: Town) -> Example:
    ids = [draft(city, town).id for _ in range(2)]
    body = {"house_id": town.house_ids[1], "question_ids": ids}
    route = ROUTES["start_priority_vote"]
    made = send(city, route, town, Example(body=body), town.people[Role.ADMINISTRATOR])
    return Example({"priority_id": answer(made)["id"]})


_QUESTION_SETTINGS = {
    "time_zone": "Asia/Yekaterinburg",
    "working_days": 10,
    "subjects": [{"subject": "lift", "days": 2}],
    "head_days": 2,
    "reopened_days": 5,
    "verdict_days": 3,
    "not_helped_percent": 50,
}


def _question_settings(*_: object) -> Example:
    # The same settings once more would leave no line in the audit log.
    return Example(body=_QUESTION_SETTINGS | {"working_days": next(_numbers) % 50 + 1})


def complaint_example(city: City, town: Town, body: object = None) -> Example:
    """A complaint that the representative was told of."""
    return Example({"complaint_id": complaint_of(city, town).id}, body=body)


def _complaint_photos(city: City, town: Town) -> Example:
    lets_the_bot_write(city, town, town.people[Role.REPRESENTATIVE])
    return complaint_example(city, town)


def _company(_: City, town: Town) -> Example:
    return Example({"organization_id": town.organization_id})


def _connected_company(city: City, town: Town) -> Example:
    connected(city, town)
    return _company(city, town)


def _complaint_settings(_: City, town: Town) -> Example:
    # The same settings once more would leave no line in the audit log.
    days = next(_numbers) % 50 + 1
    subjects = [
        {"id": "lift", "title": "Лифт", "working_days": days, "organization_id": town.organization_id},
        {"title": "Двор и мусор", "working_days": 5},
    ]
    body = {"is_on": True, "time_zone": "Asia/Yekaterinburg", "head_days": 2, "again_days": 3, "verdict_days": 3}
    return Example(body=body | {"subjects": subjects})


EXAMPLES: dict[str, Callable[[City, Town], Example]] = {
    "create_session": lambda city, town: Example(body={"launch": city.launch(1, vk_ref=f"{next(_numbers)}")}),
    "get_me": lambda *_: Example(),
    "get_municipality": lambda *_: Example(),
    "get_progress": lambda *_: Example(),
    "get_settings": lambda *_: Example(),
    "update_settings": _settings,
    "switch_marking": _marking,
    "preview_text": lambda *_: Example(body={"kind": "covering", "template": "Дом {адрес}"}),
    "list_houses": lambda *_: Example(query={"search": "ленина"}),
    "count_houses": lambda *_: Example(),
    "get_house_filters": lambda *_: Example(),
    "get_house": _own_house,
    "get_house_history": _own_house,
    "create_house": lambda *_: Example(body={"address": f"г. Город, ул. Новая, {next(_numbers)}"}),
    "check_house": lambda *_: Example(body={"address": "ул. Новая, 1"}),
    "change_house": lambda _, town: Example({"house_id": town.house_ids[0]}, body={"apartments": next(_numbers)}),
    "assign_houses": lambda city, town: Example(
        body={"house_ids": [town.house_ids[3]], "administrator": _somebody(city)}
    ),
    "retry_houses": _failed_house,
    "get_onboarding": _own_house,
    "send_onboarding_again": _led_house,
    "download_invitation_code": _led_house,
    "get_sms_settings": lambda *_: Example(),
    "update_sms_settings": lambda *_: Example(body={"is_on": True, "a_day": 100 + next(_numbers), "a_number_a_day": 2}),
    "get_coordination": lambda *_: Example(),
    "list_imports": lambda *_: Example(),
    "upload_import": lambda *_: Example(form=sheet_form(next(_numbers))),
    "get_import": _import,
    "list_import_rows": _import,
    "start_import": _import,
    "get_import_report": _import,
    "find_person": lambda city, _: Example(query={"reference": _somebody(city)}),
    "list_members": lambda *_: Example(),
    "add_member": lambda city, _: Example(body={"reference": _somebody(city), "role": "employee"}),
    "change_member": lambda city, town: _member(city, town, {"role": "administrator"}),
    "remove_member": _member,
    "list_organizations": lambda *_: Example(),
    "create_organization": lambda *_: Example(body={"name": f"ООО «Новая {next(_numbers)}»", "kind": "company"}),
    "get_organization": lambda _, town: Example({"organization_id": town.organization_id}),
    "change_organization": lambda city, town: _organization(city, town, body=True),
    "delete_organization": _organization,
    "list_representatives": lambda _, town: Example({"organization_id": town.organization_id}),
    "add_representative": lambda city, town: Example(
        {"organization_id": town.organization_id}, body={"reference": _somebody(city), "looks_after": "chosen"}
    ),
    "change_representative": lambda city, town: _representative(city, town, {"looks_after": "chosen"}),
    "remove_representative": _representative,
    "list_complaints_of_town": lambda *_: Example(),
    "get_complaint": complaint_example,
    "take_complaint": complaint_example,
    "ask_about_complaint": lambda city, town: complaint_example(city, town, {"text": "Какой подъезд?"}),
    "answer_complaint": lambda city, town: complaint_example(city, town, {"text": "Лифт пущен."}),
    "reject_complaint": lambda city, town: complaint_example(city, town, {"reason": "Дом не наш."}),
    "pass_on_complaint": lambda city, town: complaint_example(
        city, town, {"organization_id": town.organization_id, "reason": "знают лучше"}
    ),
    "list_complaint_addressees": complaint_example,
    "send_complaint_photos": _complaint_photos,
    "get_open311": _company,
    "list_open311_services": lambda _, town: Example(
        {"organization_id": town.organization_id}, body={"url": georeport().url}
    ),
    "connect_open311_server": lambda _, town: Example({"organization_id": town.organization_id}, body=server_body()),
    "disconnect_open311_server": _connected_company,
    "make_open311_key": _company,
    "revoke_open311_key": lambda city, town: Example(
        {"organization_id": town.organization_id, "key_id": made_key(city, town)[0].id}
    ),
    "get_complaint_settings": lambda *_: Example(),
    "update_complaint_settings": _complaint_settings,
    "get_health": lambda *_: Example(),
    "list_health_houses": lambda *_: Example(query={"task": "no_official"}),
    "list_mended_houses": lambda *_: Example(query={"task": "no_official"}),
    "snooze_health_tasks": lambda city, town: ill_house(city, town, {"reason": "в мае", "until": None}),
    "bring_back_health_tasks": lambda city, town: ill_house(city, town, {}, aside=True),
    "remind_of_health_tasks": lambda city, town: ill_house(city, town, {}),
    "check_health": lambda city, town: Example(body={"house_ids": [_chat(city, town).path["house_id"]]}),
    "close_house_chat": lambda city, town: _twin(city, town, HouseState.LIVE),
    "reopen_house_chat": lambda city, town: _twin(city, town, HouseState.CLOSED),
    "switch_digest": _digest,
    "list_audit": lambda *_: Example(),
    "list_audit_actions": lambda *_: Example(),
    "download_template": lambda *_: Example(),
    "download_bad_rows": _import,
    "download_import_report": _import,
    "download_audit": lambda *_: Example(),
    "list_service_bots": lambda *_: Example(),
    "add_service_bot": lambda city, _: Example(body={"reference": f"club{city.vk.community(name='Бот').group_id}"}),
    "get_service_bot": _service_bot,
    "change_service_bot": lambda city, town: _service_bot(
        city, town, {"name": f"Заявки {next(_numbers)}", "does": "", "organization_id": ""}
    ),
    "delete_service_bot": _service_bot,
    "list_service_bot_houses": _attached_bot,
    "attach_service_bot": lambda city, town: _service_bot(city, town, {"house_ids": [town.house_ids[0]]}),
    "detach_service_bot": _attached_bot,
    "check_service_bots": _chat,
    "download_poster": _own_house,
    "create_poster_set": lambda _, town: Example(body={"house_ids": town.house_ids[:2]}),
    "get_poster_set": _poster_set,
    "download_poster_set": lambda city, town: Example(_poster_set(city, town).path | {"number": 1}),
    "upload_logo": lambda *_: Example(form=logo_form()),
    "delete_logo": _logo,
    "get_logo": lambda *_: Example(),
    "download_logo": _logo,
    "list_broadcasts": lambda *_: Example(),
    "draft_broadcast": lambda *_: Example(body=BROADCAST),
    "preview_broadcast": lambda *_: Example(body=BROADCAST),
    "get_broadcast": _broadcast,
    "change_broadcast": lambda city, town: _broadcast(city, town, body=BROADCAST),
    "send_broadcast": lambda city, town: _broadcast(city, town, body={"at": None}),
    "cancel_broadcast": lambda city, town: _broadcast(city, town, state=BroadcastState.SENDING),
    "resume_broadcast": lambda city, town: _broadcast(city, town, state=BroadcastState.PAUSED),
    "retry_broadcast": lambda city, town: _broadcast(city, town, state=BroadcastState.DONE),
    "edit_broadcast": lambda city, town: _broadcast(
        city, town, state=BroadcastState.DONE, body={"text": "Воду дадут завтра."}
    ),
    "withdraw_broadcast": lambda city, town: _broadcast(city, town, state=BroadcastState.DONE),
    "list_deliveries": lambda city, town: _broadcast(city, town, state=BroadcastState.DONE),
    "download_broadcast_report": lambda city, town: _broadcast(city, town, state=BroadcastState.DONE),
    "list_broadcast_templates": lambda *_: Example(),
    "upload_attachment": lambda *_: Example(form=picture_form()),
    "list_house_groups": lambda *_: Example(),
    "save_house_group": lambda *_: Example(body={"name": "Центр", "audience": [{"street": "ул. Ленина"}]}),
    "delete_house_group": _group,
    "paste_house_list": lambda *_: Example(body={"text": "г. Город, ул. Ленина, д. 1\nнигде"}),
    "get_audience_choices": lambda *_: Example(query={"settlement": "г. Город"}),
    "tag_houses": lambda _, town: Example(
        body={"house_ids": town.house_ids[:1], "add": [f"аварийный {next(_numbers)}"]}
    ),
    "list_schedules": lambda *_: Example(),
    "create_schedule": lambda *_: Example(body=SCHEDULE),
    "get_schedule": _schedule,
    "change_schedule": lambda city, town: _schedule(city, town, body=SCHEDULE),
    "delete_schedule": _schedule,
    "list_discussions": lambda *_: Example(query={"is_open": "true"}),
    "get_discussion": discussion_example,
    "list_questions": lambda *_: Example(query={"is_awaited": "true"}),
    "get_question": lambda city, town: Example({"question_id": asked_question(city, town, house=1).id}),
    "list_question_addressees": lambda _, town: Example(query={"house_id": town.house_ids[1]}),
    "find_similar_questions": lambda _, town: Example(body={"house_id": town.house_ids[1], "text": "Лифт"}),
    "raise_question": lambda _, town: Example(body={"house_id": town.house_ids[1], "text": "Когда починят лифт?"}),
    "change_question": lambda city, town: draft_example(city, town, {"text": "Когда заменят лифт?"}),
    "start_question_vote": lambda city, town: draft_example(city, town, {"hours": 24, "threshold_percent": 20}),
    "end_question_vote": lambda city, town: draft_example(city, town, state=QuestionState.VOTING),
    "send_question": draft_example,
    "close_question": lambda city, town: draft_example(city, town, {"reason": "починили"}),
    "list_priority_votes": lambda _, town: Example(query={"house_id": town.house_ids[1]}),
    "start_priority_vote": lambda city, town: Example(
        body={"house_id": town.house_ids[1], "question_ids": [draft(city, town).id for _ in range(2)]}
    ),
    "end_priority_vote": _priority,
    "take_question": lambda city, town: answer_example(city, town, {"post": "инженер"}),
    "pass_on_question": lambda city, town: answer_example(
        city, town, {"organization_id": town.organization_id, "reason": "знает лучше"}
    ),
    "refuse_question": lambda city, town: answer_example(city, town, {"reason": "не наш дом"}),
    "preview_answer": lambda city, town: answer_example(city, town, {"text": "Починим завтра."}),
    "answer_question": lambda city, town: answer_example(city, town, {"text": "Починим завтра."}),
    "list_same_questions": answer_example,
    "list_answer_templates": lambda *_: Example(),
    "list_question_organizations": answer_example,
    "list_moderation": lambda _, town: Example({"house_id": town.house_ids[1]}),
    "get_question_figures": lambda *_: Example(),
    "get_activity": lambda *_: Example(query={"period": "2026-11"}),
    "list_activity_streets": lambda *_: Example(query={"settlement": "г. Город"}),
    "get_liveliest_houses": lambda *_: Example(),
    "list_ranked_houses": lambda *_: Example(query={"figure": "messages"}),
    "get_activity_work": lambda *_: Example(),
    "get_region_activity": lambda *_: Example(),
    "count_activity": lambda *_: Example(),
    "download_activity": lambda *_: Example(query={"format": "csv"}),
    "download_activity_report": lambda *_: Example(),
    "get_house_activity": _own_house,
    "get_question_settings": lambda *_: Example(),
    "update_question_settings": _question_settings,
    "check_discussion_time": lambda *_: Example(body={"starts_at": free_moment(), "minutes": 30}),
    "schedule_discussion": lambda city, town: Example(
        body={"question_id": asked_question(city, town).id, "starts_at": free_moment(), "minutes": 15}
    ),
    "move_discussion": lambda city, town: discussion_example(
        city, town, {"starts_at": free_moment(), "minutes": 15, "reason": "заболел"}
    ),
    "cancel_discussion": lambda city, town: discussion_example(city, town, {"reason": "заболел"}),
    "extend_discussion": lambda city, town: discussion_example(city, town, is_held=True),
    "finish_discussion": lambda city, town: discussion_example(city, town, {"outcome": "Починят."}, is_held=True),
    "create_ticket": lambda *_: Example(body={"file": "template"}),
}
