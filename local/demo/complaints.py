"""Complaints of the demo's residents, as their conversations with the bot end."""

from __future__ import annotations

from lib.complaints.complaint import Complaint
from lib.complaints.registering import NewComplaint, register_complaint
from lib.houses.house import House, HouseState, houses_path
from lib.municipalities.municipality import Municipality
from lib.provisioning.outside import Provisioning


def complain(town: Municipality, outside: Provisioning, author_id: int, subject_id: str, text: str) -> Complaint:
    """Somebody complains about something in the first house that has a company and a chat."""
    where = [("state", "==", HouseState.LIVE)]
    houses = [each.record for each in outside.store.query(houses_path(town.id), House, where)]
    house = min((each for each in houses if each.company), key=lambda each: each.chat_id)
    begun = outside.ids.document_id()
    new = NewComplaint(town.id, town.group_id, house.id, subject_id, author_id, begun, text)
    return register_complaint(new, outside)
