"""Complaints as the API shows them."""

from __future__ import annotations

from functions.api.models.complaints import ComplaintItem, ComplaintOrganization
from lib.complaints.complaint import Complaint


def show_complaint(complaint: Complaint, *, with_author: bool) -> ComplaintItem:
    """A complaint; its author and their words only for those who may see them."""
    return ComplaintItem(
        id=complaint.id,
        number=complaint.number,
        house_id=complaint.house_id,
        address=complaint.address,
        subject=complaint.subject,
        state=complaint.state,
        state_title=complaint.shown_state,
        text=complaint.text if with_author else None,
        author_vk_id=complaint.author_id if with_author else None,
        neighbours=len(complaint.joined),
        photos=len(complaint.photos),
        organizations=[ComplaintOrganization(id=each.organization_id, name=each.name) for each in complaint.addressees],
        taken_by=complaint.taken_by.in_words if complaint.taken_by else None,
        created_at=complaint.created_at,
        due_at=complaint.due_at,
        is_overdue=complaint.is_overdue,
    )
