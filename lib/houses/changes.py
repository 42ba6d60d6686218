"""What is written down of a house's changes, in words. A phone never is."""

from __future__ import annotations

from collections.abc import Mapping

from lib.audit.line import Change, Subject, SubjectKind, changes
from lib.houses.house import House

_TITLES = {
    "title": "Название чата",
    "address": "Адрес",
    "company": "Управляющая компания",
    "entrances": "Подъездов",
    "apartments": "Квартир",
    "administrator": "Администратор чата",
    "officials": "Официальные представители",
    "service_bots": "Сервисные боты",
}


def house_subject(house: House) -> Subject:
    """The house as lines name it."""
    return Subject(SubjectKind.HOUSE, house.id, house.title)


def house_changes(before: House | None, after: House, names: Mapping[int, str]) -> tuple[Change, ...]:
    """What differs between two states of a house; `names` are those of its officials."""
    return changes(_TITLES, _in_words(before, names) if before else {}, _in_words(after, names))


def _in_words(house: House, names: Mapping[int, str]) -> dict[str, str]:
    return {
        "title": house.title,
        "address": house.address,
        "company": house.company,
        "entrances": str(house.entrances or ""),
        "apartments": str(house.apartments or ""),
        "administrator": _administrator(house),
        "officials": ", ".join(names.get(vk_id, f"id{vk_id}") for vk_id in house.official_vk_ids),
        "service_bots": ", ".join(f"club{group_id}" for group_id in house.service_bot_group_ids),
    }


def _administrator(house: House) -> str:
    if house.administrator_vk_id:
        return house.administrator_name or f"id{house.administrator_vk_id}"
    return (house.administrator_name or "указан телефон") if house.administrator_phone else ""
