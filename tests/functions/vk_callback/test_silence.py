"""A community whose events stay away while people write in it is told of, though its neighbours' come."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from lib.communities.community import Community, community_path
from lib.events.heard import NOTED_EVERY, Heard, HeardNotes, heard_path
from lib.gateways.firestore.store import Create, Put
from lib.gateways.vk.connect import VkClients
from lib.upkeep.sweep import sweep_chats
from tests.functions.vk_callback.conftest import Bot


@pytest.fixture
def silent(bot: Bot) -> Bot:
    """A neighbour of whose events VK tells no more. Both were heard a while before what people write in a test: that is
    written at VK's own time, and looked at three quarters of an hour later.
    """
    community = bot.vk.community(name="Соседний город")
    tokens = {bot.group_id: bot.token, community.group_id: community.token}
    outside = msgspec.structs.replace(bot.outside, vk=VkClients(bot.vk.url, tokens, timeout_s=30))
    bot.store.commit([Create(community_path(community.group_id), Community(community.group_id, "Соседний город"))])
    for group_id in tokens:
        bot.store.commit([Put(heard_path(group_id), Heard(datetime.now(UTC) - timedelta(minutes=20)))])
    bot.clock.time = datetime.now(UTC) + timedelta(minutes=45)
    return dataclasses.replace(bot, group_id=community.group_id, token=community.token, outside=outside)


def people_write(bot: Bot, times: int = 3, house: int = 1) -> None:
    chat = bot.house(house)
    anna = chat.join()
    for number in range(times - 1):
        chat.write(anna, f"Сообщение {number}")
    bot.vk.act(anna, "write", group_id=bot.group_id, text="Здравствуйте")


def told(bot: Bot, capsys: pytest.CaptureFixture[str]) -> list[tuple[int, int]]:
    """The communities that the sweep's next look calls silent, and how many messages it missed in each."""
    capsys.readouterr()
    sweep_chats(bot.worker)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    alerts = [line for line in lines if line["message"] == "callbacks_silent"]
    assert all(line["severity"] == "ALERT" for line in alerts)
    return [(line["group_id"], line["unheard"]) for line in alerts]


def heard_at(bot: Bot) -> datetime:
    found = bot.store.get(heard_path(bot.group_id), Heard)
    assert found is not None
    return found.record.at


def test_one_silent_community_beside_others_that_are_heard_is_told_of(
    bot: Bot, silent: Bot, capsys: pytest.CaptureFixture[str]
) -> None:
    people_write(bot)
    people_write(silent, house=2)
    bot.store.commit([Put(heard_path(bot.group_id), Heard(datetime.now(UTC) + timedelta(minutes=1)))])
    assert told(silent, capsys) == [(silent.group_id, 3)]
    silent.clock.move(minutes=59)
    assert told(silent, capsys) == [], "VK is asked once an hour"
    silent.clock.move(minutes=1)
    assert told(silent, capsys) == [(silent.group_id, 3)], "it goes on telling"
    silent.clock.move(hours=1)
    HeardNotes(silent.store, silent.clock).note(silent.group_id)
    assert told(silent, capsys) == [], "it came back"


def test_a_quiet_night_is_no_silence_and_the_communitys_own_words_are_no_events(
    silent: Bot, capsys: pytest.CaptureFixture[str]
) -> None:
    chat = silent.house()
    chat.join()
    chat.join("Борис")
    chat.join("Вера")
    for number in range(5):
        silent.outside.vk.of(silent.group_id).call(
            "messages.send", peer_ids=[chat.peer_id], random_id=100 + number, message="Воды не будет"
        )
    assert told(silent, capsys) == []


def test_a_message_or_two_that_vk_lost_are_no_silence(silent: Bot, capsys: pytest.CaptureFixture[str]) -> None:
    people_write(silent, times=2)
    assert told(silent, capsys) == []


def test_only_what_was_written_since_is_missed_in_a_chat_that_goes_on(
    silent: Bot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    silent.house()
    now = silent.clock.now()
    before, since, late = (int((now - timedelta(minutes=minutes)).timestamp()) for minutes in (120, 40, 1))
    answers = [[[(2_000_000_001, late)]], [[(5, late, None), (5, since, None), *[(5, before, None)] * 5]]]
    monkeypatch.setattr("lib.upkeep.silence.execute_columns", lambda *_: answers.pop(0))
    assert told(silent, capsys) == []
    assert answers == []


def test_what_may_yet_come_is_waited_for(silent: Bot, capsys: pytest.CaptureFixture[str]) -> None:
    people_write(silent)
    silent.clock.move(minutes=-20)
    assert told(silent, capsys) == []


def test_what_was_written_before_anybody_listened_is_not_missed(
    silent: Bot, capsys: pytest.CaptureFixture[str]
) -> None:
    people_write(silent)
    silent.store.commit([Put(heard_path(silent.group_id), Heard(datetime.now(UTC)))])
    assert told(silent, capsys) == []


def test_where_nothing_was_ever_heard_it_is_listened_from_the_first_look_on(
    bot: Bot, capsys: pytest.CaptureFixture[str]
) -> None:
    bot.house()
    assert told(bot, capsys) == []
    assert heard_at(bot) == bot.clock.now()


def test_a_community_that_is_heard_costs_its_sweep_one_read_and_no_request(bot: Bot) -> None:
    bot.house()
    bot.outside.heard.note(bot.group_id)
    before = bot.vk.calls("execute", bot.group_id)
    sweep_chats(bot.worker)
    assert bot.vk.calls("execute", bot.group_id) - before == 1


def test_an_event_is_noted_once_in_ten_minutes_and_a_forged_one_never(bot: Bot) -> None:
    began_at = bot.clock.now()
    message = {"peer_id": 2_000_000_001, "from_id": -5, "date": int(began_at.timestamp()), "conversation_message_id": 7}
    bot.tell("message_new", {"message": message}, secret="wrong")
    assert bot.store.get(heard_path(bot.group_id), Heard) is None
    for minutes in (0, 3, 6):
        bot.clock.time = began_at + timedelta(minutes=minutes)
        assert bot.tell("message_new", {"message": message}) == ("ok", 200, {})
        assert heard_at(bot) == began_at
    bot.clock.time = began_at + NOTED_EVERY
    bot.tell("message_new", {"message": message})
    assert heard_at(bot) == began_at + NOTED_EVERY


def test_what_firestore_did_not_take_is_noted_with_the_next_event(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = HeardNotes(bot.store, bot.clock)
    with monkeypatch.context() as patch:
        patch.setattr(type(bot.store), "commit", _fails)
        with pytest.raises(ConnectionError):
            notes.note(bot.group_id)
    notes.note(bot.group_id)
    assert heard_at(bot) == bot.clock.now()


def _fails(*_: object) -> None:
    raise ConnectionError
