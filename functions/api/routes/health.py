"""The health of chats as tasks: counted, listed, put aside with a reason, mended."""

from __future__ import annotations

from functions.api.calls import Call
from functions.api.cursors import Listing
from functions.api.models import health as models
from functions.api.models.houses import HouseDetails
from functions.api.routing import Resource
from functions.api.shown.health import show_health, show_health_houses, show_mended
from functions.api.shown.houses import show_details
from lib.activity.health.checking import check_chats
from lib.activity.health.merging import close_chat, reopen_chat
from lib.activity.health.reading import count_tasks, list_houses_with, list_mended, week_and_day
from lib.activity.health.reminding import remind
from lib.activity.health.snoozing import bring_back, snooze_tasks
from lib.audit.line import AuditAction
from lib.errors import ERRORS
from lib.people.permissions import Action
from lib.questions.settings import load_question_settings

health = Resource("Здоровье чатов")


@health.get("/municipalities/<id:municipality_id>/health", may=Action.SEE_HEALTH)
def get_health(call: Call) -> models.Health:
    """All tasks: how many houses have each, how many were mended this week and today."""
    time_zone = load_question_settings(call.municipality_id, store=call.store).time_zone
    week, day = week_and_day(call.clock.now(), time_zone)
    return show_health(count_tasks(call.municipality_id, week, day, store=call.store))


@health.get("/municipalities/<id:municipality_id>/health/houses", may=Action.SEE_HEALTH)
def list_health_houses(call: Call, query: models.HealthHousesQuery) -> models.HealthHousePage:
    """Houses with a task, by address."""
    listing = Listing(call, query.cursor, "health", query.task, query.snoozed)
    page = list_houses_with(
        call.municipality_id, query.task, listing.after, query.limit, snoozed=query.snoozed, store=call.store
    )
    return models.HealthHousePage(
        items=show_health_houses(call, page.items, query.task), next_cursor=listing.next_cursor(page.after)
    )


@health.get("/municipalities/<id:municipality_id>/health/mended", may=Action.SEE_HEALTH)
def list_mended_houses(call: Call, query: models.MendedQuery) -> models.MendedPage:
    """What was mended of a task, the newest first."""
    listing = Listing(call, query.cursor, "mended", query.task)
    page = list_mended(call.municipality_id, query.task, listing.after, query.limit, store=call.store)
    return models.MendedPage(
        items=[show_mended(each) for each in page.items], next_cursor=listing.next_cursor(page.after)
    )


@health.post(
    "/municipalities/<id:municipality_id>/health/snoozes", may=Action.MEND_HEALTH, audits=AuditAction.HEALTH_SNOOZED
)
def snooze_health_tasks(call: Call, body: models.SnoozeAsk) -> models.HealthChanged:
    """Puts a task of some houses aside for a while, or for good."""
    changed = snooze_tasks(
        call.rights, body.task, body.house_ids, body.reason, body.until, call.doing(), store=call.store
    )
    return models.HealthChanged(changed=changed)


@health.post(
    "/municipalities/<id:municipality_id>/health/returns",
    may=Action.MEND_HEALTH,
    audits=AuditAction.HEALTH_BROUGHT_BACK,
)
def bring_back_health_tasks(call: Call, body: models.HealthTaskAsk) -> models.HealthChanged:
    """Opens a task of some houses again that was put aside."""
    changed = bring_back(call.rights, body.task, body.house_ids, call.doing(), store=call.store)
    return models.HealthChanged(changed=changed)


@health.post(
    "/municipalities/<id:municipality_id>/health/reminders",
    may=Action.MEND_HEALTH,
    audits=AuditAction.HEALTH_REMINDED,
)
def remind_of_health_tasks(call: Call, body: models.HealthTaskAsk) -> models.RemindersAnswer:
    """Reminds the administrators of these houses' chats of a task, once a day at most."""
    told = remind(call.rights, body.task, body.house_ids, call.doing(), call.outside.provisioning)
    return models.RemindersAnswer(sent=told.sent, lately=told.lately, unreachable=told.unreachable)


@health.post("/municipalities/<id:municipality_id>/health/checks", may=Action.MEND_HEALTH, audits=None)
def check_health(call: Call, body: models.HealthCheckAsk) -> models.HealthCheckAnswer:
    """Has VK tell now what is wrong with these chats, and puts right what the bot can."""
    houses = check_chats(call.rights, body.house_ids, call.outside.provisioning)
    wrong = [house.chat_trouble for house in houses if house.chat_trouble]
    return models.HealthCheckAnswer(
        right=len(houses) - len(wrong),
        wrong=len(wrong),
        troubles=[ERRORS[code].title for code in dict.fromkeys(wrong)],
    )


@health.post(
    "/municipalities/<id:municipality_id>/houses/<id:house_id>/closing",
    may=Action.MEND_HEALTH,
    audits=AuditAction.HOUSE_CHAT_CLOSED,
)
def close_house_chat(call: Call, house_id: str) -> HouseDetails:
    """Closes one of a house's two chats: its residents are called into the other."""
    return show_details(call, close_chat(call.rights, house_id, call.doing(), call.outside.provisioning))


@health.post(
    "/municipalities/<id:municipality_id>/houses/<id:house_id>/reopening",
    may=Action.MEND_HEALTH,
    audits=AuditAction.HOUSE_CHAT_REOPENED,
)
def reopen_house_chat(call: Call, house_id: str) -> HouseDetails:
    """Opens a chat again that was closed as the second of its house."""
    return show_details(call, reopen_chat(call.rights, house_id, call.doing(), call.outside.provisioning))
