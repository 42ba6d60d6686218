"""Complaints in the towns of the stage, for tests of the API."""

from __future__ import annotations

from itertools import count

from lib.complaints.complaint import Complaint, complaint_path
from lib.complaints.rules import registered
from lib.events.consents import Consent, consent_path
from lib.gateways.firestore.store import Create, Put
from lib.organizations.organization import OrganizationKind
from lib.people.roles import Role
from lib.questions.deadlines import deadline
from lib.questions.question import Addressee
from tests.functions.api.city import COMPANY, City, Town

AUTHOR = 987_654
WORDS = "Лифт стоит у квартиры 12"
PHOTOS = (f"photo{AUTHOR}_1_key",)

_numbers = count(1)


def complaint_of(city: City, town: Town, organization_id: str = "", author: int = AUTHOR) -> Complaint:
    """A complaint of the company's house that its representative was told of, or another organisation's."""
    number, now = next(_numbers), city.clock.now()
    made = Complaint(
        f"{number:020x}",
        number,
        town.id,
        town.group_id,
        town.house_ids[0],
        "г. Город, ул. Ленина, д. 1",
        "lift",
        "Лифт",
        WORDS,
        PHOTOS,
        author,
        now,
        addressees=(Addressee(organization_id or town.organization_id, COMPANY, OrganizationKind.COMPANY),),
    )
    due_at = deadline(now, 3, "Europe/Moscow")
    invited = [] if organization_id else [town.people[Role.REPRESENTATIVE]]
    complaint = registered(made, invited, due_at, due_at)
    city.store.commit([Create(complaint_path(town.id, made.id), complaint)])
    return complaint


def lets_the_bot_write(city: City, town: Town, vk_id: int) -> None:
    """Somebody has written to the community."""
    consent = Consent(town.group_id, vk_id, allowed=True, since=city.clock.now())
    city.store.commit([Put(consent_path(town.group_id, vk_id), consent)])
