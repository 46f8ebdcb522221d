"""Python's search for garbage in cycles, for a process that serves many requests."""

import gc

# A list of ten thousand numbers makes some hundred thousand objects, hardly any of them in a cycle: looked
# through every 700 of them, together with all that the process has loaded, they took half of its time.
OFTEN = 20_000
_OLDER = 20


def settle() -> None:
    """What has been loaded by now stays for good and is never searched again; what comes, every 20,000 objects.

    Called once by each process, when it is ready to work.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OFTEN, _OLDER, _OLDER)
