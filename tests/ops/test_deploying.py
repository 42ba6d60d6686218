"""What surrounds a deployment, against a stand-in for gcloud and VK's own: it refuses in time, and says what to do."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from local.vk.testing import RunningVk, running_vk
from ops import deploying, offline
from ops.__main__ import main as ops_main
from ops.deploying import carry_out, functions_environment, make_plan, renew_secret, roll_back
from ops.environments import NAMES, Environment, read_environment
from ops.preflight import Check, preflight
from ops.tools import Refused

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Gcloud:
    """The stand-in: what it answers, and what it was asked."""

    folder: Path
    answers: dict[str, str | None] = field(default_factory=dict)

    def says(self, beginning: str, answer: str | None) -> None:
        """From now on whatever begins so is answered so."""
        self.answers = {**self.answers, beginning: answer}
        longest_first = sorted(self.answers.items(), key=lambda each: -len(each[0]))
        (self.folder / "answers.json").write_text(json.dumps(longest_first), encoding="utf-8")

    def serves(self, *group_ids: int) -> None:
        """The communities whose events the deployed functions take."""
        told = [{"key": f"VK_SECRET_{group_id}", "secret": f"vk-secret-{group_id}"} for group_id in group_ids]
        described = json.dumps({"serviceConfig": {"secretEnvironmentVariables": told}})
        self.says("functions describe vk-callback", described)

    def calls(self, beginning: str) -> list[tuple[str, str]]:
        """Calls that begin so, with what they were given."""
        lines = (self.folder / "calls.jsonl").read_text(encoding="utf-8").splitlines()
        return [(asked, given) for asked, given in map(json.loads, lines) if asked.startswith(beginning)]


@pytest.fixture
def environment() -> Environment:
    return replace(read_environment("production"), communities=(225000001,))


@pytest.fixture
def gcloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: Environment) -> Gcloud:
    """A project in which everything is as it should be."""
    shutil.copy(Path(__file__).parent / "gcloud.py", tmp_path / "gcloud.py")
    for name, body in (
        ("gcloud", f'exec {sys.executable} {tmp_path}/gcloud.py "$@"'),
        ("terraform", f'case "$1" in output) cat {tmp_path}/output.json;; *) echo Terraform v1;; esac'),
    ):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    stand_in = Gcloud(tmp_path)
    stand_in.says("", "")
    stand_in.says("projects describe", environment.project_number)
    stand_in.says("projects get-iam-policy", "roles/owner")
    stand_in.says("billing projects describe", "True")
    stand_in.says("secrets versions describe", "enabled")
    # An environment without SMS has not every function of the tree.
    folder = f"projects/{environment.project}/locations/{environment.location}/functions"
    stand_in.says("functions list", f"api\nsweep\n{folder}/vk-callback")
    return stand_in


@pytest.fixture
def vk() -> Iterator[RunningVk]:
    with running_vk() as running:
        yield running


def failed(checks: Iterator[Check]) -> dict[str, str]:
    return {check.what: check.line() for check in checks if not check.is_well}


@pytest.mark.parametrize("name", NAMES)
def test_an_environment_is_read_as_terraform_reads_it(name: str) -> None:
    environment = read_environment(name)
    assert environment.communities
    assert environment.origin.startswith("https://")
    assert f"vk-token-{environment.communities[0]}" in environment.secrets


def test_a_project_without_its_own_things_is_refused_with_what_to_do(gcloud: Gcloud, environment: Environment) -> None:
    gcloud.says("projects describe", "7")
    gcloud.says("projects get-iam-policy", "roles/editor\nroles/run.admin")
    gcloud.says("billing projects describe", "False")
    gcloud.says("storage buckets describe", None)
    found = failed(preflight(environment, is_first=True))
    assert set(found) == {"project", "your rights", "billing", "state"}
    assert "roles/secretmanager.admin" in found["your rights"]
    assert "roles/run.admin" not in found["your rights"]
    assert f"gcloud storage buckets create gs://{environment.project}-terraform" in found["state"]


def test_missing_secrets_and_bad_tokens_are_named(gcloud: Gcloud, environment: Environment, vk: RunningVk) -> None:
    gcloud.says("secrets versions describe latest --secret=session-key", None)
    gcloud.says("secrets versions access latest --secret=vk-token-225000001", "a-token-of-nobody")
    found = failed(preflight(environment, vk.url))
    assert set(found) == {"secret session-key", "community 225000001: token"}
    assert "python -m ops secret production session-key" in found["secret session-key"]
    assert "a-token-of-nobody" not in str(found)


def test_a_good_token_and_a_missing_callback(gcloud: Gcloud, environment: Environment, vk: RunningVk) -> None:
    community = vk.community()
    environment = replace(environment, communities=(community.group_id,))
    gcloud.says(f"secrets versions access latest --secret=vk-token-{community.group_id}", community.token)
    gcloud.serves(community.group_id)
    found = failed(preflight(environment, vk.url))
    assert set(found) == {f"community {community.group_id}: callback"}
    assert f"python -m ops callbacks {community.group_id} https://" in next(iter(found.values()))


def test_a_community_that_the_functions_do_not_know_yet_has_no_callback_to_look_at(
    gcloud: Gcloud, environment: Environment, vk: RunningVk
) -> None:
    """Its server can be confirmed only after the deployment that this look is for."""
    community = vk.community()
    environment = replace(environment, communities=(community.group_id,))
    gcloud.says(f"secrets versions access latest --secret=vk-token-{community.group_id}", community.token)
    gcloud.serves(community.group_id + 1)
    assert failed(preflight(environment, vk.url)) == {}


@pytest.fixture
def typed(gcloud: Gcloud, vk: RunningVk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Does a line of the page on deploying as if it were typed, in an empty project."""
    folder = tmp_path / "environment"
    folder.mkdir()
    settings = replace(read_environment("test"), folder=folder)
    community = vk.community(group_id=settings.communities[0])
    values = {f"vk-token-{community.group_id}": community.token}
    gcloud.says("projects describe", settings.project_number)
    gcloud.says("functions list", "")
    gcloud.says("secrets versions describe", None)
    gcloud.says("secrets versions access", None)
    terraform = gcloud.folder / "terraform"
    terraform.write_text(
        f'#!/bin/sh\ncase "$1" in plan) touch {folder}/deployment.plan;; *) echo Terraform v1;; esac\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(offline, "read_environment", lambda name: settings)
    monkeypatch.setattr(deploying, "pack_all", lambda root, target: {})
    monkeypatch.setattr(
        deploying, "preflight", lambda environment, *, is_first: preflight(environment, vk.url, is_first=is_first)
    )
    monkeypatch.setattr(deploying, "smoke", lambda origin, *, has_sms: iter(()))

    def ops(*arguments: str) -> None:
        monkeypatch.setattr(sys, "argv", ["ops", *arguments])
        secret = arguments[2] if arguments[0] == "secret" else ""
        monkeypatch.setattr(sys, "stdin", io.StringIO(values.get(secret, "a value of its own")))
        assert ops_main() == 0, arguments
        if secret:
            gcloud.says(f"secrets versions describe latest --secret={secret}", "enabled")
            gcloud.says(f"secrets versions access latest --secret={secret}", values.get(secret, ""))

    def do(line: str) -> None:
        program, *words = shlex.split(line, comments=True)
        given = dict(word.split("=") for word in words if "=" in word)
        match program, words[0]:
            case "make", "deploy-plan":
                ops("deploy-plan", given["ENV"], *(["--only", given["ONLY"]] if "ONLY" in given else []))
            case "make", "deploy":
                ops("deploy", given["ENV"])
            case ".venv/bin/python", "-m":
                extra = ["--vk-api", vk.url] if words[2] == "secret" else []
                ops(*words[2:], *extra)
            case other:
                assert other == ("terraform", "-chdir=infra/terraform/environments/test"), line

    return do


def test_an_empty_project_is_brought_up_by_the_page_word_for_word(
    typed: Callable[[str], None], capfd: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"## The first deployment\n\n```sh\n(.*?)```", page, re.DOTALL)
    lines = block.splitlines()
    for line in lines:
        typed(line)
    assert "The secrets are there." in capfd.readouterr().out
    assert len(lines) == 10
    # Without any one of its secrets, the preflight stops it.
    assert sum("ops secret" in line for line in lines) == len(read_environment("test").secrets)


def test_a_new_token_is_tried_before_it_is_kept_and_reaches_every_function(
    gcloud: Gcloud, environment: Environment, vk: RunningVk
) -> None:
    community = vk.community()
    environment, secret = replace(environment, communities=(community.group_id,)), f"vk-token-{community.group_id}"
    with pytest.raises(Refused, match="VK refuses"):
        renew_secret(environment, secret, vk.url, "a-token-of-nobody")
    assert gcloud_was_not_told(gcloud)
    said = renew_secret(environment, secret, vk.url, f"{community.token}\n")
    assert community.token not in said
    ((added, given),) = gcloud.calls("secrets versions add")
    assert (secret in added, given) == (True, community.token)
    assert community.token not in added
    updated = gcloud.calls("run services update")
    assert [asked.split()[3] for asked, _ in updated] == ["api", "sweep", "vk-callback"]


def gcloud_was_not_told(gcloud: Gcloud) -> bool:
    return not (gcloud.folder / "calls.jsonl").exists() or not gcloud.calls("secrets versions add")


def test_a_secret_that_the_environment_has_not_is_refused(gcloud: Gcloud, environment: Environment) -> None:
    with pytest.raises(Refused, match="session-key"):
        renew_secret(environment, "sesion-key", value="x" * 40)


def test_a_rollback_serves_the_revision_before_the_newest(gcloud: Gcloud, environment: Environment) -> None:
    gcloud.says("run revisions list --service=vk-callback", "vk-callback-00007-abc\nvk-callback-00006-def")
    roll_back(environment, ["vk_callback"])
    ((asked, _),) = gcloud.calls("run services update-traffic")
    assert "vk-callback --to-revisions=vk-callback-00006-def=100" in asked
    gcloud.says("run revisions list --service=api", "api-00001-abc")
    with pytest.raises(Refused, match="api has no earlier revision"):
        roll_back(environment, ["api"])


def test_a_rollback_of_everything_is_one_of_what_is_deployed(gcloud: Gcloud, environment: Environment) -> None:
    for service in ("api", "sweep", "vk-callback"):
        gcloud.says(f"run revisions list --service={service}", f"{service}-00002-b\n{service}-00001-a")
    said = roll_back(environment)
    assert said.splitlines()[:3] == ["api: api-00001-a", "sweep: sweep-00001-a", "vk_callback: vk-callback-00001-a"]


def test_the_functions_environment_is_named_for_a_shell(gcloud: Gcloud, environment: Environment) -> None:
    outputs = {"environment": {"GOOGLE_CLOUD_PROJECT": "p", "VK_API_URL": "https://api.vk.ru"}}
    (gcloud.folder / "output.json").write_text(json.dumps(outputs), encoding="utf-8")
    gcloud.says("secrets versions access latest --secret=vk-token-225000001", "it's a token")
    gcloud.says("secrets versions access latest --secret=vk-secret-225000001", "s")
    named = functions_environment(environment)
    assert "export GOOGLE_CLOUD_PROJECT=p\n" in named
    shown = subprocess.run(
        ["sh", "-c", f'{named}\nprintf %s "$VK_TOKEN_225000001"'], capture_output=True, text=True, check=True
    )
    assert shown.stdout == "it's a token"


def test_an_empty_project_gets_the_places_for_its_secrets_first(
    gcloud: Gcloud, environment: Environment, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    environment = replace(environment, folder=tmp_path)
    gcloud.says("functions list", "")
    with pytest.raises(Refused, match="make deploy-plan ENV=production"):
        carry_out(environment)
    assert "make deploy ENV=production" in make_plan(environment, only_secrets=True)
    # What terraform would have left there.
    (tmp_path / "deployment.plan").touch()
    assert "python -m ops secret" in carry_out(environment)
    assert not (tmp_path / "deployment.plan").exists()
    gcloud.says("billing projects describe", "False")
    with pytest.raises(Refused, match="1 of these"):
        make_plan(environment, only_secrets=True)
    assert "FAIL  billing: False → link the project" in capfd.readouterr().out
