"""`make bench`: every measurement of this folder, one after the other."""

from __future__ import annotations

from benchmarks import (
    activity,
    api_listing,
    api_load,
    broadcasts,
    callbacks,
    cold_start,
    first_screen,
    growth,
    posters,
    provisioning,
    sheets,
    votes,
)


def main() -> None:
    """Prints the tables."""
    cold_start.main()
    sheets.main()
    api_listing.main()
    api_load.main()
    posters.main()
    first_screen.main()
    provisioning.main()
    broadcasts.main()
    activity.main()
    callbacks.main()
    votes.main()
    growth.main()


if __name__ == "__main__":
    main()
