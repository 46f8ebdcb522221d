"""Numbers that stand on lines of higher floors, which drawing passes over too (SET-124)."""

from collections.abc import Callable, Collection

# item id, variant id, kind of number, numbers: those of them that are in use
Place = Callable[[int, int, str, Collection[str]], set[str]]

_PLACES: list[Place] = []


def register(place: Place) -> None:
    _PLACES.append(place)


def elsewhere(item_id: int, variant_id: int, kind: str, numbers: Collection[str]) -> set[str]:
    found: set[str] = set()
    for place in _PLACES:
        found |= place(item_id, variant_id, kind, numbers)
    return found
