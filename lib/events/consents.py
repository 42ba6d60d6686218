"""Who lets a community write to them in private. No method of VK lists them, so it is kept: `consents/{group}_{user}`.

«Разрешить» and «Запретить» carry no time, and may come in the wrong order. So where an event says other than the
record, VK is asked (`messages.isMessagesFromGroupAllowed`), and what it says is kept.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from lib.clock import Clock
from lib.gateways.firestore.store import Put, Store
from lib.gateways.vk.client import VkClient


class Consent(Struct, frozen=True):
    """Whether a person may be written to. `ref` is that of the link by which the person first came, `since` when this
    became so.
    """

    group_id: int
    user_id: int
    allowed: bool
    since: datetime
    ref: str = ""


def consent_path(group_id: int, user_id: int) -> str:
    """Where it lies."""
    return f"consents/{group_id}_{user_id}"


def load_consent(group_id: int, user_id: int, *, store: Store) -> Consent | None:
    """What is known; None where the person was never heard of."""
    found = store.get(consent_path(group_id, user_id), Consent)
    return found.record if found else None


def may_write_to(group_id: int, user_id: int, *, store: Store) -> bool:
    """Whether a private message would arrive, as far as is known."""
    consent = load_consent(group_id, user_id, store=store)
    return consent is not None and consent.allowed


def keep_consent(user_id: int, allowed: bool, *, vk: VkClient, store: Store, clock: Clock) -> Consent:
    """Keeps what an event says of a person's consent, or what VK says where the record says otherwise.

    Raises:
        VkError, VkOutcomeUnknown: VK had to be asked and did not tell.
    """
    before = load_consent(vk.group_id, user_id, store=store)
    if before is not None and before.allowed != allowed:
        answer = vk.call("messages.isMessagesFromGroupAllowed", group_id=vk.group_id, user_id=user_id)
        allowed = bool(answer["is_allowed"])
    return _kept(before, Consent(vk.group_id, user_id, allowed, clock.now(), before.ref if before else ""), store)


def keep_consent_of_writer(group_id: int, user_id: int, ref: str, written_at: datetime, *, store: Store) -> Consent:
    """Whoever writes to the community may be written to, unless they changed their mind since."""
    before = load_consent(group_id, user_id, store=store)
    if before is not None and not before.allowed and before.since > written_at:
        return before
    return _kept(before, Consent(group_id, user_id, True, written_at, (before.ref if before else "") or ref), store)


def forget_consent(group_id: int, user_id: int, *, store: Store, clock: Clock) -> None:
    """VK refused a private message (901): the person does not let the community write."""
    before = load_consent(group_id, user_id, store=store)
    _kept(before, Consent(group_id, user_id, False, clock.now(), before.ref if before else ""), store)


def _kept(before: Consent | None, after: Consent, store: Store) -> Consent:
    if before is not None and (before.allowed, before.ref) == (after.allowed, after.ref):
        return before
    store.commit([Put(consent_path(after.group_id, after.user_id), after)])
    return after
