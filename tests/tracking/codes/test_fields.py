"""A code has every field of section 3 of the book, under its name, and on the card in its tab (SET-031)."""

import pytest
from django.db.models import BooleanField

from tracking.codes.tabs import shortened, tabs
from tracking.models import ItemTrackingCode

LONG = {
    "sn": (
        "SN Specific Tracking",
        "SN Warehouse Tracking",
        "SN Purchase Inbound Tracking",
        "SN Purchase Outbound Tracking",
        "SN Sales Inbound Tracking",
        "SN Sales Outbound Tracking",
        "SN Pos. Adjmt. Inb. Tracking",
        "SN Pos. Adjmt. Outb. Tracking",
        "SN Neg. Adjmt. Inb. Tracking",
        "SN Neg. Adjmt. Outb. Tracking",
        "SN Assembly Inbound Tracking",
        "SN Assembly Outbound Tracking",
        "SN Manuf. Inbound Tracking",
        "SN Manuf. Outbound Tracking",
        "SN Transfer Tracking",
        "SN Info. Inbound Must Exist",
        "SN Info. Outbound Must Exist",
        "Create SN Info. on posting",
    ),
    "lot": (
        "Lot Specific Tracking",
        "Lot Warehouse Tracking",
        "Lot Purchase Inbound Tracking",
        "Lot Purchase Outbound Tracking",
        "Lot Sales Inbound Tracking",
        "Lot Sales Outbound Tracking",
        "Lot Pos. Adjmt. Inb. Tracking",
        "Lot Pos. Adjmt. Outb. Tracking",
        "Lot Neg. Adjmt. Inb. Tracking",
        "Lot Neg. Adjmt. Outb. Tracking",
        "Lot Assembly Inbound Tracking",
        "Lot Assembly Outbound Tracking",
        "Lot Manuf. Inbound Tracking",
        "Lot Manuf. Outbound Tracking",
        "Lot Transfer Tracking",
        "Lot Info. Inbound Must Exist",
        "Lot Info. Outbound Must Exist",
        "Create Lot No. Info. on posting",
    ),
    "package": (
        "Package Specific Tracking",
        "Package Warehouse Tracking",
        "Package Purchase Inb. Tracking",
        "Package Purch. Outb. Tracking",
        "Package Sales Inbound Tracking",
        "Package Sales Outb. Tracking",
        "Package Pos. Inb. Tracking",
        "Package Pos. Outb. Tracking",
        "Package Neg. Inb. Tracking",
        "Package Neg. Outb. Tracking",
        "Package Assembly Inb. Tracking",
        "Package Assembly Out. Tracking",
        "Package Manuf. Inb. Tracking",
        "Package Manuf. Outb. Tracking",
        "Package Transfer Tracking",
        "Package Info. Inb. Must Exist",
        "Package Info. Outb. Must Exist",
    ),
}
MISC = (
    "Require Warranty Date Entry",
    "Use Expiration Dates",
    "Require Expiration Date Entry",
    "Strict Expiration Posting",
)


@pytest.mark.rule("SET-031")
def test_a_code_has_the_switches_of_the_book_and_no_other():
    switches = [
        str(field.verbose_name)
        for field in ItemTrackingCode._meta.concrete_fields
        if isinstance(field, BooleanField)
    ]

    assert sorted(switches) == sorted([*LONG["sn"], *LONG["lot"], *LONG["package"], *MISC])


@pytest.mark.rule("SET-031")
@pytest.mark.parametrize(
    ("prefix", "caption"), [("sn", "Serial No."), ("lot", "Lot No."), ("package", "Package")]
)
def test_each_kind_has_its_switches_on_its_tab_by_direction(prefix, caption):
    (tab,) = (tab for tab in tabs() if tab.caption == caption)

    shown = {
        group.caption: [
            str(ItemTrackingCode._meta.get_field(name).verbose_name) for name in group.fields
        ]
        for group in tab.groups
    }
    general, inbound, outbound = shown["General"], shown["Inbound"], shown["Outbound"]

    assert sorted([*general, *inbound, *outbound]) == sorted(LONG[prefix])
    assert [name.split(" Tracking")[0].split()[-1] for name in general[:3]] == [
        "Specific",
        "Warehouse",
        "Transfer",
    ]
    assert len(inbound) == len(outbound) == 7
    assert [shortened(name, name) for name in general] == general
