"""Messages of an onboarding on their way to VK: the call, what its answer means for the record, and the look into the
conversation before anything is sent whose guard against repeats VK may have forgotten.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from lib import log
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown, WhatToDo
from lib.gateways.vk.execute import Call
from lib.houses.house import House, peer_id
from lib.onboarding.agenda import done, failed_once_more
from lib.onboarding.onboarding import PRIVATE, Errand, Onboarding, Todo, random_id
from lib.onboarding.rules import invited, without_consent
from lib.onboarding.texts import Said
from lib.provisioning.adoption import RANDOM_ID_HOLDS

Answer = Any | VkError | VkOutcomeUnknown

COMMUNITY_MUST_REST = frozenset({WhatToDo.PAUSE_COMMUNITY, WhatToDo.STOP_COMMUNITY})
# 901 no consent, 902 the person's privacy settings.
_NO_CONSENT = frozenset({901, 902})
_READ_BACK = 100


def recipient(house: House, onboarding: Onboarding, todo: Todo) -> int:
    """The peer that a message goes to."""
    if todo.errand is Errand.GREETING:
        return peer_id(house.chat_id)
    return todo.peer or onboarding.person_id


def send_call(house: House, onboarding: Onboarding, todo: Todo, said: Said, attachment: str = "") -> Call:
    """The call that sends a message."""
    params: dict[str, object] = {
        # Only with `peer_ids` an error tells whom it is about.
        "peer_ids": str(recipient(house, onboarding, todo)),
        "random_id": random_id(onboarding, todo),
        "message": said.text,
        "dont_parse_links": 1,
    }
    params |= {"keyboard": said.keyboard} if said.keyboard else {}
    return Call("messages.send", params | ({"attachment": attachment} if attachment else {}))


def checked(answer: Answer) -> Answer:
    """The answer to a send, an error that stands inside of a good one taken out."""
    if isinstance(answer, VkError | VkOutcomeUnknown):
        return answer
    error = answer[0].get("error")
    return VkError(int(error["code"]), "messages.send", str(error.get("description", ""))) if error else answer


def may_be_sent_already(todo: Todo, now: datetime) -> bool:
    """Whether an earlier attempt may have sent it so long ago that VK has forgotten its `random_id`."""
    return now - todo.since > RANDOM_ID_HOLDS


def is_in_conversation(vk: VkClient, house: House, onboarding: Onboarding, todo: Todo) -> bool:
    """Whether the message stands in its conversation already.

    Raises:
        VkError, VkOutcomeUnknown: as the client does.
    """
    peer = recipient(house, onboarding, todo)
    history = vk.call("messages.getHistory", peer_id=peer, count=_READ_BACK)
    wanted = random_id(onboarding, todo)
    return any(item["from_id"] == -vk.group_id and item.get("random_id") == wanted for item in history["items"])


def sent(onboarding: Onboarding, todo: Todo, now: datetime) -> Onboarding:
    """The record after a message arrived."""
    after = replace(done(onboarding, todo), waits_for_consent=onboarding.waits_for_consent and not _is_private(todo))
    return invited(after, "invited", now) if todo.errand is Errand.INVITATION else after


def not_sent(onboarding: Onboarding, todo: Todo, error: VkError | VkOutcomeUnknown, now: datetime) -> Onboarding:
    """The record after a message, or another request for the house, did not succeed."""
    if isinstance(error, VkOutcomeUnknown):
        return failed_once_more(onboarding, todo, now)
    match error.what_to_do:
        case WhatToDo.PAUSE_COMMUNITY | WhatToDo.STOP_COMMUNITY:
            return onboarding
        case WhatToDo.GIVE_UP_ON_PEER if _is_private(todo):
            reason = "no_consent" if error.code in _NO_CONSENT else "administrator_unreachable"
            return without_consent(onboarding, reason, now)
        case WhatToDo.GIVE_UP_ON_PEER | WhatToDo.OUR_MISTAKE:
            log.alert("onboarding_errand_refused", house_id=onboarding.house_id, errand=todo.errand, code=error.code)
            return done(onboarding, todo)
        case _:
            return failed_once_more(onboarding, todo, now)


def _is_private(todo: Todo) -> bool:
    return todo.errand in PRIVATE
