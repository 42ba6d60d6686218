"""The stage of lib/open311's tests, behind the function's door."""

from tests.lib.open311.conftest import server, stage

__all__ = ["server", "stage"]
