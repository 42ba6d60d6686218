"""What people do in VK, without HTTP: join, write, press, react, consent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import msgspec

from local.vk import membership
from local.vk.contents import conversation_of
from local.vk.http import Refusal
from local.vk.keyboards import buttons_of
from local.vk.membership import add_by_link, is_muted, remove_member
from local.vk.posting import changed, dialog_with, hears, post
from local.vk.pressed import PressedButton
from local.vk.state import Chat, Community, Conversation, Json, Message, User
from local.vk.views.message import quoted_view
from local.vk.world import Vk


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody writes: `payload` is JSON's value, `ref` that of the link they came by, `reply_to` a cmid."""

    text: str
    payload: object = None
    ref: str | None = None
    reply_to: int | None = None


def join(vk: Vk, user: User, link: str) -> Chat:
    """Joins by the link; who is in already stays in.

    Raises:
        Refusal: 404 dead_link, 403 removed.
    """
    chat = vk.chats_by_link.get(link.strip())
    if chat is None:
        raise Refusal(404, "dead_link", "Ссылка недействительна: её отозвали или в ней ошибка.")
    if user.id in chat.kicked:
        raise Refusal(403, "removed", "Вас исключили из этого чата, вернуться по ссылке нельзя.")
    if user.id not in chat.members:
        add_by_link(vk, chat, user.id)
    return chat


def leave(vk: Vk, user: User, group_id: int, peer_id: int | None) -> None:
    """Leaves a chat; whoever left can come back by the link."""
    conversation = _conversation(vk, user, group_id, peer_id)
    if not isinstance(conversation, Chat):
        raise Refusal(400, "not_a_chat", "Выйти можно только из чата.")
    remove_member(vk, conversation, user.id, by=user.id)


def add_bot(vk: Vk, user: User, group_id: int, peer_id: int | None, bot_group_id: int) -> None:
    """Adds another community's bot to a chat, as every member may (`invite: all` in the chat's settings).

    Raises:
        Refusal: 404 no such chat or bot, 403 not a member, 409 it is there.
    """
    chat = _conversation(vk, user, group_id, peer_id)
    if not isinstance(chat, Chat):
        raise Refusal(400, "not_a_chat", "Бота добавляют только в чат.")
    bot = _community(vk, bot_group_id)
    if -bot.id in chat.members:
        raise Refusal(409, "already_there", "Этот бот уже в чате.")
    membership.add_bot(vk, chat, bot.id, by=user.id)


def remove_bot(vk: Vk, user: User, group_id: int, peer_id: int | None, bot_group_id: int) -> None:
    """Removes a bot from a chat: the one who added it may, and the chat's administrators.

    Raises:
        Refusal: 404 no such chat, or no such bot in it; 403 neither of them.
    """
    chat = _conversation(vk, user, group_id, peer_id)
    bot = chat.members.get(-bot_group_id) if isinstance(chat, Chat) and bot_group_id != group_id else None
    if not isinstance(chat, Chat) or bot is None:
        raise Refusal(404, "no_such_bot", "Такого бота в чате нет.")
    if user.id != bot.invited_by and not chat.members[user.id].is_admin:
        raise Refusal(403, "not_allowed", "Удалить бота может тот, кто его добавил, или администратор чата.")
    membership.remove_member(vk, chat, bot.id, by=user.id)


def write(vk: Vk, user: User, words: Words, group_id: int, peer_id: int | None) -> Message:
    """Writes into a chat or to the community.

    Raises:
        Refusal: 404 no such chat or community, 403 not a member or muted, 400 an empty text.
    """
    community = _community(vk, group_id)
    if _is_private(user, group_id, peer_id):
        # Whoever writes to a community lets it answer.
        dialog_with(vk, community, user.id).allowed = True
    conversation = _conversation(vk, user, group_id, peer_id)
    if not words.text.strip():
        raise Refusal(400, "empty", "Сообщение пустое.")
    if isinstance(conversation, Chat) and is_muted(vk, conversation, user.id):
        raise Refusal(403, "muted", "Вам временно запрещено писать в этот чат.")
    reply = quoted_view(_message(conversation, words.reply_to)) if words.reply_to is not None else None
    payload = None if words.payload is None else _payload_text(words.payload)
    return post(vk, conversation, user.id, words.text, payload=payload, ref=words.ref, reply=reply)


def edit(vk: Vk, user: User, group_id: int, peer_id: int | None, cmid: int, text: str) -> None:
    """Edits an own message."""
    conversation = _conversation(vk, user, group_id, peer_id)
    message = _message(conversation, cmid)
    if message.from_id != user.id:
        raise Refusal(403, "not_yours", "Изменить можно только своё сообщение.")
    message.text, message.update_time = text, vk.clock.now()
    message.version += 1
    changed(vk, conversation, message)


def press(
    vk: Vk, user: User, group_id: int, peer_id: int | None, cmid: int, label: str
) -> PressedButton | dict[str, object]:
    """Presses the button with this label under a message.

    Raises:
        Refusal: 404 no such message or button, 403 not a member or muted.
    """
    conversation = _conversation(vk, user, group_id, peer_id)
    message = _message(conversation, cmid)
    action = _action(message, label)
    match action["type"]:
        case "callback":
            return _press_callback(vk, user, conversation, message, action)
        case "open_link":
            return {"link": action["link"]}
        case "open_app":
            return {"link": f"https://vk.com/app{action['app_id']}", "app_id": action["app_id"]}
        case "text":
            words = Words(_said_by_button(vk, conversation, label), action.get("payload") or None)
            sent = write(vk, user, words, group_id, peer_id)
            return {"sent": {"peer_id": sent.peer_id, "conversation_message_id": sent.cmid, "text": sent.text}}
        case kind:
            raise Refusal(400, "cannot_press", f"Кнопку «{kind}» здесь нажать нельзя.")


async def answer_to(pressed: PressedButton, wait_s: float) -> Json | None:
    """The community's answer to a pressed callback button; None where none came in time, or an empty one."""
    try:
        await asyncio.wait_for(pressed.answered.wait(), wait_s)
    except TimeoutError:
        return None
    return pressed.answer


def react(vk: Vk, user: User, group_id: int, peer_id: int | None, cmid: int, reaction_id: int | None) -> None:
    """Puts a reaction, or takes it away; the event of one taken away has no reaction_id."""
    conversation = _conversation(vk, user, group_id, peer_id)
    message = _message(conversation, cmid)
    if reaction_id is None:
        message.reactions.pop(user.id, None)
    else:
        message.reactions[user.id] = reaction_id
    event = {"reacted_id": user.id, "peer_id": conversation.peer_id, "cmid": cmid}
    event |= {} if reaction_id is None else {"reaction_id": reaction_id}
    if hears(conversation):
        vk.events.emit(vk.communities[group_id], "message_reaction_event", lambda: event)
    vk.feed.publish("reaction", group_id=group_id, peer_id=conversation.peer_id, cmid=cmid)


def read(vk: Vk, user: User, group_id: int, peer_id: int | None) -> None:
    """Reads everything in a conversation."""
    conversation = _conversation(vk, user, group_id, peer_id)
    conversation.read_by[user.id] = conversation.last_cmid
    vk.feed.publish("read", group_id=group_id, peer_id=conversation.peer_id, user_id=user.id)


def allow(vk: Vk, user: User, group_id: int) -> None:
    """Consents to private messages."""
    community = _community(vk, group_id)
    dialog_with(vk, community, user.id).allowed = True
    vk.events.emit(community, "message_allow", lambda: {"user_id": user.id, "key": ""})
    vk.feed.publish("dialog", group_id=group_id, peer_id=user.id, allowed=True)


def deny(vk: Vk, user: User, group_id: int) -> None:
    """Takes the consent back."""
    community = _community(vk, group_id)
    dialog_with(vk, community, user.id).allowed = False
    vk.events.emit(community, "message_deny", lambda: {"user_id": user.id})
    vk.feed.publish("dialog", group_id=group_id, peer_id=user.id, allowed=False)


def subscribe(vk: Vk, user: User, group_id: int) -> None:
    """Subscribes to a community."""
    community = _community(vk, group_id)
    if user.id not in community.subscribers:
        community.subscribers.add(user.id)
        vk.events.emit(community, "group_join", lambda: {"user_id": user.id, "join_type": "join"})


def unsubscribe(vk: Vk, user: User, group_id: int) -> None:
    """Unsubscribes from a community."""
    community = _community(vk, group_id)
    if user.id in community.subscribers:
        community.subscribers.remove(user.id)
        vk.events.emit(community, "group_leave", lambda: {"user_id": user.id, "self": 1})


def _press_callback(vk: Vk, user: User, conversation: Conversation, message: Message, action: Json) -> PressedButton:
    community = vk.communities[conversation.group_id]
    event_id = f"{vk.dice.getrandbits(48):012x}"
    pressed = PressedButton(event_id, community.id, user.id, conversation.peer_id, vk.clock.now())
    vk.pressed[event_id] = pressed
    event = {
        "user_id": user.id,
        "peer_id": conversation.peer_id,
        "event_id": event_id,
        "payload": msgspec.json.decode(action.get("payload") or "{}"),
        "conversation_message_id": message.cmid,
    }
    if hears(conversation):
        vk.events.emit(community, "message_event", lambda: event)
    return pressed


def _said_by_button(vk: Vk, conversation: Conversation, label: str) -> str:
    # In a chat VK puts a mention of the community before the label, so that its bot is addressed.
    if not isinstance(conversation, Chat):
        return label
    community = vk.communities[conversation.group_id]
    return f"[club{community.id}|@{community.screen_name}] {label}"


def _action(message: Message, label: str) -> Json:
    labels: list[str] = []
    for button in buttons_of(message.keyboard):
        action: Json = button["action"]
        if action.get("label") == label:
            return action
        labels.append(str(action.get("label", action["type"])))
    raise Refusal(404, "no_such_button", f"Под сообщением нет кнопки «{label}», есть: {', '.join(labels) or 'ничего'}.")


def _payload_text(payload: object) -> str:
    return payload if isinstance(payload, str) else msgspec.json.encode(payload).decode()


def _is_private(user: User, group_id: int, peer_id: int | None) -> bool:
    return peer_id in {None, user.id, -group_id}


def _conversation(vk: Vk, user: User, group_id: int, peer_id: int | None) -> Conversation:
    community = _community(vk, group_id)
    found = conversation_of(community, user.id if peer_id is None or _is_private(user, group_id, peer_id) else peer_id)
    if found is None or (not isinstance(found, Chat) and found.peer_id != user.id):
        raise Refusal(404, "no_such_chat", "Такого чата нет.")
    if isinstance(found, Chat) and user.id not in found.members:
        raise Refusal(403, "not_a_member", "Вы не состоите в этом чате.")
    return found


def _community(vk: Vk, group_id: int) -> Community:
    community = vk.communities.get(group_id)
    if community is None:
        raise Refusal(404, "no_such_community", "Такого сообщества нет.")
    return community


def _message(conversation: Conversation, cmid: int) -> Message:
    message = conversation.message(cmid)
    if message is None:
        raise Refusal(404, "no_such_message", "Такого сообщения нет.")
    return message
