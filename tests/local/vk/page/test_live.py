"""What others do, seen as it happens."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.local.vk.conftest import Bot
from tests.local.vk.page.conftest import House, Visit


def test_two_people_see_each_others_messages_live(house: House, visit: Visit) -> None:
    anna = visit(house.resident("Анна", "Ким")).open(**house.place)
    igor = visit(house.resident("Игорь", "Лаптев")).open(**house.place)
    anna.write("Когда дадут воду?")
    igor.sees("Когда дадут воду?")
    igor.write("К вечеру")
    anna.sees("К вечеру")
    expect(anna.message("Когда дадут воду?")).to_have_class(
        "message message_mine message_first message_last message_read"
    )
    expect(anna.message("К вечеру").locator(".bubble__author")).to_contain_text("Игорь Лаптев")


def test_an_edited_message_changes_and_a_deleted_one_vanishes(bot: Bot, house: House, visit: Visit) -> None:
    first, second = house.send("Собрание в среду"), house.send("Ошибка")
    page = visit(house.resident("Анна", "Ким")).open(**house.place)
    page.sees("Ошибка")
    bot.ask("messages.edit", peer_id=house.peer_id, cmid=first, message="Собрание в пятницу")
    bot.ask("messages.delete", peer_id=house.peer_id, cmids=second, delete_for_all=1)
    page.sees("Собрание в пятницу")
    expect(page.message("Собрание в пятницу")).to_contain_text("ред.")
    expect(page.message("Ошибка")).to_have_count(0)


def test_the_list_shows_the_last_words_and_counts_what_is_unread_until_it_is_opened(
    bot: Bot, house: House, visit: Visit
) -> None:
    page = visit(house.resident("Анна", "Ким")).open()
    row = page.row("ул. Мира, 2")
    expect(row.locator(".counter")).to_have_count(0)
    house.send("Раз")
    house.send("Два")
    expect(row.locator(".counter")).to_have_text("2")
    expect(row).to_contain_text("Два")
    expect(page.page).to_have_title("1\u00a0новый чат · Анна Ким")
    row.click()
    expect(page.page.locator(".separator_unread")).to_be_visible()
    expect(row.locator(".counter")).to_have_count(0)


def test_a_chat_joined_elsewhere_and_a_renamed_one_appear_by_themselves(bot: Bot, house: House, visit: Visit) -> None:
    reader = bot.vk.user("Анна", "Ким")
    page = visit(reader).open()
    expect(page.page.get_by_text("Пока нет чатов")).to_be_visible()
    bot.vk.act(reader, "join", link=house.link)
    expect(page.row("ул. Мира, 2")).to_be_visible()
    bot.ask("messages.editChat", chat_id=house.peer_id - 2_000_000_000, title="ул. Мира, 2А")
    expect(page.row("ул. Мира, 2А")).to_be_visible()


def test_a_pin_and_its_taking_away_are_seen(bot: Bot, house: House, visit: Visit) -> None:
    cmid = house.send("Правила дома")
    page = visit(house.resident("Анна", "Ким")).open(**house.place)
    page.sees("Правила дома")
    expect(page.page.locator(".pinned")).to_have_count(0)
    bot.ask("messages.pin", peer_id=house.peer_id, cmid=cmid)
    expect(page.page.locator(".pinned")).to_contain_text("Правила дома")
    page.notices("закрепило сообщение «Правила дома»")
    bot.ask("messages.unpin", peer_id=house.peer_id)
    expect(page.page.locator(".pinned")).to_have_count(0)


def test_all_tabs_of_a_browser_live_on_one_stream_and_another_takes_over(house: House, visit: Visit) -> None:
    # Seven streams would use up the six connections that a browser opens to one server.
    first = visit(house.resident("Анна", "Ким")).open(**house.place)
    others = [first.page.context.new_page() for _ in range(7)]
    for tab in others:
        tab.goto(first.page.url)
        expect(_log(tab)).to_contain_text("Вы вступили")
    house.send("Слышно всем")
    for tab in (first.page, *others):
        expect(_log(tab)).to_contain_text("Слышно всем")
    first.page.close()
    house.send("И без первой")
    expect(_log(others[-1])).to_contain_text("И без первой")


def test_what_was_missed_while_the_feed_was_broken_is_there_once_it_is_back(house: House, visit: Visit) -> None:
    page = visit(house.resident("Анна", "Ким"))
    page.page.route("**/sim/events", lambda route: route.abort())
    page.open(**house.place)
    expect(page.page.get_by_text("Соединение…")).to_be_visible()
    house.send("Пока вас не было")
    expect(page.message("Пока вас не было")).to_have_count(0)
    page.page.unroute("**/sim/events")
    page.sees("Пока вас не было")
    expect(page.page.get_by_text("Соединение…")).to_be_hidden()
    page.expects_error("ERR_FAILED")


def test_after_a_reset_the_page_asks_who_one_is(bot: Bot, house: House, visit: Visit) -> None:
    page = visit(house.resident("Анна", "Ким")).open(**house.place)
    expect(page.input).to_be_visible()
    bot.vk.post("/sim/reset")
    expect(page.page.get_by_text("Здесь пока никого нет")).to_be_visible()
    # What was being asked for at that moment is gone, and the browser says so.
    page.complaints = [each for each in page.complaints if "404" not in each]


@pytest.mark.parametrize("count", [120])
def test_a_long_history_comes_by_pages_as_one_scrolls_up(house: House, visit: Visit, count: int) -> None:
    resident = house.resident("Анна", "Ким")
    for number in range(1, count + 1):
        house.write(resident, f"Сообщение №{number}.")
    page = visit(resident).open(**house.place)
    page.sees(f"№{count}.")
    assert page.page.locator(".message").count() < count
    for _ in range(4):
        page.page.locator(".scroller").evaluate("scroller => scroller.scrollTo(0, 0)")
        page.page.wait_for_timeout(150)
    page.sees("№1.")
    assert page.page.locator(".message").count() == count


def _log(tab: Page) -> Locator:
    return tab.get_by_role("log")
