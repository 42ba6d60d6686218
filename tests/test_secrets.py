"""No secret is in what git tracks. Without a list of excuses: what looks like one and is none says so in its line, by
`pragma: allowlist secret`.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from detect_secrets.core.scan import scan_line
from detect_secrets.settings import get_plugins, transient_settings

ROOT = Path(__file__).resolve().parents[1]
# Secrets by their shape: these detectors take nothing else for one, so they look at everything.
_SHAPES = (
    "ArtifactoryDetector",
    "AWSKeyDetector",
    "AzureStorageKeyDetector",
    "BasicAuthDetector",
    "DiscordBotTokenDetector",
    "GitHubTokenDetector",
    "GitLabTokenDetector",
    "JwtTokenDetector",
    "MailchimpDetector",
    "NpmDetector",
    "OpenAIDetector",
    "PrivateKeyDetector",
    "PypiTokenDetector",
    "SendGridDetector",
    "SlackDetector",
    "SquareOAuthDetector",
    "StripeDetector",
    "TelegramBotTokenDetector",
    "TwilioKeyDetector",
)
# And those of the services that this system stands on.
_OURS = {
    "a token of VK": re.compile(r"vk1\.a\.[A-Za-z0-9_-]{40,}|(?<![0-9a-f])[0-9a-f]{85}(?![0-9a-f])"),
    "a key of Google": re.compile(r"AIza[0-9A-Za-z_-]{35}|GOCSPX-[0-9A-Za-z_-]{28}"),
    "a service account": re.compile(r'"private_key(_id)?"\s*:\s*"[^"]{20,}"'),
    "a key of SMS.ru": re.compile(r"api_id\W{1,4}[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}"),
}
_EXCUSED = "pragma: allowlist secret"
# Binary, or hashes by the thousand.
_LEFT_OUT = (".png", ".jpg", ".ttf", ".otf", ".woff2", ".xlsx", ".pdf", ".ico", "package-lock.json", "uv.lock")


def secrets_in(text: str) -> list[str]:
    """What in a text looks like a secret: the line, and of which kind."""
    suspected = [line for line in text.splitlines() if _MAYBE.search(line) and _EXCUSED not in line]
    found = [f"{line}: {what}" for line in suspected for what, pattern in _OURS.items() if pattern.search(line)]
    if not suspected:
        return []
    with transient_settings({"plugins_used": [{"name": name} for name in _SHAPES]}):
        shapes = [shape for plugin in get_plugins() for shape in plugin.denylist]
        for line in suspected:
            if any(shape.search(line) for shape in shapes):
                # Some detectors look twice, at whether a token is well made.
                found += [f"{line}: {each.type}" for each in scan_line(line)]
    return found


# Every shape has sixteen such letters in a row, a digit among them, or a key's heading, or a password in a link.
_MAYBE = re.compile(r"(?=[A-Za-z_\-+/=.:]*\d)[A-Za-z0-9_\-+/=.:]{16}|PRIVATE KEY|private_key|://[^/\s]+:[^/\s]+@")


def tracked_files() -> list[Path]:
    """What git tracks, and what it would."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("not in a git work tree")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file() and not name.endswith(_LEFT_OUT)]


def test_no_tracked_file_holds_a_secret() -> None:
    files = tracked_files()
    assert len(files) > 500
    found = {}
    for path in files:
        if said := secrets_in(path.read_text(encoding="utf-8", errors="replace")):
            found[str(path.relative_to(ROOT))] = said
    assert found == {}


@pytest.mark.parametrize(
    "planted",
    [
        "vk_token = 'vk1.a." + "Xy7_-" * 20 + "'",
        "VK_TOKEN_1=" + "0a1b2" * 17,
        "AKIA" + "IOSFODNN7" + "EXAMPLE",
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "-----BEGIN " + "PRIVATE KEY-----",
        "key: AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q",
        '{"private_' + 'key": "' + "MIIEvQIBADANBgkqhkiG9w0" + '"}',
        "sms_api_id=12345678-ABCD-" + "1234-ABCD-123456789ABC",
        "token = ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
        "https://user:pa55w0rd" + "@example.com/x",
        "xoxb-" + "123456789012-abcdefABCDEF",
    ],
)
def test_a_planted_secret_is_found(planted: str) -> None:
    assert secrets_in(f"x = 1\n{planted}\n") != []
    assert secrets_in(f"{planted}  # {_EXCUSED}") == []
