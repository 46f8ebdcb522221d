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


class PickedFirst(RuleViolation):
    """WHS-204: there the picked quantity says what may be shipped."""

    code = "picked-first"
    rule = "WHS-204"
    field = "location"
    template = (
        "Location {location} has Require Pick: its shipments wait for warehouse picks, which this version "
        "does not have. Switch Require Pick off to ship without a pick, or Require Shipment to ship by "
        "inventory pick."
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
