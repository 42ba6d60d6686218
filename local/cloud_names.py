"""The names that everything of a local cloud goes by in Google's resource paths."""

from __future__ import annotations

PROJECT = "local-house-chats"
LOCATION = "europe-west1"
LOCATION_PATH = f"projects/{PROJECT}/locations/{LOCATION}"
