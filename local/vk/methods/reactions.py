"""Reactions under messages."""

from __future__ import annotations

from local.vk.errors import ApiError, invalid
from local.vk.method import Call, method
from local.vk.peers import conversation_of_peer
from local.vk.state import Json, Message
from local.vk.views.message import reaction_counters
from local.vk.views.owners import owners_view

# VK's messenger offers these; event objects allow ids up to 64.
REACTION_IDS = range(1, 17)


@method("messages.sendReaction", right="messages")
def send_reaction(call: Call) -> int:
    """Puts the community's reaction under a message, in place of an earlier one."""
    message = _message(call)
    if call.parameters.integer("reaction_id") not in REACTION_IDS:
        raise ApiError(1009)
    message.reactions[-call.community.id] = call.parameters.integer("reaction_id")
    _publish(call, message)
    return 1


@method("messages.deleteReaction", right="messages")
def delete_reaction(call: Call) -> int:
    """Takes the community's reaction away."""
    message = _message(call)
    had = message.reactions.pop(-call.community.id, None) is not None
    _publish(call, message)
    return int(had)


@method("messages.getMessagesReactions", right="messages")
def get_messages_reactions(call: Call) -> Json:
    """Counts of reactions for several messages."""
    conversation = conversation_of_peer(call, call.parameters.integer("peer_id"))
    found = (conversation.message(cmid) for cmid in call.parameters.integers("cmids"))
    messages = [message for message in found if message is not None]
    return {"items": [{"cmid": each.cmid, "counters": reaction_counters(each)} for each in messages]}


@method("messages.getReactedPeers", right="messages")
def get_reacted_peers(call: Call) -> Json:
    """Who reacted to a message, and how."""
    message = _message(call)
    wanted = call.parameters.integer("reaction_id")
    if wanted and wanted not in REACTION_IDS:
        raise ApiError(1009)
    reactions = {owner: reaction for owner, reaction in message.reactions.items() if wanted in {0, reaction}}
    return {
        "count": len(reactions),
        "reactions": [{"user_id": owner, "reaction_id": reaction} for owner, reaction in reactions.items()],
        "counters": reaction_counters(message),
    } | owners_view(call.vk, reactions)


def _message(call: Call) -> Message:
    conversation = conversation_of_peer(call, call.parameters.integer("peer_id"))
    message = conversation.message(call.parameters.integer("cmid"))
    if message is None or message.action is not None:
        raise invalid("cmid is invalid")
    return message


def _publish(call: Call, message: Message) -> None:
    call.vk.feed.publish("reaction", group_id=call.community.id, peer_id=message.peer_id, cmid=message.cmid)
