"""A resident's way to a complaint, in private: `Жалоба`, house, subject, words, photos, a check; and the button in the
house chat that begins it.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.conversations.pressing import asked_for, say_to_presser
from functions.vk_callback.outside import Outside
from lib.complaints import prompts
from lib.complaints.complaint import MOST_PHOTOS
from lib.complaints.dialog import KEPT_FOR, MAKING, At, Dialog, begin, change_dialog, heard, load_dialog
from lib.complaints.prompts import Prompt, prompt
from lib.complaints.registering import NewComplaint, join_complaint, register_complaint
from lib.complaints.registry import open_complaints
from lib.complaints.settings import load_complaint_settings
from lib.errors import DomainError
from lib.events.event import ButtonPressed, Event, MessageWritten
from lib.gateways.vk.errors import VkError
from lib.houses.creating import AddressNotUnderstood, find_house_at, understand_address
from lib.houses.house import House, HouseState
from lib.municipalities.registry import municipalities_of_community

_WORDS = frozenset({"жалоба", "пожаловаться", "подать жалобу"})
_MOST_TOWNS = 50
_GO_PRIVATE = "Продолжим в личных сообщениях: откройте их и напишите боту слово «Жалоба»."
_WROTE = "Написал вам в личные сообщения."
_NO_CONSENT = 901


def is_begun_by(text: str) -> bool:
    """Whether somebody asks to complain."""
    return text.strip(' .!«»"').casefold() in _WORDS


def _wants_words(event: Event) -> bool:
    return isinstance(event, MessageWritten) and event.is_private and event.act is None and event.from_id > 0


def _take_words(event: Event, outside: Outside) -> bool:
    assert isinstance(event, MessageWritten)
    now = outside.clock.now()
    dialog = load_dialog(event.group_id, event.from_id, now, store=outside.store)
    if dialog is None or dialog.at not in MAKING:
        if not is_begun_by(event.text):
            return False
        dialog = _begun(event.group_id, event.from_id, f"{event.cmid}", None, outside)
    elif event.cmid not in dialog.seen and not is_begun_by(event.text):
        known = _known_house(event, dialog, outside) if dialog.at is At.HOUSE else None
        if dialog.at is At.HOUSE and known is None:
            _say(event, Prompt(prompts.NO_HOUSE), outside)
            return True
        dialog = change_dialog(
            event.group_id, event.from_id, lambda at: _told(at or dialog, event, known, outside), store=outside.store
        )
    _ask(event, dialog, outside)
    return True


def _told(dialog: Dialog, event: MessageWritten, known: tuple[str, House] | None, outside: Outside) -> Dialog:
    """The conversation after what somebody wrote."""
    now = outside.clock.now()
    if event.cmid in dialog.seen:
        return dialog
    pictures = [name for name in event.files if name.startswith("photo")]
    photos = tuple(dict.fromkeys((*dialog.photos, *pictures)))[:MOST_PHOTOS]
    match dialog.at:
        case At.HOUSE if known is not None:
            place = {"municipality_id": known[0], "house_id": known[1].id, "address": known[1].address}
            return heard(dialog, event.cmid, now, at=At.SUBJECT, **place)
        case At.WHAT if event.text.strip():
            return heard(dialog, event.cmid, now, at=At.PHOTOS, text=event.text.strip()[:1500], photos=photos)
        case At.WHAT | At.PHOTOS | At.CHECK:
            return heard(dialog, event.cmid, now, photos=photos)
        case _:
            return heard(dialog, event.cmid, now)


def _wants_press(event: Event) -> bool:
    return isinstance(event, ButtonPressed) and asked_for(event) == prompts.DO


def _take_press(event: Event, outside: Outside) -> bool:
    assert isinstance(event, ButtonPressed)
    assert isinstance(event.payload, Mapping)
    act, value = str(event.payload.get("a", "")), str(event.payload.get("v", ""))
    if not event.is_private:
        return act == prompts.START and _begin_from_chat(event, outside)
    dialog = load_dialog(event.group_id, event.user_id, outside.clock.now(), store=outside.store)
    if dialog is None or dialog.begun != event.payload.get("b") or dialog.at not in MAKING:
        say_to_presser(event, "Этот разговор закончен. Чтобы начать снова, напишите «Жалоба».", outside)
        return True
    try:
        said = _pressed(event, act, value, dialog, outside)
    except DomainError as error:
        said = error.explanation.title
    say_to_presser(event, said, outside)
    return True


def _pressed(event: ButtonPressed, act: str, value: str, dialog: Dialog, outside: Outside) -> str:
    if act == prompts.CANCEL:
        _end(dialog, outside)
        _say(event, Prompt(prompts.CANCELLED), outside)
        return "Отменено."
    if act == prompts.JOIN:
        # Nobody joins what they were not offered: payloads can be forged.
        offered = open_complaints(dialog.municipality_id, dialog.house_id, dialog.subject_id, store=outside.store)
        if dialog.at is not At.SIMILAR or value not in {each.id for each in offered}:
            raise DomainError("complaint_unknown")
        join_complaint(dialog.municipality_id, value, event.group_id, event.user_id, outside)
        _end(dialog, outside)
        return "Вы присоединились."
    if act == prompts.SEND and dialog.at is At.CHECK:
        complaint = register_complaint(_new(dialog), outside)
        _end(dialog, outside)
        return f"Принято, № {complaint.number}."
    after = change_dialog(
        event.group_id, event.user_id, lambda at: _chosen(at or dialog, act, value, outside), store=outside.store
    )
    _ask(event, after, outside)
    return "Выберите ниже." if after.at in {At.SIMILAR, At.CHECK} else "Хорошо."


def _chosen(dialog: Dialog, act: str, value: str, outside: Outside) -> Dialog:
    """The conversation after a button; one that is pressed late or again changes nothing."""
    match act, dialog.at:
        case prompts.SUBJECT, At.SUBJECT:
            settings = load_complaint_settings(dialog.municipality_id, store=outside.store)
            if settings.subject(value) is None:
                raise DomainError("complaint_subject_unknown")
            similar = open_complaints(dialog.municipality_id, dialog.house_id, value, store=outside.store)
            return replace(dialog, subject_id=value, at=At.SIMILAR if similar else At.WHAT)
        case prompts.OTHER, At.SIMILAR:
            return replace(dialog, at=At.WHAT)
        case prompts.NEXT, At.PHOTOS:
            return replace(dialog, at=At.CHECK)
        case _:
            return dialog


def _begin_from_chat(event: ButtonPressed, outside: Outside) -> bool:
    """The house is known. VK lets a bot write first only to those who allow it; the others are told how to go on."""
    found = outside.houses.house(event.group_id, event.chat_id)
    if found is None:
        return False
    dialog = _begun(
        event.group_id, event.user_id, f"press{event.press_id}", (found[0].municipality_id, found[1].record), outside
    )
    try:
        _ask(event, dialog, outside)
    except VkError as error:
        if error.code != _NO_CONSENT:
            raise
        say_to_presser(event, _GO_PRIVATE, outside)
    else:
        say_to_presser(event, _WROTE, outside)
    return True


def _begun(group_id: int, user_id: int, begun: str, known: tuple[str, House] | None, outside: Outside) -> Dialog:
    now = outside.clock.now()
    fresh = Dialog(group_id, user_id, begun, now + KEPT_FOR, At.HOUSE)
    if known is not None:
        municipality_id, house = known
        fresh = replace(fresh, at=At.SUBJECT, municipality_id=municipality_id, house_id=house.id, address=house.address)
    return begin(fresh, store=outside.store)


def _known_house(event: MessageWritten, dialog: Dialog, outside: Outside) -> tuple[str, House] | None:
    """The house at a typed address, in whichever of the community's municipalities it is."""
    for town in municipalities_of_community(event.group_id, _MOST_TOWNS, store=outside.store):
        try:
            address = understand_address(event.text[:200], town)
        except AddressNotUnderstood:
            continue
        house = find_house_at(address, town.id, store=outside.store)
        if house is not None and house.state is HouseState.LIVE and house.group_id == dialog.group_id:
            return town.id, house
    return None


def _new(dialog: Dialog) -> NewComplaint:
    return NewComplaint(
        dialog.municipality_id,
        dialog.group_id,
        dialog.house_id,
        dialog.subject_id,
        dialog.user_id,
        dialog.begun,
        dialog.text,
        dialog.photos,
    )


def _end(dialog: Dialog, outside: Outside) -> None:
    """The person's words are not kept any longer than needed; which messages were taken in is, so that none of them
    is taken for something new.
    """
    done = replace(dialog, at=At.DONE, text="", photos=(), complaint_id="")
    change_dialog(dialog.group_id, dialog.user_id, lambda at: done if at == dialog else at or done, store=outside.store)


def _ask(event: MessageWritten | ButtonPressed, dialog: Dialog, outside: Outside) -> None:
    settings = load_complaint_settings(dialog.municipality_id or "-", store=outside.store)
    if not settings.is_on:
        _end(dialog, outside)
        _say(event, Prompt(prompts.NOT_HERE), outside)
        return
    similar = (
        open_complaints(dialog.municipality_id, dialog.house_id, dialog.subject_id, store=outside.store)
        if dialog.at is At.SIMILAR
        else []
    )
    _say(event, prompt(dialog, settings, similar), outside)


def _say(event: MessageWritten | ButtonPressed, said: Prompt, outside: Outside) -> None:
    person = event.user_id if isinstance(event, ButtonPressed) else event.from_id
    outside.answers.send(
        event.group_id,
        person,
        said.text,
        event.random_id("complaint"),
        keyboard=said.keyboard,
        attachment=",".join(said.photos) or None,
    )


COMPLAINT_WORDS = Conversation("complaint_words", _wants_words, _take_words)
COMPLAINT_PRESSES = Conversation("complaint_presses", _wants_press, _take_press)
