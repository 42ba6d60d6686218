from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from local.addresses import HOST, Addresses, free_addresses
from local.processes import CloudFailed, Processes, Service

ROOT = Path(__file__).resolve().parents[2]


def server(name: str, port: int, restartable: bool = True) -> Service:
    argv = [sys.executable, "-m", "http.server", str(port), "--bind", HOST]
    return Service(name, argv, port, Addresses.url(port), dict(os.environ), restartable, ready_within_s=20)


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def wait_until(condition: object, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_what_dies_is_restarted_and_nothing_is_left_at_the_end(tmp_path: Path) -> None:
    port, over = free_addresses().first_port, threading.Event()
    processes = Processes([server("one", port)], tmp_path)
    processes.start()
    watcher = threading.Thread(target=processes.watch, args=[over.is_set])
    watcher.start()
    first = processes.pid("one")
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: processes.pid("one") != first and is_listening(port))
    over.set()
    watcher.join()
    processes.stop()
    assert not is_listening(port)


def test_the_death_of_what_holds_its_state_in_memory_ends_the_whole_with_one_line(tmp_path: Path) -> None:
    processes = Processes([server("vk", free_addresses().first_port, restartable=False)], tmp_path)
    processes.start()
    os.kill(processes.pid("vk"), signal.SIGKILL)
    with pytest.raises(CloudFailed, match="vk ended") as error:
        processes.watch(lambda: False)
    assert "\n" not in str(error.value)
    processes.stop()


def test_a_busy_port_is_named_in_one_line_before_anything_starts(tmp_path: Path) -> None:
    port = free_addresses().first_port
    with socket.socket() as taken:
        taken.bind((HOST, port))
        taken.listen()
        with pytest.raises(CloudFailed, match=rf"port {port} \(one\) is in use") as error:
            Processes([server("one", port)], tmp_path).start()
    assert "\n" not in str(error.value)


def test_a_service_that_ends_at_its_start_is_told_with_its_log(tmp_path: Path) -> None:
    argv = [sys.executable, "-c", "1/0"]
    service = Service("broken", argv, free_addresses().first_port, "http://127.0.0.1:9")
    processes = Processes([service], tmp_path)
    with pytest.raises(CloudFailed, match=r"broken\.log"):
        processes.start()
    assert "ZeroDivisionError" in (tmp_path / "broken.log").read_text()


def test_even_when_the_starter_is_killed_nothing_is_left_behind(tmp_path: Path) -> None:
    port = free_addresses().first_port
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom local.processes import Processes\n"
        "from tests.local.test_processes import server\n"
        f"Processes([server('one', {port})], Path({str(tmp_path)!r})).start()\n"
        "print('up', flush=True)\ntime.sleep(60)\n"
    )
    starter = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE)
    assert starter.stdout is not None
    assert starter.stdout.readline() == b"up\n"
    starter.kill()
    starter.wait()
    wait_until(lambda: not is_listening(port))


def test_a_worker_that_its_master_does_not_end_is_ended_too(tmp_path: Path) -> None:
    port = free_addresses().first_port
    stubborn = (
        "import signal, http.server as h; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        f"h.HTTPServer(({HOST!r}, {port}), h.SimpleHTTPRequestHandler).serve_forever()"
    )
    master = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {stubborn!r}]); time.sleep(60)"
    service = Service("master", [sys.executable, "-c", master], port, Addresses.url(port), dict(os.environ))
    processes = Processes([service], tmp_path)
    processes.start()
    processes.stop()
    wait_until(lambda: not is_listening(port), 2)


def test_setup_without_an_emulator_ends_with_one_clear_instruction() -> None:
    environment = {**os.environ, "FIRESTORE_EMULATOR_JAR": "/nowhere/emulator.jar"}
    ran = subprocess.run(
        [sys.executable, "-m", "local.setup"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert ran.stderr.count("\n") == 1
    assert "gcloud components install cloud-firestore-emulator" in ran.stderr
