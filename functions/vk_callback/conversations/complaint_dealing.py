"""Buttons under a complaint: what representatives do with it, what its author says to it; and the words that follow."""

from __future__ import annotations

from collections.abc import Mapping

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.conversations.acting import doing_of, name_of, rights_of
from functions.vk_callback.conversations.complaining import is_begun_by
from functions.vk_callback.conversations.pressing import asked_for, say_to_presser
from functions.vk_callback.outside import Outside
from lib.complaints import texts
from lib.complaints.complaint import MOST_PHOTOS, Complaint
from lib.complaints.dealing import (
    Acting,
    addressees_of,
    answer_complaint,
    ask_back,
    pass_on_complaint,
    reject_complaint,
    reply,
    say_solved,
    take_complaint,
)
from lib.complaints.dialog import KEPT_FOR, SPEAKING, At, Dialog, begin, change_dialog, heard, load_dialog
from lib.complaints.prompts import prompt
from lib.complaints.registry import complaint_for, load_complaint
from lib.complaints.settings import ComplaintSettings
from lib.errors import DomainError
from lib.events.event import ButtonPressed, Event, MessageWritten
from lib.people.roles import Role

_OFFICIALS_SAY = {texts.ASK: At.ASKING, texts.ANSWER: At.ANSWERING, texts.REJECT: At.REJECTING}
_WRITE_BELOW = "Напишите сообщение ниже."
_SENT = "Отправлено жителю."


def _wants_press(event: Event) -> bool:
    return isinstance(event, ButtonPressed) and event.is_private and asked_for(event) == texts.DO


def _take_press(event: Event, outside: Outside) -> bool:
    assert isinstance(event, ButtonPressed)
    assert isinstance(event.payload, Mapping)
    given = {name: str(event.payload.get(name, "")) for name in ("m", "q", "a", "o")}
    try:
        stored = load_complaint(given["m"], given["q"], store=outside.store)
        said = _pressed(event, given["a"], given["o"], stored.record, outside)
    except DomainError as error:
        said = error.explanation.title
    say_to_presser(event, said, outside)
    return True


def _pressed(event: ButtonPressed, act: str, organization_id: str, complaint: Complaint, outside: Outside) -> str:
    if act in {texts.REPLY, texts.SOLVED, texts.NOT_SOLVED}:
        return _author_pressed(event, act, complaint, outside)
    acting = _acting(event, event.user_id, complaint, outside)
    acting.official(complaint)
    if act == texts.TAKE:
        take_complaint(complaint.id, acting)
        return "Жалоба ваша. Житель знает, кто ею занят."
    if act == texts.PASS_ON and organization_id:
        pass_on_complaint(complaint.id, organization_id, "", acting)
        return "Передано."
    if act == texts.PASS_ON:
        _offer_organizations(event, complaint, outside)
        return "Выберите ниже, кому передать."
    if act not in _OFFICIALS_SAY:
        raise DomainError("complaint_state")
    return _await_words(event, _OFFICIALS_SAY[act], complaint, outside)


def _author_pressed(event: ButtonPressed, act: str, complaint: Complaint, outside: Outside) -> str:
    if complaint.author_id != event.user_id:
        raise DomainError("complaint_unknown")
    if act == texts.REPLY:
        return _await_words(event, At.REPLYING, complaint, outside)
    is_solved = act == texts.SOLVED
    say_solved(complaint.municipality_id, complaint.id, event.user_id, is_solved=is_solved, desk=outside)
    return "Спасибо! Жалоба закрыта." if is_solved else "Вернул жалобу в работу."


def _await_words(event: ButtonPressed, at: At, complaint: Complaint, outside: Outside) -> str:
    expires_at = outside.clock.now() + KEPT_FOR
    fresh = Dialog(
        event.group_id,
        event.user_id,
        f"press{event.press_id}",
        expires_at,
        at,
        municipality_id=complaint.municipality_id,
        complaint_id=complaint.id,
    )
    dialog = begin(fresh, store=outside.store)
    said = f"{texts.named(complaint)}. {prompt(dialog, ComplaintSettings()).text}"
    outside.answers.send(event.group_id, event.user_id, said, event.random_id("complaint"))
    return _WRITE_BELOW


def _offer_organizations(event: ButtonPressed, complaint: Complaint, outside: Outside) -> None:
    others = addressees_of(complaint, store=outside.store)
    keyboard = texts.pass_on_keyboard(complaint, [(each.organization_id, each.name) for each in others])
    said = f"{texts.named(complaint)}: кому передать?"
    outside.answers.send(event.group_id, event.user_id, said, event.random_id("complaint"), keyboard=keyboard)


def _wants_words(event: Event) -> bool:
    return isinstance(event, MessageWritten) and event.is_private and event.act is None and event.from_id > 0


def _take_words(event: Event, outside: Outside) -> bool:
    assert isinstance(event, MessageWritten)
    now = outside.clock.now()
    dialog = load_dialog(event.group_id, event.from_id, now, store=outside.store)
    if dialog is None:
        return False
    if event.cmid in dialog.seen:
        return True
    if dialog.at not in SPEAKING or is_begun_by(event.text):
        return False
    try:
        said = _spoken(event, dialog, outside)
    except DomainError as error:
        said = f"{error.explanation.title} {error.explanation.action}"
        if error.code == "complaint_words":
            # They may say it again.
            outside.answers.send(event.group_id, event.peer_id, said, event.random_id("complaint"))
            return True
    if said:
        outside.answers.send(event.group_id, event.peer_id, said, event.random_id("complaint"))
    change_dialog(
        event.group_id,
        event.from_id,
        lambda at: heard(at or dialog, event.cmid, now, at=At.DONE),
        store=outside.store,
    )
    return True


def _spoken(event: MessageWritten, dialog: Dialog, outside: Outside) -> str:
    """Does what the words are for; what the person is told, empty where a message of its own tells them."""
    photos = tuple(name for name in event.files if name.startswith("photo"))[:MOST_PHOTOS]
    if dialog.at is At.REPLYING:
        reply(dialog.municipality_id, dialog.complaint_id, event.from_id, event.text, photos, outside)
        return ""
    complaint = load_complaint(dialog.municipality_id, dialog.complaint_id, store=outside.store).record
    acting = _acting(event, event.from_id, complaint, outside)
    match dialog.at:
        case At.ASKING:
            ask_back(complaint.id, event.text, photos, acting)
        case At.ANSWERING:
            answer_complaint(complaint.id, event.text, photos, acting)
        case _:
            reject_complaint(complaint.id, event.text, acting)
    return _SENT


def _acting(event: ButtonPressed | MessageWritten, vk_id: int, complaint: Complaint, outside: Outside) -> Acting:
    rights = rights_of(event.group_id, complaint.municipality_id, vk_id, outside)
    complaint_for(rights, complaint.id, store=outside.store)
    name = name_of(event.group_id, vk_id, rights.name, outside)
    doing = doing_of(event, complaint.municipality_id, vk_id, name, Role.REPRESENTATIVE, outside)
    return Acting(rights, doing, outside)


COMPLAINT_DEALING_PRESSES = Conversation("complaint_dealing_presses", _wants_press, _take_press)
COMPLAINT_DEALING_WORDS = Conversation("complaint_dealing_words", _wants_words, _take_words)
