"""Recorded traffic, held against VK's own schema."""

from __future__ import annotations

import subprocess
import sys
import uuid
from pathlib import Path

from local.vk.testing import RunningVk

# VK's schema and the checker lie beside the project where it is developed.
FACTS = Path(__file__).resolve().parents[2] / "shared" / "vk-api"
_CHECKER = FACTS / "check_traffic.py"


def keep_journal(vk: RunningVk, folder: Path) -> None:
    """Keeps what a VK has recorded, to be checked at the end of the run."""
    (folder / f"{uuid.uuid4().hex}.jsonl").write_text(vk.journal(), encoding="utf-8")


def assert_traffic_keeps_to_vks_schema(folder: Path) -> None:
    """Checks every journal of a folder, where the checker is there."""
    written = [str(path) for path in folder.glob("*.jsonl") if path.stat().st_size]
    if not written or not _CHECKER.exists():
        return
    checked = subprocess.run([sys.executable, str(_CHECKER), *written], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout[-5000:]
