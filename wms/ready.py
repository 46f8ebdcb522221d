"""Ask a web process whether it is ready: ``python -m wms.ready http://127.0.0.1:8000/readyz``.

For health checks inside its own container: it asks under a name that WMS_ALLOWED_HOSTS allows, which an
address on the loopback rarely is.  Exit code 0: ready; 1: not.  Prints what the application answered.
"""

import os
import sys
import urllib.error
import urllib.request

PATIENCE = 5  # seconds


def main(url: str) -> int:
    # ".example.com" and "*" stand for many names; the first needs one, the second takes any
    host = (
        os.environ.get("WMS_ALLOWED_HOSTS", "localhost").split(",")[0].lstrip("*.") or "localhost"
    )
    request = urllib.request.Request(url, headers={"Host": host})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            sys.stdout.write(answer.read().decode())
            return 0
    except urllib.error.HTTPError as error:
        with error:
            sys.stdout.write(error.read().decode())
    except OSError as error:
        sys.stdout.write(f"no answer: {error}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
