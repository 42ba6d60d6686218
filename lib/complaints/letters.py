"""Letters about complaints: to those who have the trouble, to representatives, to employees."""

from __future__ import annotations

from collections.abc import Sequence

from lib.complaints.complaint import Complaint
from lib.complaints.texts import author_keyboard, named, official_keyboard, official_text, unreached_text
from lib.gateways.firestore.store import Store
from lib.membership.texts import mention
from lib.outbox.message import Instead, Letter, keyboard_json
from lib.questions.said import coordination_peer_of, names_of, who_allows

_RESIDENT = "житель"


def to_residents(complaint: Complaint, text: str, photos: tuple[str, ...] = ()) -> list[Letter]:
    """Letters to the author, with what they can do, and to the neighbours who joined."""
    neighbours = [Letter((vk_id,), text, attachments=photos) for vk_id in complaint.joined]
    if not complaint.author_id:
        return neighbours
    keyboard = author_keyboard(complaint)
    own = Letter((complaint.author_id,), text, keyboard=keyboard_json(keyboard) if keyboard else "", attachments=photos)
    return [own, *neighbours]


def to_officials(
    complaint: Complaint,
    people: Sequence[int],
    title: str,
    time_zone: str,
    *,
    store: Store,
    photos: tuple[str, ...] | None = None,
) -> list[Letter]:
    """Letters to representatives in private, with the author, the photos and what can be done. Whoever lets nobody
    write to them is named in the coordination chat, without a word of the complaint.
    """
    allowed = who_allows(complaint.group_id, people, store)
    names = names_of(complaint.municipality_id, people, store)
    coordination = coordination_peer_of(complaint.municipality_id, store)
    text = official_text(title, complaint, _author(complaint), time_zone)
    keyboard = keyboard_json(official_keyboard(complaint))
    attachments = complaint.photos if photos is None else photos
    letters = []
    for vk_id in people:
        instead = Instead(coordination, unreached_text(complaint, [names[vk_id]])) if coordination else None
        alone = instead if vk_id in allowed else None
        letters.append(Letter((vk_id,), text, keyboard=keyboard, attachments=attachments, instead=alone))
    unreached = [names[vk_id] for vk_id in people if vk_id not in allowed]
    if unreached and coordination:
        letters.append(Letter((coordination,), unreached_text(complaint, unreached), mentions=True))
    return letters


def to_whoever_asks_for_photos(complaint: Complaint, vk_id: int) -> Letter:
    """The photos of a complaint for a representative who reads it in the app, where VK does not show them."""
    return Letter((vk_id,), f"📷 {named(complaint)}: фотографии жителя.", attachments=complaint.photos)


def to_employees(complaint: Complaint, people: Sequence[int], text: str, *, store: Store) -> list[Letter]:
    """Letters to employees: into the coordination chat, and in private to those who allow it; nothing of the author."""
    coordination = coordination_peer_of(complaint.municipality_id, store)
    allowed = who_allows(complaint.group_id, people, store)
    letters = [Letter((vk_id,), text) for vk_id in people if vk_id in allowed]
    return [*([Letter((coordination,), text)] if coordination else []), *letters]


def _author(complaint: Complaint) -> str:
    return mention(complaint.author_id, _RESIDENT) if complaint.author_id else complaint.source
