"""Files: uploaded, saved, attached, fetched."""

from __future__ import annotations

import struct
from typing import Any

import httpx
import pytest

from local.vk.image_size import image_size
from tests.local.vk.conftest import Bot


def upload_photo(bot: Bot, png: bytes) -> dict[str, Any]:
    """What the upload server said."""
    address = bot.ask("photos.getMessagesUploadServer")["upload_url"]
    answer: dict[str, Any] = httpx.post(address, files={"photo": ("house.png", png)}).json()
    return answer


def test_a_photo_goes_the_whole_way_into_a_message(bot: Bot, png: bytes) -> None:
    [photo] = bot.ask("photos.saveMessagesPhoto", **upload_photo(bot, png))
    assert photo["owner_id"] == -bot.group_id
    assert (photo["sizes"][0]["width"], photo["sizes"][0]["height"]) == (300, 200)
    chat = bot.chat()
    bot.send(chat, "", attachment=f"photo{photo['owner_id']}_{photo['id']}")
    attached = bot.ask("messages.getHistory", peer_id=chat)["items"][0]["attachments"][0]
    assert httpx.get(attached["photo"]["sizes"][0]["url"]).content == png


def test_a_document_goes_the_whole_way_into_a_message(bot: Bot) -> None:
    chat, pdf = bot.chat(), b"%PDF-1.7 poster"
    address = bot.ask("docs.getMessagesUploadServer", type="doc", peer_id=chat)["upload_url"]
    receipt = httpx.post(address, files={"file": ("Объявление.pdf", pdf)}).json()
    doc = bot.ask("docs.save", **receipt, title="Объявление для подъезда")["doc"]
    assert (doc["title"], doc["ext"], doc["size"]) == ("Объявление для подъезда", "pdf", len(pdf))
    bot.send(chat, "", attachment=f"doc{doc['owner_id']}_{doc['id']}")
    fetched = httpx.get(doc["url"])
    assert (fetched.content, fetched.headers["content-type"]) == (pdf, "application/pdf")
    assert bot.ask("docs.getById", docs=f"{doc['owner_id']}_{doc['id']}")[0]["id"] == doc["id"]


def test_files_are_for_peers_that_may_be_written_to(bot: Bot) -> None:
    user = bot.vk.user()
    assert bot.refused("docs.getMessagesUploadServer", type="doc", peer_id=user) == 901
    assert bot.refused("photos.getMessagesUploadServer", peer_id=user) == 901
    bot.vk.act(user, "allow", group_id=bot.group_id)
    bot.ask("docs.getMessagesUploadServer", type="doc", peer_id=user)


def test_another_communitys_file_needs_its_access_key(bot: Bot, png: bytes) -> None:
    other = Bot(bot.vk, bot.vk.community(name="Другое"))
    [photo] = bot.ask("photos.saveMessagesPhoto", **upload_photo(bot, png))
    name = f"photo{photo['owner_id']}_{photo['id']}"
    chat = other.chat()
    refused = {"peer_id": chat, "message": "А", "random_id": 0, "attachment": name}
    assert other.refused("messages.send", **refused) == 100
    other.send(chat, "А", attachment=f"{name}_{photo['access_key']}")


@pytest.mark.parametrize(
    ("name", "content"),
    [("photo", b"not a picture"), ("file0", b"\x89PNG"), ("photo", b"\xff\xd8\xff"), ("photo", b"")],
)
def test_what_is_no_photo_is_refused_by_the_upload_server(bot: Bot, name: str, content: bytes) -> None:
    address = bot.ask("photos.getMessagesUploadServer")["upload_url"]
    assert "error" in httpx.post(address, files={name: ("x.png", content)}).json()


def test_receipts_are_good_for_their_own_kind_alone(bot: Bot, png: bytes) -> None:
    receipt = upload_photo(bot, png)["hash"]
    assert bot.refused("docs.save", file=receipt) == 105
    assert bot.refused("messages.setChatPhoto", file=receipt) == 22
    assert bot.refused("photos.saveMessagesPhoto", photo="[]", server=1, hash="x") == 121
    assert "error" in httpx.post(f"{bot.vk.url}/upload/nothing", files={"file": ("a", b"a")}).json()
    assert httpx.get(f"{bot.vk.url}/files/nothing/a.png").status_code == 404


def test_programs_are_no_documents(bot: Bot) -> None:
    address = bot.ask("docs.getMessagesUploadServer", peer_id=bot.chat())["upload_url"]
    assert "error" in httpx.post(address, files={"file": ("setup.exe", b"MZ")}).json()


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (b"GIF89a" + struct.pack("<HH", 12, 34), (12, 34)),
        (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 34, 12), (12, 34)),
        (b"\xff\xd8\xff\xe0\x00\x04ab", None),
        (b"\xff\xd8ab\x00\x00", None),
        (b"", None),
    ],
)
def test_the_size_of_a_picture_stands_in_its_header(content: bytes, size: tuple[int, int] | None) -> None:
    assert image_size(content) == size
