"""Somebody who works in the Mini App while pictures are taken of it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import FrameLocator, Page, expect

from local.cloud import ROOT

IMAGES = ROOT / "docs" / "images"
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
# VK's own bar over the frame is the stand-in's, and is left out of the pictures.
_BAR = 36
_PATIENCE_MS = 120_000


@dataclass(frozen=True, slots=True)
class Visit:
    """An employee with the app open on a device."""

    page: Page
    frame_url: str
    user_id: int
    platform: str

    @property
    def app(self) -> FrameLocator:
        """The app inside VK's frame."""
        return self.page.frame_locator("#app")

    def open(self, path: str) -> None:
        """VK opens the app at a path."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.frame_url}/?user={self.user_id}&platform={self.platform}#{path}")

    def press(self, name: str) -> None:
        """Presses a button."""
        self.app.get_by_role("button", name=name).first.click()

    def fill(self, label: str, text: str) -> None:
        """Writes into a field."""
        self.app.get_by_label(label, exact=True).fill(text)

    def wait_for(self, text: str) -> None:
        """Waits for words to be there, and for nothing to be moving any more."""
        self.app.get_by_text(text).first.wait_for(timeout=_PATIENCE_MS)
        expect(self.app.locator("[aria-busy=true]")).to_have_count(0, timeout=_PATIENCE_MS)
        self.page.wait_for_timeout(700)

    def photograph(self, name: str) -> None:
        """Writes docs/images/<name>.png."""
        size = self.page.viewport_size or DESKTOP
        clip = {"x": 0, "y": _BAR, "width": size["width"], "height": size["height"] - _BAR}
        self.page.screenshot(path=IMAGES / f"{name}.png", clip=clip, animations="disabled")  # type: ignore[arg-type]
