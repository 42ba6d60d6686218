"""Being somebody: choosing, creating, writing to communities."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.local.vk.conftest import Bot
from tests.local.vk.page.conftest import House, Visit


def test_where_there_is_nobody_the_page_says_how_to_get_somebody(bot: Bot, visit: Visit) -> None:
    page = visit().open()
    expect(page.page.get_by_text("Здесь пока никого нет")).to_be_visible()
    expect(page.page.get_by_text("make demo")).to_be_visible()
    page.press("Новый человек")
    page.page.get_by_label("Имя", exact=True).fill("Иван")
    page.page.get_by_label("Фамилия").fill("Петров")
    page.press("Создать и войти")
    expect(page.page.locator(".me")).to_contain_text("Иван Петров")
    [user] = bot.vk.get("/sim/users")
    assert page.page.url.endswith(f"/?user={user['id']}")


def test_people_are_found_by_name_and_one_becomes_them(bot: Bot, visit: Visit) -> None:
    for number in range(90):
        bot.vk.user(f"Житель{number}", "Ленинский")
    bot.vk.user("Пётр", "Семёнов")
    page = visit().open()
    expect(page.page.locator("a.row")).to_have_count(40)
    page.page.get_by_role("searchbox").fill("семенов петр")
    expect(page.page.locator("a.row")).to_have_count(1)
    page.page.locator("a.row").click()
    expect(page.page.locator(".me")).to_contain_text("Пётр Семёнов")


def test_whoever_follows_a_link_without_being_anybody_chooses_first(bot: Bot, house: House, visit: Visit) -> None:
    bot.vk.user("Анна", "Ким")
    page = visit().open(join=house.link)
    page.page.locator("a.row", has_text="Анна Ким").click()
    page.press("Вступить в чат")
    page.notices("Вы вступили в чат по ссылке")


def test_somebody_who_is_not_there_leads_to_the_choice(visit: Visit) -> None:
    page = visit(5).open()
    expect(page.page.locator(".snackbar")).to_contain_text("Такого человека здесь нет")
    expect(page.page.get_by_text("Выберите, чьими глазами смотреть")).to_be_visible()


def test_a_link_to_a_community_opens_its_dialog_and_carries_the_ref(bot: Bot, visit: Visit) -> None:
    reader = bot.vk.user()
    page = visit(reader).open(to=f"club{bot.group_id}", ref="poster_17")
    page.press("Начать")
    expect(page.page.locator(".message_mine")).to_contain_text("Начать")
    [message] = bot.vk.get(f"/sim/dialogs/{bot.group_id}/{reader}/messages")
    assert (message["ref"], message["payload"]) == ("poster_17", '{"command":"start"}')
    page.write("Здравствуйте")
    page.sees("Здравствуйте")
    assert "ref" not in bot.vk.get(f"/sim/dialogs/{bot.group_id}/{reader}/messages")[1]


def test_a_community_is_found_and_written_to(bot: Bot, visit: Visit) -> None:
    page = visit(bot.vk.user()).open()
    page.press("Новый чат")
    page.page.get_by_role("menuitem", name="Написать сообществу").click()
    page.page.get_by_role("dialog").locator("a.row", has_text="Администрация").click()
    page.write("Здравствуйте")
    expect(page.row("Администрация")).to_contain_text("Вы: Здравствуйте")


def test_messages_of_a_community_can_be_forbidden_and_allowed(bot: Bot, visit: Visit) -> None:
    reader = bot.acquaintance()
    bot.send(reader, "Новости дома")
    page = visit(reader).open(group_id=bot.group_id, chat=reader)
    page.press("Действия с чатом")
    page.page.get_by_role("menuitem", name="Запретить сообщения").click()
    expect(page.page.locator(".consent")).to_contain_text("Сообщения от сообщества запрещены")
    sent = bot.ask("messages.send", peer_ids=reader, message="Ещё", random_id=0)
    assert sent[0]["error"]["code"] == 901
    page.press("Разрешить")
    expect(page.page.locator(".consent")).to_have_count(0)
    bot.send(reader, "Снова новости")
    page.sees("Снова новости")


def test_a_list_of_many_chats_is_searched_and_walked_with_the_keyboard(bot: Bot, visit: Visit) -> None:
    resident = bot.vk.user()
    for number in range(1, 61):
        bot.vk.act(resident, "join", link=bot.link(bot.chat(f"ул. Мира, {number}")))
    page = visit(resident).open()
    expect(page.page.locator(".conversation")).to_have_count(40)
    page.page.locator(".conversations").evaluate("list => list.scrollTo(0, list.scrollHeight)")
    expect(page.page.locator(".conversation")).to_have_count(60)
    page.page.keyboard.press("Control+KeyK")
    page.page.keyboard.type("мира 17")
    expect(page.page.locator(".conversation")).to_have_count(1)
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("Enter")
    expect(page.page.locator(".head")).to_contain_text("ул. Мира, 17")
    page.page.keyboard.press("Escape")
    expect(page.page.get_by_text("Выберите чат")).to_be_visible()
