"""From a tracking row to the cards of its numbers (ITL-116, SET-147, SET-162)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tracking.models import TrackingLine
from tracking.numbers.keys import NumberKey
from tracking.switches import NUMBER_FIELD


@dataclass(frozen=True)
class CardLink:
    """``url`` is "" where the number is blank, and ``caption`` says so."""

    caption: str
    url: str


def card_links(row: TrackingLine, *, captions: Mapping[str, str]) -> list[CardLink]:
    """To the card of each number; of a reclassification also to that of each new number, which can
    take over what is known of the old one.  ``captions``: what each kind is called on the page."""
    return [*_card_links(row, captions)]


def _card_links(row: TrackingLine, captions: Mapping[str, str]) -> Iterator[CardLink]:
    for kind, field in NUMBER_FIELD.items():
        old = getattr(row, field)
        yield _link(row, kind, old, f"{captions[kind]} information card")
        if row.line.document.rules.is_reclassification:
            new = getattr(row, f"new_{field}")
            yield _link(row, kind, new, f"New {captions[kind]} information", old=old)


def _link(row: TrackingLine, kind: str, number: str, caption: str, *, old: str = "") -> CardLink:
    if not number:
        return CardLink(f"{caption} (the number is blank)", "")
    key = NumberKey(kind, row.item, row.variant, number)
    return CardLink(caption, key.url("number_card_of", **({"old": old} if old else {})))
