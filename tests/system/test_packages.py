"""Every function started from its packed zip, in an environment of nothing but its own requirements, does its work."""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from benchmarks.broadcasts import Town
from functions.sweep.sweeps import SWEEPS
from lib import log
from lib.discussions.discussion import Discussion, DiscussionState, discussion_path
from lib.gateways.firestore.store import Create
from lib.houses.house import peer_id
from lib.municipalities.registry import municipality_id_of
from lib.onboarding.onboarding import Onboarding, SmsState
from lib.questions.question import Official
from local.addresses import Addresses
from local.cloud import COMMUNITIES, DEPLOYED, FUNCTIONS, SESSION_KEY, SMS_API_ID, VK_APP_ID, VK_APP_SECRET
from local.vk_frame.launch import Launches
from ops.environments import ROOT
from ops.packaging import pack_all
from tests.log_canaries import leak_in
from tests.system.conftest import RunningCloud, StartCloud
from tests.system.test_onboarding import GROUP_ID, People, wait

# What people wrote and are called in this test, and what is secret: none of it may be in what functions put out.
TRACE = "a-click-that-is-followed"
TEXT = "Канарейка: воды не будет."
CANARIES = (
    *(each for community in COMMUNITIES for each in (community.token, community.secret)),
    SESSION_KEY,
    SMS_API_ID,
)

# The functions whose work is done below.
WORKS = {
    "answer",
    "api",
    "broadcast",
    "expire_discussions",
    "provision",
    "sms_callback",
    "sweep",
    "vk_callback",
}

# Functions that a clock calls are called once each, whatever they are.
PERIODIC = {job.function for job in DEPLOYED.jobs}
# What other organisations' systems call; its tests do that with its door.
OF_OTHERS = {each.name for each in FUNCTIONS} & {"open311"}

UV = str(Path(sys.executable).parent / "uv")


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each package unpacked, with its own environment."""
    folder = tmp_path_factory.mktemp("packages")
    for name, archive in pack_all(ROOT, folder / "zips").items():
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder / name)
        environment = folder / name / ".venv"
        subprocess.run([UV, "venv", "-q", "--python", sys.executable, str(environment)], check=True)
        install = [UV, "pip", "install", "-q", "--require-hashes", "--python", f"{environment}/bin/python"]
        subprocess.run([*install, "-r", f"{folder}/{name}/requirements.txt"], check=True)
    return folder


def test_every_function_does_its_work_from_its_package(start_cloud: StartCloud, packages: Path) -> None:
    log.carry_trace(TRACE)
    # A cloud is up when each function has answered its health check.
    with start_cloud(vk_latency_ms=5, packages=packages) as running:
        _creates_chats_leads_people_and_sends_sms(running)
        _broadcasts(running)
        _answers_the_app_and_sweeps(running)
        _closes_a_discussion(running)
        lines = _lines(running)
    assert {"provision", "answer"} <= _told_of(TRACE, lines)
    assert set(lines) == WORKS | PERIODIC | OF_OTHERS, "a function more: have it do its work here too"
    assert [
        line for line in itertools.chain(*lines.values()) if leak_in(line) or any(each in line for each in CANARIES)
    ] == []


def _creates_chats_leads_people_and_sends_sms(running: RunningCloud) -> None:
    """The work of provision, answer, vk_callback and sms_callback."""
    people, store = People(running), running.cloud.outside().store
    sheet = "Адрес;Администратор чата;Количество квартир\nг. Город, ул. Ленина, д. 2;+79220000001;15"
    assert running.provision(sheet.encode()).live == 1
    wait(lambda: len(people.sms()) == 1)
    wait(lambda: [each.record.sms for each in store.query_group("onboardings", Onboarding, [])] == [SmsState.DELIVERED])
    olga = people.new("Ольга")
    people.act(olga, "write", group_id=GROUP_ID, text="Начать", ref=people.sms()[0]["msg"].split("?ref=")[1])
    wait(lambda: "Шаг 1 из 3" in people.texts(olga))


def _broadcasts(running: RunningCloud) -> None:
    """The work of broadcast."""
    town = Town(running.cloud, "Город")
    town.add_houses(30)
    assert town.send(TEXT).exactly_once == "yes"


def _answers_the_app_and_sweeps(running: RunningCloud) -> None:
    """The work of api and sweep."""
    api = Addresses.url(running.cloud.function_port("api"))
    launch = Launches(VK_APP_ID, VK_APP_SECRET, time.time).query(5, "desktop_web")
    headers = {"Idempotency-Key": "7d6e6c8e-4c1b-4b8e-9d6a-1f0a4b0c2d3e"}
    session = httpx.post(f"{api}/api/v1/session", json={"launch": launch}, headers=headers, timeout=30)
    assert session.is_success, session.text
    for name in PERIODIC - {"sweep"}:
        called = httpx.post(Addresses.url(running.cloud.function_port(name)), timeout=60)
        assert called.status_code == 200, (name, called.text)
    swept = httpx.post(Addresses.url(running.cloud.function_port("sweep")), timeout=60)
    assert swept.status_code == 200, swept.text
    assert set(swept.json()) == set(SWEEPS)


def _closes_a_discussion(running: RunningCloud) -> None:
    """The work of expire_discussions, which answer carries out: a temporary chat is emptied and left."""
    outside = running.cloud.outside()
    now, vk = outside.clock.now(), outside.vk.of(GROUP_ID)
    chat_id = int(vk.call("messages.createChat", title="Обсуждение", group_id=GROUP_ID)["chat_id"])
    discussion = Discussion(
        "discussion1",
        municipality_id_of("Область", "Город"),
        GROUP_ID,
        "",
        "Обсуждение",
        TEXT,
        Official(5, "Олег Петров", "", "", ""),
        (),
        (),
        now - timedelta(hours=1),
        now,
        now - timedelta(days=1),
        state=DiscussionState.CLOSING,
        chat_id=chat_id,
        wake_at=now,
    )
    path = discussion_path(discussion.municipality_id, discussion.id)
    outside.store.commit([Create(path, discussion)])
    expired = httpx.post(Addresses.url(running.cloud.function_port("expire_discussions")), timeout=60)
    assert expired.json() == {"closing": 1}, expired.text

    def is_closed() -> bool:
        stored = outside.store.get(path, Discussion)
        return stored is not None and stored.record.state is DiscussionState.CLOSED

    wait(is_closed)
    (chat,) = [each for each in running.chats() if each["peer_id"] == peer_id(chat_id) and each["group_id"] == GROUP_ID]
    assert chat["members"] == []


def _lines(running: RunningCloud) -> dict[str, list[str]]:
    """Everything that each function has put out."""
    logs = running.cloud.state / "logs"
    return {each.name: (logs / f"{each.name}.log").read_text(encoding="utf-8").splitlines() for each in FUNCTIONS}


def _told_of(trace: str, lines: dict[str, list[str]]) -> set[str]:
    """The functions that have told of something that began under a trace."""
    return {
        name
        for name, told in lines.items()
        if any(f'"logging.googleapis.com/trace": "{trace}"' in line for line in told)
    }
