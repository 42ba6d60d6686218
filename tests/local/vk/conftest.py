"""A VK for each test, whose traffic is held against VK's schema when the run is over."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from local.vk.testing import Community, RunningVk, running_vk
from tests.traffic import keep_journal


@pytest.fixture
def vk(journals: Path) -> Iterator[RunningVk]:
    """A VK whose traffic must keep to VK's schema."""
    with running_vk(requests_a_second=10_000, callback_speedup=100) as running:
        yield running
        keep_journal(running, journals)


@pytest.fixture
def misused_vk() -> Iterator[RunningVk]:
    """A VK for calls that break VK's schema on purpose."""
    with running_vk(requests_a_second=10_000) as running:
        yield running


@dataclass(frozen=True)
class Bot:
    """A community that calls the API."""

    vk: RunningVk
    community: Community

    @property
    def group_id(self) -> int:
        return self.community.group_id

    def ask(self, method: str, **params: object) -> Any:
        """The response."""
        answer = self.vk.call(self.community, method, **params)
        assert "response" in answer, answer
        return answer["response"]

    def refused(self, method: str, **params: object) -> int:
        """The error code."""
        answer = self.vk.call(self.community, method, **params)
        assert "error" in answer, answer
        return int(answer["error"]["error_code"])

    def chat(self, title: str = "ул. Ленина, 1") -> int:
        """A new chat's peer_id."""
        return 2_000_000_000 + int(self.ask("messages.createChat", title=title)["chat_id"])

    def link(self, peer_id: int) -> str:
        """The invite link of a chat."""
        return str(self.ask("messages.getInviteLink", peer_id=peer_id)["link"])

    def send(self, peer_id: int, text: str = "Здравствуйте", **params: object) -> int:
        """The number of a message that was sent to one peer."""
        sent = self.ask("messages.send", peer_ids=peer_id, **{"message": text, "random_id": 0, **params})
        assert "error" not in sent[0], sent
        return int(sent[0]["conversation_message_id"])

    def resident(self, peer_id: int, first_name: str = "Анна") -> int:
        """Somebody new in the chat."""
        user_id = self.vk.user(first_name)
        self.vk.act(user_id, "join", link=self.link(peer_id))
        return user_id

    def acquaintance(self, first_name: str = "Олег") -> int:
        """Somebody new who consented to private messages."""
        user_id = self.vk.user(first_name)
        self.vk.act(user_id, "allow", group_id=self.group_id)
        return user_id


@pytest.fixture
def bot(vk: RunningVk) -> Bot:
    """A community of a VK."""
    return Bot(vk, vk.community())


@pytest.fixture
def misusing_bot(misused_vk: RunningVk) -> Bot:
    """A community that breaks VK's schema on purpose."""
    return Bot(misused_vk, misused_vk.community())


@pytest.fixture
def png() -> bytes:
    """A picture of 300 by 200 as far as its header says, which is all that an upload server reads."""
    return b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + struct.pack(">II", 300, 200) + b"\x08\x02\x00\x00\x00"
