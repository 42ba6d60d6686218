"""Mixed requests to the API of a municipality of 10,000 houses, open loop for a minute: what people's screens ask.

functions/api runs as deployed, one instance of it, against the emulator on the same two cores, and the sender beside
them. The rate is the 500 requests a second that are wanted, or 70 % of what the machine sustained a moment before
where that is less: in the cloud there are as many instances as requests want.
"""

from __future__ import annotations

import asyncio
import random
from urllib.parse import quote

from benchmarks.api_listing import HOUSES, STREETS, TOWN, fill_town
from benchmarks.clouds import watched_cloud
from benchmarks.open_loop import Sender
from benchmarks.results import Budget
from benchmarks.table import print_table
from lib.clock import SystemClock
from lib.gateways.firestore.store import Create
from lib.pages import pages
from lib.people.member import Member, consistent, member_path
from lib.people.roles import Role
from lib.people.session import begin_session, session_token
from local.addresses import HOST, Addresses
from local.cloud import SESSION_KEY, LocalCloud

_WANTED, _TAKES_S = 500, 60
_SHARE_OF_SUSTAINED = 0.7
_SUSTAINED_FOR_S = 10
# Nobody may ask more than ten times a second: so many employees can ask 500 times together.
_EMPLOYEES = 200
_CONNECTIONS = 32
# How often each is asked among a hundred requests of people who work in the app.
_MIXED = {
    "houses": 20,
    "houses?search={street}": 15,
    "houses?state=failed": 5,
    "houses/{house}": 20,
    "houses/{house}/history": 5,
    "houses/counts": 10,
    "progress": 5,
    "broadcasts": 5,
    "questions": 5,
    "imports": 3,
    "members": 2,
    "organizations": 5,
}


def main() -> None:
    """Prints the table."""
    with watched_cloud() as cloud:
        sender = _sender(cloud)
        sustained = asyncio.run(sender.sustained(_SUSTAINED_FOR_S))
        rate = min(_WANTED, sustained * _SHARE_OF_SUSTAINED)
        measured = asyncio.run(sender.open_loop(rate, _TAKES_S))
    errors = measured.sent - measured.answered
    print_table(
        f"Mixed requests to the API with {HOUSES} houses, open loop for {_TAKES_S} s, one instance",
        ["sustained a second", "sent a second", "sent", "errors", "p50 ms", "p95 ms", "p99 ms"],
        [
            [
                f"{sustained:.0f}",
                f"{rate:.0f}",
                str(measured.sent),
                str(errors),
                *(f"{measured.quantile(share):.0f}" for share in (0.5, 0.95, 0.99)),
            ]
        ],
        [Budget("mixed requests to the API that failed", 0, errors, "requests")],
    )


def _sender(cloud: LocalCloud) -> Sender:
    store, now = cloud.outside().store, SystemClock().now()
    houses = fill_town(store, HOUSES)
    vk_ids = range(1000, 1000 + _EMPLOYEES)
    members = [
        consistent(Member(vk_id, TOWN, f"Сотрудник {vk_id}", "", now, "", staff_role=Role.EMPLOYEE)) for vk_id in vk_ids
    ]
    for page in pages(members, 250):
        store.commit([Create(member_path(TOWN, member.vk_id), member) for member in page])
    tokens = [session_token(begin_session(vk_id, now), SESSION_KEY.encode()) for vk_id in vk_ids]
    chance, kinds = random.Random(1), list(_MIXED)
    asked = [
        kind.format(street=quote(chance.choice(STREETS)), house=chance.choice(houses).id)
        for kind in chance.choices(kinds, list(_MIXED.values()), k=5_000)
    ]

    def request(number: int) -> bytes:
        path = f"/api/v1/municipalities/{TOWN}/{asked[number % len(asked)]}"
        token = tokens[number % len(tokens)]
        return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()

    url = Addresses.url(cloud.function_port("api"))
    return Sender(url, _CONNECTIONS, request, lambda head, _: head.startswith(b"HTTP/1.1 200"))


if __name__ == "__main__":
    main()
