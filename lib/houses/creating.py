"""Creating a house by hand: the same address rules, the same waves as for a sheet, one house."""

from __future__ import annotations

from msgspec import Struct

from lib.audit.line import AuditAction
from lib.audit.record import Doing, Planned, record_change
from lib.errors import DomainError
from lib.gateways.firestore.store import Store
from lib.houses.address import Address
from lib.houses.address_parsing import AddressError, parse_address
from lib.houses.changes import house_changes, house_subject
from lib.houses.house import House, house_id, house_path
from lib.houses.organizations import organization_key, organization_name
from lib.houses.sheet_errors import CELL_ERRORS
from lib.houses.typed_address import apart_from_settlement, with_capitals
from lib.municipalities.municipality import Municipality
from lib.organizations.registry import ensure_organizations
from lib.people.directory import KnownPerson
from lib.provisioning.imports import ImportRow
from lib.provisioning.outside import Provisioning, wave_task
from lib.provisioning.plan import NewHouses, new_houses


class HouseByHand(Struct, frozen=True):
    """What an employee says of a new house; an empty title is made from the address."""

    address: str
    title: str = ""
    company: str = ""
    entrances: int = 0
    apartments: int = 0
    administrator: KnownPerson | None = None
    administrator_phone: str = ""


class AddressNotUnderstood(DomainError):
    """An address that cannot be used; `words` say why."""

    def __init__(self, words: str) -> None:
        super().__init__("address_not_understood")
        self.words = words


def understand_address(text: str, municipality: Municipality) -> Address:
    """The address as the system understands it.

    Raises:
        AddressNotUnderstood: with the reason in words.
    """
    home = municipality.home_settlement
    typed = apart_from_settlement(text, home)
    try:
        address = parse_address(typed)
        if not address.settlements and home:
            address = parse_address(f"{home}, {typed}")
        return with_capitals(address)
    except AddressError as error:
        raise AddressNotUnderstood(f"{CELL_ERRORS[error.code]}.") from None


def house_title(address: Address, municipality: Municipality) -> str:
    """The title that a chat gets where nobody gives it another."""
    return address.title(municipality.home_settlement)


def find_house_at(address: Address, municipality_id: str, *, store: Store) -> House | None:
    """The house that is at the address already."""
    found = store.get(house_path(municipality_id, house_id(address.key)), House)
    return found.record if found else None


def create_house(asked: HouseByHand, municipality: Municipality, doing: Doing, outside: Provisioning) -> House:
    """Creates a house and sets its chat on the way.

    Raises:
        AddressNotUnderstood, DomainError: `house_exists`.
    """
    address = understand_address(asked.address, municipality)
    ensure_organizations([asked.company], municipality.id, doing.now, store=outside.store)
    planned: list[NewHouses] = []

    def plan() -> Planned:
        if existing := find_house_at(address, municipality.id, store=outside.store):
            raise DomainError("house_exists", house_id=existing.id)
        new = new_houses(
            [_row(asked, address, municipality)],
            municipality_id=municipality.id,
            group_ids=municipality.group_ids,
            import_id="",
            outside=outside,
            named_by=doing.actor.name,
        )
        planned.append(new)
        (house,) = new.houses
        line = doing.line(AuditAction.HOUSE_CREATED, house_subject(house), house_changes(None, house, {}))
        return Planned(new.writes, [line])

    record_change(doing, plan, outside.store)
    # A wave that nobody enqueues, since this process died here, is found by the sweep.
    for wave in planned[-1].waves if planned else ():
        outside.queue.enqueue(wave_task(wave))
    house = find_house_at(address, municipality.id, store=outside.store)
    assert house is not None
    return house


def _row(asked: HouseByHand, address: Address, municipality: Municipality) -> ImportRow:
    administrator = asked.administrator
    return ImportRow(
        row=1,
        address=address.canonical,
        address_key=address.key,
        title=" ".join(asked.title.split()) or house_title(address, municipality),
        settlement=str(address.settlements[-1]) if address.settlements else "",
        street=str(address.street or ""),
        company=organization_name(asked.company),
        company_key=organization_key(asked.company),
        entrances=asked.entrances,
        apartments=asked.apartments,
        administrator_vk_id=administrator.vk_id if administrator else 0,
        administrator_name=administrator.name if administrator else "",
        administrator_photo_url=administrator.photo_url if administrator else "",
        administrator_phone=asked.administrator_phone,
    )
