"""VK's errors: code, text, and what VK adds to the text."""

from __future__ import annotations

from collections.abc import Mapping

from local.vk.method_schema import ERROR_TEXTS

# Codes that VK's documentation names and its schema does not (https://dev.vk.com/ru/reference/errors).
_UNLISTED = {
    967: "Message translation is not available",
    979: "Chat is unavailable",
    981: "Message sending is limited for this peer",
    982: "Chat has too many members",
    983: "Chat cannot be changed",
    984: "You has spam restriction",
    995: "Messenger degradation",
    1017: "Chat was deleted",
    1019: "Chat member limit reached",
    1021: "Chat is closed",
}


class ApiError(Exception):
    """VK's refusal of one call."""

    def __init__(self, code: int, detail: str = "") -> None:
        text = ERROR_TEXTS.get(code) or _UNLISTED.get(code) or "Unknown error occurred"
        self.code = code
        self.message = f"{text}: {detail}" if detail else text
        super().__init__(f"{code} {self.message}")

    def body(self, method: str, fields: Mapping[str, str]) -> dict[str, object]:
        """The `error` object of VK's answer; `fields` is the form, from which the token is left out."""
        shown = {"method": method, "oauth": "1"} | {key: fields[key] for key in fields if key != "access_token"}
        error: dict[str, object] = {
            "error_code": self.code,
            "error_msg": self.message,
            "request_params": [{"key": key, "value": value} for key, value in shown.items()],
        }
        if self.code == CAPTCHA_NEEDED:
            error |= {"captcha_sid": "1", "captcha_img": "https://api.vk.com/captcha.php?sid=1"}
        return error

    def as_execute_error(self, method: str) -> dict[str, object]:
        """The entry of `execute_errors`."""
        return {"method": method, "error_code": self.code, "error_msg": self.message}

    def as_peer_error(self) -> dict[str, object]:
        """The `error` of one peer in the answer of messages.send with `peer_ids`."""
        return {"code": self.code, "description": self.message}


CAPTCHA_NEEDED = 14


def invalid(detail: str) -> ApiError:
    """Error 100: a parameter is missing or cannot be what it is."""
    return ApiError(100, detail)
