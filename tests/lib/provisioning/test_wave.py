from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from lib.gateways.vk.errors import VkError, VkOutcomeUnknown
from lib.provisioning.wave import (
    LONGEST_WAIT,
    MOST_TRIES,
    Step,
    Wave,
    WaveHouse,
    climbed,
    refused,
    wait_before_next_attempt,
    with_houses,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CREATING = WaveHouse("h1", "ул. Ленина, 1", "г. Екатеринбург, ул. Ленина, д. 1", "", 7, NOW, Step.CREATING)
LINKED = replace(CREATING, step=Step.LINKED, chat_id=5, invite_link="https://vk.me/join/x")


def wave_of(*houses: WaveHouse) -> Wave:
    return Wave("w1", "m1", 220000001, "i1", NOW, houses)


@pytest.mark.parametrize("code", [1, 10, 12345])
def test_a_chat_that_vk_may_have_created_stays_creating_so_that_it_is_looked_for(code: int) -> None:
    after = refused(CREATING, VkError(code, "messages.createChat"), NOW)
    assert (after.step, after.tries) == (Step.CREATING, 1)


def test_a_request_without_an_answer_leaves_the_house_creating() -> None:
    assert refused(CREATING, VkOutcomeUnknown("timeout"), NOW).step is Step.CREATING


def test_a_chat_that_vk_refused_for_haste_waits_again() -> None:
    after = refused(CREATING, VkError(6, "messages.createChat"), NOW)
    assert (after.step, after.tries) == (Step.WAITING, 1)


@pytest.mark.parametrize("code", [9, 14, 29, 5, 27])
def test_a_chat_that_vk_surely_did_not_create_waits_again_and_loses_no_try(code: int) -> None:
    after = refused(CREATING, VkError(code, "messages.createChat"), NOW)
    assert (after.step, after.tries) == (Step.WAITING, 0)


@pytest.mark.parametrize(
    ("code", "failure"), [(917, "chat_unreachable"), (925, "chat_unreachable"), (100, "chat_refused")]
)
def test_a_houses_own_error_fails_that_house_with_the_reason(code: int, failure: str) -> None:
    after = refused(LINKED, VkError(code, "messages.send"), NOW)
    assert (after.step, after.failure, after.failure_vk_code) == (Step.FAILED, failure, code)
    assert after.chat_id == LINKED.chat_id


def test_a_house_that_vk_keeps_failing_is_reported_in_the_end() -> None:
    house = LINKED
    for _ in range(MOST_TRIES):
        assert house.step is Step.LINKED
        house = refused(house, VkError(10, "messages.send"), NOW)
    assert (house.step, house.failure) == (Step.FAILED, "vk_not_answering")


def test_climbing_forgets_the_failures_of_the_step_below() -> None:
    after = climbed(replace(CREATING, tries=3), Step.CREATED, NOW, chat_id=9)
    assert (after.step, after.chat_id, after.tries) == (Step.CREATED, 9, 0)


def test_a_wave_is_open_until_each_of_its_houses_is_live_or_failed() -> None:
    other = replace(CREATING, house_id="h2")
    wave = wave_of(CREATING, other)
    wave = with_houses(wave, {"h1": replace(CREATING, step=Step.LIVE)})
    assert (wave.is_open, wave.live, wave.failed) == (True, 1, 0)
    wave = with_houses(wave, {"h2": replace(other, step=Step.FAILED)})
    assert (wave.is_open, wave.live, wave.failed) == (False, 1, 1)


def test_waits_grow_with_failures_and_stay_bounded() -> None:
    waits = [wait_before_next_attempt(wave_of(replace(LINKED, tries=tries))) for tries in range(MOST_TRIES)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(seconds=1), LONGEST_WAIT)
