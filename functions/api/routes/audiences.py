"""Whom broadcasts are for: saved groups, pasted lists, tags; and what they are made of: templates, attachments."""

from __future__ import annotations

from functions.api.calls import Call
from functions.api.cursors import Listing
from functions.api.models.base import PageQuery, Removed
from functions.api.models.broadcasts import (
    Attachment,
    AttachmentForm,
    AudienceChoices,
    AudienceChoicesQuery,
    BroadcastTemplate,
    BroadcastTemplates,
    HouseGroup,
    HouseGroupAsk,
    HouseGroupPage,
    HouseList,
    HouseListAsk,
    KindChoice,
    TagsAnswer,
    TagsAsk,
    UnusableLine,
)
from functions.api.models.houses import FilterChoice
from functions.api.routing import LARGEST_UPLOAD, Resource
from functions.api.shown.broadcasts import read_audience, show_audience
from lib.audit.line import AuditAction
from lib.broadcasts import house_groups as groups
from lib.broadcasts.attachments import upload_attachment as give_to_vk
from lib.broadcasts.authors import organizations_to_speak_for
from lib.broadcasts.house_lists import keep_list
from lib.broadcasts.message_text import LONGEST_MESSAGE, PLACEHOLDERS, BroadcastKind
from lib.broadcasts.templates import TEMPLATES
from lib.houses import tagging
from lib.houses.listing import list_settlements, list_streets
from lib.people.permissions import Action

audiences = Resource("Кому и что рассылать")

_GROUPS = "/municipalities/<id:municipality_id>/house-groups"
# Who pasted a list mends the first lines and pastes it again.
_MOST_UNUSABLE = 100
_LARGEST_LIST = 4 * 1024 * 1024
_UNNAMED = "файл"
_LONGEST_NAME = 200


@audiences.get("/municipalities/<id:municipality_id>/broadcast-templates", may=Action.BROADCAST)
def list_broadcast_templates(call: Call) -> BroadcastTemplates:  # noqa: ARG001 — every route takes its call
    """Templates by subject."""
    return BroadcastTemplates(
        items=[
            BroadcastTemplate(id=each.id, subject=each.subject, title=each.title, kind=each.kind, text=each.text)
            for each in TEMPLATES
        ],
        kinds=[KindChoice(kind=kind, title=kind.in_russian, sign=kind.sign) for kind in BroadcastKind],
        placeholders=[f"{{{name}}}" for name in PLACEHOLDERS],
        longest=LONGEST_MESSAGE,
    )


@audiences.post(
    "/municipalities/<id:municipality_id>/attachments",
    may=Action.BROADCAST,
    audits=AuditAction.ATTACHMENT_UPLOADED,
    creates=True,
    largest_body=LARGEST_UPLOAD,
)
def upload_attachment(call: Call, form: AttachmentForm) -> Attachment:
    """Gives a picture or a document to VK; it can go into every chat afterwards."""
    name = (form.file.filename or _UNNAMED)[:_LONGEST_NAME]
    kept = give_to_vk(name, form.file.read(), call.doing(), vk=call.vk, store=call.store)
    return Attachment(id=kept.id, filename=kept.filename)


@audiences.get(_GROUPS, may=Action.BROADCAST)
def list_house_groups(call: Call, query: PageQuery) -> HouseGroupPage:
    """Saved groups, by name."""
    listing = Listing(call, query.cursor, "house_groups")
    page = groups.list_groups(call.municipality_id, listing.after, query.limit, store=call.store)
    return HouseGroupPage(items=[_group(each) for each in page.items], next_cursor=listing.next_cursor(page.after))


@audiences.post(_GROUPS, may=Action.BROADCAST, audits=AuditAction.HOUSE_GROUP_SAVED, creates=True)
def save_house_group(call: Call, body: HouseGroupAsk) -> HouseGroup:
    """Keeps parts of an audience under a name."""
    audience = read_audience(call, body.audience)
    return _group(groups.save_group(body.name, audience.parts, call.doing(), store=call.store))


@audiences.delete(f"{_GROUPS}/<id:group_id>", may=Action.TAG_HOUSES, audits=AuditAction.HOUSE_GROUP_DELETED)
def delete_house_group(call: Call, group_id: str) -> Removed:
    """Removes a group; broadcasts that were sent to it stay as they are."""
    groups.delete_group(group_id, call.doing(), store=call.store)
    return Removed(id=group_id)


@audiences.post(
    "/municipalities/<id:municipality_id>/house-lists",
    may=Action.BROADCAST,
    audits=AuditAction.HOUSE_LIST_PASTED,
    creates=True,
    largest_body=_LARGEST_LIST,
)
def paste_house_list(call: Call, body: HouseListAsk) -> HouseList:
    """Understands lines pasted from a sheet and keeps the houses that they name."""
    kept = keep_list(body.text, call.municipality, call.rights, call.doing(), store=call.store)
    unusable = [
        UnusableLine(number=line.number, text=line.text[:200], reason=line.reason)
        for line in kept.unusable[:_MOST_UNUSABLE]
    ]
    return HouseList(
        id=kept.id,
        houses=kept.houses,
        repeats=kept.repeats,
        unusable_count=len(kept.unusable),
        unusable=unusable,
    )


@audiences.get("/municipalities/<id:municipality_id>/audience-choices", may=Action.BROADCAST)
def get_audience_choices(call: Call, query: AudienceChoicesQuery) -> AudienceChoices:
    """Settlements, organisations and tags, and the streets of a settlement."""
    streets = list_streets(call.municipality_id, query.settlement, store=call.store) if query.settlement else []
    return AudienceChoices(
        settlements=list_settlements(call.municipality_id, store=call.store),
        organizations=[
            FilterChoice(value=id_, title=name)
            for id_, name in organizations_to_speak_for(call.rights, store=call.store)
        ],
        tags=tagging.list_tags(call.municipality_id, store=call.store),
        streets=streets,
    )


@audiences.post(
    "/municipalities/<id:municipality_id>/houses/tags", may=Action.TAG_HOUSES, audits=AuditAction.HOUSES_TAGGED
)
def tag_houses(call: Call, body: TagsAsk) -> TagsAnswer:
    """Gives tags to houses and takes them away."""
    changed = tagging.tag_houses(call.rights, body.house_ids, body.add, body.remove, call.doing(), store=call.store)
    return TagsAnswer(changed=changed, tags=tagging.list_tags(call.municipality_id, store=call.store))


def _group(group: groups.HouseGroup) -> HouseGroup:
    return HouseGroup(id=group.id, name=group.name, audience=show_audience(group.parts))
