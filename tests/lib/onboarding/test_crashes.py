"""The worker, and the door of VK's events, die before and after each thing that they ask of the world outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lib.gateways.vk.client import VkClient
from lib.houses.house import AdministratorState, House, OnboardingState
from lib.onboarding.onboarding import Errand, SmsState
from lib.onboarding.sweep import OVERDUE_AFTER, sweep_onboardings
from tests.killer import Killer, WorkerDied
from tests.lib.onboarding.stage import Stage, path_of

PHONE = "+79220000001"


def live_through(stage: Stage, killer: Killer) -> None:
    """Events and tasks until nothing happens any more; what died comes again, as VK and Cloud Tasks bring it."""
    for _ in range(10):
        before = len(stage.events)
        stage.hear(0)
        for event in stage.events[before:]:
            survive(stage, killer, lambda event=event: stage.take_in(event))  # type: ignore[misc]
        while due := [task for task in stage.queue.tasks if stage.is_due(task)]:
            stage.queue.tasks.remove(due[0])
            survive(stage, killer, lambda task=due[0]: stage.do(task))  # type: ignore[misc]
        if len(stage.events) == before:
            return


def survive(stage: Stage, killer: Killer, do: Callable[[], None]) -> None:
    killer.watches = True
    try:
        do()
    except WorkerDied:
        killer.watches = False
        # Longer than the lease; then it comes again.
        stage.clock.move(seconds=60)
        do()
    finally:
        killer.watches = False


def story(stage: Stage, killer: Killer) -> tuple[House, int]:
    """From the naming to the end of the three steps."""
    nina = stage.person(consents=True)
    house = stage.house(administrator_vk_id=nina, administrator_name="Нина Петровна", apartments=20)
    live_through(stage, killer)
    stage.join(house, nina)
    live_through(stage, killer)
    stage.write(nina, "Дальше")
    live_through(stage, killer)
    stage.write(nina, "Дальше")
    live_through(stage, killer)
    for number in range(3):
        stage.join(house, stage.person(f"Житель{number}"))
    live_through(stage, killer)
    stage.clock.move(minutes=1)
    live_through(stage, killer)
    # What was lost between a commit and a task, the sweep finds.
    stage.clock.move(seconds=OVERDUE_AFTER.total_seconds() + 60)
    sweep_onboardings(stage.outside)
    live_through(stage, killer)
    return house, nina


def assert_told_once(stage: Stage, house: House, nina: int) -> None:
    beginnings = [text.split(".")[0].split("!")[0].split(",")[0][:24] for text in stage.said(nina)]
    assert beginnings == [
        "Здравствуйте",
        "Вы в чате",
        "Соседи",
        "Шаг 3 из 3",
        "Спасибо",
        "Отличная новость: 4 из 20"[:24],
    ]
    greetings = [each for each in stage.chat(house) if "Администратор этого чата" in each["text"]]
    assert len(greetings) == 1
    now = stage.now(house)
    assert (now.onboarding, now.administrator_state) == (OnboardingState.LIVE, AdministratorState.JOINED)
    assert {todo.errand for todo in stage.onboarding(house).todo} <= {Errand.PROGRESS}


@pytest.mark.parametrize("kills_after", [False, True], ids=["before", "after"])
def test_whenever_the_worker_dies_everything_is_said_once_and_nothing_is_forgotten(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, kills_after: bool
) -> None:
    killer = Killer(monkeypatch)
    for _ in killer.deaths(every=3, after=kills_after):
        assert_told_once(stage, *story(stage, killer))
    assert killer.calls > 35


@pytest.mark.parametrize("kills_after", [False, True], ids=["before", "after"])
def test_whenever_the_worker_dies_nobody_gets_two_sms(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, kills_after: bool
) -> None:
    killer = Killer(monkeypatch)
    for kills_at in killer.deaths(after=kills_after):
        phone = f"+7922{kills_at:07}"
        house = stage.house(administrator_phone=phone)
        live_through(stage, killer)
        sent = [sms for sms in stage.sms() if sms["to"] == phone.removeprefix("+")]
        seen = stage.onboarding(house)
        assert len(sent) <= 1
        if seen.sms is SmsState.SENT:
            assert (seen.state, len(sent)) == (OnboardingState.INVITED, 1)
        else:
            assert (seen.sms, seen.reason) == (SmsState.UNKNOWN, "sms_outcome_unknown")
        assert [todo for todo in seen.todo if todo.errand is Errand.SMS] == []
    assert killer.calls > 5


def test_a_message_whose_answer_was_lost_is_looked_for_once_vk_has_forgotten_its_key(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    nina = stage.person(consents=True)
    house = stage.house(administrator_vk_id=nina)
    (task,) = stage.queue.tasks
    killer = Killer(monkeypatch)
    # The lease is written, then VK is asked.
    killer.watches, killer.kills_at, killer.kills_after = True, 1, True
    with pytest.raises(WorkerDied):
        stage.do(task)
    killer.watches = False
    assert len(stage.said(nina)) == 1
    assert stage.now(house).onboarding is OnboardingState.NOT_REACHED
    # VK has forgotten the key.
    stage.vk.post("/sim/clock", {"offset_s": 2 * 3600})
    stage.clock.move(hours=2)
    stage.go_on()
    stage.vk.post("/sim/clock", {"offset_s": 0})
    assert len(stage.said(nina)) == 1
    assert stage.now(house).onboarding is OnboardingState.INVITED


def test_while_vk_fails_the_bot_tries_later_and_later_and_then_leaves_it_to_the_employee(stage: Stage) -> None:
    nina = stage.person(consents=True)
    house = stage.house(administrator_vk_id=nina)
    stage.vk.post("/sim/faults", {"method": "messages.send", "error_code": 10})
    stage.later(hours=1)
    for _ in range(60):
        stage.later(minutes=1)
    assert stage.onboarding(house).reason == "vk_not_answering"
    stage.vk.delete("/sim/faults")
    from lib.onboarding.rules import sent_again

    assert sent_again(stage.onboarding(house), "token", stage.clock.now()).todo


def test_a_community_that_vk_lets_rest_goes_on_by_itself(stage: Stage) -> None:
    nina = stage.person(consents=True)
    house = stage.house(administrator_vk_id=nina)
    stage.vk.post("/sim/faults", {"method": "messages.send", "error_code": 9, "count": 1})
    stage.go_on()
    assert stage.said(nina) == []
    stage.later(minutes=1)
    assert len(stage.said(nina)) == 1
    assert stage.now(house).onboarding is OnboardingState.INVITED


def test_tasks_that_come_thrice_and_at_once_change_nothing(stage: Stage) -> None:
    nina = stage.person(consents=True)
    stage.house(administrator_vk_id=nina)
    stage.queue.tasks *= 3
    stage.go_on()
    assert len(stage.said(nina)) == 1
    assert len([task for task in stage.queue.tasks if path_of(task) == "onboardings"]) <= 1


def test_a_house_held_by_another_worker_is_left_to_it(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    nina = stage.person(consents=True)
    stage.house(administrator_vk_id=nina)
    (task,) = stage.queue.tasks
    call = VkClient.call_raw
    seconds: list[int] = []

    def second_worker(*given: Any, **named: Any) -> Any:
        if not seconds:
            seconds.append(1)
            stage.do(task)
        return call(*given, **named)

    monkeypatch.setattr(VkClient, "call_raw", second_worker)
    stage.go_on()
    assert seconds
    assert len(stage.said(nina)) == 1


def test_who_is_replaced_while_the_bot_writes_is_led_no_further(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    nina, oleg = stage.person(consents=True), stage.person("Олег", consents=True)
    house = stage.house(administrator_vk_id=nina)
    call = VkClient.call_raw
    seen: list[int] = []

    def replaced(*given: Any, **named: Any) -> Any:
        if not seen:
            seen.append(1)
            stage.name(house, oleg)
        return call(*given, **named)

    monkeypatch.setattr(VkClient, "call_raw", replaced)
    stage.go_on()
    now = stage.now(house)
    assert (now.administrator_vk_id, now.onboarding) == (oleg, OnboardingState.INVITED)
    assert len(stage.said(oleg)) == 1
