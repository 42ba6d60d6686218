"""What reading a body of JSON that others sent can end in."""

from __future__ import annotations

import msgspec

# The last is what brackets within brackets, thousands deep, end in: nothing that anybody means.
NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
