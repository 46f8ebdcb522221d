"""How refusals about warehouse receipts and shipments are worded."""

from typing import Any

from wms.core.errors import RuleViolation


class NotServedHere(RuleViolation):
    code = "not-served-here"
    rule = "WHS-046"
    field = "location"
    template = (
        "Location {location} has {switch} off, so its goods are {verb} without a {kind}. Post the order "
        "itself, or switch {switch} on."
    )


class NotASource(RuleViolation):
    code = "not-a-source"
    rule = "WHS-046"
    template = (
        "No {kind} is made from it; only orders, return orders and transfer orders that go over an "
        "in-transit location are."
    )


class NothingOutstanding(RuleViolation):
    """``location``: in words; ``on``: the documents that have its lines already, or ""."""

    code = "nothing-outstanding"
    rule = "WHS-046"
    template = "Nothing on it is to be {verb} at {location}: no outstanding line of a stock item is left there{on}."


class NoSource(RuleViolation):
    code = "no-source"
    rule = "WHS-045"
    field = "source"
    template = "No document is chosen. Tick those whose goods are {verb}."


class DocumentGone(RuleViolation):
    code = "warehouse-document-gone"
    rule = "WHS-267"
    template = "It no longer exists: it was posted completely or deleted by somebody else."


class DocumentChanged(RuleViolation):
    code = "stale"
    rule = "WHS-267"
    template = (
        "It was changed by another user since you opened it. Nothing of yours was saved. Reload the "
        "page and do it again."
    )


class LineGone(RuleViolation):
    code = "warehouse-line-gone"
    rule = "WHS-267"
    template = (
        "The line no longer exists: it was posted or deleted by somebody else. Reload the page."
    )


class LineChanged(RuleViolation):
    code = "stale"
    rule = "WHS-267"
    template = (
        "The line was changed by another user since you opened it. Nothing of yours was saved; what "
        "you typed is still there. Reload the page to see the line as it is."
    )


class QuantityOutOfRange(RuleViolation):
    """``label``: Qty. to Receive or Qty. to Ship."""

    code = "warehouse-quantity-out-of-range"
    rule = "WHS-189"
    field = "qty_to_handle"
    template = "{label} of item {item} lies between 0 and {outstanding}, not {asked}."


class NoBinsAtLocation(RuleViolation):
    code = "no-bins-at-location"
    rule = "WHS-002"
    field = "bin"
    template = "Location {location} has no bins. Leave Bin Code blank."


class MoreThanPicked(RuleViolation):
    """WHS-204: what is picked says how much may be shipped."""

    code = "more-than-picked"
    rule = "WHS-204"
    field = "qty_to_handle"
    template = (
        "{label} of item {item} lies between 0 and {ready}, which is picked and not shipped, not {asked}. "
        "Register a pick for more."
    )


class NumberNotPicked(RuleViolation):
    """``numbers``: in words; ``picked``: what is picked of them and not shipped."""

    code = "number-not-picked"
    rule = "WHS-207"
    field = "qty_to_handle"
    template = (
        "Item {item}{numbers}: {asked} to be shipped, but {picked} picked. Change Qty. to Handle on Item "
        "Tracking Lines, or register a pick for more."
    )


class NotPicked(RuleViolation):
    code = "not-picked-here"
    rule = "WHS-205"
    template = "Location {location} ships without picks, as Require Pick is off. Fill Qty. to Ship and post."


class DirectedPick(RuleViolation):
    code = "directed-pick"
    rule = "WHS-205"
    template = (
        "Location {location} has Directed Put-away and Pick, whose picks this version does not make. "
        "Nothing can be shipped from there."
    )


class NotReleased(RuleViolation):
    code = "shipment-not-released"
    rule = "WHS-205"
    template = "It is open. Release it first; then its picks can be made."


class AllPicked(RuleViolation):
    code = "all-picked"
    rule = "WHS-205"
    template = "Everything on it is picked or on a pick already."


class LinesFixed(RuleViolation):
    """A released shipment keeps its lines and bins."""

    code = "shipment-released"
    rule = "WHS-205"
    template = "It is released for picking. Reopen it first, then change its lines."


class PicksOpen(RuleViolation):
    """``what``: the thing that was asked, such as "It cannot be reopened"."""

    code = "picks-open"
    rule = "WHS-154"
    template = "{what} while {pick} is open for it. Register or delete that first."


class BinBlank(RuleViolation):
    code = "bin-blank"
    rule = "WHS-205"
    field = "bin"
    template = "Bin Code is blank. Say where the picked goods of item {item} are put."


class NothingToPost(RuleViolation):
    code = "nothing-to-post"
    rule = "WHS-208"
    field = "qty_to_handle"
    template = "Nothing to post: {label} is 0 on every line. Fill it on the lines that are {verb}."


class StandsOnDocument(RuleViolation):
    """A line of the source is posted from where it stands (WHS-005)."""

    code = "stands-on-warehouse-document"
    rule = "WHS-005"
    field = "qty_to_handle"
    template = (
        "Item {item} cannot be posted from here, because {location} has {switch}. It stands on "
        "{whse_document}. Post that."
    )

    def __init__(self, *, field: str = "qty_to_handle", **values: Any) -> None:
        super().__init__(**values)
        self.field = field
