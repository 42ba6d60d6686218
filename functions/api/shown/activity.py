"""Activity as the API shows it: every figure with its words and with the list that stands behind it."""

from __future__ import annotations

from collections.abc import Mapping

from functions.api.calls import Call
from functions.api.models import activity as models
from functions.api.models.activity import Figure, ListName, Numbers, OpensList, PeriodChoice
from lib.activity.boards import BestAndWorst, Group, HouseRow, StreetRow
from lib.activity.figures import Figures, RankedHouse, Ranking, yesterday
from lib.activity.numbers import HouseActivity, HouseDay, Sums, sums_of
from lib.activity.periods import Period, last_30, months_back
from lib.activity.ranking import Summed
from lib.activity.records import Collected
from lib.activity.work import Answers, Deliveries, Work
from lib.houses.house import House, HouseState
from lib.organizations.organization import organization_id
from lib.questions.asked import AnswerFilter

_WITH_CHAT = {"state": HouseState.LIVE.value}
_SILENT = _WITH_CHAT | {"silent": "true"}
_LIVE = _WITH_CHAT | {"silent": "false"}
_SUMMED_TITLES = {
    Summed.MESSAGES: "Сообщения",
    Summed.PEOPLE: "Писали",
    Summed.JOINED: "Пришли",
    Summed.LEFT: "Ушли",
}


def last_day(call: Call, collected: Collected) -> str:
    """The last day that has numbers; yesterday where none has."""
    return collected.last_day or yesterday(call.clock.now())


def show_activity(
    call: Call, collected: Collected, found: Figures, houses: Mapping[HouseState, int], *, is_counting: bool
) -> models.Activity:
    """A municipality's figures."""
    total = found.groups.total
    return models.Activity(
        period=show_period(found.period),
        periods=_periods(last_day(call, collected)),
        counted_at=found.counted_at,
        is_counting=is_counting,
        figures=_figures(total, houses, found.period),
        total=show_numbers(total),
        days=_days(found.days),
        companies=[_company(group) for group in found.groups.companies],
        settlements=[_settlement(group) for group in found.groups.settlements],
    )


def show_region(call: Call, found: Figures, until: str) -> models.RegionActivity:
    """A region's figures."""
    return models.RegionActivity(
        region=call.municipality.region,
        period=show_period(found.period),
        periods=_periods(until),
        counted_at=found.counted_at,
        total=show_numbers(found.groups.total),
        days=_days(found.days),
        municipalities=[
            models.ActivityGroup(id=group.key, title=group.title, numbers=show_numbers(group.sums), opens=None)
            for group in found.groups.municipalities
        ],
    )


def show_street(row: StreetRow) -> models.StreetItem:
    """A street."""
    filters = _WITH_CHAT | {"settlement": row.settlement, "street": row.street}
    return models.StreetItem(
        settlement=row.settlement,
        street=row.street,
        numbers=show_numbers(row.sums),
        opens=_houses(filters) if row.settlement and row.street else None,
    )


def show_best_and_worst(period: Period, found: BestAndWorst) -> models.LiveliestHouses:
    """The liveliest and the least lively houses."""
    return models.LiveliestHouses(
        period=show_period(period),
        best=[_house(row) for row in found.best],
        worst=[_house(row) for row in found.worst],
    )


def show_ranking(period: Period, figure: Summed, found: Ranking, next_cursor: str | None) -> models.RankingPage:
    """The houses behind a figure."""
    return models.RankingPage(
        period=show_period(period),
        figure=figure,
        title=_SUMMED_TITLES[figure],
        houses=found.houses,
        total=found.total,
        items=[_ranked(row) for row in found.page.items],
        next_cursor=next_cursor,
    )


def show_work(period: Period, found: Work) -> models.Work:
    """Broadcasts, questions and complaints."""
    questions = [_answers(row, period, ListName.QUESTIONS) for row in found.questions]
    complaints = [_answers(row, period, ListName.COMPLAINTS) for row in found.complaints]
    return models.Work(
        period=show_period(period),
        broadcasts=_deliveries(found.deliveries, period),
        questions=questions[0],
        questions_by_organization=questions[1:],
        complaints=complaints[0],
        complaints_by_organization=complaints[1:],
    )


def show_house_activity(
    house: House, collected: Collected, period: Period, now: HouseActivity | None, days: Mapping[str, HouseDay]
) -> models.HouseActivity:
    """One house."""
    counted = now or HouseActivity(house.id, house.chat_id, "")
    by_day = {day: sums_of(counted, [days.get(day, HouseDay())], day) for day in period.days}
    until = collected.last_day
    return models.HouseActivity(
        house_id=house.id,
        period=show_period(period),
        counted_at=collected.counted_at,
        is_silent=house.is_silent,
        last_message_on=counted.message_on or None,
        last_person_on=counted.person_on or None,
        last_resident_on=counted.resident_on or None,
        numbers=show_numbers(sums_of(counted, days.values(), period.until)),
        days=_days({day: sums if day <= until else None for day, sums in by_day.items()}),
    )


def show_numbers(sums: Sums) -> Numbers:
    """Sums as they are."""
    return Numbers(
        chats=sums.chats,
        live=sums.lively,
        silent=sums.silent,
        apartments=sums.apartments,
        residents=sums.members,
        messages=sums.messages,
        people=sums.people,
        officials=sums.officials,
        joined=sums.joined,
        left=sums.left,
        spoke=sums.spoke,
    )


def show_period(period: Period) -> PeriodChoice:
    """A period as it is chosen."""
    return PeriodChoice(value=period.name, title=period.title, since=period.since, until=period.until)


def _periods(until: str) -> list[PeriodChoice]:
    return [show_period(period) for period in (last_30(until), *months_back(until))]


def _days(days: Mapping[str, Sums | None]) -> list[models.ActivityDay]:
    return [
        models.ActivityDay(day=day, numbers=show_numbers(sums) if sums is not None else None)
        for day, sums in days.items()
    ]


def _figures(total: Sums, houses: Mapping[HouseState, int], period: Period) -> list[Figure]:
    days = max(len(period.days), 1)
    created, everything = houses[HouseState.LIVE], sum(houses.values())
    waiting, failed = houses[HouseState.WAITING], houses[HouseState.FAILED]
    messages, people = _ranking(period, Summed.MESSAGES), _ranking(period, Summed.PEOPLE)
    return [
        _figure("created", "Чаты созданы", created, everything, _houses(_WITH_CHAT)),
        _figure("waiting", "Ждут чата", waiting, everything, _houses({"state": HouseState.WAITING.value})),
        _figure("failed", "Чат не создан", failed, everything, _houses({"state": HouseState.FAILED.value})),
        _figure("live", "Живые чаты", total.lively, total.chats, _houses(_LIVE)),
        _figure("silent", "Молчат больше 30 дней", total.silent, total.chats, _houses(_SILENT)),
        _figure("residents", "Жители в чатах", total.members, total.apartments or None, _houses(_WITH_CHAT)),
        _figure("messages", "Сообщения", total.messages, None, messages),
        _figure("messages_a_day", "Сообщений в день", round(total.messages / days), None, messages),
        _figure("people_a_day", "Пишут в день", round(total.people / days), None, people),
        _figure("spoke", "Чаты, где писали", total.spoke, total.chats, people),
        _figure("joined", "Пришли", total.joined, None, _ranking(period, Summed.JOINED)),
        _figure("left", "Ушли", total.left, None, _ranking(period, Summed.LEFT)),
    ]


def _figure(name: str, title: str, value: int, whole: int | None, opens: OpensList | None) -> Figure:
    return Figure(name=name, title=title, value=value, of=whole, opens=opens)


def _houses(filters: Mapping[str, str]) -> OpensList:
    return OpensList(list=ListName.HOUSES, filters=filters)


def _ranking(period: Period, figure: Summed) -> OpensList:
    return OpensList(list=ListName.RANKING, filters={"period": period.name, "figure": figure.value})


def _ranked(row: RankedHouse) -> models.RankedHouse:
    house = row.house
    return models.RankedHouse(
        house_id=row.part.house_id,
        title=house.title if house else "",
        company=house.company if house else "",
        value=row.part.value,
    )


def _company(group: Group) -> models.ActivityGroup:
    id_ = organization_id(group.key)
    return models.ActivityGroup(
        id=id_,
        title=group.title,
        numbers=show_numbers(group.sums),
        opens=_houses(_WITH_CHAT | {"organization_id": id_}) if id_ else None,
    )


def _settlement(group: Group) -> models.ActivityGroup:
    return models.ActivityGroup(
        id=group.key,
        title=group.title,
        numbers=show_numbers(group.sums),
        opens=_houses(_WITH_CHAT | {"settlement": group.key}) if group.key else None,
    )


def _house(row: HouseRow) -> models.HouseNumbers:
    return models.HouseNumbers(
        house_id=row.house_id, title=row.title, company=row.company, numbers=show_numbers(row.sums)
    )


def _deliveries(found: Deliveries, period: Period) -> models.Deliveries:
    return models.Deliveries(
        broadcasts=found.broadcasts,
        houses=found.sent + found.failed + found.unknown + found.waiting,
        sent=found.sent,
        failed=found.failed,
        unknown=found.unknown,
        waiting=found.waiting,
        opens=OpensList(list=ListName.BROADCASTS, filters=_dates(period)),
    )


def _answers(row: Answers, period: Period, name: ListName) -> models.OrganizationAnswers:
    of_one = {"organization_id": row.organization_id} if row.organization_id else {}
    asked = _dates(period) | of_one
    return models.OrganizationAnswers(
        organization_id=row.organization_id,
        title=row.title,
        asked=row.asked,
        answered=row.answered,
        in_time=row.in_time,
        late=row.late,
        opens=OpensList(list=name, filters=asked),
        opens_answered=OpensList(list=name, filters=asked | {"answer": AnswerFilter.ANSWERED.value}),
        opens_in_time=OpensList(list=name, filters=asked | {"answer": AnswerFilter.IN_TIME.value}),
        opens_late=OpensList(list=name, filters=asked | {"is_overdue": "true"}),
    )


def _dates(period: Period) -> dict[str, str]:
    return {"since": period.since, "until": period.until}
