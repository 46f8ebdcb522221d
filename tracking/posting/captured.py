"""Serials given to units outside the posting of their sale, and taken back: at the packing station (CAP-043)."""

from __future__ import annotations

from tracking.posting.capturing import SerialChange, post_change
from tracking.posting.context import Posted
from tracking.posting.service import post_document


def change_serials(change: SerialChange) -> Posted:
    """Post the pair of entries of each unit: −1 without and +1 with the serial, or the other way around.

    Belongs into a transaction of the caller, who has locked the document.  The number of statements does not
    grow with the units.  Raises Refused in the words of the order's lines.
    Rules: CAP-034, CAP-043, CAP-046.
    """
    return post_change(change, post_document)
