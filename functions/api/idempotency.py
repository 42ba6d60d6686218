"""What creates is done once however often it is asked for: `Idempotency-Key`.

A key is claimed by a document before anything is done, and holds the answer afterwards. The same key with the same
request gets that answer again; with another request it is refused. Whoever dies in between leaves a claim that is taken
over after a minute: the request is then done as a repeat, under the same request id, and the audit log tells whether
the first attempt had its effect (lib/audit/record.py).
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import msgspec
from flask import Response, request
from msgspec import Struct
from msgspec.structs import replace

from functions.api.calls import Call
from lib.clock import Clock
from lib.errors import DomainError
from lib.gateways.firestore.store import AlreadyExists, Create, Delete, Replace, StaleRecord, Store, Stored

KEY_PATTERN = "[A-Za-z0-9_-]{16,100}"
_KEY = re.compile(KEY_PATTERN)

# Longer than any request is allowed to take (functions/api's time-out in Terraform is 60 s).
_ATTEMPT_TAKES = timedelta(seconds=75)
# Nobody repeats a click a day later. Firestore deletes the claim some time after that (TTL on `expires_at`).
_KEPT_FOR = timedelta(hours=24)


class Claim(Struct, frozen=True):
    """That a key is taken: for which request, until when by an attempt under way, and the answer once there is one."""

    fingerprint: str
    busy_until: datetime
    expires_at: datetime
    attempts: int = 1
    answer: bytes = b""


class RequestUnderWay(DomainError):
    """Another attempt with the same key is not through yet; `seconds` is when to ask again."""

    def __init__(self, seconds: int) -> None:
        super().__init__("request_under_way")
        self.seconds = seconds


class Once(Struct, frozen=True):
    """One key of one person in one municipality, and the request that it stands for."""

    request_id: str
    path: str
    fingerprint: str
    store: Store
    clock: Clock

    def answer(self, do: Callable[[bool], bytes]) -> tuple[bytes, bool]:
        """The answer of `do`, which is told whether it may have been begun before; and whether it is an earlier one.

        Raises:
            DomainError: `idempotency_key_reused`, `request_under_way`; whatever `do` raises, the key being free again.
        """
        claim = self._claimed()
        if claim.record.answer:
            return claim.record.answer, True
        try:
            answer = do(claim.record.attempts > 1)
        except DomainError:
            self.store.commit([Delete(self.path)])
            raise
        # Stale: it took so long that another attempt began; both found the same effect in the log.
        with suppress(StaleRecord):
            self.store.commit([Replace(self.path, replace(claim.record, answer=answer), claim.revision)])
        return answer, False

    def _claimed(self) -> Stored[Claim]:
        now = self.clock.now()
        new = Claim(self.fingerprint, now + _ATTEMPT_TAKES, now + _KEPT_FOR)
        try:
            (revision,) = self.store.commit([Create(self.path, new)])
        except AlreadyExists:
            return self._taken(now)
        return Stored(self.path, new, revision)

    def _taken(self, now: datetime) -> Stored[Claim]:
        found = self.store.get(self.path, Claim)
        if found is None:
            raise RequestUnderWay(1)
        if found.record.fingerprint != self.fingerprint:
            raise DomainError("idempotency_key_reused")
        if found.record.answer:
            return found
        if now < found.record.busy_until:
            raise RequestUnderWay(max(int((found.record.busy_until - now).total_seconds()), 1))
        again = replace(found.record, busy_until=now + _ATTEMPT_TAKES, attempts=found.record.attempts + 1)
        try:
            (revision,) = self.store.commit([Replace(self.path, again, found.revision)])
        except StaleRecord:
            raise RequestUnderWay(1) from None
        return Stored(self.path, again, revision)


def answer_once(call: Call, sent: Mapping[str, Any], do: Callable[[Call], Any]) -> Response:
    """What `do` creates for the key that came with the request now being handled, or created for it before.

    Raises:
        DomainError: `idempotency_key_missing`; as `Once.answer`.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None or not _KEY.fullmatch(key):
        raise DomainError("idempotency_key_missing")
    name = hashlib.sha256(f"{call.vk_id}\n{key}".encode()).hexdigest()[:32]
    once = Once(name, f"requests/{name}", _fingerprint(sent), call.store, call.clock)

    def created(is_repeat: bool) -> bytes:
        return msgspec.json.encode(do(dataclasses.replace(call, request_id=name, is_repeat=is_repeat)))

    body, is_earlier = once.answer(created)
    headers = {"Idempotency-Replayed": "true"} if is_earlier else None
    return Response(body, 201, headers=headers, content_type="application/json")


def _fingerprint(sent: Mapping[str, Any]) -> str:
    """Equal for equal requests; a form is compared by its file, since its boundary differs every time."""
    digest = hashlib.sha256(f"{request.method} {request.path}".encode())
    if (form := sent.get("form")) is not None:
        digest.update(form.file.read())
        form.file.seek(0)
    else:
        digest.update(msgspec.json.encode(sent.get("body")))
    return digest.hexdigest()
