"""From the naming to a house with residents, as people."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lib.houses.house import AdministratorState, House, HouseState, OnboardingState
from lib.provisioning.wave import Wave, waves_path
from tests.lib.onboarding.stage import PEER, Stage, labels

PHONE = "+79220000001"


def bring_in(stage: Stage, vk_id: int, times: int = 1) -> None:
    """A person in the chat does the other two steps."""
    stage.press(vk_id, "Текст отправлен, дальше")
    stage.go_on(times)
    stage.press(vk_id, "Плакаты висят, дальше")
    stage.go_on(times)


def residents_come(stage: Stage, house: object, count: int) -> None:
    for number in range(count):
        stage.join(house, stage.person(f"Житель{number}"))  # type: ignore[arg-type]


@pytest.mark.parametrize("times", [1, 3])
def test_an_administrator_with_consent_is_led_from_the_naming_to_a_living_house(stage: Stage, times: int) -> None:
    nina = stage.person(consents=True)
    house = stage.house(administrator_vk_id=nina, administrator_name="Нина Петровна")
    stage.go_on(times)
    assert stage.now(house).onboarding is OnboardingState.INVITED
    (invitation,) = stage.said(nina)
    assert house.invite_link in invitation
    assert labels(stage.dialog(nina)[-1]) == ["Вступить в чат", "Помощь", "Отказаться"]

    stage.join(house, nina)
    stage.go_on(times)
    now = stage.now(house)
    assert (now.onboarding, now.administrator_state) == (OnboardingState.JOINED, AdministratorState.JOINED)
    _, welcome, covering = stage.said(nina)
    assert "Шаг 2 из 3" in welcome
    assert "первый официальный чат" in covering
    assert house.invite_link in covering
    greetings = [each["text"] for each in stage.chat(house) if "Администратор этого чата" in each["text"]]
    assert greetings == [
        f"Администратор этого чата — [id{nina}|Нина Петровна]: позовёт соседей, будет следить за "
        "порядком и пригласит официальных представителей, когда понадобится их ответ."
    ]

    stage.press(nina, "Текст отправлен, дальше")
    stage.go_on(times)
    assert stage.now(house).onboarding is OnboardingState.BRINGING
    poster = stage.dialog(nina)[-1]
    (document,) = poster["attachments"]
    assert document["doc"]["ext"] == "pdf"
    assert stage.vk.sim.get(document["doc"]["url"]).content.startswith(b"%PDF")

    stage.press(nina, "Плакат на каждый подъезд")
    stage.go_on(times)
    assert stage.dialog(nina)[-1]["attachments"][0]["doc"]["size"] > 10_000
    stage.press(nina, "Плакаты висят, дальше")
    stage.go_on(times)
    assert "все три шага позади" in stage.said(nina)[-1]

    residents_come(stage, house, 19)
    stage.go_on(times)
    stage.later(seconds=30)
    now = stage.now(house)
    assert (now.onboarding, now.members_count) == (OnboardingState.LIVE, 20)
    assert "20 из 96 квартир в чате" in stage.said(nina)[-1]
    before = len(stage.said(nina))
    stage.later(days=1, minutes=1)
    assert stage.said(nina)[-1].startswith("20 из 96 квартир в чате")
    stage.later(days=6, minutes=1)
    assert len(stage.said(nina)) == before + 2
    stage.later(days=30)
    assert len(stage.said(nina)) == before + 2
    assert stage.onboarding(house).todo == ()


@pytest.mark.parametrize("times", [1, 3])
def test_an_administrator_without_consent_begins_by_the_personal_link(stage: Stage, times: int) -> None:
    nina = stage.person()
    house = stage.house(administrator_vk_id=nina, administrator_name="Нина Петровна")
    stage.go_on(times)
    seen = stage.onboarding(house)
    assert (seen.state, seen.reason) == (OnboardingState.NOT_REACHED, "no_consent")
    assert stage.dialog(nina) == []
    stage.write(nina, "Начать", ref=stage.ref(house))
    stage.go_on(times)
    assert stage.now(house).onboarding is OnboardingState.INVITED
    (invitation,) = stage.said(nina)
    assert "Шаг 1 из 3" in invitation
    stage.join(house, nina)
    stage.go_on(times)
    bring_in(stage, nina, times)
    residents_come(stage, house, 20)
    stage.go_on(times)
    stage.later(minutes=1)
    assert stage.now(house).onboarding is OnboardingState.LIVE
    assert stage.onboarding(house).token == ""


@pytest.mark.parametrize("times", [1, 3])
def test_an_administrator_known_by_phone_gets_an_sms_and_the_phone_goes_when_they_come(
    stage: Stage, times: int
) -> None:
    house = stage.house(administrator_phone=PHONE)
    stage.go_on(times)
    (sms,) = stage.sms()
    assert sms["to"] == PHONE.removeprefix("+")
    assert f"https://vk.me/chaty?ref={stage.ref(house)}" in sms["msg"]
    assert len(sms["msg"]) <= 2 * 67
    now = stage.now(house)
    assert (now.onboarding, now.administrator_phone) == (OnboardingState.INVITED, PHONE)

    olga = stage.person("Ольга")
    stage.write(olga, "Здравствуйте", ref=stage.ref(house))
    stage.go_on(times)
    now = stage.now(house)
    assert (now.administrator_vk_id, now.administrator_phone) == (olga, "")
    assert now.administrator_name == "Ольга Соседова"
    assert len(stage.said(olga)) == 1
    stage.join(house, olga)
    stage.go_on(times)
    bring_in(stage, olga, times)
    residents_come(stage, house, 20)
    stage.go_on(times)
    stage.later(minutes=1)
    assert stage.now(house).onboarding is OnboardingState.LIVE
    assert len(stage.sms()) == 1


def test_a_person_who_writes_anything_at_all_has_consented(stage: Stage) -> None:
    nina = stage.person()
    house = stage.house(administrator_vk_id=nina)
    stage.go_on()
    stage.write(nina, "Добрый день, а что это?")
    stage.go_on()
    assert stage.now(house).onboarding is OnboardingState.INVITED
    assert len(stage.said(nina)) == 1


def test_a_person_who_allows_messages_is_written_to(stage: Stage) -> None:
    nina = stage.person()
    house = stage.house(administrator_vk_id=nina)
    stage.go_on()
    stage.vk.act(nina, "allow", group_id=stage.group_id)
    stage.go_on()
    assert stage.now(house).onboarding is OnboardingState.INVITED


def test_who_joins_before_the_bot_can_write_is_asked_in_the_chat_to_write(stage: Stage) -> None:
    nina = stage.person()
    house = stage.house(administrator_vk_id=nina, administrator_name="Нина Петровна")
    stage.go_on()
    stage.join(house, nina)
    stage.go_on()
    assert stage.now(house).onboarding is OnboardingState.JOINED
    assert stage.dialog(nina) == []
    assert "https://vk.me/chaty" in stage.chat(house)[-1]["text"]
    stage.write(nina, "Привет")
    stage.go_on()
    welcome, covering = stage.said(nina)
    assert "Шаг 2 из 3" in welcome
    assert house.invite_link in covering


def test_who_is_in_the_chat_already_is_not_asked_to_join(stage: Stage) -> None:
    house = stage.house()
    nina = stage.person(consents=True)
    stage.join(house, nina)
    stage.go_on()
    stage.clock.move(hours=1)
    stage.name(house, nina)
    stage.go_on()
    assert stage.now(house).onboarding is OnboardingState.JOINED
    assert "Шаг 2 из 3" in stage.said(nina)[0]


def test_who_joined_before_anything_began_is_not_missed(stage: Stage) -> None:
    nina = stage.person(consents=True)
    house = stage.house(administrator_vk_id=nina)
    stage.join(house, nina)
    stage.hear()
    stage.go_on()
    assert stage.now(house).onboarding is OnboardingState.JOINED
    assert "Шаг 2 из 3" in stage.said(nina)[0]


def test_who_does_not_join_is_reminded_after_a_day_and_a_week_and_the_employee_sees_it(stage: Stage) -> None:
    from lib.onboarding.shown import next_move

    nina = stage.person(consents=True)
    house = stage.house(administrator_vk_id=nina)
    stage.go_on()
    assert next_move(stage.now(house), stage.onboarding(house), stage.clock.now()) == ""
    stage.later(days=1, minutes=1)
    assert "Напоминаю" in stage.said(nina)[-1]
    stage.later(days=3)
    assert "уже 4 дня" in next_move(stage.now(house), stage.onboarding(house), stage.clock.now())
    stage.later(days=3)
    stage.later(days=30)
    assert len(stage.said(nina)) == 3


def test_a_join_whose_event_was_lost_is_seen_before_anybody_is_reminded(stage: Stage) -> None:
    nina = stage.person(consents=True)
    house = stage.house(administrator_vk_id=nina)
    stage.go_on()
    stage.join(house, nina)
    stage.hear(0)
    stage.later(days=1, minutes=1)
    assert stage.now(house).onboarding is OnboardingState.JOINED
    assert not any("Напоминаю" in text for text in stage.said(nina))


def test_help_comes_at_any_point_by_a_button_and_by_a_word(stage: Stage) -> None:
    nina = stage.person(consents=True)
    house = stage.house(administrator_vk_id=nina)
    stage.go_on()
    stage.press(nina, "Помощь")
    stage.go_on(3)
    assert "Сначала вступите в чат" in stage.said(nina)[-1]
    assert len(stage.said(nina)) == 2
    stage.join(house, nina)
    stage.go_on()
    stage.write(nina, "Помощь!")
    stage.go_on(3)
    assert "1. Вступить в чат: сделано." in stage.said(nina)[-1]
    assert len(stage.said(nina)) == 5


def test_who_refuses_is_reported_and_may_change_their_mind(stage: Stage) -> None:
    nina = stage.person(consents=True)
    house = stage.house(administrator_vk_id=nina)
    stage.go_on()
    stage.press(nina, "Отказаться")
    stage.go_on(3)
    seen = stage.onboarding(house)
    assert (seen.state, seen.reason) == (OnboardingState.REFUSED, "administrator_refused")
    assert stage.now(house).onboarding is OnboardingState.REFUSED
    assert len(stage.said(nina)) == 2
    stage.later(days=8)
    assert len(stage.said(nina)) == 2
    stage.press(nina, "Я согласен помочь")
    stage.go_on(3)
    assert stage.now(house).onboarding is OnboardingState.INVITED
    assert "Шаг 1 из 3" in stage.said(nina)[-1]


def test_another_person_can_be_named_at_any_point(stage: Stage) -> None:
    nina, oleg = stage.person(consents=True), stage.person("Олег", consents=True)
    house = stage.house(administrator_vk_id=nina)
    stage.go_on()
    stage.join(house, nina)
    stage.go_on()
    stage.name(house, oleg)
    stage.go_on()
    assert "теперь другой человек" in stage.said(nina)[-1]
    now = stage.now(house)
    assert (now.onboarding, now.administrator_state) == (OnboardingState.INVITED, AdministratorState.NAMED)
    before = len(stage.said(nina))
    stage.press(nina, "Текст отправлен, дальше")
    stage.go_on()
    stage.later(days=8)
    assert stage.snackbars() == ["Эта кнопка не для вас."]
    assert len(stage.said(nina)) == before
    stage.join(house, oleg)
    stage.go_on()
    assert stage.now(house).administrator_state is AdministratorState.JOINED


def _unreached(stage: Stage, house: House, nina: int) -> None:
    stage.vk.act(nina, "deny", group_id=stage.group_id)


def _invited(stage: Stage, house: House, nina: int) -> None:
    stage.go_on()


def _refused(stage: Stage, house: House, nina: int) -> None:
    stage.go_on()
    stage.press(nina, "Отказаться")


def _joined(stage: Stage, house: House, nina: int) -> None:
    stage.go_on()
    stage.join(house, nina)


def _bringing(stage: Stage, house: House, nina: int) -> None:
    _joined(stage, house, nina)
    stage.go_on()
    stage.press(nina, "Текст отправлен, дальше")


def _gone(stage: Stage, house: House, nina: int) -> None:
    _joined(stage, house, nina)
    stage.go_on()
    stage.leave(house, nina)


def _live(stage: Stage, house: House, nina: int) -> None:
    _joined(stage, house, nina)
    stage.go_on()
    residents_come(stage, house, 19)


@pytest.mark.parametrize("point", [_unreached, _invited, _refused, _joined, _bringing, _gone, _live])
def test_whoever_is_named_instead_is_led_from_the_beginning(
    stage: Stage, point: Callable[[Stage, House, int], None]
) -> None:
    nina, oleg = stage.person(consents=True), stage.person("Олег", consents=True)
    house = stage.house(administrator_vk_id=nina)
    point(stage, house, nina)
    stage.go_on()
    stage.later(seconds=30)
    stage.name(house, oleg)
    stage.go_on()
    assert "Шаг 1 из 3" in stage.said(oleg)[-1]
    stage.join(house, oleg)
    stage.go_on()
    assert "Шаг 2 из 3" in stage.said(oleg)[1]
    before = stage.said(nina)
    stage.later(days=8)
    assert stage.said(nina) == before


def test_a_service_bot_in_the_chat_is_no_resident(stage: Stage) -> None:
    nina = stage.person(consents=True)
    bot = stage.vk.community(name="Заявки").group_id
    house = stage.house(administrator_vk_id=nina, service_bot_group_ids=(bot,))
    stage.go_on()
    stage.join(house, nina)
    stage.go_on()
    stage.vk.act(nina, "add_bot", group_id=stage.group_id, peer_id=PEER + house.chat_id, bot_group_id=bot)
    stage.go_on()
    stage.later(days=1, minutes=1)
    assert stage.now(house).members_count == 1
    assert any(text.startswith("1 из 96 квартир в чате") for text in stage.said(nina))


def test_an_administrator_who_is_removed_is_told_and_led_no_more(stage: Stage) -> None:
    nina = stage.person(consents=True)
    house = stage.house(administrator_vk_id=nina)
    stage.go_on()
    stage.name(house, nobody=True)
    stage.go_on()
    assert "теперь другой человек" in stage.said(nina)[-1]
    now = stage.now(house)
    assert (now.onboarding, now.administrator_state) == (OnboardingState.NOBODY, AdministratorState.NONE)


def test_a_replaced_phone_is_erased_and_its_link_is_dead(stage: Stage) -> None:
    house = stage.house(administrator_phone=PHONE)
    stage.go_on()
    old = stage.ref(house)
    stage.name(house, phone="+79220000002")
    stage.go_on()
    assert [sms["to"] for sms in stage.sms()] == ["79220000001", "79220000002"]
    assert stage.now(house).administrator_phone == "+79220000002"
    stranger = stage.person("Иван")
    stage.write(stranger, "Начать", ref=old)
    stage.go_on()
    assert stage.now(house).administrator_vk_id == 0
    (reply,) = stage.said(stranger)
    assert "больше не действует" in reply


def test_a_token_serves_one_person_and_guessed_ones_nobody(stage: Stage) -> None:
    house = stage.house(administrator_phone=PHONE)
    stage.go_on()
    olga, ivan = stage.person("Ольга"), stage.person("Иван")
    stage.write(olga, "Начать", ref=stage.ref(house))
    stage.go_on()
    for ref in (stage.ref(house), "admin-", "admin-000000", "admin-../../x", "admin-" + "9" * 500):
        stage.write(ivan, "Начать", ref=ref)
        stage.go_on()
    assert stage.now(house).administrator_vk_id == olga
    # One who comes with a made-up link is greeted like anybody who writes.
    gone, greeting = "Эта ссылка больше не действует: ею уже вос"[:40], "Здравствуйте! Я бот официальных домовых "
    assert {text[:40] for text in stage.said(ivan)} == {gone, greeting}
    stage.write(olga, "Начать", ref=stage.ref(house))
    stage.go_on()
    assert "Сначала вступите" in stage.said(olga)[-1]


def test_a_link_that_nobody_came_by_goes_stale_and_the_phone_with_it(stage: Stage) -> None:
    from lib.onboarding.sweep import sweep_onboardings

    house = stage.house(administrator_phone=PHONE)
    stage.go_on()
    ref = stage.ref(house)
    stage.clock.move(days=31)
    sweep_onboardings(stage.outside)
    stage.go_on()
    seen = stage.onboarding(house)
    assert (seen.state, seen.reason) == (OnboardingState.NOT_REACHED, "invitation_expired")
    assert stage.now(house).administrator_phone == ""
    stage.write(stage.person(), "Начать", ref=ref)
    stage.go_on()
    assert stage.now(house).administrator_vk_id == 0


def test_who_leaves_the_chat_is_asked_back_and_late_news_changes_nothing(stage: Stage) -> None:
    nina = stage.person(consents=True)
    house = stage.house(administrator_vk_id=nina)
    stage.go_on()
    stage.join(house, nina)
    stage.go_on()
    stage.leave(house, nina)
    stage.go_on(3)
    seen = stage.onboarding(house)
    assert (seen.state, seen.reason) == (OnboardingState.INVITED, "administrator_left")
    assert "вернитесь по ссылке" in stage.said(nina)[-1]
    stage.join(house, nina)
    stage.go_on()
    assert stage.now(house).onboarding is OnboardingState.JOINED
    # The news of the leaving comes again, after the return.
    for event in [each for each in stage.events if each["type"] == "message_new"]:
        stage.take_in(event)
    stage.play()
    assert stage.now(house).onboarding is OnboardingState.JOINED


def test_vks_role_is_given_where_vk_gives_it_and_taken_from_who_is_replaced(stage: Stage) -> None:
    stage.vk.post("/sim/capabilities", {"set_member_role": True})
    nina, oleg = stage.person(consents=True), stage.person("Олег", consents=True)
    house = stage.house(administrator_vk_id=nina)
    stage.go_on()
    stage.join(house, nina)
    stage.go_on()
    assert nina in admins(stage, house.chat_id)
    stage.name(house, oleg)
    stage.go_on()
    assert nina not in admins(stage, house.chat_id)


def test_where_vk_refuses_the_role_it_is_asked_once_a_day_and_everything_else_goes_on(stage: Stage) -> None:
    houses = []
    for _ in range(2):
        nina = stage.person(consents=True)
        house = stage.house(administrator_vk_id=nina)
        stage.go_on()
        stage.join(house, nina)
        stage.go_on()
        houses.append(house)
    assert [stage.onboarding(house).vk_role for house in houses] == ["refused", "refused"]
    assert stage.vk.calls("messages.setMemberRole", stage.group_id) == 1
    assert all(stage.now(house).onboarding is OnboardingState.JOINED for house in houses)


def test_the_houses_of_a_wave_are_begun_together_in_one_request(stage: Stage) -> None:
    from tests.lib.onboarding.stage import path_of

    people = [stage.person(f"Нина{number}", consents=number % 2 == 0) for number in range(25)]
    houses = [stage.house(administrator_vk_id=vk_id) for vk_id in people]
    stage.queue.tasks = [task for task in stage.queue.tasks if path_of(task) != "onboardings"]
    from lib.onboarding.sweep import sweep_onboardings

    before = stage.vk.calls("execute", stage.group_id)
    assert sweep_onboardings(stage.outside) == 25
    stage.go_on()
    assert stage.vk.calls("execute", stage.group_id) == before + 1
    states = [stage.now(house).onboarding for house in houses]
    assert states == [
        OnboardingState.INVITED if number % 2 == 0 else OnboardingState.NOT_REACHED for number in range(25)
    ]


def test_waves_have_the_named_administrators_led_and_nobody_else(stage: Stage) -> None:
    stage.house()
    assert stage.queue.tasks == []
    stage.house(administrator_vk_id=stage.person())
    assert len(stage.queue.tasks) == 1
    waves = stage.store.query(waves_path(stage.municipality_id), Wave)
    assert sum(each.has_administrator for stored in waves for each in stored.record.houses) == 1
    assert stage.now(stage.house()).state is HouseState.LIVE


def test_a_first_administrator_in_the_chat_has_the_coordination_chat_created_and_told(stage: Stage) -> None:
    nina = stage.person(consents=True)
    house = stage.house(administrator_vk_id=nina)
    stage.go_on()
    stage.join(house, nina)
    stage.go_on()
    chats = [each for each in stage.vk.get("/sim/chats") if each["group_id"] == stage.group_id]
    (coordination,) = [each for each in chats if each["title"] == "Координационный чат: Город"]
    assert coordination["pinned"]["text"].startswith("👋 Это общий чат сотрудников")
    bring_in(stage, nina)
    assert coordination["invite_link"] in stage.said(nina)[-1]


def admins(stage: Stage, chat_id: int) -> list[int]:
    chats = stage.vk.get("/sim/chats")
    found: list[int] = next(
        each["admins"] for each in chats if (each["group_id"], each["peer_id"]) == (stage.group_id, PEER + chat_id)
    )
    return found
