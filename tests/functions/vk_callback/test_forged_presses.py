"""Buttons whose payloads somebody made up: with ids of another municipality of the same community, and with whatever
else people can put there. VK hears `ok`, so that it goes on sending, and nothing of others is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from lib.broadcasts.acknowledging import ACKNOWLEDGE
from lib.chat_buttons import ChatAction
from lib.complaints import prompts
from lib.complaints import texts as complaints
from lib.complaints.complaint import Complaint, complaint_path
from lib.discussions import texts as discussions
from lib.discussions.discussion import Discussion, Place, discussion_path
from lib.discussions.rules import announced, begun
from lib.gateways.firestore.store import Create, Write
from lib.houses.house import AdministratorState, House, HouseState, house_id, house_path
from lib.moderation import wish
from lib.municipalities.registry import ensure_municipality
from lib.onboarding.buttons import Button
from lib.questions import making
from lib.questions import official_texts as officials
from lib.questions.ballot import SUPPORT_CHOICES, Ballot
from lib.questions.question import Official, Question, QuestionState, consistent, question_path
from lib.questions.texts import RANK, VERDICT, VOTE
from lib.services.leading import CHECK_SERVICE_BOTS
from tests.functions.vk_callback.conftest import Bot, LiveChat, eventually

FOREIGN = "foreignrecord0000001"
HOSTILE: tuple[Any, ...] = (
    *("", "a/b", "a/b/c", "__name__", "й" * 200, "\x00"),
    *(-1, 10**30, None, [["x"]], {"$ne": 1}),
)
_OF_OFFICIALS = tuple(officials._LABELS)
_OF_DISCUSSIONS = (
    *(discussions.COME, discussions.HAND, discussions.NEXT, discussions.EXTEND, discussions.FINISH),
    *(discussions.CANCEL, discussions.HERE, discussions.MOVE, discussions.TIME, officials.TALK),
)
_OF_COMPLAINTS = tuple(complaints._LABELS)


def payloads(town: str, house: str, moment: datetime) -> Iterator[dict[str, Any]]:
    """A payload of every kind of button that there is, about records of another municipality."""
    yield {"do": ACKNOWLEDGE, "broadcast": FOREIGN}
    yield from ({"do": kind, "q": FOREIGN, "c": 0, "n": 0} for kind in (VOTE, VERDICT, RANK))
    yield from ({"do": making.DO, "q": FOREIGN, "a": step.value, "v": "72"} for step in making.Step)
    yield from ({"do": officials.DO, "m": town, "q": FOREIGN, "a": act, "o": FOREIGN} for act in _OF_OFFICIALS)
    at = int(moment.timestamp())
    for act in _OF_DISCUSSIONS:
        yield {"do": discussions.DO, "m": town, "d": FOREIGN, "a": act, "t": at}
        yield {"do": discussions.DO, "m": town, "q": FOREIGN, "a": act, "t": at}
    yield from ({"do": complaints.DO, "m": town, "q": FOREIGN, "a": act, "o": FOREIGN} for act in _OF_COMPLAINTS)
    yield {"do": prompts.DO, "a": "join", "b": "x", "v": FOREIGN}
    yield {"do": wish.DO, "h": 77, "b": 1, "a": at, "m": 1, "t": "delete", "s": 0, "r": "spam"}
    yield from ({"do": button.value, "m": town, "h": house, "g": 1} for button in Button)
    yield {"do": CHECK_SERVICE_BOTS, "town": town, "house": house}
    yield from ({"do": action.value} for action in ChatAction)
    yield {"do": "something_from_next_year"}


class Forging:
    """Somebody with a live chat of their own, and a municipality beside theirs in the same community."""

    def __init__(self, bot: Bot) -> None:
        self.bot, self.now = bot, bot.clock.now()
        self.own: LiveChat = bot.house()
        self.who = self.own.join()
        # The coming is told on a thread of its own; what it enqueues is no press's doing.
        assert eventually(lambda: bot.queue.tasks)
        self.own.change(
            administrator_vk_id=self.who,
            administrator_name="Анна",
            administrator_state=AdministratorState.NAMED,
            administrator_generation=1,
        )
        self.town = ensure_municipality("Другой", "Область", bot.group_id, "г. Другой", store=bot.store).id
        self.house = house_id("другой дом")
        self._settle()
        self.writes: list[Write] = []
        commit = bot.store.commit

        def watching(writes: Sequence[Write]) -> list[datetime]:
            self.writes += writes
            return commit(writes)

        bot.store.commit = watching  # type: ignore[method-assign]
        self._presses = 0

    def press(self, payload: object, peer_id: int) -> None:
        """Presses, and looks at what became of it."""
        self._presses += 1
        before, tasks = len(self.writes), len(self.bot.queue.tasks)
        what = {
            "user_id": self.who,
            "peer_id": peer_id,
            "event_id": f"press{self._presses}",
            "payload": payload,
            "conversation_message_id": 1,
        }
        assert self.bot.tell("message_event", what, event_id=f"e{self._presses}") == ("ok", 200, {}), payload
        changed = [write.path for write in self.writes[before:] if not write.path.startswith("events/")]
        assert not [path for path in changed if self.town in path or FOREIGN in path], (payload, changed)
        assert len(self.bot.queue.tasks) - tasks <= 1, payload

    def _settle(self) -> None:
        """What lies in the other municipality: a house, a question with an open vote, a complaint, a discussion."""
        bot, now, path = self.bot, self.now, self.town
        address = "г. Другой, ул. Ленина, д. 1"
        house = House(self.house, address, "k", "Другой", bot.group_id, "", "", now, state=HouseState.LIVE)
        house = replace(house, chat_id=77, administrator_vk_id=1, administrator_generation=1)
        ballot = Ballot(SUPPORT_CHOICES, now, now + timedelta(days=3), counts=(0, 0), members=10)
        question = Question(
            FOREIGN, path, bot.group_id, self.house, "Другой", address, "", 77, "Лифт?", now, 1, ballot=ballot
        )
        question = replace(question, state=QuestionState.VOTING)
        complaint = Complaint(FOREIGN, 1, path, bot.group_id, self.house, address, "s", "Лифт", "Стоит", (), 1, now)
        official = Official(1, "Олег", "инженер", "", "Уют")
        places = (Place(self.house, address, 77, FOREIGN),)
        starts = now + timedelta(hours=2)
        draft = Discussion(
            FOREIGN, path, bot.group_id, FOREIGN, "Лифт", "Лифт?", official, places, (), starts,
            starts + timedelta(hours=1), now,
        )  # fmt: skip
        bot.store.commit(
            [
                Create(house_path(path, self.house), house),
                Create(question_path(path, FOREIGN), consistent(question)),
                Create(complaint_path(path, FOREIGN), complaint),
                Create(discussion_path(path, FOREIGN), announced(begun(draft, now), 900, "https://vk.me/join/x", now)),
            ]
        )


def test_a_payload_about_another_municipality_changes_nothing_there(bot: Bot) -> None:
    forging = Forging(bot)
    for payload in payloads(forging.town, forging.house, forging.now + timedelta(days=1)):
        for peer_id in (forging.own.peer_id, forging.who):
            forging.press(payload, peer_id)


def test_whatever_a_payload_holds_vk_hears_ok_and_nothing_breaks(bot: Bot) -> None:
    forging = Forging(bot)
    own = bot.municipality_id
    seen: set[tuple[object, ...]] = set()
    for payload in payloads(own, forging.own.house.id, forging.now):
        # The acts of one kind read their fields alike.
        kind = (payload["do"], tuple(payload)) if payload["do"] not in set(Button) else "lead"
        if kind in seen:
            continue
        seen.add(kind)  # type: ignore[arg-type]
        for field in payload:
            for value in HOSTILE:
                forging.press({**payload, field: value}, forging.own.peer_id if "n" in payload else forging.who)
    for value in HOSTILE:
        forging.press(value, forging.own.peer_id)


def test_every_kind_of_button_is_forged() -> None:
    """Whoever makes a new kind of button adds its payload above."""
    now = datetime.fromisoformat("2026-11-23T12:00:00+00:00")
    forged = {payload["do"] for payload in payloads("m", "h", now)}
    assert forged >= {discussions.DO, complaints.DO, prompts.DO, wish.DO, making.DO, officials.DO, *Button, *ChatAction}


@pytest.mark.parametrize("text", ["[" * 200, '{"do":' * 40, '{"do": "lead_agree"', "null", '"x"', "1e999"])
def test_a_text_buttons_payload_that_is_no_json_is_none(bot: Bot, text: str) -> None:
    message = {"peer_id": 5, "from_id": 5, "date": 1_790_000_000, "text": "привет", "payload": text}
    assert bot.tell("message_new", {"message": message}) == ("ok", 200, {})


def test_what_another_bot_writes_is_answered_by_nobody(bot: Bot) -> None:
    """Two bots that answer each other would never stop."""
    chat = bot.house()
    words = ("Жалоба", "Помощь", "вопрос", "вопросы", "Модерация", "/журнал", "Правила чата", "итог: готово", "привет")
    for number, text in enumerate(words, start=1):
        for peer_id in (chat.peer_id, -77):
            message = {
                "peer_id": peer_id,
                "from_id": -77,
                "date": int(bot.clock.now().timestamp()),
                "conversation_message_id": 100 + number,
                "text": text,
            }
            assert bot.tell("message_new", {"message": message}, event_id=f"{peer_id}-{number}") == ("ok", 200, {})
    assert chat.said == []
    assert bot.queue.tasks == []
