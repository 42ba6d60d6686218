"""The end of `make setup`: is everything there that cannot be installed into the project's folder?"""

from __future__ import annotations

import sys

from local.firestore_emulator import EmulatorMissing, find_jar, find_java


def main() -> int:
    """Says nothing where all is well; otherwise one line that says what to do."""
    try:
        find_java()
        find_jar()
    except EmulatorMissing as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
