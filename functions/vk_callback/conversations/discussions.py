"""Buttons of discussions: in the houses' chats, in the temporary ones, in private."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from msgspec import Struct

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.conversations.acting import in_full, name_of, rights_of
from functions.vk_callback.conversations.leading_discussions import MOVED, leading_by
from functions.vk_callback.conversations.pressing import asked_for, say_to_presser
from functions.vk_callback.outside import Outside
from lib.discussions.asking import Wanted, answered, ask_for
from lib.discussions.discussion import OVER, Discussion, DiscussionState, discussion_path
from lib.discussions.holding import (
    call_on_next,
    extend_discussion,
    hands_up,
    raise_hand,
    say_coming,
)
from lib.discussions.registry import discussion_held_by, zone_of
from lib.discussions.scheduling import (
    Asked,
    Leading,
    free_times,
    move_discussion,
    schedule_discussion,
)
from lib.discussions.texts import (
    CANCEL,
    COME,
    DO,
    EXTEND,
    FINISH,
    HAND,
    MOVE,
    NEXT,
    TIME,
    ask_outcome_text,
    time_in_words,
    times_keyboard,
)
from lib.discussions.times import STANDARD_MINUTES
from lib.errors import DomainError
from lib.events.event import ButtonPressed, Event
from lib.gateways.vk.errors import VkError
from lib.questions.official_texts import DO as OFFICIAL
from lib.questions.official_texts import TALK
from lib.questions.settings import load_question_settings
from lib.russian import counted

_ASK_TIME = "🗓 Когда вам удобно встретиться с жителями? Выберите время или напишите своё, например: 25.11 18:00."
_ASK_REASON = "Почему обсуждение не состоится? Напишите одним сообщением: причину увидят жители."
_WRITE_HERE = "Напишите здесь итог, начав сообщение со слова «Итог:»."
_LOOK_IN_PRIVATE = "Напишите итог мне в личные сообщения."
_NO_HANDS = "Поднятых рук пока нет."


class Said(Struct, frozen=True):
    """What a button says, understood; any part may be forged."""

    act: str
    municipality_id: str
    discussion_id: str = ""
    question_id: str = ""
    at: int = 0


def read_said(payload: object) -> Said | None:
    """The payload of a button; None where it is broken."""
    if not isinstance(payload, Mapping):
        return None
    act, municipality_id = payload.get("a"), payload.get("m")
    discussion_id, question_id, at = payload.get("d", ""), payload.get("q", ""), payload.get("t", 0)
    texts = (act, municipality_id, discussion_id, question_id)
    if not all(isinstance(each, str) for each in texts) or type(at) is not int or not 0 <= at < 2**35:
        return None
    said = Said(str(act), str(municipality_id), str(discussion_id), str(question_id), at)
    ids = (said.municipality_id, said.discussion_id, said.question_id)
    return said if all(not each or each.isalnum() for each in ids) and said.municipality_id else None


def _wants_press(event: Event) -> bool:
    if not isinstance(event, ButtonPressed):
        return False
    do = asked_for(event)
    return do == DO or (do == OFFICIAL and isinstance(event.payload, Mapping) and event.payload.get("a") == TALK)


def _take_press(event: Event, outside: Outside) -> bool:
    assert isinstance(event, ButtonPressed)
    said = read_said(event.payload)
    if said is None:
        return False
    try:
        answer = _do(event, said, outside)
    except DomainError as error:
        text = in_full(error)
        say_to_presser(event, text if len(text) <= 90 else error.explanation.title, outside)
        return True
    say_to_presser(event, answer, outside)
    return True


def _do(event: ButtonPressed, said: Said, outside: Outside) -> str:
    """Does what a button asks for; returns what its snackbar says."""
    if said.act == TALK:
        return _offer_times(event, said, outside)
    if said.act == TIME and said.question_id:
        return _schedule(event, said, outside)
    found = outside.store.get(discussion_path(said.municipality_id, said.discussion_id or "-"), Discussion)
    if found is None or found.record.group_id != event.group_id:
        raise DomainError("discussion_unknown")
    acts: Mapping[str, Callable[[ButtonPressed, Discussion, Outside], str]] = {
        COME: _come,
        HAND: _raise,
        NEXT: _next,
        EXTEND: _extend,
        FINISH: _finish,
        MOVE: _move,
        CANCEL: _cancel,
    }
    if said.act == TIME:
        return _take_time(event, said, found.record, outside)
    if said.act not in acts:
        raise DomainError("discussion_unknown")
    return acts[said.act](event, found.record, outside)


def _come(event: ButtonPressed, discussion: Discussion, outside: Outside) -> str:
    if event.is_private or event.chat_id not in {place.chat_id for place in discussion.places}:
        raise DomainError("discussion_unknown")
    coming = say_coming(discussion, event.user_id, outside)
    return f"Ждём вас! Придут уже {counted(coming, 'человек', 'человека', 'человек')}."


def _raise(event: ButtonPressed, discussion: Discussion, outside: Outside) -> str:
    if event.is_private or event.chat_id != discussion.chat_id:
        raise DomainError("discussion_unknown")
    if discussion.state is DiscussionState.PLANNED:
        return "Обсуждение ещё не началось: поднять руку можно будет в начале."
    return f"Вы в очереди. Ваше место: {raise_hand(discussion, event.user_id, outside)}."


def _next(event: ButtonPressed, discussion: Discussion, outside: Outside) -> str:
    _may_keep_order(event, discussion, outside)
    for vk_id in hands_up(discussion, store=outside.store, most=3):
        name = name_of(event.group_id, vk_id, "", outside)
        if call_on_next(discussion, vk_id, name, outside):
            return f"Слово — {name}."[:90]
    return _NO_HANDS


def _may_keep_order(event: ButtonPressed, discussion: Discussion, outside: Outside) -> None:
    """The official, staff, and the administrators of the houses that take part.

    Raises:
        DomainError: `forbidden`.
    """
    if event.user_id in {discussion.official.vk_id, *(place.administrator_vk_id for place in discussion.places)}:
        return
    rights = rights_of(event.group_id, discussion.municipality_id, event.user_id, outside)
    if not rights.works_with_all_houses:
        raise DomainError("forbidden")


def _extend(event: ButtonPressed, discussion: Discussion, outside: Outside) -> str:
    after = extend_discussion(discussion.id, leading_by(event, event.user_id, discussion.municipality_id, outside))
    return f"Продлили: {time_in_words(after, zone_of(after, store=outside.store))}."


def _finish(event: ButtonPressed, discussion: Discussion, outside: Outside) -> str:
    leading = leading_by(event, event.user_id, discussion.municipality_id, outside)
    discussion_held_by(leading.rights, discussion.id, store=outside.store)
    if discussion.outcome or discussion.state is DiscussionState.PREPARING:
        raise DomainError("discussion_state")
    _ask(Wanted.OUTCOME, event, discussion.municipality_id, outside, discussion_id=discussion.id)
    try:
        _say_in_private(event, ask_outcome_text(discussion), outside)
    except VkError:
        # They let nobody write to them.
        return _WRITE_HERE
    return _LOOK_IN_PRIVATE


def _cancel(event: ButtonPressed, discussion: Discussion, outside: Outside) -> str:
    leading = leading_by(event, event.user_id, discussion.municipality_id, outside)
    discussion_held_by(leading.rights, discussion.id, store=outside.store)
    if discussion.state in OVER:
        raise DomainError("discussion_state")
    _ask(Wanted.REASON, event, discussion.municipality_id, outside, discussion_id=discussion.id)
    _say_in_private(event, _ASK_REASON, outside)
    return "Напишите причину."


def _move(event: ButtonPressed, discussion: Discussion, outside: Outside) -> str:
    leading = leading_by(event, event.user_id, discussion.municipality_id, outside)
    discussion_held_by(leading.rights, discussion.id, store=outside.store)
    if discussion.state in OVER and discussion.question_id:
        # The one before is over: the question gets another.
        about: dict[str, object] = {"q": discussion.question_id}
        _ask(Wanted.TIME, event, discussion.municipality_id, outside, question_id=discussion.question_id)
    else:
        about = {"d": discussion.id}
        _ask(Wanted.TIME, event, discussion.municipality_id, outside, discussion_id=discussion.id)
    _send_times(event, discussion.municipality_id, about, leading, outside)
    return "Выберите время."


def _take_time(event: ButtonPressed, said: Said, discussion: Discussion, outside: Outside) -> str:
    leading = leading_by(event, event.user_id, discussion.municipality_id, outside)
    after = move_discussion(discussion.id, _moment(said.at), discussion.minutes, MOVED, leading)
    answered(event.group_id, event.user_id, store=outside.store)
    return f"Перенесли: {time_in_words(after, zone_of(after, store=outside.store))}."


def _offer_times(event: ButtonPressed, said: Said, outside: Outside) -> str:
    leading = leading_by(event, event.user_id, said.municipality_id, outside)
    _ask(Wanted.TIME, event, said.municipality_id, outside, question_id=said.question_id)
    _send_times(event, said.municipality_id, {"q": said.question_id}, leading, outside)
    return "Выберите время."


def _schedule(event: ButtonPressed, said: Said, outside: Outside) -> str:
    leading = leading_by(event, event.user_id, said.municipality_id, outside)
    asked = Asked(said.question_id, _moment(said.at), STANDARD_MINUTES)
    after = schedule_discussion(asked, leading)
    answered(event.group_id, event.user_id, store=outside.store)
    return f"Назначено: {time_in_words(after, zone_of(after, store=outside.store))}. Чат создаётся."


def _send_times(
    event: ButtonPressed, municipality_id: str, about: Mapping[str, object], leading: Leading, outside: Outside
) -> None:
    zone = load_question_settings(municipality_id, store=outside.store).time_zone
    keyboard = times_keyboard(free_times(leading), zone, municipality_id, about)
    _say_in_private(event, _ASK_TIME, outside, keyboard)


def _ask(
    wanted: Wanted,
    event: ButtonPressed,
    municipality_id: str,
    outside: Outside,
    *,
    discussion_id: str = "",
    question_id: str = "",
) -> None:
    ask_for(
        wanted,
        event.group_id,
        event.user_id,
        municipality_id,
        outside.clock.now(),
        store=outside.store,
        discussion_id=discussion_id,
        question_id=question_id,
    )


def _say_in_private(
    event: ButtonPressed, text: str, outside: Outside, keyboard: Mapping[str, object] | None = None
) -> None:
    outside.answers.send(event.group_id, event.user_id, text, event.random_id("discussion"), keyboard=keyboard)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


DISCUSSION_PRESSES = Conversation("discussion_presses", _wants_press, _take_press)
