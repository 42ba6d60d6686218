"""The demo: a region with two municipalities and people in every role, 200 houses with live chats, until Ctrl-C."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from lib.people.roles import Role
from local.addresses import Addresses
from local.cloud import COMMUNITIES, LocalCloud, LocalCommunity
from local.demo.region import DemoMunicipality, DemoPerson, DemoRegion
from local.demo.roles import Appointments
from local.lifecycle import running, until_interrupted
from local.provision import Run
from local.vk_people import VkPeople

_HERE = Path(__file__).parent
REGION = "Показательная область"

ROLES = (
    Role.REGION_OFFICER,
    Role.ADMINISTRATOR,
    Role.EMPLOYEE,
    Role.REPRESENTATIVE,
    Role.CHAT_ADMINISTRATOR,
    None,
    None,
)


@dataclass(frozen=True, slots=True)
class _Town:
    name: str
    sheet: str
    community: LocalCommunity
    people: tuple[tuple[str, str], ...]


_TOWNS = (
    _Town(
        "Екатеринбург",
        "ekaterinburg.csv",
        COMMUNITIES[0],
        (
            ("Ольга", "Берёзкина"),
            ("Марина", "Соколова"),
            ("Игорь", "Лаптев"),
            ("Сергей", "Уткин"),
            ("Нина", "Петровна"),
            ("Артём", "Зайцев"),
            ("Лиза", "Морозова"),
        ),
    ),
    _Town(
        "Владивосток",
        "vladivostok.csv",
        COMMUNITIES[1],
        (
            ("Виктор", "Ким"),
            ("Анна", "Дальнева"),
            ("Павел", "Рулев"),
            ("Елена", "Маяк"),
            ("Галина", "Степановна"),
            ("Денис", "Волков"),
            ("Катя", "Орлова"),
        ),
    ),
)

# What residents write into the first chats, so that somebody who opens them sees life.
_SMALL_TALK = (
    (5, "Добрый день! Наконец-то общий чат дома 👍"),
    (6, "Привет всем! Подскажите, когда обещают горячую воду?"),
    (4, "Соседи, здравствуйте. Спрошу у управляющей компании и напишу сюда."),
    (5, "Спасибо! И про лифт во втором подъезде спросите, пожалуйста."),
)


def run_demo(cloud: LocalCloud) -> int:
    """Brings the demo up, prints where to look, and keeps it up until Ctrl-C; returns the exit status."""
    with until_interrupted(), running(cloud) as processes:
        summaries = [_settle(town, cloud) for town in _TOWNS]
        _introduce(cloud, summaries)
        processes.watch(until=lambda: False)
    return 0


def _settle(town: _Town, cloud: LocalCloud) -> DemoMunicipality:
    vk = VkPeople(Addresses.url(cloud.addresses.vk))
    people = [
        DemoPerson(vk.add(first, last), f"{first} {last}", role.in_russian if role else "житель", role is not None)
        for (first, last), role in zip(town.people, ROLES, strict=True)
    ]
    run = Run(cloud, town.name, REGION, town.community.group_id)
    summary = run.provision((_HERE / town.sheet).read_bytes(), town.sheet)
    appointments = Appointments(run.municipality, cloud.outside())
    for person, role in zip(people, ROLES, strict=True):
        if role is not None:
            appointments.give(role, person)
    _talk(vk, town.community.group_id, people)
    return DemoMunicipality(town.name, summary.houses, summary.live, tuple(people))


def _talk(vk: VkPeople, group_id: int, people: Sequence[DemoPerson]) -> None:
    for chat in vk.chats(group_id)[:3]:
        for index in (4, 5, 6):
            vk.join(people[index].user_id, chat["invite_link"])
        for index, text in _SMALL_TALK:
            vk.write(people[index].user_id, group_id, text, chat["peer_id"])


def _introduce(cloud: LocalCloud, municipalities: Sequence[DemoMunicipality]) -> None:
    region = DemoRegion(tuple(municipalities))
    (cloud.state / "demo.json").write_bytes(msgspec.json.encode(region))
    front, vk = Addresses.url(cloud.addresses.front_door), Addresses.url(cloud.addresses.vk)
    frame = Addresses.url(cloud.addresses.vk_frame)
    live = sum(municipality.live for municipality in municipalities)
    print(f"\n{live} live house chats. Where to look:")
    print(f"  {front}  the demo region and its people, as whom one may open the Mini App")
    print(f"  {vk}  VK's messages, as anybody")
    for municipality in municipalities:
        print(f"\n  {municipality.name}")
        for person in municipality.people:
            print(f"    {person.name}, {person.role}")
            if person.opens_app:
                print(f"      the Mini App  {frame}/?user={person.user_id}")
            print(f"      messages      {vk}/?user={person.user_id}")
    print("\nCtrl-C ends it.", flush=True)
