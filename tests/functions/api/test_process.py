"""The function as Google Cloud starts it: the real functions-framework in a process of its own, over real HTTP."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from lib.people.roles import Role
from local.addresses import free_addresses
from local.cloud import LocalCloud
from tests.functions.api.city import APP_ID, APP_SECRET, ORIGIN, SESSION_KEY, City
from tests.functions.api.examples import new_key, sheet_form

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def api(city: City, firestore_emulator_host: str, tmp_path: Path) -> Iterator[httpx.Client]:
    """A client of the running function, which sees the city's records."""
    city.clock.time = datetime.now(UTC)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    argv = [sys.executable, "-m", "functions_framework", "--source", str(ROOT / "functions/api/main.py")]
    argv += ["--target", "api", "--host", "127.0.0.1", "--port", str(port)]
    cloud = LocalCloud(free_addresses(), tmp_path)
    environment = {
        **os.environ,
        **cloud.environment(),
        **cloud.api_environment(),
        "PYTHONPATH": str(ROOT),
        "THREADS": "4",
        "FIRESTORE_EMULATOR_HOST": firestore_emulator_host,
        "GOOGLE_CLOUD_PROJECT": city.store._client.project,
        "VK_API_URL": city.vk.url,
        "VK_APP_ID": str(APP_ID),
        "VK_APP_SECRET": APP_SECRET,
        "SESSION_KEY": SESSION_KEY.decode(),
        "APP_ORIGIN": ORIGIN,
        "API_URL": f"http://127.0.0.1:{port}",
    }
    process = subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as client:
            _wait_until_ready(client, process)
            yield client
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_an_employee_signs_in_uploads_and_looks_through_the_real_server(city: City, api: httpx.Client) -> None:
    employee = city.own.people[Role.EMPLOYEE]
    opened = api.post("/api/v1/session", json={"launch": city.launch(employee)})
    assert opened.status_code == 200
    api.headers["Authorization"] = f"Bearer {opened.json()['token']}"
    path = f"/api/v1/municipalities/{city.own.id}"
    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(lambda _: api.get(f"{path}/houses", params={"search": "ленина"}), range(12)))
    assert {len(page.json()["items"]) for page in pages} == {4}
    content, name = sheet_form()["file"]
    uploaded = api.post(f"{path}/imports", files={"file": (name, content)}, headers={"Idempotency-Key": new_key()})
    assert uploaded.json()["counts"] == {"rows": 2, "good": 1, "bad": 1, "repeats": 0}
    assert api.get(f"{path}/files/template").content.startswith(b"PK")
    refused = api.get(f"/api/v1/municipalities/{city.far.id}/houses")
    assert (refused.status_code, refused.headers["Content-Type"]) == (404, "application/problem+json")
    assert refused.headers["Cache-Control"] == "no-store"
    too_large = api.post(f"{path}/houses/check", content=b"x" * 100_000, headers={"Content-Type": "application/json"})
    assert too_large.status_code == 413


def _wait_until_ready(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None
        try:
            if client.get("/").text == "ok":
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError("the function is not ready")
