"""What conversations need from outside, built once an instance."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Mapping

from lib.activity.speakers import SpeakerNotes
from lib.clock import Clock, Ids, SystemClock, SystemIds
from lib.communities.answering import Answers
from lib.config import CallbackConfig
from lib.discreet import Discreet
from lib.discussions.noticing import DiscussionsOfChats
from lib.events.heard import HeardNotes
from lib.gateways.firestore.connect import connect as connect_firestore
from lib.gateways.firestore.store import Store
from lib.gateways.tasks.connect import connect_queue
from lib.gateways.tasks.queue import TaskQueue
from lib.gateways.vk.connect import VkClients
from lib.houses.of_chat import HousesOfChats
from lib.membership.gathering import Gatherings
from lib.moderation.mutes import OwnMutes
from lib.moderation.outside import Moderation
from lib.officials.noticing import Officials
from lib.people.rights import RememberedRights
from lib.questions.board import Boards
from lib.questions.membership import ChatMembers

# VK repeats an event that is not answered within about 4 s; what takes longer is better told to come again.
_STORE_PATIENCE_S = 3.0
_VK_TIMEOUT_S = 3.5


class Outside(Discreet, frozen=True):
    """The outside world as conversations see it. `answers` is the way to VK while somebody waits; `vk` is for questions
    that cannot wait for a turn of it, and for clients that use cases take.
    """

    store: Store
    vk: VkClients
    answers: Answers
    queue: TaskQueue
    clock: Clock
    ids: Ids
    heard: HeardNotes
    houses: HousesOfChats
    gatherings: Gatherings
    speakers: SpeakerNotes
    moderation: Moderation
    boards: Boards
    members: ChatMembers
    officials: Officials
    discussions: DiscussionsOfChats
    secrets: Mapping[int, str]


def connect(config: CallbackConfig) -> Outside:
    """The outside of one process; its connections are shared by threads."""
    core, clock = config.core, SystemClock()
    store = connect_firestore(core.project, _STORE_PATIENCE_S)
    vk = VkClients(core.vk_api_url, core.vk_tokens, min(core.vk_timeout_s, _VK_TIMEOUT_S))
    outside = assemble(store, vk, connect_queue(core), clock, SystemIds(), config.vk_secrets)
    atexit.register(outside.speakers.write_all)
    # What is there by now stays: without it each full collection looks at 300,000 objects and holds everybody up.
    gc.collect()
    gc.freeze()
    return outside


def assemble(
    store: Store, vk: VkClients, queue: TaskQueue, clock: Clock, ids: Ids, secrets: Mapping[int, str]
) -> Outside:
    """Everything that stands on these."""
    answers = Answers(vk, store, clock)
    return Outside(
        store=store,
        vk=vk,
        answers=answers,
        queue=queue,
        clock=clock,
        ids=ids,
        heard=HeardNotes(store, clock),
        houses=HousesOfChats(store, clock),
        gatherings=Gatherings(store, queue, clock),
        speakers=SpeakerNotes(store, clock, ids),
        moderation=Moderation(answers, store, clock, RememberedRights(store, clock), OwnMutes(store, clock)),
        boards=Boards(store, queue, clock),
        members=ChatMembers(answers, clock),
        officials=Officials(store, queue, clock),
        discussions=DiscussionsOfChats(store, clock),
        secrets=secrets,
    )
