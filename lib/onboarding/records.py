"""A house and its onboarding, read and written together: whatever moves one moves the other in the same commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from lib.activity.health.mended import mended_writes
from lib.activity.health.rules import health_fields, judged
from lib.gateways.firestore.store import (
    AlreadyExists,
    Create,
    Delete,
    Replace,
    StaleRecord,
    Store,
    Stored,
    Update,
    Write,
)
from lib.houses.house import AdministratorState, House, OnboardingState, house_path
from lib.onboarding.onboarding import Invitation, Onboarding, invitation_path, onboarding_path
from lib.onboarding.rules import IN_THE_CHAT, is_of_now

# Each try begins from what is there now; a race is lost once or twice, not more.
_TRIES = 8


class Case(Struct, frozen=True):
    """A house, and how far its administrator has been led; `onboarding` is None where nothing has begun."""

    house: Stored[House]
    onboarding: Stored[Onboarding] | None

    @property
    def is_current(self) -> bool:
        """Whether what has begun is about the administrator of today."""
        return self.onboarding is not None and is_of_now(self.house.record, self.onboarding.record)


Change = Callable[[House, Onboarding], Onboarding]


def load_cases(municipality_id: str, house_ids: Sequence[str], *, store: Store) -> list[Case]:
    """The cases of the houses that are there; two round trips."""
    houses = store.get_many([house_path(municipality_id, id_) for id_ in house_ids], House)
    begun = store.get_many([onboarding_path(municipality_id, id_) for id_ in house_ids], Onboarding)
    return [
        Case(house, begun.get(onboarding_path(municipality_id, house.record.id)))
        for house in (houses.get(house_path(municipality_id, id_)) for id_ in house_ids)
        if house is not None
    ]


def load_case(municipality_id: str, house_id: str, *, store: Store) -> Case | None:
    """One case; None where there is no such house."""
    return next(iter(load_cases(municipality_id, [house_id], store=store)), None)


def change_case(municipality_id: str, house_id: str, change: Change, *, store: Store) -> Case | None:
    """The case after `change`, which is asked again when somebody was quicker; None where nobody is led there now.

    Raises:
        StaleRecord: others kept changing the same house.
    """
    for _ in range(_TRIES):
        case = load_case(municipality_id, house_id, store=store)
        if case is None or case.onboarding is None or not case.is_current:
            return None
        after = change(case.house.record, case.onboarding.record)
        if after == case.onboarding.record:
            return case
        try:
            return save(case, after, store=store)
        except (AlreadyExists, StaleRecord):
            continue
    raise StaleRecord(onboarding_path(municipality_id, house_id))


def save(
    case: Case,
    after: Onboarding,
    *,
    store: Store,
    house: Mapping[str, object] | None = None,
    also: Sequence[Write] = (),
) -> Case:
    """Writes the onboarding and what it makes of the house; `house` are further fields of it, `also` further writes.

    Raises:
        StaleRecord, AlreadyExists: somebody was quicker, nothing was written.
    """
    (saved,) = save_all([(case, after)], store=store, house=house, also=also)
    return saved


def save_all(
    changes: Sequence[tuple[Case, Onboarding]],
    *,
    store: Store,
    house: Mapping[str, object] | None = None,
    also: Sequence[Write] = (),
) -> list[Case]:
    """Writes several of them, all or none; raises as `save`."""
    writes: list[Write] = []
    begins: list[int] = []
    noted: list[Write] = []
    fields = []
    for case, after in changes:
        changed, mended = _with_health(case, after, house_fields(case.house.record, after) | dict(house or {}))
        fields.append(changed)
        noted += mended
    for (case, after), changed in zip(changes, fields, strict=True):
        begins.append(len(writes))
        writes += case_writes(case, after, changed)
    revisions = store.commit([*writes, *noted, *also])
    saved = []
    for (case, after), changed, begin in zip(changes, fields, begins, strict=True):
        kept = case.house
        if changed:
            kept = Stored(kept.path, replace(kept.record, **changed), revisions[begin + 1])
        path = onboarding_path(after.municipality_id, after.house_id)
        saved.append(Case(kept, Stored(path, after, revisions[begin])))
    return saved


def case_writes(case: Case, after: Onboarding, house: Mapping[str, object]) -> list[Write]:
    """The writes that bring a case to `after`, for commits that are made elsewhere; `house` are the house's fields."""
    update = [Update(case.house.path, house, case.house.revision)] if house else []
    before = case.onboarding.record if case.onboarding else None
    return [_onboarding_write(case, after), *update, *_invitation_writes(before, after)]


def house_fields(house: House, after: Onboarding) -> dict[str, object]:
    """What an onboarding makes of its house, as far as it differs from what the house says."""
    named = AdministratorState.NONE if after.state is OnboardingState.NOBODY else AdministratorState.NAMED
    wanted: dict[str, object] = {
        "onboarding": after.state,
        "administrator_state": AdministratorState.JOINED if after.state in IN_THE_CHAT else named,
    }
    if wanted["administrator_state"] is AdministratorState.JOINED is not house.administrator_state:
        wanted["administrator_joined_at"] = after.since
    if after.person_id and after.person_id != house.administrator_vk_id:
        # Who came may have another name than the one that was written down, and another photo.
        wanted |= {"administrator_vk_id": after.person_id, "administrator_name": "", "administrator_photo_url": ""}
    if after.person_id or after.reason == "invitation_expired":
        wanted["administrator_phone"] = ""
    return {name: value for name, value in wanted.items() if getattr(house, name) != value}


def _with_health(case: Case, after: Onboarding, changed: dict[str, object]) -> tuple[dict[str, object], list[Write]]:
    """The house's fields with what follows for its tasks, and the writes that note what is mended."""
    if not changed.keys() & {"onboarding", "administrator_state"}:
        return changed, []
    before = case.house.record
    # The state has just moved, so `since` is now.
    judgement = judged(replace(before, **changed), after.since)
    noted = mended_writes(after.municipality_id, [(before, judgement)], after.since)
    return changed | health_fields(before, judgement), noted


def _onboarding_write(case: Case, after: Onboarding) -> Write:
    if case.onboarding is None:
        return Create(onboarding_path(after.municipality_id, after.house_id), after)
    return Replace(case.onboarding.path, after, case.onboarding.revision)


def _invitation_writes(before: Onboarding | None, after: Onboarding) -> list[Write]:
    old, new = before.token if before else "", after.token
    if old == new:
        return []
    writes: list[Write] = [Delete(invitation_path(old))] if old else []
    if new:
        assert after.token_expires_at is not None
        invitation = Invitation(after.municipality_id, after.house_id, after.generation, after.token_expires_at)
        writes.append(Create(invitation_path(new), invitation))
    return writes
