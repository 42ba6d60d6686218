"""What messages look like, and what one can do with them."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from tests.local.vk.conftest import Bot
from tests.local.vk.page.conftest import PHONE, House, Visit, answering, button, inline

HOSTILE = "<img src=x onerror=\"document.title='взломано'\"><b>жирно</b> &lt;i&gt;"


def test_nothing_that_anybody_wrote_is_read_as_html(bot: Bot, visit: Visit) -> None:
    chat = bot.chat(HOSTILE)
    villain = bot.vk.user(HOSTILE, "<script>")
    bot.vk.act(villain, "join", link=bot.link(chat))
    bot.vk.act(villain, "write", group_id=bot.group_id, peer_id=chat, text=HOSTILE)
    cmid = bot.send(chat, HOSTILE, keyboard=inline([button("callback", HOSTILE[:40])]))
    bot.ask("messages.pin", peer_id=chat, cmid=cmid)
    page = visit(villain).open(group_id=bot.group_id, chat=chat)
    expect(page.message(HOSTILE)).to_have_count(2)
    page.page.get_by_title("Участники").click()
    expect(page.page.get_by_role("dialog")).to_contain_text(HOSTILE)
    assert page.page.locator("#messenger img, #messenger script, dialog img, dialog script").count() == 0
    assert page.page.title() != "взломано"


def test_a_text_keeps_its_style_its_mentions_and_its_links(house: House, visit: Visit) -> None:
    text = "Важно: [id1|Анна], смотрите https://vk.com/faq, gosuslugi.ru. И [https://vk.com/@x|статью]."
    style = {"version": "1", "items": [{"type": "bold", "offset": 0, "length": 6}]}
    house.send(text, format_data=json.dumps(style))
    page = visit(house.resident("Анна", "Ким")).open(**house.place)
    bubble = page.message("Важно")
    expect(bubble.locator("b")).to_have_text("Важно:")
    shown = {link.inner_text(): link.get_attribute("href") for link in bubble.locator("a.link").all()}
    assert shown == {
        "Анна": "https://vk.com/id1",
        "https://vk.com/faq": "https://vk.com/faq",
        "gosuslugi.ru": "https://gosuslugi.ru/",
        "статью": "https://vk.com/@x",
    }


def test_a_link_that_is_no_address_of_the_web_is_not_made(house: House, visit: Visit) -> None:
    style = {"version": "1", "items": [{"type": "url", "offset": 0, "length": 5, "url": "javascript:alert(1)"}]}
    house.send("Нажми javascript:alert(1)", format_data=json.dumps(style))
    page = visit(house.resident("Анна", "Ким")).open(**house.place)
    page.sees("Нажми")
    expect(page.message("Нажми").locator("a")).to_have_count(0)


def test_inline_buttons_stand_in_rows_with_their_colours(house: House, visit: Visit) -> None:
    rows = (
        [button("callback", "За", "positive"), button("callback", "Против", "negative")],
        [button("text", "Вопрос", "primary")],
        [button("text", "Помощь", "secondary"), button("open_link", "Сайт", link="https://vk.com")],
    )
    house.send("Голосуем", keyboard=inline(*rows))
    page = visit(house.resident("Анна", "Ким")).open(**house.place)
    page.sees("Голосуем")
    drawn = page.message("Голосуем").locator(".keyboard__row")
    assert [row.locator(".key").all_inner_texts() for row in drawn.all()] == [
        ["За", "Против"],
        ["Вопрос"],
        ["Помощь", "Сайт"],
    ]
    classes = [key.get_attribute("class") for key in drawn.locator(".key").all()]
    colours = ["key_positive", "key_negative", "key_primary", "key_default", "key_default"]
    assert classes == [f"key {colour}" for colour in colours]


def test_a_callback_button_turns_until_the_answer_and_a_link_in_the_answer_opens(
    bot: Bot, house: House, visit: Visit
) -> None:
    house.send("Голосуем", keyboard=inline([button("callback", "За")]))
    page = visit(house.resident("Анна", "Ким")).open(**house.place)
    page.press("За")
    expect(page.page.locator(".key_waiting")).to_have_count(1)
    other = bot.chat("ул. Ленина, 1")
    with answering(bot, {"type": "open_link", "link": bot.link(other)}):
        page.page.reload()
        page.press("За")
        expect(page.page.get_by_role("dialog")).to_contain_text("ул. Ленина, 1")


def test_a_text_button_says_its_label(bot: Bot, house: House, visit: Visit) -> None:
    house.send("Чем помочь?", keyboard=inline([button("text", "Лифт", payload='{"about":"lift"}')]))
    page = visit(house.resident("Анна", "Ким")).open(**house.place)
    page.press("Лифт")
    expect(page.page.locator(".message_mine")).to_contain_text("Лифт")
    assert bot.ask("messages.getHistory", peer_id=house.peer_id)["items"][0]["payload"] == '{"about":"lift"}'


def test_a_keyboard_in_place_of_the_keyboard_stands_under_the_input_and_a_one_time_one_goes(
    bot: Bot, visit: Visit
) -> None:
    reader = bot.acquaintance()
    keyboard = {"one_time": True, "buttons": [[button("text", "Двор", payload="{}"), button("text", "Подъезд")]]}
    bot.send(reader, "О чём жалоба?", keyboard=json.dumps(keyboard))
    page = visit(reader).open(group_id=bot.group_id, chat=reader)
    expect(page.page.locator(".keyboard_normal .key")).to_have_text(["Двор", "Подъезд"])
    page.press("Двор")
    expect(page.page.locator(".message_mine")).to_contain_text("Двор")
    expect(page.page.locator(".keyboard_normal")).to_have_count(0)


def test_a_reply_quotes_and_its_quotation_leads_back(house: House, visit: Visit) -> None:
    asked = house.send("Кто идёт на собрание?")
    resident = house.resident("Анна", "Ким")
    for number in range(60):
        house.write(resident, f"Разговор {number}")
    house.write(resident, "Я иду", reply_to=asked)
    page = visit(resident).open(**house.place)
    page.page.get_by_label("Ответ на сообщение: Администрация").click()
    expect(page.message("Кто идёт на собрание?").first).to_be_in_viewport()


def test_one_answers_reacts_and_changes_what_one_said(bot: Bot, house: House, visit: Visit) -> None:
    house.send("Кто идёт на собрание?")
    page = visit(house.resident("Анна", "Ким")).open(**house.place)
    page.act_on("Кто идёт", "Ответить")
    page.write("Я не иду")
    expect(page.message("Я не иду").locator(".quote")).to_contain_text("Кто идёт на собрание?")
    page.input.press("ArrowUp")
    expect(page.input).to_have_value("Я не иду")
    page.write("Я иду")
    expect(page.message("Я не иду")).to_have_count(0)
    page.act_on("Я иду", "Реакция 👍")
    chip = page.page.locator(".reaction_mine")
    expect(chip).to_have_text("👍1")
    chip.click()
    expect(chip).to_have_count(0)


def test_on_a_phone_a_tap_on_a_message_opens_its_menu(house: House, visit: Visit) -> None:
    house.send("Кто идёт на собрание?")
    page = visit(house.resident("Анна", "Ким"), viewport=PHONE).open(**house.place)
    page.message("Кто идёт").locator(".bubble").tap()
    page.page.get_by_role("menuitem", name="Ответить").tap()
    page.write("Я")
    expect(page.message("Я").locator(".quote")).to_contain_text("Кто идёт")


def test_a_picture_goes_out_with_its_text_and_opens_in_full(bot: Bot, house: House, visit: Visit) -> None:
    page = visit(house.resident("Анна", "Ким")).open(**house.place)
    whole = page.page.evaluate_handle("""async () => {
        const canvas = new OffscreenCanvas(300, 200);
        canvas.getContext('2d').fillRect(0, 0, 300, 200);
        return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())];
    }""").json_value()
    file = {"name": "потоп.png", "mimeType": "image/png", "buffer": bytes(whole)}
    page.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.write("Потоп у подъезда")
    picture = page.message("Потоп").locator(".photo img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 300
    sizes = bot.ask("messages.getHistory", peer_id=house.peer_id)["items"][0]["attachments"][0]["photo"]["sizes"]
    assert (sizes[0]["width"], sizes[0]["height"]) == (300, 200)
    page.page.get_by_label("Открыть фотографию").click()
    expect(page.page.get_by_role("dialog").get_by_alt_text("Фотография")).to_be_visible()


def test_a_file_that_is_no_picture_is_refused_in_words(house: House, visit: Visit) -> None:
    page = visit(house.resident("Анна", "Ким")).open(**house.place)
    file = {"name": "письмо.txt", "mimeType": "text/plain", "buffer": b"text"}
    page.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    expect(page.page.locator(".snackbar")).to_contain_text("Приложить можно картинку")


def test_documents_and_forwarded_messages_are_shown(bot: Bot, house: House, visit: Visit) -> None:
    resident = house.resident("Анна", "Ким")
    told = house.write(resident, "Нет воды")
    house.send("Пересылаю", forward=json.dumps({"peer_id": house.peer_id, "conversation_message_ids": [told]}))
    upload = bot.ask("docs.getMessagesUploadServer", type="doc", peer_id=house.peer_id)["upload_url"]
    receipt = bot.vk.sim.post(upload, files={"file": ("график.pdf", b"%PDF" + b"0" * 2044)}).json()["file"]
    doc = bot.ask("docs.save", file=receipt, title="График.pdf")["doc"]
    house.send("Смотрите", attachment=f"doc{doc['owner_id']}_{doc['id']}")
    page = visit(resident).open(**house.place)
    expect(page.message("Пересылаю").locator(".forwarded__message")).to_contain_text("Анна Ким")
    expect(page.message("Пересылаю").locator(".forwarded__text")).to_have_text("Нет воды")
    expect(page.message("Смотрите").locator(".document")).to_have_text("График.pdfPDF · 2\u00a0КБ")


def test_what_one_wrote_and_did_not_send_waits_in_the_chat(bot: Bot, house: House, visit: Visit) -> None:
    resident = house.resident("Анна", "Ким")
    other = bot.chat("ул. Ленина, 1")
    bot.vk.act(resident, "join", link=bot.link(other))
    page = visit(resident).open(**house.place)
    page.input.fill("Недописано")
    page.row("ул. Ленина, 1").click()
    expect(page.page.locator(".head")).to_contain_text("ул. Ленина, 1")
    expect(page.input).to_have_value("")
    page.page.go_back()
    expect(page.input).to_have_value("Недописано")


def test_a_refused_message_stays_in_the_input_with_the_reason(bot: Bot, house: House, visit: Visit) -> None:
    page = visit(house.resident("Анна", "Ким")).open(**house.place)
    expect(page.input).to_be_visible()
    page.page.route(
        "**/write", lambda route: route.fulfill(status=403, json={"error": {"code": "no", "message": "Нельзя."}})
    )
    page.write("Важное")
    expect(page.page.locator(".snackbar")).to_have_text("Нельзя.")
    expect(page.input).to_have_value("Важное")
    page.expects_error("403")
