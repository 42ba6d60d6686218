"""The commands of `python -m ops` that work with the tree, or with Google's own tools, and connect with nothing."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ops import deploying
from ops.cost import Usage, table
from ops.environments import NAMES, ROOT, read_environment
from ops.holes import OSV, report
from ops.packaging import pack_all
from ops.preflight import VK_API, preflight
from ops.smoke import smoke


@dataclass(frozen=True, slots=True)
class OfflineCommand:
    """A command: its arguments, and what it does; `run` raises Refused where it cannot."""

    name: str
    help: str
    declare: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], str]


def _package_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, default=deploying.PACKAGES, help="the folder for the zips")


def _package(arguments: Namespace) -> str:
    written = pack_all(ROOT, arguments.to)
    return "\n".join(f"{path} ({path.stat().st_size // 1024} KiB)" for path in written.values())


def _environment_argument(parser: ArgumentParser) -> None:
    parser.add_argument("environment", choices=NAMES)


def _preflight_arguments(parser: ArgumentParser) -> None:
    _environment_argument(parser)
    parser.add_argument("--vk-api", default=VK_API, help="where VK's API is")


def _preflight(arguments: Namespace) -> str:
    deploying.refuse_unless_well(preflight(read_environment(arguments.environment), arguments.vk_api))
    return "Everything is as a deployment needs it."


def _plan_arguments(parser: ArgumentParser) -> None:
    _environment_argument(parser)
    parser.add_argument("--only", choices=["secrets"], help="in an empty project: first the secrets, without values")


def _plan(arguments: Namespace) -> str:
    return deploying.make_plan(read_environment(arguments.environment), only_secrets=arguments.only == "secrets")


def _deploy(arguments: Namespace) -> str:
    return deploying.carry_out(read_environment(arguments.environment))


def _rollback_arguments(parser: ArgumentParser) -> None:
    _environment_argument(parser)
    parser.add_argument("functions", nargs="*", help="which functions; all unless named")


def _rollback(arguments: Namespace) -> str:
    return deploying.roll_back(read_environment(arguments.environment), arguments.functions)


def _smoke_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("environment", choices=(*NAMES, "local"))
    parser.add_argument("--origin", default="http://127.0.0.1:8000", help="of the local cloud")


def _smoke(arguments: Namespace) -> str:
    if arguments.environment == "local":
        deploying.refuse_unless_well(smoke(arguments.origin, has_sms=False))
    else:
        environment = read_environment(arguments.environment)
        deploying.refuse_unless_well(smoke(environment.origin, has_sms=environment.has_sms))
    return "Everything answers."


def _secret_arguments(parser: ArgumentParser) -> None:
    _preflight_arguments(parser)
    parser.add_argument(
        "secret", help="its id, such as vk-token-220000001; the value is asked for, or read from a pipe"
    )


def _secret(arguments: Namespace) -> str:
    return deploying.renew_secret(read_environment(arguments.environment), arguments.secret, arguments.vk_api)


def _variables(arguments: Namespace) -> str:
    return deploying.functions_environment(read_environment(arguments.environment))


def _cost_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--houses", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    parser.add_argument("--messages-a-day", type=float, default=20, help="a house")
    parser.add_argument("--broadcasts", type=float, default=4, help="a month, to every house")


def _cost(arguments: Namespace) -> str:
    return table([Usage(houses, arguments.messages_a_day, arguments.broadcasts) for houses in arguments.houses])


def _holes_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--osv", default=OSV, help="where advisories are asked for")


def _holes(arguments: Namespace) -> str:
    return report(ROOT, arguments.osv)


OFFLINE = (
    OfflineCommand("environment", "what the functions find, for eval in a shell", _environment_argument, _variables),
    OfflineCommand("cost", "what a month costs, from houses and messages a day", _cost_arguments, _cost),
    OfflineCommand("package", "pack each function into a zip of its own", _package_arguments, _package),
    OfflineCommand("holes", "ask osv.dev for known holes in what is locked: make holes", _holes_arguments, _holes),
    OfflineCommand("preflight", "look at what a deployment needs", _preflight_arguments, _preflight),
    OfflineCommand("deploy-plan", "plan a deployment: make deploy-plan", _plan_arguments, _plan),
    OfflineCommand("deploy", "carry the plan out: make deploy", _environment_argument, _deploy),
    OfflineCommand("rollback", "go back to the revisions before the newest", _rollback_arguments, _rollback),
    OfflineCommand("smoke", "look whether what is deployed answers", _smoke_arguments, _smoke),
    OfflineCommand("secret", "give a secret a new value without stopping", _secret_arguments, _secret),
)
