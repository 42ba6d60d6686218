"""Complaints as the API shows them."""

from __future__ import annotations

from functions.api.calls import Call
from functions.api.models import complaints as models
from lib.complaints.complaint import AWAITED, Complaint, ComplaintState
from lib.complaints.registry import represents
from lib.complaints.settings import MOST_SUBJECTS, ComplaintSettings
from lib.gateways.firestore.store import Store
from lib.organizations.organization import Organization, organization_path

_WITH_SOMEBODY = frozenset({ComplaintState.TAKEN, ComplaintState.ASKED})


def show_complaint(call: Call, complaint: Complaint) -> models.Complaint:
    """A complaint, and what the caller can do with it; words and the author for the organisation's representatives."""
    deals = represents(call.rights, complaint, store=call.store)
    awaited = complaint.state in AWAITED
    is_theirs = complaint.taken_by is not None and complaint.taken_by.vk_id == call.vk_id
    return models.Complaint(
        item=show_complaint_item(complaint, with_author=deals),
        history=[
            models.ComplaintStep(
                at=each.at,
                state=each.state,
                title=each.state.in_russian,
                by=each.by,
                text=each.text if deals else None,
                photos=len(each.photos),
            )
            for each in complaint.history
        ],
        verdict_until=complaint.verdict_until,
        source=complaint.source or None,
        outside_number=complaint.outside_number or None,
        may_take=deals and awaited and not is_theirs and complaint.state not in _WITH_SOMEBODY,
        may_ask=deals and awaited and bool(complaint.author_id),
        may_answer=deals and (awaited or complaint.state is ComplaintState.ANSWERED),
        may_reject=deals and awaited,
        may_pass_on=awaited and (deals or call.rights.works_with_all_houses),
        may_see_photos=deals and bool(complaint.photos),
    )


def show_complaint_item(complaint: Complaint, *, with_author: bool) -> models.ComplaintItem:
    """A complaint in a list; its author and their words only for those who may see them."""
    return models.ComplaintItem(
        id=complaint.id,
        number=complaint.number,
        house_id=complaint.house_id,
        address=complaint.address,
        subject=complaint.subject,
        state=complaint.state,
        state_title=complaint.shown_state,
        text=complaint.text if with_author else None,
        author_vk_id=(complaint.author_id or None) if with_author else None,
        neighbours=len(complaint.joined),
        photos=len(complaint.photos),
        organizations=[
            models.ComplaintOrganization(id=each.organization_id, name=each.name) for each in complaint.addressees
        ],
        taken_by=complaint.taken_by.in_words if complaint.taken_by else None,
        created_at=complaint.created_at,
        due_at=complaint.due_at,
        is_overdue=complaint.is_overdue,
    )


def show_complaint_settings(
    municipality_id: str, settings: ComplaintSettings, *, store: Store
) -> models.ComplaintSettings:
    """The subjects, each with the name of who is responsible."""
    ids = sorted({each.organization_id for each in settings.subjects if each.organization_id})
    found = store.get_many([organization_path(municipality_id, each) for each in ids], Organization)
    names = {stored.record.id: stored.record.name for stored in found.values()}
    return models.ComplaintSettings(
        is_on=settings.is_on,
        time_zone=settings.time_zone,
        subjects=[
            models.ComplaintSubject(
                id=each.id,
                title=each.title,
                working_days=each.working_days,
                # One that was deleted is answered for by the house's company again.
                organization_id=each.organization_id if each.organization_id in names else None,
                organization_name=names.get(each.organization_id),
            )
            for each in settings.subjects
        ],
        head_days=settings.head_days,
        again_days=settings.again_days,
        verdict_days=settings.verdict_days,
        most_subjects=MOST_SUBJECTS,
    )
