"""Complaints of residents, for representatives, who deal with them, and employees, who see how they fare."""

from __future__ import annotations

from msgspec import UNSET

from functions.api.calls import Call
from functions.api.cursors import Listing
from functions.api.models.complaints import (
    Complaint,
    ComplaintAddressees,
    ComplaintAnswerAsk,
    ComplaintOrganization,
    ComplaintPage,
    ComplaintPassOnAsk,
    ComplaintQuery,
    ComplaintQuestionAsk,
    ComplaintRejectAsk,
    ComplaintSettings,
    ComplaintSettingsAsk,
)
from functions.api.routing import Resource
from functions.api.shown.complaints import show_complaint, show_complaint_item, show_complaint_settings
from functions.api.spans import asked_within
from lib.audit.line import AuditAction
from lib.broadcasts.attachments import attached_files
from lib.complaints import dealing, settings
from lib.complaints.dealing import Acting
from lib.complaints.registry import ComplaintFilter, complaint_for, list_complaints, represented_by
from lib.errors import DomainError
from lib.people.permissions import Action

complaints = Resource("Жалобы")

_TOWN = "/municipalities/<id:municipality_id>"
_COMPLAINTS = f"{_TOWN}/complaints"
_COMPLAINT = f"{_COMPLAINTS}/<id:complaint_id>"


@complaints.get(_COMPLAINTS, may=Action.SEE_COMPLAINTS)
def list_complaints_of_town(call: Call, query: ComplaintQuery) -> ComplaintPage:
    """The complaints that the caller may see: employees all of them, without author and words; representatives those
    of their organisation.
    """
    wanted = ComplaintFilter(
        state=query.state or None,
        house_id=query.house_id or None,
        subject_id=query.subject_id or None,
        organization_id=query.organization_id or None,
        is_awaited=None if query.is_awaited is UNSET else query.is_awaited,
        is_overdue=None if query.is_overdue is UNSET else query.is_overdue,
        asked=asked_within(query),
    )
    listing = Listing(call, query.cursor, "complaints", wanted)
    page = list_complaints(call.rights, wanted, listing.after, query.limit, store=call.store)
    own = represented_by(call.rights, store=call.store)
    items = [show_complaint_item(each, with_author=bool(own & set(each.organization_ids))) for each in page.items]
    return ComplaintPage(items=items, next_cursor=listing.next_cursor(page.after))


@complaints.get(_COMPLAINT, may=Action.SEE_COMPLAINTS)
def get_complaint(call: Call, complaint_id: str) -> Complaint:
    """A complaint with its history; the author and all words for the organisation's representatives alone."""
    return show_complaint(call, complaint_for(call.rights, complaint_id, store=call.store))


@complaints.post(f"{_COMPLAINT}/take", may=Action.DEAL_WITH_COMPLAINTS, audits=AuditAction.COMPLAINT_TAKEN)
def take_complaint(call: Call, complaint_id: str) -> Complaint:
    """Takes a complaint up; the resident sees who deals with it."""
    return show_complaint(call, dealing.take_complaint(complaint_id, _acting(call)))


@complaints.post(f"{_COMPLAINT}/ask", may=Action.DEAL_WITH_COMPLAINTS, audits=AuditAction.COMPLAINT_ASKED, creates=True)
def ask_about_complaint(call: Call, complaint_id: str, body: ComplaintQuestionAsk) -> Complaint:
    """Asks the author something; the deadline runs on."""
    photos = _photos(call, body.attachment_ids)
    return show_complaint(call, dealing.ask_back(complaint_id, body.text, photos, _acting(call)))


@complaints.post(
    f"{_COMPLAINT}/answer", may=Action.DEAL_WITH_COMPLAINTS, audits=AuditAction.COMPLAINT_ANSWERED, creates=True
)
def answer_complaint(call: Call, complaint_id: str, body: ComplaintAnswerAsk) -> Complaint:
    """Says what was done; the author says whether it is solved."""
    photos = _photos(call, body.attachment_ids)
    return show_complaint(call, dealing.answer_complaint(complaint_id, body.text, photos, _acting(call)))


@complaints.post(
    f"{_COMPLAINT}/reject", may=Action.DEAL_WITH_COMPLAINTS, audits=AuditAction.COMPLAINT_REJECTED, creates=True
)
def reject_complaint(call: Call, complaint_id: str, body: ComplaintRejectAsk) -> Complaint:
    """Says why nothing is done about a complaint."""
    return show_complaint(call, dealing.reject_complaint(complaint_id, body.reason, _acting(call)))


@complaints.post(
    f"{_COMPLAINT}/pass-on", may=Action.HAND_ON_COMPLAINTS, audits=AuditAction.COMPLAINT_PASSED_ON, creates=True
)
def pass_on_complaint(call: Call, complaint_id: str, body: ComplaintPassOnAsk) -> Complaint:
    """Hands a complaint to another organisation, or to the colleagues of one's own."""
    passed = dealing.pass_on_complaint(complaint_id, body.organization_id, body.reason, _acting(call))
    return show_complaint(call, passed)


@complaints.get(f"{_COMPLAINT}/addressees", may=Action.HAND_ON_COMPLAINTS)
def list_complaint_addressees(call: Call, complaint_id: str) -> ComplaintAddressees:
    """The organisations that a complaint can be handed to."""
    complaint = complaint_for(call.rights, complaint_id, store=call.store)
    found = dealing.addressees_of(complaint, store=call.store)
    return ComplaintAddressees(items=[ComplaintOrganization(id=each.organization_id, name=each.name) for each in found])


@complaints.post(f"{_COMPLAINT}/photos", may=Action.DEAL_WITH_COMPLAINTS, audits=None)
def send_complaint_photos(call: Call, complaint_id: str) -> Complaint:
    """Has the bot send the photos to the caller: VK shows them in messages alone."""
    return show_complaint(call, dealing.send_photos(complaint_id, _acting(call)))


@complaints.get(f"{_TOWN}/settings/complaints", may=Action.SEE_SETTINGS)
def get_complaint_settings(call: Call) -> ComplaintSettings:
    """What residents can complain about."""
    found = settings.load_complaint_settings(call.municipality_id, store=call.store)
    return show_complaint_settings(call.municipality_id, found, store=call.store)


@complaints.put(f"{_TOWN}/settings/complaints", may=Action.EDIT_SETTINGS, audits=AuditAction.SETTINGS_CHANGED)
def update_complaint_settings(call: Call, body: ComplaintSettingsAsk) -> ComplaintSettings:
    """Changes the subjects and the deadlines; complaints that were made keep theirs."""
    asked = settings.ComplaintSettings(
        is_on=body.is_on,
        time_zone=body.time_zone,
        subjects=tuple(
            settings.ComplaintSubject(each.id or "", each.title, each.working_days, each.organization_id or "")
            for each in body.subjects
        ),
        head_days=body.head_days,
        again_days=body.again_days,
        verdict_days=body.verdict_days,
    )
    changed = settings.change_complaint_settings(asked, call.doing(), store=call.store)
    return show_complaint_settings(call.municipality_id, changed, store=call.store)


def _acting(call: Call) -> Acting:
    return Acting(call.rights, call.doing(), call.outside.provisioning)


def _photos(call: Call, attachment_ids: tuple[str, ...]) -> tuple[str, ...]:
    names = tuple(each.vk_name for each in attached_files(call.municipality_id, attachment_ids, store=call.store))
    if not all(name.startswith("photo") for name in names):
        raise DomainError("attachment_refused")
    return names
