"""What residents ask about, and how soon each is to be answered unless a municipality says otherwise."""

from __future__ import annotations

from enum import StrEnum


class Subject(StrEnum):
    """What a question is about; as many as fit under a message beside a way out."""

    WATER = "water"
    HEATING = "heating"
    ELECTRICITY = "electricity"
    LIFT = "lift"
    ENTRANCE = "entrance"
    YARD = "yard"
    WASTE = "waste"
    BILLS = "bills"
    OTHER = "other"

    @property
    def in_russian(self) -> str:
        """The subject's name."""
        return _TITLES[self]


_TITLES = {
    Subject.WATER: "Вода и канализация",
    Subject.HEATING: "Отопление",
    Subject.ELECTRICITY: "Электричество",
    Subject.LIFT: "Лифт",
    Subject.ENTRANCE: "Подъезд, крыша, подвал",
    Subject.YARD: "Двор и дороги",
    Subject.WASTE: "Мусор и уборка",
    Subject.BILLS: "Счета и начисления",
    Subject.OTHER: "Другое",
}

# Working days. Постановление Правительства РФ № 416 от 15.05.2013, п. 36: a company answers an owner within ten working
# days; what cannot wait so long is asked to be answered sooner.
STANDARD_WORKING_DAYS = 10
STANDARD_BY_SUBJECT: dict[Subject, int] = {
    Subject.WATER: 3,
    Subject.HEATING: 3,
    Subject.ELECTRICITY: 3,
    Subject.LIFT: 3,
    Subject.WASTE: 5,
}
