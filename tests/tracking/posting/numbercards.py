"""A row with a number of each kind, and the cards of numbers."""

from tracking.models import NumberInformation

ALL = {"serial": "S1", "lot": "L1", "package": "P1"}


WORDS = {"serial": "Serial number", "lot": "Lot", "package": "Package"}


PREFIX = {"serial": "sn", "lot": "lot", "package": "package"}


def unit(**numbers):
    return {f"{kind}_no": number for kind, number in (ALL | numbers).items()} | {"quantity": 1}


def cards(**which):
    return list(
        NumberInformation.objects.filter(**which)
        .order_by("kind", "number")
        .values_list("kind", "number")
    )


def sided(kind: str, number: str) -> str:
    """``Lot`` of an old number, ``New lot`` of a new one: there are two of a kind on the row."""
    return f"New {WORDS[kind].lower()}" if number == "NEW" else WORDS[kind]
