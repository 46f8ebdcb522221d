"""The FastTabs of the item tracking code card (SET-031)."""

import re
from typing import Any

from tracking.switches import PREFIX
from wms.core.pages.cards import Group, Tab

CAPTIONS = {"sn": "Serial No.", "lot": "Lot No.", "package": "Package"}
INBOUND = ("purchase", "sales", "pos_adjmt", "neg_adjmt", "assembly", "manuf")
_DIRECTION = re.compile(r" (?:Inbound|Outbound|Inb\.|Outb\.|Out\.)(?= |$)")


def shortened(name: str, caption: str) -> str:
    """Inside a group for one direction the caption need not say it."""
    return _DIRECTION.sub("", caption) if "inbound" in name or "outbound" in name else caption


def tabs() -> list[Tab]:
    return [
        Tab(
            "General",
            ("code", "description", "tracking_dimension_group"),
            hint=lambda code: code.description,
        ),
        *(_kind_tab(prefix) for prefix in PREFIX.values()),
        Tab(
            "Misc.",
            groups=(
                Group("Warranty", ("warranty_date_formula", "require_warranty_date_entry")),
                Group(
                    "Expiration",
                    (
                        "use_expiration_dates",
                        "require_expiration_date_entry",
                        "strict_expiration_posting",
                    ),
                ),
            ),
            hint=_expiration_hint,
        ),
    ]


def _kind_tab(prefix: str) -> Tab:
    create = {
        "sn": ("create_sn_info_on_posting",),
        "lot": ("create_lot_info_on_posting",),
        "package": (),
    }[prefix]
    return Tab(
        CAPTIONS[prefix],
        groups=(
            Group(
                "General",
                (
                    f"{prefix}_specific_tracking",
                    f"{prefix}_warehouse_tracking",
                    f"{prefix}_transfer_tracking",
                    *create,
                ),
            ),
            Group("Inbound", _directed(prefix, "inbound")),
            Group("Outbound", _directed(prefix, "outbound")),
        ),
        is_open=False,
        hint=lambda code: "specific" if getattr(code, f"{prefix}_specific_tracking") else "",
    )


def _directed(prefix: str, direction: str) -> tuple[str, ...]:
    return (
        *(f"{prefix}_{document}_{direction}_tracking" for document in INBOUND),
        f"{prefix}_info_{direction}_must_exist",
    )


def _expiration_hint(code: Any) -> str:
    return "expiration dates in use" if code.use_expiration_dates else ""
