"""vkbottle (PyPI), unchanged, against this VK: its address is an attribute of the API object, `API_URL`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from vkbottle import API, Bot, Callback, Keyboard, KeyboardButtonColor, OpenLink, Text, VKAPIError
from vkbottle.bot import Message
from vkbottle.callback import BotCallback
from vkbottle.http import AiohttpClient
from vkbottle.polling import BotPolling

import tests.local.vk.conftest as stage


@asynccontextmanager
async def api_of(bot: stage.Bot) -> AsyncIterator[API]:
    """vkbottle's API with the community's token."""
    async with AiohttpClient() as http:
        api = API(bot.community.token, http_client=http)
        api.API_URL = f"{bot.vk.url}/method/"
        yield api


def run(work: Callable[[], Awaitable[None]]) -> None:
    """Runs a scenario to its end, or fails after ten seconds."""

    async def in_time() -> None:
        async with asyncio.timeout(10):
            await work()

    asyncio.run(in_time())


def test_a_chat_is_made_linked_and_written_to(bot: stage.Bot) -> None:
    async def scenario() -> None:
        async with api_of(bot) as api:
            made = await api.messages.create_chat(title="ул. Ленина, 1", group_id=bot.group_id)
            peer = 2_000_000_000 + made.chat_id
            link = await api.messages.get_invite_link(peer_id=peer)
            assert link.link == bot.vk.get("/sim/chats")[0]["invite_link"]
            keyboard = Keyboard(inline=True)
            keyboard.add(Callback("Правила", payload={"do": "rules"}), color=KeyboardButtonColor.PRIMARY)
            keyboard.row().add(Text("Помощь", payload={"do": "help"})).row().add(OpenLink("https://vk.com", "Сайт"))
            sent = await api.messages.send(
                peer_ids=[peer, 1], message="Здравствуйте", random_id=5, keyboard=keyboard.get_json()
            )
            assert sent[0].conversation_message_id == 2
            assert sent[1].error.code == 901
            found = await api.messages.get_conversations_by_id(peer_ids=[peer])
            settings = found.items[0].chat_settings
            assert settings is not None
            assert settings.title == "ул. Ленина, 1"
            members = await api.messages.get_conversation_members(peer_id=peer)
            assert members.items[0].member_id == -bot.group_id

    run(scenario)


def test_an_error_is_the_clients_own_exception(bot: stage.Bot) -> None:
    async def scenario() -> None:
        async with api_of(bot) as api:
            with pytest.raises(VKAPIError[919]):
                await api.messages.get_invite_link(peer_id=2_000_000_009)

    run(scenario)


def test_execute_answers_as_the_client_expects(bot: stage.Bot) -> None:
    async def scenario() -> None:
        async with api_of(bot) as api:
            calls = ",".join(f'API.messages.createChat({{"title": "{number}"}})' for number in range(25))
            assert len((await api.request("execute", {"code": f"return [{calls}];"}))["response"]) == 25

    run(scenario)


def asked_for_its_server(bot: stage.Bot) -> bool:
    """Whether the polling knows from which event on it listens."""
    mine = bot.vk.get("/sim/requests")["per_token"].get(str(bot.group_id), {"methods": {}})
    return "groups.getLongPollServer" in mine["methods"]


def test_its_polling_brings_messages_to_a_handler(
    bot: stage.Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The polling keeps its place in the working directory.
    monkeypatch.chdir(tmp_path)
    chat = bot.chat()
    resident = bot.resident(chat)

    async def scenario() -> None:
        async with api_of(bot) as api:
            await api.request("groups.setLongPollSettings", {"group_id": bot.group_id, "enabled": 1, "message_new": 1})
            polling, client = BotPolling(api, wait=5), Bot(api=api)
            heard = answer_greetings(client)
            listening = asyncio.create_task(listen(polling, client))
            # What is written before the first question is not in its answer.
            while not await asyncio.to_thread(asked_for_its_server, bot):
                await asyncio.sleep(0.05)
            await asyncio.to_thread(bot.vk.act, resident, "write", group_id=bot.group_id, peer_id=chat, text="Привет")
            assert await heard.get() == resident
            polling.stop()
            listening.cancel()

    run(scenario)
    assert bot.ask("messages.getHistory", peer_id=chat)["items"][0]["text"] == "И вам привет"


def test_its_callback_is_set_up_confirmed_and_fed(bot: stage.Bot) -> None:
    async def scenario() -> None:
        async with api_of(bot) as api, web_server() as (url, answers):
            client = Bot(api=api, callback=BotCallback(url=url, title="main"))
            heard = answer_greetings(client)
            codes: list[str] = []

            async def answer(event: dict[str, Any]) -> str:
                if event["type"] == "confirmation":
                    return codes[0]
                assert event["secret"] == client.callback.get_secret_key()
                await client.process_event(event)
                return "ok"

            answers.append(answer)
            await client.callback.setup_group_id()
            codes.append(await client.callback.get_callback_confirmation_code())
            await client.setup_webhook()
            await until_confirmed(api, bot.group_id)
            user = await asyncio.to_thread(bot.vk.user)
            await asyncio.to_thread(bot.vk.act, user, "write", group_id=bot.group_id, text="Привет")
            assert await heard.get() == user

    run(scenario)


def answer_greetings(client: Bot) -> asyncio.Queue[int]:
    """A handler as vkbottle's users write them; who greeted is put into the queue."""
    heard: asyncio.Queue[int] = asyncio.Queue()

    @client.on.message(text="Привет")
    async def greet(message: Message) -> None:
        await message.answer("И вам привет")
        heard.put_nowait(message.from_id)

    return heard


async def listen(polling: BotPolling, client: Bot) -> None:
    async for event in polling.listen():
        for update in event["updates"]:
            await client.process_event(update)


async def until_confirmed(api: API, group_id: int) -> None:
    """Waits until the community's only server is good."""
    while True:
        servers = (await api.request("groups.getCallbackServers", {"group_id": group_id}))["response"]["items"]
        if servers[0]["status"] == "ok":
            return
        assert servers[0]["status"] == "wait"
        await asyncio.sleep(0.01)


@asynccontextmanager
async def web_server() -> AsyncIterator[tuple[str, list[Callable[[dict[str, Any]], Awaitable[str]]]]]:
    """A server whose answers are given by the first of a list of functions."""
    answers: list[Callable[[dict[str, Any]], Awaitable[str]]] = []

    async def handle(request: web.Request) -> web.Response:
        return web.Response(text=await answers[0](json.loads(await request.read())))

    app = web.Application()
    app.router.add_post("/", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/", answers
    finally:
        await runner.cleanup()
