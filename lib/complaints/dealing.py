"""What representatives do with a complaint, and what its author says to it. The residents get each step."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from msgspec import Struct

from lib.audit.line import AuditAction
from lib.audit.record import Doing
from lib.complaints import rules
from lib.complaints.complaint import Complaint, ComplaintState
from lib.complaints.letters import to_employees, to_officials, to_residents, to_whoever_asks_for_photos
from lib.complaints.registry import Turn, change_by_official, change_quietly, load_complaint, represents
from lib.complaints.settings import ComplaintSettings, load_complaint_settings
from lib.complaints.texts import employees_text, named, step_text
from lib.errors import DomainError
from lib.gateways.firestore.store import AlreadyExists, Store, Stored
from lib.houses.house import House, house_path
from lib.open311.posting import servers_of
from lib.organizations.registry import load_organization
from lib.outbox.message import Letter, outgoing
from lib.outbox.posting import have_sent, posted
from lib.people.permissions import Rights
from lib.questions.outside import Desk
from lib.questions.question import Addressee, Official
from lib.questions.responsible import (
    addressee,
    addressees_of_house,
    heads_of,
    official_for,
    responsible_for,
    staff_of,
)
from lib.questions.said import who_allows


class Acting(Struct, frozen=True):
    """A representative who acts. Rights are looked at again by whoever acts: payloads can be forged."""

    rights: Rights
    doing: Doing
    desk: Desk

    def official(self, complaint: Complaint) -> Official:
        """How the resident sees this person.

        Raises:
            DomainError: `complaint_unknown`, for whoever does not represent the organisation that has to deal with it.
        """
        if not represents(self.rights, complaint, store=self.desk.store):
            raise DomainError("complaint_unknown")
        name = self.rights.name or self.doing.actor.name
        return official_for(complaint, self.rights.vk_id, name, "", is_staff=False, store=self.desk.store)

    def whoever_passes_on(self, complaint: Complaint) -> Official:
        """Representatives of the organisation, and the employees, who find somebody where nobody is responsible.

        Raises:
            DomainError: `complaint_unknown`.
        """
        if represents(self.rights, complaint, store=self.desk.store) or not self.rights.works_with_all_houses:
            return self.official(complaint)
        # Who of the administration it was is nobody's business but the audit log's.
        return Official(self.rights.vk_id, "администрация", "", "", "")

    def change(self, complaint_id: str, action: AuditAction, step: rules.StepTaken) -> Complaint:
        """Takes a step and tells the residents of it."""

        def decide(complaint: Complaint) -> Turn:
            after = step(complaint, self.official(complaint))
            return Turn(after, to_residents(after, step_text(after), after.history[-1].photos))

        return change_by_official(complaint_id, action, decide, self.doing, self.desk)


def take_complaint(complaint_id: str, acting: Acting) -> Complaint:
    """Takes a complaint up.

    Raises:
        DomainError: `complaint_unknown`, `complaint_state`, `complaint_taken`.
    """
    now = acting.doing.now
    return acting.change(
        complaint_id, AuditAction.COMPLAINT_TAKEN, lambda complaint, official: rules.taken(complaint, official, now)
    )


def ask_back(complaint_id: str, text: str, photos: tuple[str, ...], acting: Acting) -> Complaint:
    """Asks the author something.

    Raises:
        DomainError: `complaint_unknown`, `complaint_state`, `complaint_words`.
    """
    now = acting.doing.now

    def decide(complaint: Complaint) -> Turn:
        after = rules.asked(complaint, acting.official(complaint), text, photos, now)
        # Neighbours cannot answer for the author, and the question may tell of them.
        return Turn(after, to_residents(after, step_text(after), photos)[:1])

    return change_by_official(complaint_id, AuditAction.COMPLAINT_ASKED, decide, acting.doing, acting.desk)


def answer_complaint(complaint_id: str, text: str, photos: tuple[str, ...], acting: Acting) -> Complaint:
    """Says what was done; the author says whether it is solved.

    Raises:
        DomainError: `complaint_unknown`, `complaint_state`, `complaint_words`.
    """
    now = acting.doing.now
    settings = load_complaint_settings(acting.doing.municipality_id, store=acting.desk.store)
    until = now + timedelta(days=settings.verdict_days)

    def step(complaint: Complaint, official: Official) -> Complaint:
        return rules.answered(complaint, official, text, photos, until, now)

    return acting.change(complaint_id, AuditAction.COMPLAINT_ANSWERED, step)


def reject_complaint(complaint_id: str, reason: str, acting: Acting) -> Complaint:
    """Says why nothing is done about a complaint.

    Raises:
        DomainError: `complaint_unknown`, `complaint_state`, `complaint_words`.
    """
    now = acting.doing.now
    return acting.change(
        complaint_id,
        AuditAction.COMPLAINT_REJECTED,
        lambda complaint, official: rules.rejected(complaint, official, reason, now),
    )


def pass_on_complaint(complaint_id: str, organization_id: str, reason: str, acting: Acting) -> Complaint:
    """Hands a complaint to another organisation, or to the colleagues of one's own.

    Raises:
        DomainError: `complaint_unknown`, `complaint_state`, `organization_unknown`.
    """
    desk, doing = acting.desk, acting.doing
    to = addressee(load_organization(doing.municipality_id, organization_id, store=desk.store).record)
    zone = load_complaint_settings(doing.municipality_id, store=desk.store).time_zone

    def decide(complaint: Complaint) -> Turn:
        official = acting.whoever_passes_on(complaint)
        people = responsible_for(complaint, [to], _house(complaint, desk), store=desk.store)
        others = [vk_id for vk_id in people if vk_id != official.vk_id]
        systems = servers_of(doing.municipality_id, [to], store=desk.store)
        after = rules.passed_on(complaint, to, others, doing.now, official, reason, has_system=bool(systems))
        letters = to_residents(after, step_text(after))
        letters += to_officials(after, others, "📨 Вам передали жалобу жителя.", zone, store=desk.store)
        return Turn(after, [*letters, *_if_nobody(after, desk)], hands_out=True)

    return change_by_official(complaint_id, AuditAction.COMPLAINT_PASSED_ON, decide, doing, desk)


def addressees_of(complaint: Complaint, *, store: Store) -> list[Addressee]:
    """The organisations that a complaint can be handed to.

    Raises:
        DomainError: `house_unknown`.
    """
    found = store.get(house_path(complaint.municipality_id, complaint.house_id), House)
    if found is None:
        raise DomainError("house_unknown")
    return addressees_of_house(complaint.municipality_id, found.record, store=store)


def send_photos(complaint_id: str, acting: Acting) -> Complaint:
    """Has the bot send a complaint's photos to the representative who asks for them: VK shows them in messages alone.

    Raises:
        DomainError: `complaint_unknown`, `complaint_without_photos`, `bot_may_not_write`.
    """
    desk, doing = acting.desk, acting.doing
    complaint = load_complaint(doing.municipality_id, complaint_id, store=desk.store).record
    acting.official(complaint)
    if not complaint.photos:
        raise DomainError("complaint_without_photos")
    vk_id = acting.rights.vk_id
    if vk_id not in who_allows(complaint.group_id, [vk_id], desk.store):
        raise DomainError("bot_may_not_write")
    letter = to_whoever_asks_for_photos(complaint, vk_id)
    # Asked for again within the minute, they are the same message.
    name = f"complaint-{complaint.id}-photos-{vk_id}-{doing.now:%Y%m%d%H%M}"
    message = outgoing(name, complaint.municipality_id, complaint.group_id, letter, doing.now)
    with suppress(AlreadyExists):
        desk.store.commit(posted([message]))
    have_sent([message], desk.queue)
    return complaint


def reply(municipality_id: str, complaint_id: str, vk_id: int, text: str, photos: tuple[str, ...], desk: Desk) -> None:
    """The author's answer to what they were asked.

    Raises:
        DomainError: `complaint_unknown`, `complaint_state`, `complaint_words`.
    """
    stored = _own(municipality_id, complaint_id, vk_id, desk)
    settings = load_complaint_settings(municipality_id, store=desk.store)

    def decide(complaint: Complaint) -> Turn:
        after = rules.replied(complaint, text, photos, desk.clock.now())
        title = f"💬 Житель ответил: «{after.history[-1].text}»"
        people = [after.taken_by.vk_id] if after.taken_by else after.invited
        letters = to_officials(after, people, title, settings.time_zone, store=desk.store, photos=photos)
        return Turn(after, [*letters, Letter((vk_id,), f"{named(after)}: ваш ответ передан.")])

    change_quietly(stored, decide, desk)


def say_solved(municipality_id: str, complaint_id: str, vk_id: int, *, is_solved: bool, desk: Desk) -> Complaint:
    """The author's word on an answer; said twice, it is said once.

    Raises:
        DomainError: `complaint_unknown`, `complaint_state`.
    """
    stored = _own(municipality_id, complaint_id, vk_id, desk)
    settings = load_complaint_settings(municipality_id, store=desk.store)

    def decide(complaint: Complaint) -> Turn:
        now = desk.clock.now()
        if is_solved:
            after = rules.solved(complaint, now)
            return Turn(after, to_residents(after, step_text(after)))
        return _not_solved(complaint, settings, desk)

    return change_quietly(stored, decide, desk)


def _not_solved(complaint: Complaint, settings: ComplaintSettings, desk: Desk) -> Turn:
    now = desk.clock.now()
    due_at = settings.due_again(now)
    heads = heads_of(complaint, store=desk.store)
    after = rules.not_solved(complaint, heads, due_at, settings.remind_at(due_at), now)
    title = "🔁 Житель говорит: не решено. Жалоба снова ждёт вас."
    officials = to_officials(after, after.invited, title, settings.time_zone, store=desk.store)
    return Turn(after, [*to_residents(after, step_text(after)), *officials], hands_out=True)


def _own(municipality_id: str, complaint_id: str, vk_id: int, desk: Desk) -> Stored[Complaint]:
    stored = load_complaint(municipality_id, complaint_id, store=desk.store)
    if stored.record.author_id != vk_id:
        raise DomainError("complaint_unknown")
    return stored


def _house(complaint: Complaint, desk: Desk) -> House:
    found = desk.store.get(house_path(complaint.municipality_id, complaint.house_id), House)
    if found is None:
        raise DomainError("house_unknown")
    return found.record


def _if_nobody(complaint: Complaint, desk: Desk) -> list[Letter]:
    if complaint.state is not ComplaintState.RETURNED:
        return []
    staff = staff_of(complaint.municipality_id, store=desk.store)
    return to_employees(complaint, staff, employees_text(complaint, "некому ответить"), store=desk.store)
