"""Processes that belong together: started in order, restarted when they die, and none left behind.

A child dies with the process that started it, even if that one is killed outright (Linux's parent death signal), so
nothing is ever left on a port. A process that holds state in memory alone is not restarted: its death ends the whole,
with one line.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

# util-linux has it on every Linux. The kernel is asked by a command and not between fork and exec: what Python runs
# there meets the threads of gRPC, halved by the fork, and now and then the child died before it was anything.
_SETPRIV = shutil.which("setpriv")
_DYING_WITH_PARENT = [_SETPRIV, "--pdeathsig", "TERM"] if _SETPRIV else []
_STOPPING_TAKES_S = 3.0
_POLL_S = 0.1
_RESTART_AFTER_S = 0.5


class CloudFailed(Exception):
    """The processes cannot run; the message is one line for a person."""


@dataclass(frozen=True, slots=True)
class Service:
    """A process that serves on a port: how it is started, and how to see that it is ready."""

    name: str
    argv: Sequence[str]
    port: int
    ready_url: str
    environment: Mapping[str, str] = field(default_factory=dict)
    restartable: bool = True
    ready_within_s: float = 60.0


class Processes:
    """Runs services; each writes into its own file under `logs`."""

    def __init__(self, services: Sequence[Service], logs: Path) -> None:
        self._services = services
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._died_at: dict[str, float] = {}

    def start(self) -> None:
        """Starts all services and waits until each is ready.

        Raises:
            CloudFailed: a port is busy, or a service does not become ready.
        """
        self.check_ports()
        self._logs.mkdir(parents=True, exist_ok=True)
        for service in self._services:
            self._spawn(service)
        for service in self._services:
            self._wait_until_ready(service)

    def check_ports(self) -> None:
        """Raises CloudFailed, naming the first port on which something else listens."""
        for service in self._services:
            _check_port_is_free(service)

    def watch(self, until: Callable[[], bool]) -> None:
        """Restarts what dies until `until` says so.

        Raises:
            CloudFailed: something died that cannot be restarted, since its state died with it.
        """
        while not until():
            for service in self._services:
                self._restart_if_dead(service)
            time.sleep(_POLL_S)

    def stop(self) -> None:
        """Ends all services, the last started first; returns when they are gone."""
        running = [self._running[service.name] for service in reversed(self._services) if service.name in self._running]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + _STOPPING_TAKES_S
        for process in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            # Each service leads a group of its own: a worker that its master did not wait for ends with it.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._running.clear()

    def pid(self, name: str) -> int:
        """The process id of a running service."""
        return self._running[name].pid

    def _spawn(self, service: Service) -> None:
        with (self._logs / f"{service.name}.log").open("ab") as log:
            self._running[service.name] = subprocess.Popen(
                [*_DYING_WITH_PARENT, *service.argv],
                env=dict(service.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C is for the one who started all; it ends the others in order.
                start_new_session=True,
            )

    def _wait_until_ready(self, service: Service) -> None:
        deadline = time.monotonic() + service.ready_within_s
        while not _answers(service.ready_url):
            if self._running[service.name].poll() is not None:
                raise CloudFailed(f"{service.name} ended at its start; see {self._logs / service.name}.log")
            if time.monotonic() > deadline:
                raise CloudFailed(f"{service.name} is not ready; see {self._logs / service.name}.log")
            time.sleep(_POLL_S)

    def _restart_if_dead(self, service: Service) -> None:
        status = self._running[service.name].poll()
        if status is None:
            return
        if not service.restartable:
            raise CloudFailed(f"{service.name} ended (status {status}), and its state with it; start again")
        died_at = self._died_at.setdefault(service.name, time.monotonic())
        if time.monotonic() - died_at >= _RESTART_AFTER_S:
            del self._died_at[service.name]
            self._spawn(service)


def _check_port_is_free(service: Service) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", service.port))
        except OSError:
            raise CloudFailed(
                f"port {service.port} ({service.name}) is in use: end what holds it "
                "(`make down`, if it is a local cloud)"
            ) from None


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status < 500)
    except URLError as error:
        return hasattr(error, "code")
    except OSError:
        return False
