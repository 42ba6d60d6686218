"""Moving a discussion on: everything that time asks for, one commit a step, until nothing more is due.

May be called any number of times, at once, hours late, and may die between any two lines: each step is decided anew
from the record, by compare-and-set, so it happens once and in order (docs/decisions/discussions.md).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from msgspec.structs import replace

from lib import log
from lib.coordination.members import people_in_chat
from lib.discussions.chat import load_chat
from lib.discussions.closing import close_chat
from lib.discussions.discussion import Discussion, Ending, Place, discussion_path
from lib.discussions.outcome import post_outcome
from lib.discussions.outside import Table
from lib.discussions.registry import Turn, change_by_time, have_moved_on, message_id, zone_of
from lib.discussions.rules import (
    FAREWELL_IS_TRIED_AT_MOST,
    FAREWELL_LOOKS_AGAIN,
    FAREWELL_TAKES_AT_MOST,
    LOOKS_AGAIN_AFTER,
    PINS_AWAITED_FOR,
    Step,
    announced,
    closed,
    closing,
    due_step,
    official_came,
    official_missed,
    pins_noted,
    pins_put_off,
    put_off,
    reminded_a_day,
    reminded_soon,
    started,
    time_over,
    warned,
    without_chat,
)
from lib.discussions.said import (
    announcement_name,
    announcements,
    to_chat,
    to_head,
    to_houses,
    to_official,
    to_those_who_come,
)
from lib.discussions.scheduling import over_turn
from lib.discussions.texts import (
    announcement_text,
    ask_outcome_text,
    chat_keyboard,
    missed_head_text,
    missed_keyboard,
    missed_official_text,
    missed_text,
    no_chat_official_text,
    official_came_text,
    official_keyboard,
    official_text,
    outcome_keyboard,
    ready_text,
    reminder_text,
    start_house_text,
    start_official_text,
    start_text,
    warning_text,
)
from lib.gateways.firestore.store import Store, Update, Write
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown
from lib.gateways.vk.pace import SHARES, Pace, Purpose
from lib.houses.house import House, HouseState, house_path
from lib.outbox.message import OutgoingMessage, Sending, outbox_path
from lib.outbox.posting import outbox_task
from lib.provisioning.outside import Provisioning
from lib.questions.registry import load_question
from lib.questions.responsible import heads_of

# From any state to the end there are fewer steps.
_MOST_STEPS = 20
_CHAT_IS_LATE = timedelta(minutes=1)
_LOOKS_LATER = timedelta(seconds=20)


def advance_discussion(municipality_id: str, discussion_id: str, outside: Provisioning) -> None:
    """Does what is due of a discussion; what is due soon comes again as a task."""
    path = discussion_path(municipality_id, discussion_id)
    for _ in range(_MOST_STEPS):
        stored = outside.store.get(path, Discussion)
        if stored is None:
            return
        step = due_step(stored.record, outside.clock.now())
        match step:
            case None:
                have_moved_on(stored.record, outside.clock.now(), outside.queue)
                return
            case Step.CLOSE:
                if not close_chat(stored, outside):
                    return
            case Step.POST_OUTCOME:
                post_outcome(stored, outside)
            case _:
                present = _official_is_there(stored.record, step, outside)
                change_by_time(stored, _decide(step, present, outside), outside)
        log.info("discussion_moved", municipality_id=municipality_id, discussion_id=discussion_id, step=step.value)


def _official_is_there(discussion: Discussion, step: Step, outside: Provisioning) -> bool | None:
    """Whether the official is in the temporary chat, asked of VK where it matters, since events get lost; None where VK
    does not say.
    """
    if step not in {Step.START, Step.LOOK_FOR_OFFICIAL}:
        return None
    pace = Pace(SHARES[Purpose.ANSWER], outside.clock)
    try:
        people = people_in_chat(outside.vk.of(discussion.group_id), discussion.chat_id, pace)
        return discussion.official.vk_id in set(people)
    except (VkError, VkOutcomeUnknown) as error:
        log.warning("discussion_not_looked_into", group_id=discussion.group_id, why=type(error).__name__)
        return None


def _decide(step: Step, present: bool | None, outside: Provisioning) -> Callable[[Discussion], Turn]:
    def decide(discussion: Discussion) -> Turn:
        if due_step(discussion, outside.clock.now()) is not step:
            return Turn(discussion)
        return _TURNS[step](discussion, present, outside)

    return decide


def _look_after_chat(discussion: Discussion, outside: Provisioning) -> Turn:
    now, store = outside.clock.now(), outside.store
    chat = load_chat(discussion.municipality_id, discussion.id, store=store)
    if chat is not None and chat.state is HouseState.LIVE:
        return announcing(announced(discussion, chat.chat_id, chat.invite_link, now), outside)
    if chat is None or chat.state is HouseState.FAILED or now >= discussion.ends_at:
        over = time_over(discussion, now) if now >= discussion.ends_at else without_chat(discussion, now)
        told = to_official(over, no_chat_official_text(over), store=store)
        turn = over_turn(over, store)
        return replace(turn, letters=[*turn.letters, told])
    is_late = now - discussion.created_at > _CHAT_IS_LATE
    return Turn(put_off(discussion, now + (_LOOKS_LATER if is_late else LOOKS_AGAIN_AFTER)))


def announcing(after: Discussion, outside: Provisioning) -> Turn:
    """A discussion whose chat is there, and what everybody is told."""
    zone, store = zone_of(after, store=outside.store), outside.store
    letters = [
        to_chat(after, ready_text(after, zone), keyboard=chat_keyboard(after)),
        to_official(
            after,
            official_text(after, zone),
            store=store,
            keyboard=official_keyboard(after, is_begun=False),
            calendar_at=outside.clock.now(),
        ),
    ]
    return Turn(after, letters, named=announcements(after, announcement_text(after, zone)))


def _note_pins(discussion: Discussion, outside: Provisioning) -> Turn:
    """Notes what the announcements became, so that they stay pinned (lib/upkeep) and give way at the end."""
    store, now = outside.store, outside.clock.now()
    paths = [
        outbox_path(discussion.municipality_id, message_id(discussion.id, announcement_name(discussion, number)))
        for number in range(len(discussion.places))
    ]
    found = store.get_many(paths, OutgoingMessage)
    messages = [found[path].record if path in found else None for path in paths]
    waits = any(each is not None and each.state is Sending.WAITING for each in messages)
    if waits and now < discussion.history[-1].at + PINS_AWAITED_FOR:
        outside.queue.enqueue(outbox_task(discussion.group_id))
        return Turn(pins_put_off(discussion, now))
    places, writes = list[Place](), list[Write]()
    for place, message in zip(discussion.places, messages, strict=True):
        cmid = message.cmid if message is not None else 0
        places.append(replace(place, announcement_cmid=cmid or place.announcement_cmid))
        if cmid and store.get(house_path(discussion.municipality_id, place.house_id), House) is not None:
            writes.append(Update(house_path(discussion.municipality_id, place.house_id), {"pinned_cmid": cmid}))
    return Turn(pins_noted(discussion, places), also=writes)


def _remind(discussion: Discussion, store: Store, *, soon: bool) -> Turn:
    after = reminded_soon(discussion) if soon else reminded_a_day(discussion)
    text = reminder_text(after, zone_of(after, store=store), soon=soon)
    letters = [*to_houses(after, text), to_chat(after, text)]
    letters.append(to_official(after, text, store=store, keyboard=official_keyboard(after, is_begun=False)))
    return Turn(after, letters + to_those_who_come(after, text, store=store))


def _start(discussion: Discussion, present: bool | None, outside: Provisioning) -> Turn:
    store, now = outside.store, outside.clock.now()
    after = started(discussion, now)
    text = start_house_text(after)
    letters = [to_chat(after, start_text(after)), *to_houses(after, text)]
    keyboard = official_keyboard(after, is_begun=True)
    letters.append(to_official(after, start_official_text(after), store=store, keyboard=keyboard))
    letters += to_those_who_come(after, text, store=store)
    if not present:
        return Turn(after, letters)
    greeted = arriving(after, outside)
    return Turn(greeted.after, [*letters, *greeted.letters])


def arriving(discussion: Discussion, outside: Table) -> Turn:
    """A discussion to which the official has come: they are greeted, and marked as what they are."""
    after = official_came(discussion, outside.clock.now())
    if after == discussion:
        return Turn(discussion)
    shown = official_came_text(after)
    return Turn(after, [to_chat(after, shown.text, bold=shown.bold, keyboard=chat_keyboard(after))])


def _look_for_official(discussion: Discussion, present: bool | None, outside: Provisioning) -> Turn:
    now, store = outside.clock.now(), outside.store
    # Where VK does not say, nobody is put to shame.
    if present is not False:
        return arriving(discussion, outside)
    after = official_missed(discussion, now)
    zone, text = zone_of(after, store=store), missed_text(after)
    letters = [to_chat(after, text), *to_houses(after, text)]
    asked = missed_official_text(after, zone)
    letters.append(to_official(after, asked, store=store, keyboard=missed_keyboard(after)))
    question = load_question(after.municipality_id, after.question_id, store=store).record
    heads = (vk_id for vk_id in heads_of(question, store=store) if vk_id != after.official.vk_id)
    told = missed_head_text(after, zone)
    letters += [to_head(after, vk_id, told, missed_keyboard(after), store) for vk_id in heads]
    return Turn(after, letters)


def _warn(discussion: Discussion, store: Store) -> Turn:
    after = warned(discussion)
    text = warning_text(after, zone_of(after, store=store))
    keyboard = official_keyboard(after, is_begun=True)
    return Turn(
        after,
        [
            to_chat(after, text, keyboard=chat_keyboard(after)),
            to_official(after, text, store=store, keyboard=keyboard),
        ],
    )


def _end(discussion: Discussion, outside: Provisioning) -> Turn:
    after = time_over(discussion, outside.clock.now())
    turn = over_turn(after, outside.store)
    if after.ending is not Ending.TIME:
        return turn
    asked = to_official(after, ask_outcome_text(after), store=outside.store, keyboard=outcome_keyboard(after))
    return replace(turn, letters=[*turn.letters, asked])


def _begin_closing(discussion: Discussion, outside: Provisioning) -> Turn:
    now, store = outside.clock.now(), outside.store
    chat = load_chat(discussion.municipality_id, discussion.id, store=store)
    if chat is not None and chat.state is HouseState.WAITING:
        # Called off before VK made it: it is closed as soon as it is there.
        return Turn(put_off(discussion, now + LOOKS_AGAIN_AFTER))
    if chat is None or not chat.chat_id:
        return Turn(closed(discussion, now))
    said = store.get(outbox_path(discussion.municipality_id, message_id(discussion.id, "farewell")), OutgoingMessage)
    if said is not None and said.record.state is Sending.WAITING and discussion.ended_at:
        patience = FAREWELL_IS_TRIED_AT_MOST if said.record.tries else FAREWELL_TAKES_AT_MOST
        if now < discussion.ended_at + patience:
            # Whoever wrote it may have died before its task was enqueued.
            outside.queue.enqueue(outbox_task(discussion.group_id))
            return Turn(put_off(discussion, now + FAREWELL_LOOKS_AGAIN))
    return Turn(closing(discussion, chat.chat_id, now))


_TURNS: dict[Step, Callable[[Discussion, bool | None, Provisioning], Turn]] = {
    Step.LOOK_AFTER_CHAT: lambda discussion, _, outside: _look_after_chat(discussion, outside),
    Step.NOTE_PINS: lambda discussion, _, outside: _note_pins(discussion, outside),
    Step.REMIND_A_DAY: lambda discussion, _, outside: _remind(discussion, outside.store, soon=False),
    Step.REMIND_SOON: lambda discussion, _, outside: _remind(discussion, outside.store, soon=True),
    Step.START: _start,
    Step.LOOK_FOR_OFFICIAL: _look_for_official,
    Step.WARN: lambda discussion, _, outside: _warn(discussion, outside.store),
    Step.END: lambda discussion, _, outside: _end(discussion, outside),
    Step.BEGIN_CLOSING: lambda discussion, _, outside: _begin_closing(discussion, outside),
}
