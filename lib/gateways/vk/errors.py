"""VK's error codes, by what is to be done about them.

The table holds VK's documented codes (API 5.199) for messages, groups and the API as a whole. A code that stands in no
row is `UNKNOWN`: a capped retry, never taken for success.
"""

from __future__ import annotations

from enum import StrEnum


class WhatToDo(StrEnum):
    """The classes of VK's errors."""

    TRY_AGAIN = "try_again"
    PAUSE_COMMUNITY = "pause_community"
    STOP_COMMUNITY = "stop_community"
    GIVE_UP_ON_PEER = "give_up_on_peer"
    OUR_MISTAKE = "our_mistake"
    UNKNOWN = "unknown"


_CODES: dict[WhatToDo, frozenset[int]] = {
    # 1 unknown error, 6 too many requests a second, refused before anything is done, 10 internal error
    WhatToDo.TRY_AGAIN: frozenset({1, 6, 10}),
    # 9 flood control, 14 captcha, 29 method's limit, 103 and 601 out of limits, 984 sending is limited
    WhatToDo.PAUSE_COMMUNITY: frozenset({9, 14, 29, 103, 601, 984}),
    # 3 unknown method, 5 token, 17 validation, 27 and 28 community's or app's token: nothing works until ops mend it
    WhatToDo.STOP_COMMUNITY: frozenset({3, 5, 17, 27, 28}),
    WhatToDo.GIVE_UP_ON_PEER: frozenset(
        {7, 15, 18, 900, 901, 902, 917, 919, 920, 922, 925, 927, 935, 936, 945, 946, 983, 1012, 1017, 1021}
    ),
    WhatToDo.OUR_MISTAKE: frozenset({8, 12, 13, 100, 911, 912, 913, 914, 940, 943, 944}),
}
_BY_CODE = {code: action for action, codes in _CODES.items() for code in codes}

# 1 unknown error, 10 internal error: VK may have done what it was asked before it failed.
_PERHAPS_DONE = frozenset({1, 10})


class VkError(Exception):
    """VK refused a call.

    `code` and `method` are safe to log; VK's own text stays in `reason`, since it can quote what was sent.
    """

    def __init__(self, code: int, method: str, reason: str = "") -> None:
        super().__init__(f"VK error {code} in {method}")
        self.code = code
        self.method = method
        self.reason = reason

    @property
    def what_to_do(self) -> WhatToDo:
        """The class of the code."""
        return _BY_CODE.get(self.code, WhatToDo.UNKNOWN)

    @property
    def perhaps_done(self) -> bool:
        """Whether VK may have performed the call all the same."""
        return self.code in _PERHAPS_DONE or self.what_to_do is WhatToDo.UNKNOWN


class VkOutcomeUnknown(Exception):
    """The request left, and no usable answer came: VK may or may not have performed it."""
