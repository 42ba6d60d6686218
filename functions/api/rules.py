"""The ids in the API's paths. Whatever cannot be an id is no path at all, and never reaches Firestore."""

from __future__ import annotations

from werkzeug.routing import BaseConverter

# Ids are hashes or random, in hexadecimal: lib/clock.py, lib/houses/house.py, lib/municipalities/registry.py.
ID_PATTERN = "[0-9a-z]{8,40}"


class IdConverter(BaseConverter):
    """`<id:house_id>` in a rule."""

    regex = ID_PATTERN
