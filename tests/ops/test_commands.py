"""The commands of ops as a person types them, against a cloud that is up."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from unittest.mock import patch

import pytest

from functions.sweep.sweeps import SWEEPS
from lib.communities.breaks import load_community
from lib.gateways.firestore.store import Put
from lib.municipalities.registry import load_municipality, municipality_id_of
from lib.people.directory import KnownPerson, person_path
from lib.people.member import Roster, roster_path
from local.addresses import Addresses, free_addresses
from local.cloud import APP, COMMUNITIES, ROOT, LocalCloud
from local.lifecycle import running
from local.vk_people import VkPeople
from ops.__main__ import main

GROUP_ID = COMMUNITIES[0].group_id
TOWN = ("Город", "--region", "Область")


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    cloud = LocalCloud(free_addresses(), tmp_path_factory.mktemp("cloud"))
    with running(cloud):
        yield cloud


def ops(cloud: LocalCloud, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in this process: a process of its own would spend seconds on imports each time."""
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.dict(os.environ, cloud.environment()),
        patch.object(sys, "argv", ["ops", *arguments]),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = main()
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def test_a_municipality_gets_its_first_administrator(cloud: LocalCloud) -> None:
    person = VkPeople(Addresses.url(cloud.addresses.vk)).add("Марина", "Соколова", "sokolova")
    assert ops(cloud, "community", str(GROUP_ID)).returncode == 0
    assert ops(cloud, "municipality", *TOWN, "--community", str(GROUP_ID)).returncode == 0
    named = ops(cloud, "administrator", *TOWN, "https://vk.com/sokolova")
    assert (named.returncode, named.stdout) == (0, f"vk.com/id{person} is an administrator of Город.\n"), named.stderr
    store, town = cloud.outside().store, municipality_id_of("Область", "Город")
    assert load_municipality(town, store=store).group_id == GROUP_ID
    roster = store.get(roster_path(town), Roster)
    assert roster is not None
    assert roster.record.vk_ids == (person,)

    again = ops(cloud, "administrator", *TOWN, f"id{person}")
    assert (again.returncode, again.stderr) == (1, "Этот человек уже добавлен. Найдите его в списке и измените роль.\n")


def test_the_commands_of_the_documents_do_what_they_say(cloud: LocalCloud) -> None:
    people = VkPeople(Addresses.url(cloud.addresses.vk))
    people.add("Марина", "Соколова", "sokolova_m")
    people.add("Ольга", "Берёзкина", "berezkina")
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    commands = re.findall(r"\.venv/bin/python -m ops ([^`\n]+)", text)
    assert len(commands) >= 5
    callback = f"{Addresses.url(cloud.addresses.front_door)}/vk_callback"
    for command in commands:
        done = ops(cloud, *shlex.split(command.replace("https://vk-callback.example/", callback)))
        assert done.returncode == 0, (command, done.stderr)


def test_an_officer_of_a_region_is_named(cloud: LocalCloud) -> None:
    person = VkPeople(Addresses.url(cloud.addresses.vk)).add("Ольга", "Берёзкина")
    named = ops(cloud, "officer", "Область", f"id{person}", "--community", str(GROUP_ID))
    assert (named.returncode, named.stdout) == (0, f"vk.com/id{person} is an officer of Область.\n")


def test_whom_vk_does_not_know_cannot_be_named(cloud: LocalCloud) -> None:
    named = ops(cloud, "officer", "Область", "https://vk.com/nobody_of_that_name", "--community", str(GROUP_ID))
    assert named.returncode == 1
    assert named.stderr == "Такой страницы ВКонтакте нет. Проверьте ссылку, @имя или идентификатор человека.\n"


def test_a_community_without_a_token_cannot_own_a_municipality(cloud: LocalCloud) -> None:
    refused = ops(cloud, "municipality", "Другой", "--region", "Область", "--community", "7")
    assert (refused.returncode, "не подключено" in refused.stderr) == (1, True)


def test_a_stopped_community_sends_again(cloud: LocalCloud) -> None:
    resumed = ops(cloud, "resume", str(GROUP_ID))
    assert (resumed.returncode, resumed.stdout.splitlines()[-1]) == (0, f"Community {GROUP_ID} may send again.")


def test_a_missing_setting_is_named() -> None:
    bare = {name: value for name, value in os.environ.items() if name != "GOOGLE_CLOUD_PROJECT"}
    done = subprocess.run(
        [sys.executable, "-m", "ops", "community", "1"], cwd=ROOT, env=bare, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (2, "the environment lacks GOOGLE_CLOUD_PROJECT\n")


def test_what_answers_passes_the_look_after_a_deployment_and_what_does_not_is_named(cloud: LocalCloud) -> None:
    looked = ops(cloud, "smoke", "local", "--origin", Addresses.url(cloud.addresses.front_door))
    failed = {line.split(":")[0] for line in looked.stdout.splitlines() if line.startswith("FAIL")}
    assert failed == (set() if APP.exists() else {"FAIL  the Mini App's page", "FAIL  its policy"}), looked.stdout
    assert looked.returncode == bool(failed)
    nobody = ops(cloud, "smoke", "local", "--origin", "http://127.0.0.1:9")
    assert nobody.returncode == 1
    assert "VK's callback: no answer → docs/playbooks/unreachable.md" in nobody.stdout


def test_a_community_pauses_and_resumes(cloud: LocalCloud) -> None:
    assert ops(cloud, "community", str(GROUP_ID)).returncode == 0
    assert ops(cloud, "pause", str(GROUP_ID)).returncode == 0
    store, now = cloud.outside().store, cloud.outside().clock.now()
    assert not load_community(GROUP_ID, store=store).may_send(now)
    assert ops(cloud, "resume", str(GROUP_ID)).returncode == 0
    assert load_community(GROUP_ID, store=store).may_send(now)


def test_what_stands_still_is_set_moving_by_hand(cloud: LocalCloud) -> None:
    moved = ops(cloud, "requeue")
    assert moved.returncode == 0, moved.stderr
    moving = {line.partition(":")[0] for line in moved.stdout.splitlines() if line.endswith("set moving again")}
    assert moving == {*SWEEPS, "discussions"}, "something that can stand still is not set moving"


def test_what_is_held_on_a_person_is_shown_and_taken_out(cloud: LocalCloud) -> None:
    store = cloud.outside().store
    store.commit([Put(person_path(555001), KnownPerson(555001, "Зоя Канарейкина", "", "zoya"))])
    shown = ops(cloud, "export", "555001")
    assert json.loads(shown.stdout)["people/555001"]["name"] == "Зоя Канарейкина"
    erased = ops(cloud, "erase", "555001")
    assert erased.stdout == "1 records removed, 0 no longer speak of the person.\n"
    assert ops(cloud, "export", "555001").stdout == "{}\n"
