"""Chromium for the tests that drive a browser: found, or installed where this may be done, else said how."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

BROWSER_VARIABLE = "CHROMIUM"
FONTS = Path(__file__).with_name("fonts.conf")
# What a phone calls itself, by which pages choose their look.
ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
)
_HOW_TO_INSTALL = (
    f"Chromium was not found. Install it (`apt-get install chromium`) or name one in {BROWSER_VARIABLE}; "
    "the tests of pages need it."
)


def find_chromium() -> str | None:
    """The path of a Chromium: named by the environment, else on the path."""
    named = os.environ.get(BROWSER_VARIABLE)
    return named or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def main() -> int:
    """Says nothing where a Chromium is there; installs Debian's where we are root on a system with apt."""
    if find_chromium():
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", "chromium", "fonts-roboto"]):
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    if find_chromium():
        return 0
    print(_HOW_TO_INSTALL, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
