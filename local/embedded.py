"""One of the local services inside a test: a process of its own on free ports, that can be killed and started again on
the same state.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Self

import httpx

from local.addresses import HOST

# A second on an idle machine; test machines are not.
_READY_WITHIN_S = 60.0


class EmbeddedService:
    """`python -m MODULE`, with gRPC at `address` and its administration at `admin_url`; ends with the `with`."""

    def __init__(self, module: str, port: int, options: Sequence[str]) -> None:
        self.address = f"{HOST}:{port}"
        self.admin_url = f"http://{HOST}:{port + 1}"
        self._argv = [sys.executable, "-m", module, "--port", str(port), *options]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it, on the state that is there; returns when it is ready.

        Raises:
            RuntimeError: it ended at once.
            TimeoutError: it is not ready within a minute.
        """
        self._process = subprocess.Popen(self._argv)
        deadline = time.monotonic() + _READY_WITHIN_S
        while not self._is_ready():
            if self._process.poll() is not None:
                raise RuntimeError(f"{self._argv[2]} ended with status {self._process.returncode}")
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self._argv[2]} is not ready")
            time.sleep(0.03)

    def kill(self) -> None:
        """Ends it as `kill -9` does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> int:
        """Ends it as a machine that shuts down does; returns its exit status."""
        assert self._process is not None
        self._process.terminate()
        return self._process.wait()

    def misbehave(self, **fault: object) -> None:
        """Switches a fault on."""
        httpx.post(f"{self.admin_url}/faults", json=fault).raise_for_status()

    def behave(self) -> None:
        """Switches all faults off."""
        httpx.delete(f"{self.admin_url}/faults").raise_for_status()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def _is_ready(self) -> bool:
        try:
            return httpx.get(self.admin_url, timeout=1).is_success
        except httpx.TransportError:
            return False
