"""Which SN switches a group sets on a code that names it (the cases B to F of CAP-010).

Plain functions: the card asks them after each click, the service when it saves.
"""

from collections.abc import Mapping

from tracking.models import TrackingDimensionGroup

SPECIFIC = "sn_specific_tracking"
WAREHOUSE = "sn_warehouse_tracking"
_INFO_INBOUND = "sn_info_inbound_must_exist"
_PURCHASE = ("sn_purchase_inbound_tracking", "sn_purchase_outbound_tracking")
_SALES_IN, _SALES_OUT = "sn_sales_inbound_tracking", "sn_sales_outbound_tracking"
_ADJUSTMENTS = (
    "sn_pos_adjmt_inbound_tracking",
    "sn_pos_adjmt_outbound_tracking",
    "sn_neg_adjmt_inbound_tracking",
    "sn_neg_adjmt_outbound_tracking",
)
_MAKING = (
    "sn_assembly_inbound_tracking",
    "sn_assembly_outbound_tracking",
    "sn_manuf_inbound_tracking",
    "sn_manuf_outbound_tracking",
)
_TRANSFER = "sn_transfer_tracking"
SN_SWITCHES = (
    SPECIFIC,
    WAREHOUSE,
    *_PURCHASE,
    _SALES_IN,
    _SALES_OUT,
    *_ADJUSTMENTS,
    *_MAKING,
    _TRANSFER,
    _INFO_INBOUND,
    "sn_info_outbound_must_exist",
    "create_sn_info_on_posting",
)


def forced(group: TrackingDimensionGroup | None, switches: Mapping[str, bool]) -> dict[str, bool]:
    """The switches that the group sets and locks, with their values; ``switches``: those of the code."""
    if group is None:
        return {}  # case A: the code alone decides
    if not group.is_active:
        return dict.fromkeys(SN_SWITCHES, False)  # case B: no serials at all
    if group.captures:  # cases E and F: known only when they are captured
        off = (SPECIFIC, WAREHOUSE, *_PURCHASE, *_ADJUSTMENTS, *_MAKING, _TRANSFER, _INFO_INBOUND)
        return dict.fromkeys(off, False) | {_SALES_OUT: True}
    if switches[SPECIFIC]:
        return {}  # case C: Specific Tracking drives them
    on = [_PURCHASE[0], _SALES_IN, _TRANSFER]  # case D
    if not group.blank_receipt_allowed:
        on.append("sn_pos_adjmt_inbound_tracking")
    if not group.blank_issue_allowed:
        on += [_SALES_OUT, _PURCHASE[1], "sn_neg_adjmt_outbound_tracking"]
    return dict.fromkeys(on, True)


def setting(group: TrackingDimensionGroup) -> str:
    """Which setting of the group is behind it, for the texts."""
    if not group.is_active:
        return "Active off"
    return f"Capture Serial No. {group.get_capture_serial_no_display()}"


def locks(group: TrackingDimensionGroup | None, switches: Mapping[str, bool]) -> dict[str, str]:
    """The switches of a code that its group keeps as they are, each with the reason."""
    if group is None:
        return {}
    return dict.fromkeys(
        forced(group, switches),
        f"Locked: set by tracking dimension group {group}, {setting(group)}.",
    )
