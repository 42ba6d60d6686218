"""Who is believed, what VK is told, and that nothing is lost when something of ours fails."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import msgspec
import pytest
from google.api_core.exceptions import InvalidArgument, ServiceUnavailable
from msgspec.structs import replace

from functions.vk_callback.answering import answer
from functions.vk_callback.conversation import Conversation
from functions.vk_callback.outside import Outside
from lib.communities.callbacks import EVENT_TYPES, check_callback_server, register_callback_server
from lib.errors import DomainError
from lib.events.consents import Consent, consent_path
from lib.events.event import ButtonPressed, Event, MessageWritten
from lib.gateways.vk.errors import VkError
from tests.functions.vk_callback.conftest import SECRET, Bot, WaitingClock, eventually

FIRESTORE_DOWN: Exception = ServiceUnavailable("down")  # type: ignore[no-untyped-call]
NEVER_TAKEN: Exception = InvalidArgument("houses//movements")  # type: ignore[no-untyped-call]
MESSAGE: dict[str, Any] = {
    "message": {"peer_id": 2_000_000_001, "from_id": 7, "date": 1_790_000_000, "text": "здравствуйте"}
}


class Recorded:
    """A conversation that takes everything, and fails as often as it is told to."""

    def __init__(self, *failures: Exception) -> None:
        self.events: list[Event] = []
        self.failures = list(failures)

    def take(self, event: Event, outside: Outside) -> bool:
        if self.failures:
            raise self.failures.pop(0)
        self.events.append(event)
        return True

    @property
    def table(self) -> list[Conversation]:
        return [Conversation("recorded", lambda event: True, self.take)]


def test_vk_registers_the_server_and_sends_the_events_that_are_needed(bot: Bot) -> None:
    client = bot.outside.vk.of(bot.group_id)
    server = check_callback_server(bot.url, vk=client)
    assert server.works
    again = register_callback_server(bot.url, SECRET, vk=client, store=bot.store, clock=WaitingClock())
    assert again == server
    settings = client.call("groups.getCallbackSettings", group_id=bot.group_id, server_id=server.id)["events"]
    assert {name for name, is_on in settings.items() if is_on} == set(EVENT_TYPES)


def test_a_function_that_was_too_slow_the_first_time_is_confirmed_the_second(bot: Bot) -> None:
    client = bot.outside.vk.of(bot.group_id)
    code = client.call("groups.getCallbackConfirmationCode", group_id=bot.group_id)["code"]
    asked: list[int] = []

    class Waking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(503 if not asked else 200)
            self.send_response(asked[-1])
            self.end_headers()
            self.wfile.write(str(code).encode())

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with HTTPServer(("127.0.0.1", 0), Waking) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/"
        registered = register_callback_server(url, SECRET, vk=client, store=bot.store, clock=WaitingClock())
        server.shutdown()
    assert (registered.status, asked) == ("ok", [503, 200])


def test_an_event_type_that_somebody_switched_off_is_told_and_switched_on_again(bot: Bot) -> None:
    client = bot.outside.vk.of(bot.group_id)
    server = check_callback_server(bot.url, vk=client)
    client.call(
        "groups.setCallbackSettings",
        group_id=bot.group_id,
        server_id=server.id,
        api_version="5.199",
        message_event=0,
    )
    found = check_callback_server(bot.url, vk=client)
    assert (found.works, found.missing_events) == (False, ("message_event",))
    assert register_callback_server(bot.url, SECRET, vk=client, store=bot.store, clock=WaitingClock()).works


def test_an_address_that_does_not_answer_is_not_confirmed(bot: Bot) -> None:
    with pytest.raises(DomainError, match="callback_not_confirmed"):
        register_callback_server(
            "http://127.0.0.1:9/", SECRET, vk=bot.outside.vk.of(bot.group_id), store=bot.store, clock=WaitingClock()
        )


@pytest.mark.parametrize("secret", ["", "с" * 51])
def test_a_secret_that_vk_does_not_take_is_told_before_anything_is_changed(bot: Bot, secret: str) -> None:
    with pytest.raises(DomainError, match="callback_secret_unusable"):
        register_callback_server(
            "http://127.0.0.1:9/", secret, vk=bot.outside.vk.of(bot.group_id), store=bot.store, clock=bot.clock
        )


@pytest.mark.parametrize(
    "changed",
    [
        {"secret": "другой"},
        {"secret": ""},
        {"secret": None},
        {"group_id": 1},
        {"secret": "\udcff".encode("utf-8", "replace").decode()},
    ],
)
def test_a_foreign_secret_or_group_is_refused_and_reaches_nobody(bot: Bot, changed: dict[str, Any]) -> None:
    recorded = Recorded()
    bot.conversations = recorded.table
    said = bot.tell("message_new", MESSAGE, **changed)
    assert said[1] in {400, 403}
    assert said[0] not in {"ok", "remove"}
    assert recorded.events == []


def test_a_confirmation_needs_the_secret_too(bot: Bot) -> None:
    assert bot.tell("confirmation", {})[1] == 200
    assert bot.tell("confirmation", {}, secret="другой")[1] == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"type": 1, "group_id": 2}',
        b"\xff\xfe",
        b'{"type":"message_new"}',
        b'{"x": ' + b"[" * 90_000,
        b'{"type": "message_new", "group_id": 1, "object": ' + b'{"a":' * 90_000,
    ],
    ids=range(9),
)
def test_what_is_no_event_is_refused(bot: Bot, body: bytes) -> None:
    assert answer(body, bot.outside, bot.conversations)[1] == 400


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("message_new", {}),
        ("message_new", {"message": {"peer_id": "x"}}),
        ("message_new", {"message": {**MESSAGE["message"], "date": 10**30}}),
        ("message_event", {"user_id": 1}),
        ("message_allow", {"user_id": "я"}),
        ("wall_post_new", {"id": 1}),
        ("something_from_next_year", {"deep": [{"er": None}]}),
    ],
)
def test_what_is_of_no_use_or_not_understood_is_ok_so_that_vk_goes_on_sending(
    bot: Bot, capsys: pytest.CaptureFixture[str], kind: str, what: dict[str, Any]
) -> None:
    assert bot.tell(kind, what) == ("ok", 200, {})
    assert ("event_malformed" in capsys.readouterr().out) == (kind.startswith("message_"))


def test_a_payload_of_brackets_within_brackets_is_one_of_nothing(bot: Bot) -> None:
    recorded = Recorded()
    bot.conversations = recorded.table
    what = {"message": {**MESSAGE["message"], "payload": "[" * 90_000}}
    assert bot.tell("message_new", what) == ("ok", 200, {})
    (written,) = recorded.events
    assert isinstance(written, MessageWritten)
    assert written.payload is None


def test_an_event_that_comes_three_times_has_one_effect(bot: Bot) -> None:
    recorded = Recorded()
    bot.conversations = recorded.table
    for _ in range(3):
        assert bot.tell("message_new", MESSAGE, event_id="same") == ("ok", 200, {})
    assert len(recorded.events) == 1
    bot.tell("message_new", MESSAGE, event_id="other")
    assert len(recorded.events) == 2


@pytest.mark.parametrize(
    "failure",
    [
        FIRESTORE_DOWN,
        VkError(6, "messages.send"),
        VkError(9, "messages.send"),
        VkError(10, "messages.send"),
    ],
)
def test_what_fails_now_and_may_work_later_comes_again(bot: Bot, failure: Exception) -> None:
    recorded = Recorded(failure)
    bot.conversations = recorded.table
    text, status, headers = bot.tell("message_new", MESSAGE)
    assert (status, headers) == (503, {"Retry-After": "10"})
    assert text != "remove"
    assert bot.tell("message_new", MESSAGE) == ("ok", 200, {})
    assert len(recorded.events) == 1


def test_each_time_vk_is_asked_to_wait_longer_so_that_an_outage_of_minutes_loses_no_event(bot: Bot) -> None:
    recorded = Recorded(*[FIRESTORE_DOWN] * 7)
    bot.conversations = recorded.table
    event = {"type": "message_new", "group_id": bot.group_id, "event_id": "e", "secret": SECRET, "object": MESSAGE}
    body = msgspec.json.encode(event)
    said = [answer(body, bot.outside, recorded.table, repetition) for repetition in range(7)]
    assert [headers["Retry-After"] for _, _, headers in said] == ["10", "30", "120", "600", "1800", "1800", "1800"]


def test_what_firestore_never_takes_comes_again_and_somebody_is_told(
    bot: Bot, capsys: pytest.CaptureFixture[str]
) -> None:
    bot.conversations = Recorded(NEVER_TAKEN).table
    assert bot.tell("message_new", MESSAGE)[1] == 503
    assert '"ALERT", "message": "event_broke_us"' in capsys.readouterr().out


@pytest.mark.parametrize("failure", [VkError(917, "messages.send"), VkError(100, "x"), DomainError("house_unknown")])
def test_what_will_never_work_does_not_come_again(
    bot: Bot, capsys: pytest.CaptureFixture[str], failure: Exception
) -> None:
    bot.conversations = Recorded(failure).table
    assert bot.tell("message_new", MESSAGE) == ("ok", 200, {})
    assert "event_refused" in capsys.readouterr().out


def test_whoever_dies_between_the_effect_and_the_mark_is_told_again(bot: Bot) -> None:
    recorded = Recorded()
    bot.conversations = recorded.table

    alive = bot.outside

    class Dead(BaseException):
        pass

    class DyingStore:
        def __getattr__(self, name: str) -> Any:
            if name == "commit":
                raise Dead
            return getattr(alive.store, name)

    bot.outside = replace(alive, store=DyingStore())
    with pytest.raises(Dead):
        bot.tell("message_new", MESSAGE)
    bot.outside = alive
    bot.tell("message_new", MESSAGE)
    assert len(recorded.events) == 2, "the handler is asked again, and must be able to"
    bot.tell("message_new", MESSAGE)
    assert len(recorded.events) == 2


def test_vk_delivers_an_event_again_until_our_side_is_back(bot: Bot) -> None:
    recorded = Recorded(FIRESTORE_DOWN, FIRESTORE_DOWN)
    bot.conversations = recorded.table
    resident = bot.vk.user()
    bot.vk.act(resident, "write", group_id=bot.group_id, text="Здравствуйте")
    # The first answer was the confirmation code.
    assert eventually(lambda: [said[1] for said in bot.answers] == [200, 503, 503, 200])
    (event,) = recorded.events
    assert isinstance(event, MessageWritten)
    assert event.is_private
    assert event.from_id == resident


def test_duplicated_and_reordered_deliveries_have_one_effect_each(bot: Bot) -> None:
    recorded = Recorded()
    bot.conversations = recorded.table
    bot.vk.post("/sim/faults", callbacks="duplicate", rate=1.0, delay_ms=0)
    bot.vk.post("/sim/faults", callbacks="reorder", rate=1.0, delay_ms=300)
    resident = bot.vk.user()
    for number in range(10):
        bot.vk.act(resident, "write", group_id=bot.group_id, text=f"{number}")
    assert eventually(lambda: len(bot.answers) >= 21)
    texts = [event.text for event in recorded.events if isinstance(event, MessageWritten)]
    assert set(texts) == {str(number) for number in range(10)}


def test_peoples_words_reach_no_log(bot: Bot, capsys: pytest.CaptureFixture[str]) -> None:
    bot.conversations = Recorded(FIRESTORE_DOWN).table
    bot.tell("message_new", MESSAGE)
    bot.tell("message_new", {"message": {**MESSAGE["message"], "date": "здравствуйте"}})
    assert "здравствуйте" not in capsys.readouterr().out
    written = MessageWritten(1, "e", 2, 3, 4, bot.clock.now(), text="здравствуйте", payload="здравствуйте")
    assert "здравствуйте" not in repr([written, ButtonPressed(1, "e", 2, 3, "p", 4, {"a": "здравствуйте"})])


def test_consent_is_kept_and_the_latest_word_counts_in_whatever_order_it_comes(bot: Bot) -> None:
    resident = bot.vk.user()

    def consent() -> Consent | None:
        found = bot.store.get(consent_path(bot.group_id, resident), Consent)
        return found.record if found else None

    bot.vk.act(resident, "allow", group_id=bot.group_id)
    assert eventually(lambda: consent() is not None)
    bot.vk.act(resident, "deny", group_id=bot.group_id)
    assert eventually(lambda: (known := consent()) is not None and not known.allowed)
    bot.tell("message_allow", {"user_id": resident}, event_id="the first one, late")
    known = consent()
    assert known is not None
    assert not known.allowed, "VK was asked, since the record said otherwise"


def test_the_first_message_is_consent_and_carries_the_links_ref(bot: Bot) -> None:
    resident = bot.vk.user()
    bot.vk.act(resident, "write", group_id=bot.group_id, text="Начать", ref="admin-abc")

    def is_known() -> bool:
        found = bot.store.get(consent_path(bot.group_id, resident), Consent)
        return found is not None and found.record.allowed and found.record.ref == "admin-abc"

    assert eventually(is_known)
