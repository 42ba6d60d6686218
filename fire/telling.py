"""What a run tells people: how far it is, what is wrong, and how to see it again."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable

from fire.checker import Finding

# Where nobody looks on, a line from time to time.
_A_LINE_EVERY_S = 20.0
_MOST_FINDINGS = 12


class Progress:
    """One line that counts up; what is wrong is printed above it as it is found."""

    def __init__(self, title: str, total: int) -> None:
        self.wrong = 0
        self.done = 0
        self._title = title
        self._total = total
        self._began = self._told = time.monotonic()
        self._is_live = sys.stderr.isatty()

    def step(self) -> None:
        """One more is through."""
        self.done += 1
        now = time.monotonic()
        if self._is_live or now - self._told > _A_LINE_EVERY_S:
            self._told = now
            left = (now - self._began) / self.done * (self._total - self.done)
            line = f"{self._title}: {self.done} of {self._total}, {self.wrong} wrong, {left:.0f} s left"
            sys.stderr.write(f"\r\x1b[K{line}" if self._is_live else f"{line}\n")
            sys.stderr.flush()

    def tell_wrong(self, what: str, again: str, findings: Iterable[Finding]) -> None:
        """Something is wrong; `again` is the command that shows it again."""
        self.wrong += 1
        if self._is_live:
            sys.stderr.write("\r\x1b[K")
        print(f"\nWRONG  {what}")
        found = list(findings)
        for finding in found[:_MOST_FINDINGS]:
            print(f"       {finding}")
        if len(found) > _MOST_FINDINGS:
            print(f"       and {len(found) - _MOST_FINDINGS} more")
        print(f"       again: {again}", flush=True)

    def end(self, summary: str) -> bool:
        """The last line; whether nothing was wrong."""
        if self._is_live:
            sys.stderr.write("\r\x1b[K")
        took = time.monotonic() - self._began
        verdict = "nothing wrong" if not self.wrong else f"{self.wrong} WRONG"
        print(f"{self._title}: {summary}; {verdict}; {took:.0f} s", flush=True)
        return not self.wrong
