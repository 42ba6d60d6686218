"""SMS.ru's codes, by what is to be done about them (https://sms.ru/api/status).

A code that stands in no row is `REFUSED`: never taken for sent, never repeated blindly.
"""

from __future__ import annotations

from enum import StrEnum


class SmsMeans(StrEnum):
    """What a code says about one message, or about a whole request."""

    ON_THE_WAY = "on_the_way"
    DELIVERED = "delivered"
    NOT_DELIVERED = "not_delivered"
    BAD_NUMBER = "bad_number"
    STOP_LIST = "stop_list"
    TOO_OFTEN = "too_often"
    DAILY_LIMIT = "daily_limit"
    NO_MONEY = "no_money"
    BAD_KEY = "bad_key"
    TRY_LATER = "try_later"
    REFUSED = "refused"


_CODES: dict[SmsMeans, frozenset[int]] = {
    # 100 taken, 101 handed to the operator, 102 on its way
    SmsMeans.ON_THE_WAY: frozenset({100, 101, 102}),
    # 103 delivered, 110 read
    SmsMeans.DELIVERED: frozenset({103, 110}),
    SmsMeans.NOT_DELIVERED: frozenset({104, 105, 106, 107, 108, 150}),
    SmsMeans.BAD_NUMBER: frozenset({202, 207}),
    # 209 our own stop list, 215 SMS.ru's
    SmsMeans.STOP_LIST: frozenset({209, 215}),
    SmsMeans.TOO_OFTEN: frozenset({230, 231, 232, 233}),
    SmsMeans.DAILY_LIMIT: frozenset({206}),
    SmsMeans.NO_MONEY: frozenset({201}),
    # 200 wrong key, 300–302 a key that is no longer good, 301 wrong password
    SmsMeans.BAD_KEY: frozenset({200, 300, 301, 302}),
    SmsMeans.TRY_LATER: frozenset({220, 500}),
}
_BY_CODE = {code: means for means, codes in _CODES.items() for code in codes}


def meaning_of(code: int) -> SmsMeans:
    """The row of a code."""
    return _BY_CODE.get(code, SmsMeans.REFUSED)
