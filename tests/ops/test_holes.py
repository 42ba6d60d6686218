"""Dependencies are locked with hashes, and asked about; silence is never taken for an answer."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from ops.holes import Locked, known_holes, locked_packages, report
from ops.packaging import function_names, pack
from ops.requirements import Lock
from ops.tools import Refused

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = locked_packages(ROOT)


class PlayedOsv:
    """OSV as it answers: https://google.github.io/osv.dev/post-v1-querybatch/."""

    def __init__(self) -> None:
        self.holes: dict[tuple[str, str, str], list[str]] = {}
        self.asked: list[tuple[str, str, str]] = []
        self.body: bytes | None = None
        self.status = 200
        osv = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
                keys = [(each["package"]["ecosystem"], each["package"]["name"], each["version"]) for each in queries]
                osv.asked += keys
                results = [
                    {"vulns": [{"id": id_} for id_ in osv.holes[key]]} if key in osv.holes else {} for key in keys
                ]
                self.send_response(osv.status)
                self.end_headers()
                self.wfile.write(json.dumps({"results": results}).encode() if osv.body is None else osv.body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def osv() -> Iterator[PlayedOsv]:
    """An OSV that knows of no holes."""
    played = PlayedOsv()
    yield played
    played.close()


def test_every_locked_package_is_known_by_the_hashes_of_its_files() -> None:
    assert {package.ecosystem for package in PACKAGES} == {"PyPI", "npm"}
    assert len(PACKAGES) > 300
    for package in PACKAGES:
        assert package.hashes, package
        assert all(each.startswith(("sha256:", "sha512-")) for each in package.hashes), package


@pytest.mark.parametrize("name", function_names(ROOT))
def test_a_deployed_function_takes_no_package_without_a_hash(name: str) -> None:
    lines = pack(name, ROOT, Lock.read(ROOT)).files["requirements.txt"].decode().replace("\\\n", "").splitlines()
    assert len(lines) > 5
    for line in lines:
        assert "==" in line
        assert "--hash=sha256:" in line


def test_every_package_of_both_locks_is_asked_about(osv: PlayedOsv) -> None:
    said = report(ROOT, osv.url)
    assert f"{len(PACKAGES)} locked packages" in said
    assert sorted(osv.asked) == sorted((each.ecosystem, each.name, each.version) for each in PACKAGES)


def test_a_known_hole_is_told_with_its_package_and_whether_it_is_deployed(osv: PlayedOsv) -> None:
    flask = next(each for each in PACKAGES if each.name == "flask")
    vite = next(each for each in PACKAGES if each.name == "vite")
    for package, id_ in ((flask, "GHSA-1"), (vite, "GHSA-2")):
        osv.holes[package.ecosystem, package.name, package.version] = [id_]
    with pytest.raises(Refused) as refused:
        report(ROOT, osv.url)
    said = str(refused.value).splitlines()
    assert f"{flask}, deployed: GHSA-1" in said
    assert f"{vite}: GHSA-2" in said


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, None), (403, b"<html>blocked"), (200, b"<html>"), (200, b'{"results": []}'), (200, b"{}"), (200, b"[]")],
)
def test_an_answer_that_says_nothing_is_no_all_clear(osv: PlayedOsv, status: int, body: bytes | None) -> None:
    osv.status, osv.body = status, body
    with pytest.raises(Refused, match="NOT CHECKED"):
        known_holes([Locked("PyPI", "flask", "1")], osv.url)


def test_where_nobody_is_reached_the_command_says_so_and_fails() -> None:
    command = [sys.executable, "-m", "ops", "holes", "--osv", "http://127.0.0.1:9"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "NOT CHECKED" in ran.stderr
    assert ran.stdout == ""
