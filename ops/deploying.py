"""A deployment: preflight, packages, Terraform's plan, the plan carried out, a look at it; and the way back."""

from __future__ import annotations

import getpass
import json
import shlex
import sys
from collections.abc import Iterable

import httpx

from lib.clock import SystemClock
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown
from ops.environments import ROOT, Environment
from ops.packaging import pack_all
from ops.preflight import VK_API, Check, deployed_functions, missing_rights, preflight, read_secret
from ops.smoke import smoke
from ops.tools import Refused, run, run_in_sight

# Where Terraform's environments look for the zips.
PACKAGES = ROOT / "dist" / "packages"
_PLAN = "deployment.plan"


def make_plan(environment: Environment, *, only_secrets: bool) -> str:
    """Packs, plans, and leaves the plan for `carry_out`. `only_secrets` is the first step in an empty project.

    Raises:
        Refused: the preflight found something, or Terraform said no.
    """
    refuse_unless_well(preflight(environment, is_first=only_secrets))
    pack_all(ROOT, PACKAGES)
    backend = f"-backend-config=bucket={environment.state_bucket}"
    run_in_sight(["terraform", "init", "-input=false", "-reconfigure", backend], environment.folder)
    only = ["-target=module.system.module.secret"] if only_secrets else []
    run_in_sight(["terraform", "plan", "-input=false", f"-out={_PLAN}", *only], environment.folder)
    return f"Read the plan above; then: make deploy ENV={environment.name}"


def carry_out(environment: Environment) -> str:
    """Does what the plan says, and looks whether what was deployed answers.

    Raises:
        Refused: there is no plan, Terraform failed, or something does not answer.
    """
    if not (environment.folder / _PLAN).exists():
        raise Refused(f"There is no plan: make deploy-plan ENV={environment.name}")
    run_in_sight(["terraform", "apply", "-input=false", _PLAN], environment.folder)
    (environment.folder / _PLAN).unlink()
    if not deployed_functions(environment):
        return "The secrets are there. Give each its value (python -m ops secret), then plan and deploy again."
    refuse_unless_well(smoke(environment.origin, has_sms=environment.has_sms))
    return f"{environment.name} is deployed and answers."


def roll_back(environment: Environment, functions: Iterable[str] = ()) -> str:
    """Sends all requests to the revision before the newest one, function by function; the next deployment ends that.

    Raises:
        Refused: a function has no earlier revision, or gcloud said no.
    """
    done = []
    for name in functions or deployed_functions(environment):
        service = name.replace("_", "-")
        where = (f"--region={environment.location}", f"--project={environment.project}")
        newest = ("--sort-by=~metadata.creationTimestamp", "--limit=2", "--format=value(metadata.name)")
        revisions = run("gcloud", "run", "revisions", "list", f"--service={service}", *where, *newest).split()
        if len(revisions) < 2:
            raise Refused(f"{name} has no earlier revision.")
        run("gcloud", "run", "services", "update-traffic", service, f"--to-revisions={revisions[1]}=100", *where)
        done.append(f"{name}: {revisions[1]}")
    return "\n".join([*done, "Now take the change back in the repository: the next deployment serves what is there."])


def renew_secret(environment: Environment, secret: str, vk_api: str = VK_API, value: str | None = None) -> str:
    """Gives a secret a new value and has every function take it up, without a moment in which nothing answers.

    Raises:
        Refused: the environment has no such secret, VK refuses the token, or gcloud said no.
    """
    if secret not in environment.secrets:
        raise Refused(f"{environment.name} has no secret {secret!r}: {', '.join(environment.secrets)}.")
    value = (_asked(secret) if value is None else value).strip()
    if not value:
        raise Refused("An empty value is none.")
    if secret.startswith("vk-token-"):
        _check_token(value, int(secret.removeprefix("vk-token-")), vk_api)
    in_project = f"--project={environment.project}"
    run("gcloud", "secrets", "versions", "add", secret, "--data-file=-", in_project, given=value)
    # Secret Manager's reminder, where there was one, is answered.
    run("gcloud", "pubsub", "subscriptions", "pull", "secrets-due", "--auto-ack", "--limit=100", in_project)
    if not (deployed := deployed_functions(environment)):
        return f"{secret} has a value."
    # A label more is a new revision: its instances read the new value, those before finish what they do.
    label = f"--update-labels=secrets-of={SystemClock().now():%Y%m%d-%H%M%S}"
    for name in deployed:
        service = name.replace("_", "-")
        run("gcloud", "run", "services", "update", service, label, f"--region={environment.location}", in_project)
    return f"{secret} has a new value, and every function has it. Take the old one back where it was made, in an hour."


def functions_environment(environment: Environment) -> str:
    """What the functions find in their environment, as lines for a shell; tokens and callback secrets included.

    Raises:
        Refused: nothing is deployed yet, or the operator may not read the secrets.
    """
    outputs = json.loads(run("terraform", "output", "-json", "system", at=environment.folder))
    variables = dict(outputs["environment"])
    for group_id in environment.communities:
        variables[f"VK_TOKEN_{group_id}"] = read_secret(environment, f"vk-token-{group_id}")
        variables[f"VK_SECRET_{group_id}"] = read_secret(environment, f"vk-secret-{group_id}")
    return "\n".join(f"export {name}={shlex.quote(str(value))}" for name, value in sorted(variables.items()))


def refuse_unless_well(checks: Iterable[Check]) -> None:
    """Shows every check as it comes.

    Raises:
        Refused: at least one is not as it should be.
    """
    failed = 0
    for check in checks:
        print(check.line(), flush=True)
        failed += not check.is_well
    if failed:
        raise Refused(f"{failed} of these want something done first.")


def _check_token(token: str, group_id: int, vk_api: str) -> None:
    try:
        with httpx.Client(timeout=10) as http:
            vk = VkClient(http, vk_api, token, group_id)
            owner = int(vk.call("groups.getById")["groups"][0]["id"])
            missing = missing_rights(vk)
    except (VkError, VkOutcomeUnknown) as error:
        raise Refused(f"VK refuses this token: {error}") from None
    if owner != group_id:
        raise Refused(f"This token belongs to community {owner}.")
    if missing:
        raise Refused(f"This token lacks {', '.join(sorted(missing))}.")


def _asked(secret: str) -> str:
    # Typed unseen, or piped in; never an argument, which the shell would remember.
    return getpass.getpass(f"New value of {secret}: ") if sys.stdin.isatty() else sys.stdin.read()
