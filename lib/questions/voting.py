"""Holding votes: begun and ended at the chat administrator's word, and a vote taken from whoever presses a button.

Each vote is a document of its own under the question (`votes/{vk_id}`), so thousands at once meet nowhere; the counts
are made by aggregation (lib/questions/counting.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from lib.audit.line import AuditAction, Subject, SubjectKind
from lib.audit.record import Doing, Planned, record_change
from lib.errors import DomainError
from lib.gateways.firestore.store import AlreadyExists, Create, Replace, StaleRecord, Store, Stored, Update
from lib.houses.house import Chat, House, peer_id
from lib.outbox.message import Letter, keyboard_json, outgoing
from lib.outbox.posting import have_sent, posted
from lib.questions.ballot import SUPPORT_CHOICES, Ballot, Vote, ballot_errors, chosen, ended
from lib.questions.board import Board, board_path, board_task
from lib.questions.outside import Desk
from lib.questions.priority import Priority, load_priority, priority_path
from lib.questions.question import Question, question_path, votes_path
from lib.questions.registry import Turn, change_by_person, load_question, message_id, to_house
from lib.questions.rules import vote_ended, voting
from lib.questions.settings import load_question_settings
from lib.questions.texts import RANK, VERDICT, VOTE, ranking_text, vote_keyboard, vote_text

_TRIES = 5
_LABEL = "Вопрос {number}"


class VoteTerms(Struct, frozen=True):
    """How a vote is to be held. Without choices it asks for or against."""

    lasts: timedelta
    choices: tuple[str, ...] = ()
    threshold_people: int = 0
    threshold_percent: int = 0

    def ballot(self, now: datetime, members: int, question_ids: tuple[str, ...] = ()) -> Ballot:
        """The vote, begun now."""
        choices = tuple(" ".join(choice.split()) for choice in self.choices) or SUPPORT_CHOICES
        return Ballot(
            choices,
            now,
            now + self.lasts,
            question_ids,
            self.threshold_people,
            self.threshold_percent,
            counts=(0,) * len(choices),
            members=members,
        )


def start_vote(question_id: str, terms: VoteTerms, house: House, doing: Doing, desk: Desk) -> Question:
    """Puts a question to a vote in its chat.

    Raises:
        DomainError: `question_unknown`, `question_state`, `ballot_invalid`.
    """
    ballot = terms.ballot(doing.now, house.members_count)

    def decide(question: Question) -> Turn:
        after = voting(question, ballot, doing.now, doing.actor.role)
        path = question_path(question.municipality_id, question.id)
        zone = load_question_settings(question.municipality_id, store=desk.store).time_zone
        letter = Letter(
            to_house(question),
            vote_text(after, ballot, zone, doing.now),
            keyboard=keyboard_json(vote_keyboard(question.id, ballot)),
            quotes_cmid=question.source_cmid,
        )
        board = Board(
            question.group_id,
            question.municipality_id,
            path,
            VOTE,
            ballot.counts_at,
            ballot.counts_at,
            posted_at=doing.now,
        )
        return Turn(after, named=[("vote", letter)], also=[Create(board_path(path, VOTE), board)])

    after = change_by_person(question_id, AuditAction.QUESTION_VOTE_STARTED, decide, doing, desk)
    desk.queue.enqueue(board_task(after.group_id, ballot.counts_at))
    return after


def end_vote(question_id: str, doing: Doing, desk: Desk) -> Question:
    """Ends a vote by hand; the last count stands a few seconds later.

    Raises:
        DomainError: `question_unknown`, `question_state`.
    """
    over_at = doing.now

    def decide(question: Question) -> Turn:
        nonlocal over_at
        after = vote_ended(question, doing.now)
        assert after.ballot is not None
        over_at = after.ballot.counts_at
        path = board_path(question_path(question.municipality_id, question.id), VOTE)
        return Turn(after, also=[Update(path, {"due_at": over_at, "final_at": over_at})])

    after = change_by_person(question_id, AuditAction.QUESTION_VOTE_ENDED, decide, doing, desk)
    desk.queue.enqueue(board_task(after.group_id, over_at))
    return after


def start_ranking(question_ids: Sequence[str], terms: VoteTerms, house: House, doing: Doing, desk: Desk) -> Priority:
    """Has the chat say which of several open questions goes to the official first.

    Raises:
        DomainError: `question_unknown`, `question_state`, `ballot_invalid`, `addressee_missing`.
    """
    found = [load_question(doing.municipality_id, id_, store=desk.store).record for id_ in dict.fromkeys(question_ids)]
    if any(question.house_id != house.id for question in found):
        raise DomainError("question_unknown")
    if any(question.sent_at is not None or not question.is_open for question in found):
        raise DomainError("question_state")
    if not all(question.addressees for question in found):
        raise DomainError("addressee_missing")
    labels = tuple(_LABEL.format(number=number) for number, _ in enumerate(found, start=1))
    ballot = replace(terms, choices=labels).ballot(
        doing.now, house.members_count, tuple(question.id for question in found)
    )
    if len(found) < 2 or ballot_errors(ballot):
        raise DomainError("ballot_invalid")
    new = Priority(
        doing.request_id.replace("-", "")[:40],
        doing.municipality_id,
        house.group_id,
        house.id,
        house.title,
        house.chat_id,
        ballot,
        tuple(question.text for question in found),
        doing.now,
        doing.actor.vk_id,
        sort=f"{10**12 - int(doing.now.timestamp()):012} {doing.request_id}",
    )
    path = priority_path(doing.municipality_id, new.id)
    zone = load_question_settings(doing.municipality_id, store=desk.store).time_zone
    letter = Letter(
        (peer_id(house.chat_id),),
        ranking_text(ballot, new.wordings, zone, doing.now),
        keyboard=keyboard_json(vote_keyboard(new.id, ballot, RANK)),
    )
    message = outgoing(message_id(new.id, RANK), doing.municipality_id, house.group_id, letter, doing.now)
    board = Board(
        house.group_id, doing.municipality_id, path, RANK, ballot.counts_at, ballot.counts_at, posted_at=doing.now
    )

    def plan() -> Planned:
        line = doing.line(AuditAction.PRIORITY_VOTE_STARTED, _house_subject(house))
        return Planned([Create(path, new), Create(board_path(path, RANK), board), *posted([message])], [line])

    record_change(doing, plan, desk.store)
    have_sent([message], desk.queue)
    desk.queue.enqueue(board_task(new.group_id, ballot.counts_at))
    return load_priority(doing.municipality_id, new.id, store=desk.store).record


def end_ranking(priority_id: str, doing: Doing, desk: Desk) -> Priority:
    """Ends such a vote by hand.

    Raises:
        DomainError: `priority_unknown`, `ballot_over`.
    """
    over_at = doing.now

    def plan() -> Planned:
        nonlocal over_at
        stored = load_priority(doing.municipality_id, priority_id, store=desk.store)
        if stored.record.ballot.is_final:
            raise DomainError("ballot_over")
        after = replace(stored.record, ballot=ended(stored.record.ballot, doing.now))
        over_at = after.ballot.counts_at
        board = Update(board_path(stored.path, RANK), {"due_at": over_at, "final_at": over_at})
        subject = Subject(SubjectKind.HOUSE, after.house_id, after.house_title)
        line = doing.line(AuditAction.PRIORITY_VOTE_ENDED, subject)
        return Planned([Replace(stored.path, after, stored.revision), board], [line])

    record_change(doing, plan, desk.store)
    ended_now = load_priority(doing.municipality_id, priority_id, store=desk.store).record
    desk.queue.enqueue(board_task(ended_now.group_id, over_at))
    return ended_now


class Press(Struct, frozen=True):
    """A pressed button of a vote. `press_id` is the same whenever the press is told again; `answer` is the number of
    the answer that a verdict is about.
    """

    kind: str
    owner_id: str
    choice: int
    vk_id: int
    press_id: str
    answer: int = 0


class Taken(Struct, frozen=True):
    """What became of a vote: the board that shows it, and whether it changed anything."""

    board: str
    label: str
    is_new: bool
    is_changed: bool


class Place(Struct, frozen=True):
    """Where a vote will lie (its collection), the board that shows it, and the label of the choice."""

    votes: str
    board: str
    label: str


def check_vote(press: Press, chat: Chat, now: datetime, store: Store) -> Place:
    """Where the vote may lie.

    A payload can be forged: the record must be one of the very house whose chat the button was pressed in.

    Raises:
        DomainError: `question_unknown`, `priority_unknown`, `ballot_over`.
    """
    if press.kind == RANK:
        path = priority_path(chat.municipality_id, press.owner_id)
        priority = load_priority(chat.municipality_id, press.owner_id, store=store).record
        if priority.house_id != chat.house_id:
            raise DomainError("priority_unknown")
        return _open_votes(path, RANK, priority.ballot, press, now)
    path = question_path(chat.municipality_id, press.owner_id)
    question = load_question(chat.municipality_id, press.owner_id, store=store).record
    if question.house_id != chat.house_id:
        raise DomainError("question_unknown")
    if press.kind == VERDICT:
        is_open = question.verdict_until is not None and now < question.verdict_until
        if press.answer != question.answers or not is_open or press.choice not in {0, 1}:
            raise DomainError("ballot_over")
        label = "помогло" if press.choice == 0 else "не помогло"
        return Place(f"{path}/verdicts{press.answer}", board_path(path, f"{VERDICT}{press.answer}"), label)
    if question.ballot is None:
        raise DomainError("ballot_over")
    return _open_votes(path, VOTE, question.ballot, press, now)


def cast_vote(press: Press, place: Place, now: datetime, store: Store) -> Taken:
    """Counts a vote of a member of the chat where `check_vote` found that it may lie, or changes it: one a person.

    Raises:
        StaleRecord: the same person pressed again at the same moment; VK tells of it again.
    """
    path = f"{place.votes}/{press.vk_id}"
    # Most people vote once: whoever has voted before is found out by the write that fails.
    stored: Stored[Vote] | None = None
    for _ in range(_TRIES):
        before = stored.record if stored else None
        vote = chosen(before, press.choice, press.press_id, now)
        if vote is None:
            return Taken(place.board, place.label, is_new=False, is_changed=False)
        try:
            store.commit([Replace(path, vote, stored.revision) if stored else Create(path, vote)])
        except (AlreadyExists, StaleRecord):
            stored = store.get(path, Vote)
            continue
        changed = before is not None and before.choice != press.choice
        return Taken(place.board, place.label, is_new=before is None, is_changed=changed)
    raise StaleRecord(path)


def _open_votes(path: str, name: str, ballot: Ballot, press: Press, now: datetime) -> Place:
    if not ballot.is_open(now) or not 0 <= press.choice < len(ballot.choices):
        raise DomainError("ballot_over")
    return Place(votes_path(path), board_path(path, name), ballot.choices[press.choice])


def _house_subject(house: House) -> Subject:
    return Subject(SubjectKind.HOUSE, house.id, house.address)
