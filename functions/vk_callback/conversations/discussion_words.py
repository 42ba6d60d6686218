"""Words about discussions: what an official answers when the bot asks, and who comes into a temporary chat."""

from __future__ import annotations

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.conversations.acting import in_full
from functions.vk_callback.conversations.leading_discussions import MOVED, leading_by
from functions.vk_callback.outside import Outside
from lib.discussions.asking import ABOUT_QUESTIONS, Ask, Wanted, answered, asked_of
from lib.discussions.discussion import Discussion, DiscussionState
from lib.discussions.holding import finish_discussion, note_arrival
from lib.discussions.registry import discussion_held_by, zone_of
from lib.discussions.scheduling import Asked, cancel_discussion, move_discussion, schedule_discussion
from lib.discussions.texts import early_text, time_in_words
from lib.discussions.times import STANDARD_MINUTES, read_time
from lib.errors import DomainError
from lib.events.event import Event, MessageWritten
from lib.questions.settings import load_question_settings
from lib.russian import folded

_NOT_A_TIME = "Не понял время. Напишите так: 25.11 18:00."
_OUTCOME_WORD = "итог:"


def _wants_words(event: Event) -> bool:
    return isinstance(event, MessageWritten) and event.is_private and event.act is None and event.from_id > 0


def _take_words(event: Event, outside: Outside) -> bool:
    assert isinstance(event, MessageWritten)
    if not event.text.strip():
        return False
    ask = asked_of(event.group_id, event.from_id, outside.clock.now(), store=outside.store)
    if ask is None or ask.wanted in ABOUT_QUESTIONS:
        return False
    try:
        said = _understand(event, ask, outside)
    except DomainError as error:
        said = in_full(error)
    outside.answers.send(event.group_id, event.peer_id, said, event.random_id("discussion"))
    return True


def _understand(event: MessageWritten, ask: Ask, outside: Outside) -> str:
    """Does what an answer asks for; returns what the bot says to it."""
    leading = leading_by(event, event.from_id, ask.municipality_id, outside)
    match ask.wanted:
        case Wanted.OUTCOME:
            finish_discussion(ask.discussion_id, event.text, leading)
            said = "Спасибо! Итог отправлен в чаты домов, временный чат закроется."
        case Wanted.REASON:
            cancel_discussion(ask.discussion_id, event.text, leading)
            said = "Обсуждение отменено, жителям сообщили."
        case Wanted.TIME:
            zone = load_question_settings(ask.municipality_id, store=outside.store).time_zone
            moment = read_time(event.text, outside.clock.now(), zone)
            if moment is None:
                return _NOT_A_TIME
            if ask.question_id:
                after = schedule_discussion(Asked(ask.question_id, moment, STANDARD_MINUTES), leading)
            else:
                minutes = discussion_held_by(leading.rights, ask.discussion_id, store=outside.store).minutes
                after = move_discussion(ask.discussion_id, moment, minutes, MOVED, leading)
            said = f"Готово: {time_in_words(after, zone)}."
    answered(event.group_id, event.from_id, store=outside.store)
    return said


def _wants_chat(event: Event) -> bool:
    if not isinstance(event, MessageWritten) or event.is_private:
        return False
    if event.act is not None:
        return event.act.kind.is_arrival and event.act.member_id > 0
    return event.from_id > 0


def _take_chat(event: Event, outside: Outside) -> bool:
    assert isinstance(event, MessageWritten)
    if event.act is None and not outside.officials.may_be(event.from_id):
        # An ordinary message costs no look at its chat.
        return False
    official = outside.discussions.official(event.group_id, event.chat_id)
    if not official:
        return False
    who = event.act.member_id if event.act is not None else event.from_id
    if who != official and event.act is None:
        return False
    found = outside.discussions.discussion(event.group_id, event.chat_id)
    if found is None:
        return False
    if who == official:
        note_arrival(found.record, who, outside)
        if folded(event.text).startswith(_OUTCOME_WORD):
            _finish_by_word(event, found.record, outside)
            return True
    elif found.record.state is DiscussionState.PLANNED:
        _tell_early(event, found.record, outside)
    return False


def _finish_by_word(event: MessageWritten, discussion: Discussion, outside: Outside) -> None:
    outcome = event.text.strip()[len(_OUTCOME_WORD) :].strip()
    leading = leading_by(event, event.from_id, discussion.municipality_id, outside)
    try:
        finish_discussion(discussion.id, outcome, leading)
    except DomainError as error:
        outside.answers.send(event.group_id, event.peer_id, in_full(error), event.random_id("outcome"))


def _tell_early(event: MessageWritten, discussion: Discussion, outside: Outside) -> None:
    """Says when it begins, once in ten minutes however many come."""
    # By the time of their coming: VK can tell of it again an hour later.
    slot = int(event.written_at.timestamp() // 600)
    random_id = outside.answers.random_id(event.group_id, f"early {discussion.id} {slot}")
    text = early_text(discussion, zone_of(discussion, store=outside.store))
    outside.answers.send(event.group_id, event.peer_id, text, random_id)


DISCUSSION_WORDS = Conversation("discussion_words", _wants_words, _take_words)
DISCUSSION_CHATS = Conversation("discussion_chats", _wants_chat, _take_chat, is_repeatable=True)
