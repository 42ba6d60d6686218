"""The writes that hand a complaint to organisations' own systems, for the commit that hands it to the organisations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lib.complaints.complaint import Complaint
from lib.gateways.firestore.store import Create, Store, Write
from lib.open311.delivery import delivery_path, new_delivery
from lib.open311.server import Server, server_path
from lib.questions.question import Addressee


def servers_of(municipality_id: str, addressees: Sequence[Addressee], *, store: Store) -> list[Server]:
    """The systems, switched on, of those of the organisations that have one."""
    paths = [server_path(municipality_id, each.organization_id) for each in addressees]
    found = store.get_many(paths, Server) if paths else {}
    return [stored.record for stored in found.values() if stored.record.is_on]


def deliveries(complaint: Complaint, now: datetime, *, store: Store) -> list[Write]:
    """The deliveries of a complaint that is handed to its organisations with the commit that these writes are in."""
    return [
        Create(delivery_path(complaint.municipality_id, made.id), made)
        for server in servers_of(complaint.municipality_id, complaint.addressees, store=store)
        # Whatever a system registered here itself, it has.
        if server.organization_id != complaint.source_organization_id
        for made in [
            new_delivery(complaint.municipality_id, server.organization_id, complaint.id, complaint.steps, now)
        ]
    ]
