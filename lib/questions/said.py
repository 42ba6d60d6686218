"""Letters about questions: to the house's chat, to officials, to employees; who cannot be reached is told otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from lib.coordination.chat import load_coordination
from lib.events.consents import Consent, consent_path
from lib.gateways.firestore.store import Store
from lib.houses.house import HouseState, peer_id
from lib.membership.texts import mention
from lib.outbox.message import Instead, Letter, Phone, keyboard_json
from lib.outbox.posting import cmid_of
from lib.people.member import Member, member_path
from lib.questions.official_texts import official_keyboard, sms_text, unreached_text
from lib.questions.question import Question
from lib.questions.registry import message_id, to_house


def to_the_house(question: Question, text: str, *, store: Store, bold: int = 0, keyboard: str = "") -> Letter:
    """A letter into the house's chat that quotes the question."""
    return Letter(to_house(question), text, bold=bold, keyboard=keyboard, quotes_cmid=cmid_of_question(question, store))


def cmid_of_question(question: Question, store: Store) -> int:
    """The message of the chat that a question is shown by: its vote, else the resident's own words; 0 for neither."""
    voted = cmid_of(question.municipality_id, message_id(question.id, "vote"), store=store) if question.ballot else 0
    return voted or question.source_cmid


def to_officials(question: Question, people: Sequence[int], text: str, *, store: Store) -> list[Letter]:
    """Letters to officials in private, with what they can do. Who lets nobody write to them is named in the
    coordination chat, and gets an SMS where a phone is known; all of them find it in the app.
    """
    allowed = who_allows(question.group_id, people, store)
    names = names_of(question.municipality_id, people, store)
    coordination = coordination_peer_of(question.municipality_id, store)
    keyboard, letters = keyboard_json(official_keyboard(question)), list[Letter]()
    for vk_id in people:
        # Tried even where no consent is known: they may have given it in a way that we never heard of.
        instead = Instead(coordination, unreached_text(question, [names[vk_id]])) if coordination else None
        phone = Phone(vk_id, sms_text(question))
        alone = instead if vk_id in allowed else None
        letters.append(Letter((vk_id,), text, keyboard=keyboard, instead=alone, sms=phone))
    unreached = [names[vk_id] for vk_id in people if vk_id not in allowed]
    if unreached and coordination:
        letters.append(Letter((coordination,), unreached_text(question, unreached), mentions=True))
    return letters


def to_employees(question: Question, people: Sequence[int], text: str, *, store: Store) -> list[Letter]:
    """Letters to the municipality's employees: into the coordination chat, and in private to those who allow it."""
    coordination = coordination_peer_of(question.municipality_id, store)
    allowed = who_allows(question.group_id, people, store)
    keyboard = keyboard_json(official_keyboard(question))
    letters = [Letter((vk_id,), text, keyboard=keyboard) for vk_id in people if vk_id in allowed]
    return [*([Letter((coordination,), text)] if coordination else []), *letters]


def who_allows(group_id: int, people: Sequence[int], store: Store) -> set[int]:
    """Those of the people who let the community write to them, as far as is known."""
    found = store.get_many([consent_path(group_id, vk_id) for vk_id in people], Consent).values()
    return {stored.record.user_id for stored in found if stored.record.allowed}


def names_of(municipality_id: str, people: Sequence[int], store: Store) -> dict[int, str]:
    """The people as messages name them."""
    found = store.get_many([member_path(municipality_id, vk_id) for vk_id in people], Member).values()
    known = {stored.record.vk_id: stored.record.name for stored in found}
    return {vk_id: mention(vk_id, known.get(vk_id) or "представитель") for vk_id in people}


def coordination_peer_of(municipality_id: str, store: Store) -> int:
    """The municipality's coordination chat; 0 where there is none."""
    chat = load_coordination(municipality_id, store=store)
    return peer_id(chat.chat_id) if chat is not None and chat.state is HouseState.LIVE else 0
