"""Writes docs/errors.md from the one table of errors: `python -m local.error_page`."""

from __future__ import annotations

from pathlib import Path

from lib.errors import ERRORS

_PAGE = Path(__file__).resolve().parent.parent / "docs" / "errors.md"
_HEAD = """\
# Errors

What the system says to people, and what they can do. Written by `make format` from `lib/errors.py`, the one place where
these texts stand.

| code | says | what to do | HTTP | worth trying again |
|---|---|---|---|---|
"""


def main() -> None:
    """Writes the page anew."""
    rows = [
        f"| `{code}` | {error.title} | {error.action} | {error.http_status} | {'yes' if error.retryable else 'no'} |"
        for code, error in sorted(ERRORS.items())
    ]
    _PAGE.write_text(_HEAD + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
