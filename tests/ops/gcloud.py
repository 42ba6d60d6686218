"""A stand-in for gcloud: answers by the beginning of what it is asked, and writes down what that was.

`answers.json` beside it holds pairs of a beginning and an answer (null: it fails); every call goes into `calls.jsonl`
with what came by standard input.
"""

import json
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
asked = " ".join(sys.argv[1:])
given = "" if sys.stdin.isatty() or "--data-file=-" not in sys.argv else sys.stdin.read()
with (here / "calls.jsonl").open("a", encoding="utf-8") as calls:
    calls.write(json.dumps([asked, given]) + "\n")
for beginning, answer in json.loads((here / "answers.json").read_text(encoding="utf-8")):
    if asked.startswith(beginning):
        if answer is None:
            sys.exit(f"ERROR: {asked}: not found")
        sys.stdout.write(f"{answer}\n")
        sys.exit(0)
