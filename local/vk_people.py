"""What people do in VK, done through the back door of VK's stand-in."""

from __future__ import annotations

from typing import Any

import httpx


class VkPeople:
    """People in VK's stand-in at `url`: who they are, and what they do."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=30)

    def add(self, first_name: str, last_name: str, screen_name: str = "") -> int:
        """A new person; returns their id."""
        person = {"first_name": first_name, "last_name": last_name}
        if screen_name:
            person["screen_name"] = screen_name
        return int(self._post("/sim/users", person)["user_id"])

    def join(self, user_id: int, link: str) -> None:
        """The person joins a chat by its link."""
        self._post(f"/sim/users/{user_id}/join", {"link": link})

    def write(self, user_id: int, group_id: int, text: str, peer_id: int | None = None, ref: str = "") -> None:
        """The person writes into a chat, or to the community itself; `ref` is that of the link by which they came."""
        message: dict[str, object] = {"group_id": group_id, "text": text}
        if ref:
            message["ref"] = ref
        if peer_id is not None:
            message["peer_id"] = peer_id
        self._post(f"/sim/users/{user_id}/write", message)

    def chats(self, group_id: int) -> list[dict[str, Any]]:
        """The chats of a community."""
        chats: list[dict[str, Any]] = self._get("/sim/chats")
        return [chat for chat in chats if chat["group_id"] == group_id]

    def messages(self, group_id: int, peer_id: int) -> list[dict[str, Any]]:
        """The messages of a chat."""
        messages: list[dict[str, Any]] = self._get(f"/sim/chats/{group_id}/{peer_id}/messages")
        return messages

    def requests(self) -> dict[str, Any]:
        """What VK has counted: requests, errors, the most requests in a second."""
        counted: dict[str, Any] = self._get("/sim/requests")
        return counted

    def _get(self, path: str) -> Any:
        return self._http.get(path).raise_for_status().json()

    def _post(self, path: str, body: object) -> Any:
        return self._http.post(path, json=body).raise_for_status().json()
