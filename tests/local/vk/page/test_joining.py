"""Coming into a chat by its link, and going."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.local.vk.conftest import Bot
from tests.local.vk.page.conftest import PHONE, House, Visit, answering, button, inline

RULES = inline([button("callback", "Правила чата", payload='{"do":"show_rules"}')])


def test_a_resident_joins_by_the_link_sees_the_welcome_writes_and_presses_a_button(
    bot: Bot, house: House, visit: Visit
) -> None:
    bot.ask("messages.pin", peer_id=house.peer_id, cmid=house.send("Добро пожаловать в чат дома", keyboard=RULES))
    house.resident("Нина", "Петровна")
    newcomer = bot.vk.user("Иван", "Петров")
    page = visit(newcomer).open(join=house.link)
    invitation = page.page.get_by_role("dialog")
    expect(invitation).to_contain_text("ул. Мира, 2")
    expect(invitation).to_contain_text("2 участника")
    page.press("Вступить в чат")
    page.notices("Вы вступили в чат по ссылке")
    expect(page.page.locator(".pinned")).to_contain_text("Добро пожаловать в чат дома")
    page.write("Всем привет!")
    page.sees("Всем привет!")
    with answering(bot, {"type": "show_snackbar", "text": "Правила простые"}):
        page.press("Правила чата")
        expect(page.page.locator(".snackbar")).to_have_text("Правила простые")
    expect(page.page.locator(".key_waiting")).to_have_count(0)
    assert bot.ask("messages.getHistory", peer_id=house.peer_id)["items"][0]["text"] == "Всем привет!"


def test_a_link_in_a_message_opens_the_chat_it_invites_to(bot: Bot, house: House, visit: Visit) -> None:
    reader = bot.acquaintance()
    bot.send(reader, f"Ваш чат: {house.link}")
    page = visit(reader).open(group_id=bot.group_id, chat=reader)
    page.page.get_by_role("link", name=house.link, exact=True).click()
    page.press("Вступить в чат")
    expect(page.page.locator(".head")).to_contain_text("ул. Мира, 2")


def test_whoever_is_in_already_goes_straight_into_the_chat(house: House, visit: Visit) -> None:
    page = visit(house.resident("Анна", "Ким")).open(join=house.link)
    page.press("Перейти в чат")
    expect(page.input).to_be_visible()


def test_a_dead_link_says_so(bot: Bot, visit: Visit) -> None:
    page = visit(bot.vk.user()).open()
    page.press("Новый чат")
    page.page.get_by_role("menuitem", name="Вступить по ссылке").click()
    page.page.get_by_label("Ссылка-приглашение в чат").fill("vk.me/join/nothing")
    page.press("Продолжить")
    expect(page.page.get_by_role("dialog")).to_contain_text("Ссылка недействительна")


def test_whoever_leaves_can_come_back(house: House, visit: Visit) -> None:
    page = visit(house.resident("Анна", "Ким")).open(**house.place)
    page.press("Действия с чатом")
    page.page.get_by_role("menuitem", name="Выйти из чата").click()
    page.press("Выйти")
    page.notices("Вы вышли из чата")
    expect(page.input).to_be_hidden()
    page.press("Вернуться")
    page.notices("Вы вступили в чат по ссылке")
    expect(page.input).to_be_visible()


def test_whoever_is_removed_sees_it_at_once_and_reads_on_only_up_to_there(bot: Bot, house: House, visit: Visit) -> None:
    resident = house.resident("Анна", "Ким")
    page = visit(resident).open(**house.place)
    expect(page.input).to_be_visible()
    bot.ask("messages.removeChatUser", chat_id=house.peer_id - 2_000_000_000, member_id=resident)
    expect(page.page.locator(".obstacle")).to_contain_text("Вас исключили из этого чата")
    house.send("Это уже не для неё")
    page.open(**house.place)
    page.notices("Вас исключили из чата")
    expect(page.message("Это уже не для неё")).to_have_count(0)
    page.open(join=house.link)
    expect(page.page.get_by_role("dialog")).to_contain_text("вернуться по ссылке нельзя")


def test_whoever_is_muted_sees_until_when(bot: Bot, house: House, visit: Visit) -> None:
    resident = house.resident("Анна", "Ким")
    page = visit(resident).open(**house.place)
    expect(page.input).to_be_visible()
    bot.vk.post("/sim/capabilities", {"change_member_restrictions": True})
    mute = {"peer_id": house.peer_id, "member_ids": resident}
    bot.ask("messages.changeConversationMemberRestrictions", **mute, action="ro", **{"for": 3600})
    expect(page.page.locator(".obstacle")).to_contain_text("Вам запретили писать в этот чат. Снова можно")
    bot.ask("messages.changeConversationMemberRestrictions", **mute, action="rw")
    expect(page.input).to_be_visible()


def test_the_members_stand_with_their_roles_and_one_can_go_on_as_one_of_them(
    bot: Bot, house: House, visit: Visit
) -> None:
    resident, elder = house.resident("Анна", "Ким"), house.resident("Нина", "Петровна")
    bot.vk.post("/sim/capabilities", {"set_member_role": True})
    bot.ask("messages.setMemberRole", peer_id=house.peer_id, member_id=elder, role="admin")
    page = visit(resident).open(**house.place)
    page.page.get_by_title("Участники").click()
    rows = page.page.get_by_role("dialog").locator(".row")
    expect(rows.nth(0)).to_contain_text("владелец")
    expect(rows.nth(1)).to_contain_text("администратор")
    expect(rows.nth(2)).to_contain_text("это вы")
    rows.nth(1).click()
    expect(page.page.locator(".me")).to_contain_text("Нина Петровна")


def test_a_phone_shows_one_column_and_a_way_back(house: House, visit: Visit) -> None:
    page = visit(house.resident("Анна", "Ким"), viewport=PHONE).open()
    page.row("ул. Мира, 2").click()
    expect(page.page.locator("#list")).to_be_hidden()
    page.press("К списку чатов")
    expect(page.row("ул. Мира, 2")).to_be_visible()
    expect(page.page.locator("#chat")).to_be_hidden()
