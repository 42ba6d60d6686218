from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.signing import BrokenSeal, seal, unseal

KEY = b"a key of thirty-two letters or more"


@given(st.binary(max_size=200))
def test_what_was_sealed_is_unsealed(payload: bytes) -> None:
    assert unseal(seal(payload, purpose="session", key=KEY), purpose="session", key=KEY) == payload


def test_what_was_sealed_for_one_purpose_opens_for_no_other() -> None:
    with pytest.raises(BrokenSeal):
        unseal(seal(b"1", purpose="cursor", key=KEY), purpose="session", key=KEY)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(BrokenSeal):
        unseal(seal(b"1", purpose="session", key=b"another key"), purpose="session", key=KEY)


@given(st.text(max_size=80))
def test_whatever_else_is_no_seal(text: str) -> None:
    with pytest.raises(BrokenSeal):
        unseal(text, purpose="session", key=KEY)


def test_a_changed_payload_or_signature_breaks_the_seal() -> None:
    sealed = seal(b"[1, 2]", purpose="session", key=KEY)
    for place in range(len(sealed)):
        other = "A" if sealed[place] != "A" else "B"
        # The last letter of base64 holds spare bits: the signature's text is compared, not what it decodes to.
        with pytest.raises(BrokenSeal):
            unseal(sealed[:place] + other + sealed[place + 1 :], purpose="session", key=KEY)
