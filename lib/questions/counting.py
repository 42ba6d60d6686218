"""Counting the boards that are due and showing the counts: 25 messages an edit request.

It may be called any number of times, at once and late. A board is held while it is counted, and an edit says the whole
message, so a repetition changes nothing. What a count means for the question (enough votes, a verdict) is decided in a
commit of its own, which a second count finds done.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from lib import log
from lib.communities.breaks import load_community, pause_community, stop_community
from lib.gateways.firestore.store import Replace, StaleRecord, Store, Stored
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown, WhatToDo
from lib.gateways.vk.execute import Call, execute
from lib.gateways.vk.limits import CALLS_AN_EXECUTE
from lib.gateways.vk.pace import SHARES, Pace, Purpose
from lib.houses.house import House, house_path, peer_id
from lib.outbox.message import Letter, OutgoingMessage, keyboard_json, outgoing
from lib.outbox.outside import Posting
from lib.outbox.posting import cmid_of, have_sent, posted
from lib.questions.ballot import Ballot
from lib.questions.board import Board, board_message, board_task, let_go, taken_by_worker
from lib.questions.deciding import after_count, after_ranking, after_verdicts
from lib.questions.priority import Priority
from lib.questions.question import Question, votes_path
from lib.questions.registry import message_id
from lib.questions.settings import load_question_settings
from lib.questions.texts import NO_KEYBOARD, RANK, VERDICT, ranking_text, vote_keyboard, vote_text
from lib.questions.verdicts import Answer, answer_path, shown_answer

# A message that is still on its way is looked for again so soon.
_NOT_SENT_YET = timedelta(seconds=2)
_TRIES = 6


class _Shown(Struct, frozen=True):
    """A board, counted: the counts, and the edit that shows them; None where the message is not in the chat yet.

    `afresh` is the message that takes the place of one that VK lets nobody edit any more.
    """

    held: Stored[Board]
    counts: tuple[int, ...]
    edit: Call | None
    is_final: bool
    afresh: OutgoingMessage | None = None


def show_boards(group_id: int, outside: Posting) -> None:
    """Counts and shows the community's boards that are due; what is left comes again as a task.

    Raises:
        DomainError: `community_unknown`, `community_token_missing`.
    """
    now = outside.clock.now()
    due = outside.store.query_group(
        "boards", Board, [("group_id", "==", group_id), ("due_at", "<=", now)], ["due_at"], CALLS_AN_EXECUTE
    )
    if not due:
        return
    community = load_community(group_id, store=outside.store)
    if not community.may_send(now):
        paused = community.paused_until if community.is_paused(now) else None
        outside.queue.enqueue(board_task(group_id, paused or now + timedelta(minutes=5)))
        return
    counted = [_count(held, outside) for stored in due if (held := _hold(stored, now, outside)) is not None]
    answers = _edit([each for each in counted if each.edit is not None], group_id, outside)
    again = [_release(each, answers.get(each.held.path), outside) for each in counted]
    again += [stored.record.held_until for stored in due if stored.record.held_until and stored.record.held_until > now]
    if len(due) == CALLS_AN_EXECUTE:
        again.append(now)
    if soonest := min((at for at in again if at is not None), default=None):
        outside.queue.enqueue(board_task(group_id, soonest))


def _hold(stored: Stored[Board], now: datetime, outside: Posting) -> Stored[Board] | None:
    held = taken_by_worker(stored.record, now, outside.timing.lease)
    if held is None:
        return None
    try:
        (revision,) = outside.store.commit([Replace(stored.path, held, stored.revision)])
    except StaleRecord:
        return None
    return Stored(stored.path, held, revision)


def _count(held: Stored[Board], outside: Posting) -> _Shown:
    board = held.record
    if board.name == RANK:
        return _count_ranking(held, outside)
    if board.name.startswith(VERDICT):
        return _count_verdicts(held, outside)
    return _count_votes(held, outside)


def _count_votes(held: Stored[Board], outside: Posting) -> _Shown:
    board, store = held.record, outside.store
    stored = store.get(board.owner_path, Question)
    if stored is None or stored.record.ballot is None:
        return _Shown(held, (), None, is_final=True)
    counts = _by_choice(votes_path(board.owner_path), len(stored.record.ballot.choices), store)
    members = _members(board.municipality_id, stored.record.house_id, stored.record.ballot, store)
    question = after_count(stored, counts, members, outside)
    ballot = question.ballot
    assert ballot is not None
    zone = load_question_settings(board.municipality_id, store=store).time_zone
    text = vote_text(question, ballot, zone, outside.clock.now())
    keyboard = vote_keyboard(question.id, ballot) if ballot.is_open(outside.clock.now()) else NO_KEYBOARD
    return _shown(held, question.id, question.chat_id, ballot, text, keyboard, outside)


def _count_ranking(held: Stored[Board], outside: Posting) -> _Shown:
    board, store = held.record, outside.store
    stored = store.get(board.owner_path, Priority)
    if stored is None:
        return _Shown(held, (), None, is_final=True)
    counts = _by_choice(votes_path(board.owner_path), len(stored.record.ballot.choices), store)
    members = _members(board.municipality_id, stored.record.house_id, stored.record.ballot, store)
    priority = after_ranking(stored, counts, members, outside)
    zone, ballot = load_question_settings(board.municipality_id, store=store).time_zone, priority.ballot
    text = ranking_text(ballot, priority.wordings, zone, outside.clock.now())
    keyboard = vote_keyboard(priority.id, ballot, RANK) if ballot.is_open(outside.clock.now()) else NO_KEYBOARD
    return _shown(held, priority.id, priority.chat_id, ballot, text, keyboard, outside)


def _shown(
    held: Stored[Board],
    owner_id: str,
    chat_id: int,
    ballot: Ballot,
    text: str,
    keyboard: dict[str, object],
    outside: Posting,
) -> _Shown:
    """A counted vote: the edit of its message, or the message that takes its place a day later."""
    board, now = held.record, outside.clock.now()
    if not board.is_past_editing(now):
        cmid = cmid_of(board.municipality_id, message_id(owner_id, board.message_name), store=outside.store)
        edit = _edit_call(chat_id, cmid, text, keyboard) if cmid else None
        return _Shown(held, ballot.counts, edit, is_final=ballot.is_final)
    if ballot.counts == board.shown and not ballot.is_final:
        return _Shown(held, ballot.counts, None, is_final=False)
    name = board_message(board.name, board.messages + 1)
    letter = Letter((peer_id(chat_id),), text, keyboard=keyboard_json(keyboard) if keyboard["buttons"] else "")
    afresh = outgoing(message_id(owner_id, name), board.municipality_id, board.group_id, letter, now)
    return _Shown(held, ballot.counts, None, is_final=ballot.is_final, afresh=afresh)


def _count_verdicts(held: Stored[Board], outside: Posting) -> _Shown:
    board, store = held.record, outside.store
    stored = store.get(board.owner_path, Question)
    number = int(board.name.removeprefix(VERDICT))
    answer = store.get(answer_path(board.owner_path, number), Answer)
    if stored is None or answer is None:
        return _Shown(held, (), None, is_final=True)
    helped, not_helped = _by_choice(f"{board.owner_path}/verdicts{number}", 2, store)
    question = after_verdicts(stored, number, helped, not_helped, outside)
    cmid = cmid_of(board.municipality_id, message_id(question.id, f"answer{number}"), store=store)
    is_over = outside.clock.now() >= answer.record.verdict_until
    if board.is_past_editing(outside.clock.now()):
        # The counts are in the app; an answer is not said twice for them.
        return _Shown(held, (), None, is_final=is_over)
    shown = shown_answer(question, answer.record, helped, not_helped)
    keyboard = NO_KEYBOARD if is_over else shown.keyboard
    edit = _edit_call(question.chat_id, cmid, shown.text, keyboard, shown.bold, shown.attachments) if cmid else None
    return _Shown(held, (helped, not_helped), edit, is_final=is_over)


def _by_choice(votes: str, choices: int, store: Store) -> tuple[int, ...]:
    return tuple(store.totals(votes, [("choice", "==", choice)])[0] for choice in range(choices))


def _members(municipality_id: str, house_id: str, ballot: Ballot, store: Store) -> int:
    """How many the chat has now; the share that is enough is of these."""
    found = store.get(house_path(municipality_id, house_id), House)
    return found.record.members_count if found else ballot.members


def _edit(counted: Sequence[_Shown], group_id: int, outside: Posting) -> dict[str, Any]:
    """VK's answers, by board; one that shows what is there already is not asked for."""
    changed = [each for each in counted if each.edit and (each.counts != each.held.record.shown or each.is_final)]
    if not changed:
        return {}
    with Pace(SHARES[Purpose.ANSWER], outside.clock).turn():
        try:
            answers = execute(outside.vk.of(group_id), [each.edit for each in changed if each.edit])
        except (VkError, VkOutcomeUnknown) as error:
            answers = [error] * len(changed)
    for answer in answers:
        if isinstance(answer, VkError) and answer.what_to_do is WhatToDo.PAUSE_COMMUNITY:
            pause_community(group_id, answer.code, store=outside.store, clock=outside.clock)
            break
        if isinstance(answer, VkError) and answer.what_to_do is WhatToDo.STOP_COMMUNITY:
            stop_community(group_id, answer.code, store=outside.store)
            break
    return {each.held.path: answer for each, answer in zip(changed, answers, strict=True)}


def _release(counted: _Shown, answer: Any, outside: Posting) -> datetime | None:
    """Lets a board go; returns when somebody has to look again, None where nothing is left."""
    now, path = outside.clock.now(), counted.held.path
    failed = isinstance(answer, VkError | VkOutcomeUnknown) and not _is_hopeless(answer)
    waits = failed or (counted.edit is None and counted.afresh is None and _is_unseen(counted))
    held = replace(counted.held.record, is_final=counted.is_final and not waits)
    shown = counted.counts if not waits else None
    afresh = [counted.afresh] if counted.afresh else []
    seen = counted.held
    for _ in range(_TRIES):
        after = let_go(held, seen.record, shown, now)
        if waits and (after.due_at is None or after.due_at > now + _NOT_SENT_YET):
            after = replace(after, due_at=now + _NOT_SENT_YET)
        after = replace(after, is_final=held.is_final)
        if afresh:
            after = replace(after, messages=held.messages + 1, posted_at=now)
        try:
            outside.store.commit([Replace(path, after, seen.revision), *posted(afresh)])
        except StaleRecord:
            again = outside.store.get(path, Board)
            if again is None:
                return None
            seen = again
            continue
        have_sent(afresh, outside.queue)
        # A board that waits for its end has a task of its own.
        return after.due_at if after.due_at != after.final_at or waits else None
    log.warning("board_not_released", group_id=held.group_id)
    return now + outside.timing.lease


def _is_unseen(counted: _Shown) -> bool:
    """Whether there are counts that the message, which is on its way, does not show yet."""
    return bool(counted.counts) and (counted.counts != counted.held.record.shown or counted.is_final)


def _is_hopeless(error: VkError | VkOutcomeUnknown) -> bool:
    """Whether the message will never be edited: the chat is lost, or VK does not let us."""
    never = {WhatToDo.GIVE_UP_ON_PEER, WhatToDo.OUR_MISTAKE}
    return isinstance(error, VkError) and (error.what_to_do in never or error.code == _TOO_OLD)


# VK: the message can't be edited any more.
_TOO_OLD = 909


def _edit_call(
    chat_id: int,
    cmid: int,
    text: str,
    keyboard: dict[str, object],
    bold: int = 0,
    attachments: Sequence[str] = (),
) -> Call:
    params: dict[str, object] = {
        "peer_id": peer_id(chat_id),
        "cmid": cmid,
        "message": text,
        "keyboard": json.dumps(keyboard, ensure_ascii=False),
        "keep_forward_messages": 1,
        "dont_parse_links": 1,
        "disable_mentions": 1,
    }
    if bold:
        params["format_data"] = json.dumps({"version": 1, "items": [{"type": "bold", "offset": 0, "length": bold}]})
    if attachments:
        params["attachment"] = ",".join(attachments)
    return Call("messages.edit", params)
