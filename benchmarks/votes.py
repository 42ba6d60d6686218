"""2,000 votes on one question within 10 s, through the functions of a local cloud: all are counted.

The presses are sent straight to functions/vk_callback, open loop: at times fixed beforehand, whatever the answers do.
Each is of another member of the chat. VK repeats what is not answered within about four seconds, so a press that is
answered later costs a second one; the votes are the same.
"""

from __future__ import annotations

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from benchmarks.clouds import watched_cloud
from benchmarks.open_loop import Sender, post
from benchmarks.results import Budget
from benchmarks.table import print_table
from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.gateways.firestore.store import Stored, Update
from lib.houses.house import House, peer_id
from lib.people.roles import Role
from lib.questions.question import Question, question_path, votes_path
from lib.questions.raising import draft_question
from lib.questions.voting import VoteTerms, start_vote
from local.addresses import Addresses
from local.cloud import COMMUNITIES, LocalCloud
from local.provision import Run
from local.vk_people import VkPeople

_VOTES, _WITHIN_S = 2_000, 10
_CONNECTIONS = 64
_COUNTED_WITHIN_S = 60
_AN_ANSWER_S = 4.0
_COMMUNITY = COMMUNITIES[0]


def main() -> None:
    """Prints the table."""
    with watched_cloud() as cloud:
        row, budgets = _vote(cloud)
    header = ["votes", "answered", "p50 ms", "p99 ms", "most ms", "documents of votes", "counted", "all counted after"]
    print_table(f"{_VOTES} votes on one question in {_WITHIN_S} s", header, [row], budgets)


def _vote(cloud: LocalCloud) -> tuple[list[str], list[Budget]]:
    house, people = _house_full_of_people(cloud)
    question = _put_to_vote(cloud, house)
    chat = peer_id(house.record.chat_id)

    def press(number: int) -> bytes:
        payload = {"do": "vote", "q": question.id, "c": number % 2}
        what = {"user_id": people[number], "peer_id": chat, "event_id": f"press{number}", "payload": payload}
        return post(_event(number, {**what, "conversation_message_id": 1}))

    callback = Addresses.url(cloud.function_port("vk_callback"))
    sender = Sender(
        callback, _CONNECTIONS, press, lambda head, body: head.startswith(b"HTTP/1.1 200") and body == b"ok"
    )
    measured = asyncio.run(sender.open_loop(_VOTES / _WITHIN_S, _WITHIN_S))
    ended = time.monotonic()
    while (counted := _counted(cloud, question)) < _VOTES and time.monotonic() - ended < _COUNTED_WITHIN_S:
        time.sleep(0.2)
    took = time.monotonic() - ended
    documents = cloud.outside().store.totals(votes_path(question_path(question.municipality_id, question.id)))[0]
    late = sum(latency > _AN_ANSWER_S * 1000 for latency in measured.latencies)
    row = [
        str(measured.sent),
        str(measured.answered),
        f"{measured.quantile(0.5):.0f}",
        f"{measured.quantile(0.99):.0f}",
        f"{max(measured.latencies):.0f}",
        str(documents),
        str(counted),
        f"{took:.1f} s",
    ]
    return row, [
        Budget("votes that were not counted", 0, _VOTES - counted, "votes"),
        Budget("presses answered too late for VK", 0, late, "presses"),
    ]


def _house_full_of_people(cloud: LocalCloud) -> tuple[Stored[House], list[int]]:
    vk, store = VkPeople(Addresses.url(cloud.addresses.vk)), cloud.outside().store
    Run(cloud, "Город", "Область", _COMMUNITY.group_id).provision(
        "Адрес\nг. Город, ул. Полевая, д. 1".encode(), "h.csv"
    )
    (chat,) = vk.chats(_COMMUNITY.group_id)

    def come(number: int) -> int:
        person = vk.add("Житель", f"{number}")
        vk.join(person, chat["invite_link"])
        return person

    with ThreadPoolExecutor(4) as pool:
        people = list(pool.map(come, range(_VOTES)))
    # The first gathering is over, and nobody is told of any more.
    time.sleep(30)
    (house,) = store.query_group("houses", House, [], limit=2)
    store.commit([Update(house.path, {"members_count": _VOTES})])
    return house, people


def _put_to_vote(cloud: LocalCloud, house: Stored[House]) -> Question:
    outside = cloud.outside()
    actor, municipality_id = Actor(1, "Нина", Role.CHAT_ADMINISTRATOR), house.path.split("/")[1]

    def doing(request: str) -> Doing:
        return Doing(municipality_id, actor, request, outside.clock.now())

    question = draft_question(house.record, 0, "Поставить лавочки у подъездов?", 1, doing("ask"), outside)
    return start_vote(question.id, VoteTerms(timedelta(days=3)), house.record, doing("vote"), outside)


def _counted(cloud: LocalCloud, question: Question) -> int:
    stored = cloud.outside().store.get(question_path(question.municipality_id, question.id), Question)
    assert stored is not None
    assert stored.record.ballot is not None
    return sum(stored.record.ballot.counts)


def _event(number: int, what: dict[str, object]) -> bytes:
    event = {
        "group_id": _COMMUNITY.group_id,
        "type": "message_event",
        "event_id": f"{number:040x}",
        "v": "5.199",
        "object": what,
        "secret": _COMMUNITY.secret,
    }
    return json.dumps(event).encode()


if __name__ == "__main__":
    main()
