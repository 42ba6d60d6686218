"""Starting and ending a local cloud: in the foreground, in the background, and for the length of one command."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lib.communities.callbacks import register_callback_server
from lib.communities.registering import register_community
from local.cloud import COMMUNITIES, ROOT, LocalCloud
from local.processes import CloudFailed, Processes

STATE = ROOT / ".local"
_STARTING_TAKES_S = 90.0
_UP_ALREADY = "the local cloud is up already (`make down` ends it)"


def run_in_foreground(cloud: LocalCloud) -> None:
    """Runs the cloud until SIGTERM or Ctrl-C, then ends all of it.

    Raises:
        CloudFailed, EmulatorMissing: it cannot run.
    """
    with until_interrupted(), running(cloud) as processes:
        processes.watch(until=lambda: False)


@contextmanager
def until_interrupted() -> Iterator[None]:
    """Ends quietly what runs inside the `with` on Ctrl-C or SIGTERM, at whatever it is."""
    # Both are set, since a shell starts what it puts in the background with SIGINT ignored.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        yield


@contextmanager
def running(cloud: LocalCloud) -> Iterator[Processes]:
    """A cloud that is up inside the `with`, and gone after it.

    Raises:
        CloudFailed, EmulatorMissing: it cannot run; one that is up already is left as it is.
    """
    if is_up(cloud):
        raise CloudFailed(_UP_ALREADY)
    processes = cloud.processes()
    processes.check_ports()
    _forget_last_run(cloud.state)
    try:
        processes.start()
        _register_communities(cloud)
        _pid_file(cloud.state).write_text(str(os.getpid()), encoding="utf-8")
        yield processes
    finally:
        _pid_file(cloud.state).unlink(missing_ok=True)
        processes.stop()


def start_in_background(cloud: LocalCloud) -> None:
    """Starts the cloud as a process of its own and returns when it is ready.

    Raises:
        CloudFailed: it is up already, or does not come up; the message says why.
    """
    if is_up(cloud):
        raise CloudFailed(_UP_ALREADY)
    cloud.state.mkdir(parents=True, exist_ok=True)
    output = cloud.state / "cloud.log"
    with output.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "local", "run"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    deadline = time.monotonic() + _STARTING_TAKES_S
    while not is_up(cloud):
        if process.poll() is not None:
            raise CloudFailed(
                output.read_text(encoding="utf-8").strip() or f"the cloud ended at its start; see {output}"
            )
        if time.monotonic() > deadline:
            raise CloudFailed(f"the cloud does not come up; see {output}")
        time.sleep(0.1)


def stop_in_background(cloud: LocalCloud) -> bool:
    """Ends the cloud that is in the background; False where there is none."""
    pid = _pid(cloud.state)
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    while _is_alive(pid):
        time.sleep(0.1)
    return True


def is_up(cloud: LocalCloud) -> bool:
    """Whether a cloud with that state is ready."""
    return _pid(cloud.state) is not None


def _pid(state: Path) -> int | None:
    try:
        pid = int(_pid_file(state).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return pid if _is_alive(pid) else None


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _pid_file(state: Path) -> Path:
    return state / "pid"


def _forget_last_run(state: Path) -> None:
    """VK and Firestore live in memory, so tasks and links of an earlier run would speak of things that are gone."""
    for path in state.iterdir():
        if path.name.startswith(("tasks.sqlite", "scheduler", "demo.json")):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.rmtree(state / "logs", ignore_errors=True)


def _register_communities(cloud: LocalCloud) -> None:
    outside = cloud.outside()
    for each in COMMUNITIES:
        vk = outside.vk.of(each.group_id)
        register_community(vk, store=outside.store)
        register_callback_server(cloud.callback_url(), each.secret, vk=vk, store=outside.store, clock=outside.clock)
