"""Fails when a test was skipped for any reason but the platform it runs on."""

import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

PLATFORM = re.compile(r"\b(Linux|Windows|macOS|POSIX|platform)\b", re.IGNORECASE)


def main(path: str) -> int:
    tree = ET.parse(Path(path))
    cases = list(tree.iter("testcase"))
    skipped = [
        (f"{case.get('classname')}.{case.get('name')}", reason.get("message", ""))
        for case in cases
        for reason in case.iter("skipped")
    ]
    unexcused = [(name, reason) for name, reason in skipped if not PLATFORM.search(reason)]
    for name, reason in unexcused:
        print(f"skipped: {name}: {reason}", file=sys.stderr)
    if not cases:
        print("no test was run", file=sys.stderr)
    return 1 if unexcused or not cases else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
