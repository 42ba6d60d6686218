"""vk_api (PyPI), unchanged, against this VK.

Its address is fixed; its session is not: VkApi takes a `session`, and an adapter of requests that is mounted there on
https://api.vk.ru/ sends the same requests to this VK.
"""

from __future__ import annotations

import io
import threading
from typing import Any

import pytest
import requests
import vk_api
from requests.adapters import HTTPAdapter
from vk_api.bot_longpoll import VkBotEventType, VkBotLongPoll
from vk_api.execute import VkFunction
from vk_api.keyboard import VkKeyboard, VkKeyboardColor
from vk_api.requests_pool import VkRequestsPool
from vk_api.upload import VkUpload

from tests.local.vk.conftest import Bot

HOME = "https://api.vk.ru/"


class HereInstead(HTTPAdapter):
    """Sends what is meant for VK to the stand-in."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = f"{url}/"

    def send(self, request: requests.PreparedRequest, *args: Any, **settings: Any) -> requests.Response:
        request.url = str(request.url).replace(HOME, self._url, 1)
        return super().send(request, *args, **settings)


@pytest.fixture
def session(bot: Bot) -> vk_api.VkApi:
    http = requests.Session()
    http.mount(HOME, HereInstead(bot.vk.url))
    # Made for plain tokens of communities; its own pause of a third of a second is for tokens of people.
    made = vk_api.VkApi(token=bot.community.token, api_version="5.199", session=http)
    made.RPS_DELAY = 0
    return made


def test_a_chat_is_made_linked_written_to_and_pinned(bot: Bot, session: vk_api.VkApi) -> None:
    api = session.get_api()
    chat_id = api.messages.createChat(title="ул. Ленина, 1", group_id=bot.group_id)["chat_id"]
    peer = 2_000_000_000 + chat_id
    link = api.messages.getInviteLink(peer_id=peer)["link"]
    resident = bot.vk.user()
    bot.vk.act(resident, "join", link=link)
    keyboard = VkKeyboard(inline=True)
    keyboard.add_callback_button("Правила", color=VkKeyboardColor.SECONDARY, payload={"do": "rules"})
    keyboard.add_line()
    keyboard.add_openlink_button("Сайт", "https://vk.com")
    sent = api.messages.send(
        peer_ids=[peer, resident], message="Здравствуйте", random_id=5, keyboard=keyboard.get_keyboard()
    )
    assert [each.get("error", {}).get("code") for each in sent] == [None, 901]
    pinned = api.messages.pin(peer_id=peer, cmid=sent[0]["conversation_message_id"])
    assert pinned["text"] == "Здравствуйте"
    assert [user["id"] for user in api.messages.getConversationMembers(peer_id=peer)["profiles"]] == [resident]


def test_an_error_is_the_clients_own_exception(session: vk_api.VkApi) -> None:
    with pytest.raises(vk_api.ApiError) as refused:
        session.get_api().messages.getInviteLink(peer_id=2_000_000_009)
    assert refused.value.code == 919


def test_a_pool_packs_its_calls_into_execute(bot: Bot, session: vk_api.VkApi) -> None:
    with VkRequestsPool(session) as pool:
        made = [pool.method("messages.createChat", {"title": f"д. «{number}»"}) for number in range(30)]
        failed = pool.method("messages.getInviteLink", {"peer_id": 2_000_000_099})
    assert [each.result["chat_id"] for each in made] == list(range(1, 31))
    assert not failed.ok
    assert failed.error["error_code"] == 919
    assert bot.vk.get("/sim/requests")["methods"] == {"execute": 2}


def test_a_pool_of_one_method_and_a_stored_function_run(bot: Bot, session: vk_api.VkApi) -> None:
    titles, errors = vk_api.vk_request_one_param_pool(session, "messages.createChat", "title", ["А", "Б", "В"])
    assert ({title: made["chat_id"] for title, made in titles.items()}, errors) == ({"А": 1, "Б": 2, "В": 3}, {})
    code = """
        var i = 0;
        var links = [];
        while (i < %(count)s) {
            i = i + 1;
            links.push(API.messages.getInviteLink({"peer_id": 2000000000 + i}).link);
        }
        return links;
    """
    links = VkFunction(args=("count",), code=code)(session, 3)
    assert links == [chat["invite_link"] for chat in bot.vk.get("/sim/chats")]


def test_photos_and_documents_are_uploaded(bot: Bot, session: vk_api.VkApi, png: bytes) -> None:
    chat, upload = bot.chat(), VkUpload(session)
    files = bot.vk.sim.base_url  # the upload servers answer at the address that the API gave
    with_photo = upload.photo_messages([_named(png, "house.png"), _named(png, "yard.png")])
    assert len(with_photo) == 2
    assert with_photo[0]["sizes"][0]["url"].startswith(str(files))
    document = upload.document_message(_named(b"%PDF", "poster.pdf"), title="Объявление", peer_id=chat)
    assert document["doc"]["title"] == "Объявление"
    upload.photo_chat(_named(png, "house.png"), 1)
    assert bot.vk.get("/sim/chats")[0]["photo"]


def _named(content: bytes, name: str) -> Any:
    file = io.BytesIO(content)
    file.name = name
    return file


def test_the_long_poll_brings_messages(bot: Bot, session: vk_api.VkApi) -> None:
    session.get_api().groups.setLongPollSettings(group_id=bot.group_id, enabled=1, message_new=1, message_event=1)
    longpoll = VkBotLongPoll(session, bot.group_id, wait=5)
    chat = bot.chat()
    resident = bot.resident(chat)
    threading.Timer(0.05, lambda: bot.vk.act(resident, "write", group_id=bot.group_id, peer_id=chat, text="Ау")).start()
    events: list[Any] = []
    while len(events) < 2:
        events += longpoll.check()
    assert {event.type for event in events} == {VkBotEventType.MESSAGE_NEW}
    assert (events[1].from_chat, events[1].chat_id, events[1].message.text) == (True, 1, "Ау")
    bot.vk.post("/sim/reset")
    session.get_api().groups.setLongPollSettings(group_id=bot.group_id, enabled=1)
    # The old key is no longer good: the client asks for the server anew, and goes on.
    assert longpoll.check() == []
    bot.vk.act(bot.vk.user(), "write", group_id=bot.group_id, text="После сброса")
    events = []
    while not events:
        events = longpoll.check()
    assert events[0].message.text == "После сброса"
