"""Lists of discussions: a calendar's days beside what is ahead."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from lib.activity.speakers import DAY_ZONE
from lib.discussions.discussion import Discussion, discussion_path
from lib.gateways.firestore.store import Update
from lib.people.roles import Role
from tests.functions.api.city import City, answer
from tests.functions.api.examples import discussion_example


def planned(city: City, days: int, *, is_over: bool = False) -> str:
    """A discussion that starts at noon so many days from now; its id."""
    id_ = str(discussion_example(city, city.own).path["discussion_id"])
    path = discussion_path(city.own.id, id_)
    stored = city.store.get(path, Discussion)
    assert stored is not None
    at = city.clock.now().astimezone(DAY_ZONE).replace(hour=12, minute=0) + timedelta(days=days)
    fields: dict[str, object] = {"starts_at": at, "is_open": not is_over}
    city.store.commit([Update(path, fields)])
    return id_


def listed(city: City, role: Role, **query: Any) -> list[str]:
    """The ids that somebody is shown, page by page."""
    items: list[dict[str, Any]] = []
    cursor = ""
    while True:
        city.clock.move(seconds=1)
        got = city.call("GET", city.at("/discussions"), by=city.own.people[role], limit=2, cursor=cursor, **query)
        page = answer(got)
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return [item["id"] for item in items]


def test_a_calendar_shows_the_days_it_asks_for_in_their_order_open_or_over(city: City) -> None:
    in_five, gone, today, in_three = (
        planned(city, 5),
        planned(city, -2, is_over=True),
        planned(city, 0),
        planned(city, 3),
    )
    planned(city, 40)
    now = city.clock.now().astimezone(DAY_ZONE)
    span = {"since": day(now, -2), "until": day(now, 5)}
    for role in (Role.EMPLOYEE, Role.REPRESENTATIVE, Role.CHAT_ADMINISTRATOR):
        assert listed(city, role, **span) == [gone, today, in_three, in_five], role
    assert listed(city, Role.EMPLOYEE, **span, house_id=city.own.house_ids[0]) == [gone, today, in_three, in_five]
    assert listed(city, Role.EMPLOYEE, **span, house_id=city.own.house_ids[2]) == []
    assert listed(city, Role.REPRESENTATIVE, since=day(now, 1), until=day(now, 3)) == [in_three]
    assert listed(city, Role.EMPLOYEE, **span, official_vk_id=city.own.people[Role.EMPLOYEE]) == []


def test_a_day_that_is_not_there_is_refused(city: City) -> None:
    got = city.employee("GET", "/discussions", since="2026-02-30", until="2026-03-01")
    assert got.status_code == 422


def day(now: datetime, days: int) -> str:
    """A day so many days from now."""
    return (now + timedelta(days=days)).date().isoformat()
