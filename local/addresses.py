"""Where everything of the local cloud listens. The first two are promised to whoever drives it from outside."""

from __future__ import annotations

import random
import socket
from dataclasses import dataclass

HOST = "127.0.0.1"
FIRST_PORT = 8000
_PORTS = 30


@dataclass(frozen=True, slots=True)
class Addresses:
    """The ports of one local cloud, all counted from the first."""

    first_port: int = FIRST_PORT

    @property
    def front_door(self) -> int:
        """The front door: links for people, the API, the callback, the Mini App."""
        return self.first_port

    @property
    def vk(self) -> int:
        """VK's stand-in."""
        return self.first_port + 1

    @property
    def tasks(self) -> int:
        """Cloud Tasks, gRPC; its administration is one higher."""
        return self.first_port + 2

    @property
    def scheduler(self) -> int:
        """Cloud Scheduler, gRPC; its administration is one higher."""
        return self.first_port + 4

    @property
    def firestore(self) -> int:
        """The Firestore emulator."""
        return self.first_port + 6

    @property
    def vk_frame(self) -> int:
        """VK's frame around the Mini App: another origin than the app's, as in VK."""
        return self.first_port + 7

    def function(self, index: int) -> int:
        """The function of that number in the list of functions."""
        return self.first_port + 10 + index

    @staticmethod
    def url(port: int) -> str:
        """The HTTP address of a port."""
        return f"http://{HOST}:{port}"


def free_addresses() -> Addresses:
    """Addresses on which nobody listens now: for tests, and beside a cloud that is up.

    They are taken by chance, so that two who look at the same moment hardly find the same ones.
    """
    # Below the ports that systems give to outgoing connections (32768 and above in Linux).
    blocks = list(range(12000, 32000, _PORTS))
    random.shuffle(blocks)
    for first in blocks:
        if all(_is_free(port) for port in range(first, first + _PORTS)):
            return Addresses(first)
    raise OSError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
