"""What is made from the API's contract is made from the one of today."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from local.cloud import ROOT

APP = ROOT / "miniapp"
_DRIFTED = "the contract has changed: run `make format`"


def test_the_kept_contract_is_that_of_the_code() -> None:
    written = subprocess.run(
        [sys.executable, "-m", "functions.api.openapi"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert (APP / "openapi.json").read_text(encoding="utf-8") == written, _DRIFTED


def test_the_apps_types_are_those_of_the_contract(tmp_path: Path) -> None:
    made = tmp_path / "schema.d.ts"
    tool = APP / "node_modules" / ".bin" / "openapi-typescript"
    node = Path(sys.executable).parent / "node"
    command = [str(node), str(tool.resolve()), "openapi.json", "--default-non-nullable=false", "--output", str(made)]
    subprocess.run(command, cwd=APP, check=True, capture_output=True)
    assert made.read_text(encoding="utf-8") == (APP / "src/shared/api/schema.d.ts").read_text(encoding="utf-8"), (
        _DRIFTED
    )
