"""The commands of `python -m ops`: each declares its arguments and says in one line what it did."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from lib.communities.breaks import load_community, resume_community, stop_community
from lib.communities.callbacks import check_callback_server, register_callback_server
from lib.communities.registering import register_community
from lib.config import read_callback_config, read_config
from lib.discussions.expire import Expiring, expire_discussions
from lib.municipalities.registry import add_community, ensure_municipality, load_municipality, municipality_id_of
from lib.people.appointing import appoint_administrator, appoint_officer
from lib.people.personal_data import erase, held_on
from lib.provisioning.outside import Provisioning
from ops.tools import Refused


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its arguments, and what it does; `run` raises DomainError where it cannot."""

    name: str
    help: str
    declare: Callable[[ArgumentParser], None]
    run: Callable[[Namespace, Provisioning], str]


def _community_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("group_id", type=int, help="the community's id in VK")


def _register_community(arguments: Namespace, outside: Provisioning) -> str:
    community = register_community(outside.vk.of(arguments.group_id), store=outside.store)
    return f"Community {community.group_id}: {community.name}"


def _resume_community(arguments: Namespace, outside: Provisioning) -> str:
    community = resume_community(arguments.group_id, store=outside.store)
    return f"Community {community.group_id} may send again."


def _pause_community(arguments: Namespace, outside: Provisioning) -> str:
    # No code of VK's: it was not VK who asked for it.
    community = stop_community(arguments.group_id, 0, store=outside.store)
    return f"Community {community.group_id} sends nothing until it is resumed."


def _person_id_argument(parser: ArgumentParser) -> None:
    parser.add_argument("vk_id", type=int, help="the person's id in VK")


def _export(arguments: Namespace, outside: Provisioning) -> str:
    held = {each.path: each.fields for each in held_on(arguments.vk_id, store=outside.store)}
    return msgspec.json.format(msgspec.json.encode(held, enc_hook=str), indent=2).decode()


def _erase(arguments: Namespace, outside: Provisioning) -> str:
    done = erase(arguments.vk_id, store=outside.store)
    return f"{len(done.removed)} records removed, {len(done.changed)} no longer speak of the person."


def _no_arguments(_: ArgumentParser) -> None:
    """The command takes none."""


def _requeue(_: Namespace, outside: Provisioning) -> str:
    # Nearly all of the system, which the other commands start without.
    from functions.sweep.outside import connect as connect_sweep
    from functions.sweep.sweeps import sweep_all

    moved, failed = sweep_all(connect_sweep(read_config()))
    moved["discussions"] = sum(expire_discussions(Expiring(outside.store, outside.queue, outside.clock)).values())
    told = "\n".join(f"{what}: {count} set moving again" for what, count in moved.items())
    if failed:
        raise Refused(f"{told}\nfailed, see the lines above: {', '.join(failed)}")
    return told


def _callbacks_arguments(parser: ArgumentParser) -> None:
    _community_arguments(parser)
    parser.add_argument("url", help="where functions/vk_callback is reached from VK")
    parser.add_argument("--check", action="store_true", help="only say whether it works, change nothing")


def _register_callbacks(arguments: Namespace, outside: Provisioning) -> str:
    vk = outside.vk.of(arguments.group_id)
    if arguments.check:
        server = check_callback_server(arguments.url, vk=vk)
    else:
        secret = read_callback_config().vk_secrets.get(arguments.group_id, "")
        server = register_callback_server(arguments.url, secret, vk=vk, store=outside.store, clock=outside.clock)
    events = f"missing events: {', '.join(server.missing_events)}" if server.missing_events else "all events are on"
    return f"Community {arguments.group_id}: server {server.id} at {server.url} is {server.status}, {events}."


def _municipality_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", help="the municipality's name, as people write it")
    parser.add_argument("--region", required=True, help="the region's name, as people write it")


def _new_municipality_arguments(parser: ArgumentParser) -> None:
    _municipality_arguments(parser)
    parser.add_argument("--community", type=int, required=True, help="id of the community that owns its chats")
    parser.add_argument(
        "--settlement", default="", help="the settlement that addresses without one lie in, such as «г. Екатеринбург»"
    )


def _set_up_municipality(arguments: Namespace, outside: Provisioning) -> str:
    load_community(arguments.community, store=outside.store)
    municipality = ensure_municipality(
        arguments.name, arguments.region, arguments.community, arguments.settlement, store=outside.store
    )
    return f"Municipality {municipality.id}: {municipality.name}, community {municipality.group_id}"


def _spread_arguments(parser: ArgumentParser) -> None:
    _municipality_arguments(parser)
    parser.add_argument("--community", type=int, required=True, help="id of the community that is to own chats too")


def _spread_municipality(arguments: Namespace, outside: Provisioning) -> str:
    load_community(arguments.community, store=outside.store)
    id_ = municipality_id_of(arguments.region, arguments.name)
    municipality = add_community(id_, arguments.community, store=outside.store)
    spread = ", ".join(map(str, municipality.group_ids))
    return f"New houses of {municipality.name} go to the emptiest of the communities {spread}."


def _administrator_arguments(parser: ArgumentParser) -> None:
    _municipality_arguments(parser)
    _person_argument(parser)


def _appoint_administrator(arguments: Namespace, outside: Provisioning) -> str:
    municipality = load_municipality(municipality_id_of(arguments.region, arguments.name), store=outside.store)
    member = appoint_administrator(
        municipality,
        arguments.person,
        vk=outside.vk.of(municipality.group_id),
        store=outside.store,
        clock=outside.clock,
        ids=outside.ids,
    )
    return f"vk.com/id{member.vk_id} is an administrator of {municipality.name}."


def _officer_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("region", help="the region's name, as its municipalities have it")
    _person_argument(parser)
    parser.add_argument("--community", type=int, required=True, help="id of any of the region's communities")


def _appoint_officer(arguments: Namespace, outside: Provisioning) -> str:
    vk = outside.vk.of(arguments.community)
    person = appoint_officer(arguments.region, arguments.person, vk=vk, store=outside.store)
    return f"vk.com/id{person.vk_id} is an officer of {arguments.region}."


def _person_argument(parser: ArgumentParser) -> None:
    parser.add_argument("person", help="the person's VK link, @name or id")


COMMANDS = (
    Command("community", "make a community known", _community_arguments, _register_community),
    Command("pause", "have a community send nothing until it is resumed", _community_arguments, _pause_community),
    Command("resume", "let a stopped or pausing community send again", _community_arguments, _resume_community),
    Command("requeue", "set moving again whatever stands still", _no_arguments, _requeue),
    Command("export", "everything that is held on a person, as JSON", _person_id_argument, _export),
    Command("erase", "take a person out of all records", _person_id_argument, _erase),
    Command("callbacks", "have VK send a community's events to us", _callbacks_arguments, _register_callbacks),
    Command("municipality", "set up a municipality", _new_municipality_arguments, _set_up_municipality),
    Command("spread", "let one more community own chats of a municipality", _spread_arguments, _spread_municipality),
    Command("administrator", "name a municipality's administrator", _administrator_arguments, _appoint_administrator),
    Command("officer", "name an officer of a region", _officer_arguments, _appoint_officer),
)
