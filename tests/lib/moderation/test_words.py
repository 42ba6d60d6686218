from __future__ import annotations

import pytest

from lib.moderation.tools import REASONS, Tool, clean_reason, done_in_words
from lib.moderation.wish import Wish, payload_of, read_payload
from lib.moderation.words import Command, Request, read_command


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("Закрепить", Command(Tool.PIN)),
        ("закрепи!", Command(Tool.PIN)),
        ("Удалить реклама", Command(Tool.REMOVE, reason="реклама")),
        ("удалить за оскорбления", Command(Tool.REMOVE, reason="оскорбления")),
        ("Удалить флуд", Command(Tool.REMOVE, reason="флуд, не о делах дома")),
        ("заглушить", Command(Tool.MUTE)),
        ("заглушить на 2 часа оскорбления", Command(Tool.MUTE, 7200, "оскорбления")),
        ("мут 15 минут", Command(Tool.MUTE, 900)),
        ("мут час реклама", Command(Tool.MUTE, 3600, "реклама")),
        ("мут 9999 недель", Command(Tool.MUTE, 30 * 86400)),
        ("Вернуть голос", Command(Tool.UNMUTE)),
        ("исключить: мошенничество", Command(Tool.EXCLUDE, reason="мошенничество")),
        ("Модерация", Command(Request.MENU)),
        ("Журнал модерации", Command(Request.LOG)),
        ("!удалить продаёт щенков", Command(Tool.REMOVE, reason="продаёт щенков", is_addressed=True)),
        ("[club1|@chaty] Удалить реклама", Command(Tool.REMOVE, reason="реклама", is_addressed=True)),
        ("[club1|Чаты], модерация", Command(Request.MENU, is_addressed=True)),
    ],
)
def test_words_that_are_commands(text: str, command: Command) -> None:
    assert read_command(text) == command


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "!",
        "удалить бы этот шкаф из подвала",
        "закрепить надо перила во втором подъезде",
        "Удалил сам",
        "журнал",
        "исключить возможность затопления",
        "удалить " + "а" * 500,
        "[club1|",
        "час от часу не легче",
    ],
)
def test_ordinary_talk_is_no_command(text: str) -> None:
    assert read_command(text) is None


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("оскорбил [id5|Анну]", "оскорбил …"),
        ("это @anna и vk.com/anna, id777", "это … и … …"),
        ("  много\n строк ", "много строк"),
        ("а" * 500, "а" * 100),
    ],
)
def test_a_reason_names_nobody(reason: str, shown: str) -> None:
    assert clean_reason(reason) == shown


@pytest.mark.parametrize(
    ("seconds", "words"), [(900, "15 минут"), (3600, "1 час"), (7200, "2 часа"), (604800, "1 неделю")]
)
def test_a_mute_is_told_with_its_time(seconds: int, words: str) -> None:
    assert done_in_words(Tool.MUTE, seconds) == f"участнику запрещено писать на {words}"


def test_every_tool_has_its_reasons() -> None:
    assert set(REASONS) == set(Tool)


def test_a_payload_says_what_it_was_made_of() -> None:
    wish = Wish(5, 7, 1_790_000_000, 9, Tool.MUTE, 3600)
    assert read_payload(payload_of(wish)) == wish
    with_reason = read_payload(payload_of(wish, r="ads"))
    assert with_reason is not None
    assert with_reason.reason == "реклама"


@pytest.mark.parametrize(
    "forged",
    [
        None,
        {"do": "moderate", "h": "5"},
        {"do": "moderate", "h": -1},
        {"do": "moderate", "t": "delete_everything"},
        {"do": "moderate", "t": ["remove"]},
        {"do": "moderate", "t": "mute", "s": 10**12},
        {"do": "moderate", "t": "remove", "r": {"a": 1}},
        {"do": "moderate", "a": 10**400},
    ],
)
def test_a_forged_payload_is_no_wish(forged: object) -> None:
    assert read_payload(forged) is None
