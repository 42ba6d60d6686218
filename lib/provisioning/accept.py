"""A sheet on its way in: checked against its municipality's houses and the people of VK, then kept as an import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lib.gateways.firestore.store import Update
from lib.gateways.vk.people import find_communities, find_people
from lib.houses.checked_row import CheckedRow
from lib.houses.house import House, house_id, house_path, houses_path
from lib.houses.sheet_check import CheckedSheet, ExistingHouse, Found, check_sheet
from lib.houses.sheet_reader import read_sheet
from lib.municipalities.municipality import Municipality, municipality_path
from lib.provisioning.imports import Describe, Import, ImportRow, save_import
from lib.provisioning.outside import Provisioning


def check_upload(content: bytes, municipality: Municipality, outside: Provisioning) -> CheckedSheet:
    """Reads and checks a sheet; nothing is created.

    Raises:
        SheetError: the file or its columns cannot be used.
        DomainError, VkError, VkOutcomeUnknown: VK could not be asked about the people of the sheet.
    """

    def resolve(references: Sequence[str]) -> Mapping[str, Found]:
        return _resolve(references, municipality.group_id, outside)

    def existing(keys: Sequence[str]) -> Mapping[str, ExistingHouse]:
        return find_existing(keys, municipality.id, outside)

    return check_sheet(
        read_sheet(content),
        resolve_references=resolve,
        find_existing=existing,
        home_settlement=municipality.home_settlement,
    )


def keep_good_rows(
    checked: CheckedSheet,
    municipality: Municipality,
    filename: str,
    outside: Provisioning,
    describe: Describe = lambda new: (new, ()),
) -> Import:
    """Keeps the good rows of a checked sheet as an import, ready to be started; `describe` as `save_import` has it.

    The first sheet of a municipality also tells which settlement is its home.
    """
    if checked.home_settlement and not municipality.home_settlement:
        home = {"home_settlement": checked.home_settlement}
        outside.store.commit([Update(municipality_path(municipality.id), home)])
    rows = [_import_row(row) for row in checked.good]
    return save_import(
        rows,
        municipality_id=municipality.id,
        group_id=municipality.group_id,
        filename=filename,
        outside=outside,
        describe=describe,
    )


def find_existing(keys: Sequence[str], municipality_id: str, outside: Provisioning) -> dict[str, ExistingHouse]:
    """The municipality's houses at addresses with these keys, by key."""
    if not outside.store.query(houses_path(municipality_id), House, limit=1):
        # The first sheet of a municipality: nothing needs to be looked for.
        return {}
    paths = {house_path(municipality_id, house_id(key)): key for key in keys}
    found = outside.store.get_many(paths, House)
    return {paths[path]: ExistingHouse(stored.record.title) for path, stored in found.items()}


def _resolve(references: Sequence[str], group_id: int, outside: Provisioning) -> dict[str, Found]:
    vk = outside.vk.of(group_id)
    people = find_people(vk, references)
    found = {reference: Found(person.vk_id, person.name) for reference, person in people.items()}
    rest = [reference for reference in references if reference not in found]
    # A name is a person's or a community's; which one, only VK knows.
    communities = find_communities(vk, rest) if rest else {}
    return found | {reference: Found(-community) for reference, community in communities.items()}


def _import_row(row: CheckedRow) -> ImportRow:
    assert row.address is not None
    return ImportRow(
        row=row.number,
        address=row.address.canonical,
        address_key=row.address.key,
        title=row.title,
        settlement=str(row.address.settlements[-1]) if row.address.settlements else "",
        street=str(row.address.street or ""),
        company=row.company,
        company_key=row.company_key,
        entrances=row.entrances,
        apartments=row.apartments,
        administrator_vk_id=row.administrator_vk_id,
        administrator_name=row.administrator_name,
        administrator_phone=row.administrator_phone,
        official_vk_ids=row.official_vk_ids,
        service_bot_group_ids=row.service_bot_group_ids,
    )
