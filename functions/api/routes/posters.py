"""Posters of one house and of sets of houses, and the logo on them."""

from __future__ import annotations

from msgspec.structs import replace

from functions.api.calls import Call
from functions.api.files import JPEG, PDF, PNG, ZIP, File
from functions.api.models.houses import HouseFilters
from functions.api.models.posters import (
    LogoAnswer,
    LogoForm,
    PosterQuery,
    PosterSet,
    PosterSetAsk,
    PosterSetFile,
)
from functions.api.routes.houses import house_filter
from functions.api.routing import LARGEST_JSON, Resource
from lib.audit.line import AuditAction
from lib.errors import DomainError
from lib.houses.editing import load_house
from lib.houses.listing import HouseFilter
from lib.municipalities.logo import load_logo, remove_logo, set_logo
from lib.people.permissions import Action
from lib.posters import sets as use_cases
from lib.posters.short_links import with_short_link

posters = Resource("Плакаты")

# The largest picture (lib/posters/logo.py) and the form around it.
_LARGEST_PICTURE = 5 * 1024 * 1024 + LARGEST_JSON


@posters.get(
    "/municipalities/<id:municipality_id>/files/houses/<id:house_id>/poster", may=Action.SEE_HOUSES, files=(PDF,)
)
def download_poster(call: Call, house_id: str, query: PosterQuery) -> File:
    """The poster of one house."""
    from lib.posters.making import make_poster

    stored = load_house(call.rights, house_id, Action.SEE_HOUSES, store=call.store)
    house = with_short_link(stored, vk=call.vk, store=call.store)
    made = make_poster(house, call.municipality, query.format, each_entrance=query.each_entrance, store=call.store)
    return File(made.name, made.content, PDF)


@posters.post(
    "/municipalities/<id:municipality_id>/poster-sets",
    may=Action.MAKE_POSTERS,
    audits=AuditAction.POSTERS_MADE,
    creates=True,
)
def create_poster_set(call: Call, body: PosterSetAsk) -> PosterSet:
    """Freezes which houses' posters are wanted; the files are made when they are fetched."""
    houses = body.house_ids if body.house_ids is not None else _filter(call, body)
    wanted = use_cases.Wanted(houses, body.format, body.package, body.each_entrance)
    return _shown(call, use_cases.create_set(wanted, call.rights, call.municipality, call.doing(), store=call.store))


@posters.get("/municipalities/<id:municipality_id>/poster-sets/<id:set_id>", may=Action.MAKE_POSTERS)
def get_poster_set(call: Call, set_id: str) -> PosterSet:
    """A set, and how far the file is that is being made."""
    return _shown(call, use_cases.load_set(call.municipality_id, set_id, store=call.store))


@posters.get(
    "/municipalities/<id:municipality_id>/files/poster-sets/<id:set_id>/<int:number>",
    may=Action.MAKE_POSTERS,
    files=(PDF, ZIP),
)
def download_poster_set(call: Call, set_id: str, number: int) -> File:
    """A file of a set, made now; a zip is sent while it is being made."""
    from lib.posters.making import make_file

    found = use_cases.load_set(call.municipality_id, set_id, store=call.store)
    file = use_cases.load_file(call.municipality_id, set_id, number, store=call.store)
    made = make_file(found, file, call.municipality, store=call.store, vk=call.vk, clock=call.clock)
    return File(made.name, made.content, ZIP if found.package is use_cases.Package.ZIP else PDF)


@posters.post(
    "/municipalities/<id:municipality_id>/settings/logo",
    may=Action.EDIT_SETTINGS,
    audits=AuditAction.SETTINGS_CHANGED,
    largest_body=_LARGEST_PICTURE,
)
def upload_logo(call: Call, form: LogoForm) -> LogoAnswer:
    """Sets the logo that posters bear."""
    set_logo(form.file.read() if hasattr(form.file, "read") else b"", call.doing(), store=call.store)
    return LogoAnswer(is_set=True)


@posters.delete(
    "/municipalities/<id:municipality_id>/settings/logo",
    may=Action.EDIT_SETTINGS,
    audits=AuditAction.SETTINGS_CHANGED,
)
def delete_logo(call: Call) -> LogoAnswer:
    """Removes the logo."""
    remove_logo(call.doing(), store=call.store)
    return LogoAnswer(is_set=False)


@posters.get("/municipalities/<id:municipality_id>/settings/logo", may=Action.SEE_SETTINGS)
def get_logo(call: Call) -> LogoAnswer:
    """Whether a logo is set."""
    return LogoAnswer(is_set=bool(load_logo(call.municipality_id, store=call.store)))


@posters.get("/municipalities/<id:municipality_id>/files/logo", may=Action.SEE_SETTINGS, files=(PNG, JPEG))
def download_logo(call: Call) -> File:
    """The logo as posters bear it."""
    content = load_logo(call.municipality_id, store=call.store)
    if not content:
        raise DomainError("logo_unknown")
    is_png = content.startswith(b"\x89PNG")
    return File("Логотип.png" if is_png else "Логотип.jpg", content, PNG if is_png else JPEG)


def _filter(call: Call, body: PosterSetAsk) -> HouseFilter:
    asked = body.filters
    wanted = house_filter(
        call,
        HouseFilters(
            state=asked.state,
            organization_id=asked.organization_id,
            administrator=asked.administrator,
            nobody_joined=asked.nobody_joined,
            settlement=asked.settlement,
            import_id=asked.import_id,
        ),
    )
    if wanted is None:
        raise DomainError("organization_unknown")
    return replace(wanted, search=asked.search)


def _shown(call: Call, found: use_cases.PosterSet) -> PosterSet:
    return PosterSet(
        id=found.id,
        format=found.poster_format,
        package=found.package,
        each_entrance=found.each_entrance,
        houses=found.houses,
        without_chat=found.without_chat,
        files=[
            PosterSetFile(
                number=file.number,
                filename=use_cases.file_name_of(found, file.number),
                houses=len(file.house_ids),
                made=file.made,
            )
            for file in use_cases.load_files(call.municipality_id, found, store=call.store)
        ],
        expires_at=found.expires_at,
    )
