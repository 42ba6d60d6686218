"""Checkov over Terraform's files: `python -m tests.infra.checkov` runs it and keeps what it said in checkov.json.

It takes most of a minute and says the same of the same files. So the test of it believes the record of these very
files, and runs checkov where they are others. A bucket that is open to everybody is planted beside them each time:
a checkov that does not find it has not looked.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from tests.infra.workplace import TERRAFORM

VERSION = "3.3.30"
RECORD = Path(__file__).with_name("checkov.json")
_CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
# Apart from the project's own packages: checkov pins a hundred of its own.
_VENV = _CACHE / f"checkov-{VERSION}-venv"
_PLANTED = """resource "google_storage_bucket" "planted" {
  name                        = "planted"
  location                    = "EU"
  uniform_bucket_level_access = false
}
"""
_PLANTED_IS = "CKV_GCP_29"


class Answer(Struct, frozen=True, order=True):
    """A check that does not hold for a resource, and why that is well."""

    check: str
    resource: str
    why: str


class Said(Struct, frozen=True):
    """What checkov said: of which files, how many checks hold, which are answered, which are neither."""

    version: str
    files: str
    passed: int
    answered: tuple[Answer, ...]
    failed: tuple[str, ...] = ()


def digest_of_files() -> str:
    """Equal for equal Terraform files."""
    files = sorted(path for path in TERRAFORM.rglob("*.tf") if ".terraform" not in path.parts)
    told = hashlib.sha256()
    for path in files:
        told.update(f"{path.relative_to(TERRAFORM)}\n".encode() + path.read_bytes())
    return told.hexdigest()


def read_record() -> Said:
    """What the last run said."""
    return msgspec.json.decode(RECORD.read_bytes(), type=Said)


def ask_checkov() -> Said:
    """Runs it over a copy of the files."""
    _ensure_installed()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "terraform"
        shutil.copytree(TERRAFORM, copy, ignore=shutil.ignore_patterns(".terraform*"))
        (copy / "planted").mkdir()
        (copy / "planted" / "main.tf").write_text(_PLANTED, encoding="utf-8")
        command = [f"{_VENV}/bin/checkov", "-d", str(copy), "--framework", "terraform", "--skip-download", "-o", "json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    # Several frameworks would be a list; it is one.
    results: Mapping[str, Any] = json.loads(done.stdout)["results"]
    found = [each for each in results["failed_checks"] if "planted" in each["file_path"]]
    assert _PLANTED_IS in {each["check_id"] for each in found}, "checkov has not looked"
    ours = [each for each in results["failed_checks"] if each not in found]
    return Said(
        VERSION,
        digest_of_files(),
        len([each for each in results["passed_checks"] if "planted" not in each["file_path"]]),
        tuple(sorted(set(_answers(results["skipped_checks"])))),
        tuple(sorted({f"{each['check_id']} {each['check_name']}: {each['resource']}" for each in ours})),
    )


def _answers(skipped: Iterable[Mapping[str, Any]]) -> Iterable[Answer]:
    for each in skipped:
        yield Answer(each["check_id"], each["resource"], each["check_result"]["suppress_comment"])


def _ensure_installed() -> None:
    if (_VENV / "bin" / "checkov").exists():
        return
    uv = str(Path(sys.executable).parent / "uv")
    subprocess.run([uv, "venv", "-q", "--clear", "--python", sys.executable, str(_VENV)], check=True)
    subprocess.run([uv, "pip", "install", "-q", "--python", f"{_VENV}/bin/python", f"checkov=={VERSION}"], check=True)


def main() -> int:
    """Runs it and keeps what it said; 1, and nothing kept, where something is neither well nor answered."""
    said = ask_checkov()
    if said.failed:
        sys.stdout.write("\n".join([*said.failed, f"{len(said.failed)} to mend, or to answer beside the resource\n"]))
        return 1
    RECORD.write_bytes(msgspec.json.format(msgspec.json.encode(said), indent=2) + b"\n")
    sys.stdout.write(f"{said.passed} checks hold, {len(said.answered)} are answered\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
