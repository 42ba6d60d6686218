"""Everything that a deployment needs and Terraform cannot see, looked at before it begins, each with what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx

from lib.communities.callbacks import check_callback_server
from lib.errors import DomainError
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown
from ops.environments import Environment
from ops.tools import Refused, run

VK_API = "https://api.vk.ru"
# What a community's token must be allowed: chats and messages, the callback server, pictures and files of broadcasts.
VK_RIGHTS = frozenset({"messages", "manage", "photos", "docs"})
# Whoever deploys either owns the project or has these.
DEPLOYERS_ROLES = frozenset(
    {
        "roles/editor",
        "roles/resourcemanager.projectIamAdmin",
        "roles/run.admin",
        "roles/cloudfunctions.admin",
        "roles/secretmanager.admin",
        "roles/cloudtasks.admin",
        "roles/iam.roleAdmin",
    }
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what was found, and what to do where it is not as it should be."""

    what: str
    is_well: bool
    found: str
    to_do: str = ""

    def line(self) -> str:
        """The check in one line."""
        return f"{'ok  ' if self.is_well else 'FAIL'}  {self.what}: {self.found}" + (
            "" if self.is_well else f" → {self.to_do}"
        )


def preflight(environment: Environment, vk_api: str = VK_API, *, is_first: bool = False) -> Iterator[Check]:
    """Looks at everything; before the first deployment there are no secrets and no callback to look at."""
    project = environment.project
    yield _looked("terraform", lambda: run("terraform", "version").splitlines()[0], "install Terraform 1.9 or newer")
    number = _found(lambda: run("gcloud", "projects", "describe", project, "--format=value(projectNumber)"))
    yield Check(
        "project",
        number == environment.project_number,
        number,
        f"terraform.tfvars says {environment.project_number}: mend it there, or `gcloud auth login`",
    )
    yield _rights(project)
    billing = _found(
        lambda: run("gcloud", "billing", "projects", "describe", project, "--format=value(billingEnabled)")
    )
    yield Check("billing", billing == "True", billing, "link the project with a billing account")
    bucket = f"gs://{environment.state_bucket}"
    yield _looked(
        "state",
        lambda: run("gcloud", "storage", "buckets", "describe", bucket, "--format=value(name)"),
        f"gcloud storage buckets create {bucket} --uniform-bucket-level-access, then turn its versioning on",
    )
    if is_first:
        return
    for secret in environment.secrets:
        command = ("gcloud", "secrets", "versions", "describe", "latest", f"--secret={secret}", f"--project={project}")
        state = _found(lambda command=command: run(*command, "--format=value(state)"))  # type: ignore[misc]
        to_do = f"python -m ops secret {environment.name} {secret}"
        yield Check(f"secret {secret}", state.lower() == "enabled", state, to_do)
    with httpx.Client(timeout=10) as http:
        for group_id in environment.communities:
            yield from _community(environment, group_id, http, vk_api)


def _rights(project: str) -> Check:
    def roles() -> str:
        account = run("gcloud", "config", "get-value", "account")
        flat = ("--flatten=bindings[].members", f"--filter=bindings.members:{account}", "--format=value(bindings.role)")
        return run("gcloud", "projects", "get-iam-policy", project, *flat)

    found = _found(roles)
    held = set(found.split())
    missing = set() if "roles/owner" in held else DEPLOYERS_ROLES - held
    shown = "owner" if "roles/owner" in held else f"{len(held)} roles"
    return Check("your rights", not missing, shown, f"you lack {', '.join(sorted(missing))}")


def _community(environment: Environment, group_id: int, http: httpx.Client, vk_api: str) -> Iterator[Check]:
    what, secret = f"community {group_id}", f"vk-token-{group_id}"
    renew = f"python -m ops secret {environment.name} {secret}"
    try:
        vk = VkClient(http, vk_api, read_secret(environment, secret), group_id)
        missing = missing_rights(vk)
    except (Refused, VkError, VkOutcomeUnknown) as error:
        yield Check(f"{what}: token", False, str(error), renew)
        return
    lacks = f"lacks {', '.join(sorted(missing))}"
    yield Check(f"{what}: token", not missing, lacks if missing else "works and has its rights", renew)
    if group_id not in served_communities(environment):
        return  # nothing answers VK in its name yet
    url = f"{environment.origin}/vk_callback"
    to_do = f"python -m ops callbacks {group_id} {url}"
    try:
        server = check_callback_server(url, vk=vk)
        yield Check(f"{what}: callback", server.works, server.status, to_do)
    except DomainError as error:
        yield Check(f"{what}: callback", False, error.code, to_do)


def served_communities(environment: Environment) -> set[int]:
    """The communities whose events the deployed functions take; one that is new to terraform.tfvars is none of them."""
    if "vk_callback" not in deployed_functions(environment):
        return set()
    where = (f"--region={environment.location}", f"--project={environment.project}")
    told = run("gcloud", "functions", "describe", "vk-callback", "--gen2", *where, "--format=json(serviceConfig)")
    return {int(group_id) for group_id in re.findall(r"\bVK_SECRET_(\d+)\b", told)}


def deployed_functions(environment: Environment) -> list[str]:
    """The functions that are deployed there, by the names of their folders; none before the first deployment."""
    listed = run("gcloud", "functions", "list", f"--project={environment.project}", "--format=value(name)")
    return sorted(name.rpartition("/")[2].replace("-", "_") for name in listed.split())


def missing_rights(vk: VkClient) -> set[str]:
    """The rights that the token lacks.

    Raises:
        VkError, VkOutcomeUnknown: VK refuses it, or does not answer.
    """
    held = {each["name"] for each in vk.call("groups.getTokenPermissions")["permissions"]}
    return set(VK_RIGHTS - held)


def read_secret(environment: Environment, secret: str) -> str:
    """The newest value of a secret; it is shown to nobody.

    Raises:
        Refused: there is none, or the operator may not read it.
    """
    which = (f"--secret={secret}", f"--project={environment.project}")
    return run("gcloud", "secrets", "versions", "access", "latest", *which)


def _looked(what: str, look: Callable[[], str], to_do: str) -> Check:
    try:
        return Check(what, True, look())
    except Refused as error:
        return Check(what, False, str(error), to_do)


def _found(look: Callable[[], str]) -> str:
    try:
        return look()
    except Refused as error:
        return str(error)
