"""Which numbers must be there: the decision table of the books, walked through by posting."""

from typing import NamedTuple

import pytest

from tests.factories import ItemFactory, code_with, lot_code
from tests.tracking.posting.desk import (
    JUN_30,
    adjustment,
    at,
    entries,
    lot,
    moving,
    post,
    purchase,
    receive,
    refusal,
    refused,
    sales,
    serial,
    ship,
    the_line,
    with_line,
)
from tracking.models import ItemTrackingCode, TrackingLine
from tracking.switches import SWITCH, Situation
from wms.documents.kinds import EntryType
from wms.ledger.models import ItemApplicationEntry

# The table of book 03, section 5, and of SET-039, typed out from there: document, sign of the quantity,
# and the field of the switch behind its prefix.
POSTED_HERE = [
    ("purchase order", 1, "purchase_inbound_tracking"),
    ("purchase order", -1, "purchase_outbound_tracking"),
    ("sales order", 1, "sales_outbound_tracking"),
    ("sales order", -1, "sales_inbound_tracking"),
    ("item journal, purchase", 1, "purchase_inbound_tracking"),
    ("item journal, purchase", -1, "purchase_outbound_tracking"),
    ("item journal, sale", 1, "sales_outbound_tracking"),
    ("item journal, sale", -1, "sales_inbound_tracking"),
    ("item journal, positive_adjmt", 1, "pos_adjmt_inbound_tracking"),
    ("item journal, positive_adjmt", -1, "pos_adjmt_outbound_tracking"),
    ("item journal, negative_adjmt", 1, "neg_adjmt_outbound_tracking"),
    ("item journal, negative_adjmt", -1, "neg_adjmt_inbound_tracking"),
    ("reclassification journal", 1, "transfer_tracking"),
]
# entry type, stock decreases, switch
WHOLE_TABLE = [
    ("purchase", False, "purchase_inbound_tracking"),
    ("purchase", True, "purchase_outbound_tracking"),
    ("sale", False, "sales_inbound_tracking"),
    ("sale", True, "sales_outbound_tracking"),
    ("positive_adjmt", False, "pos_adjmt_inbound_tracking"),
    ("positive_adjmt", True, "pos_adjmt_outbound_tracking"),
    ("negative_adjmt", False, "neg_adjmt_inbound_tracking"),
    ("negative_adjmt", True, "neg_adjmt_outbound_tracking"),
    ("transfer", False, "transfer_tracking"),
    ("transfer", True, "transfer_tracking"),
    ("output", False, "manuf_inbound_tracking"),
    ("output", True, "manuf_outbound_tracking"),
    ("consumption", False, "manuf_inbound_tracking"),
    ("consumption", True, "manuf_outbound_tracking"),
    ("assembly_output", False, "assembly_inbound_tracking"),
    ("assembly_output", True, "assembly_outbound_tracking"),
    ("assembly_consumption", False, "assembly_inbound_tracking"),
    ("assembly_consumption", True, "assembly_outbound_tracking"),
]
ALL_SWITCHES = sorted({switch for *_, switch in WHOLE_TABLE})
CAPTION = {"serial": "Serial No.", "lot": "Lot No.", "package": "Package No."}
PREFIX = {"serial": "sn", "lot": "lot", "package": "package"}


class Case(NamedTuple):
    document: str
    sign: int
    switch: str

    def make(self, item, *numbers):
        """A document of 1 unit, in its real direction."""
        if self.document.startswith("item journal"):
            entry_type = self.document.partition(", ")[2]
            return adjustment(item, *numbers, quantity=self.sign, entry_type=entry_type)
        if self.document == "reclassification journal":
            return moving(item, *numbers, quantity=1, to=_elsewhere())
        make = purchase if self.document == "purchase order" else sales
        return make(item, *numbers, quantity=self.sign)


def _elsewhere():
    return at("WEST")


CASES = [pytest.param(Case(*row), id=f"{row[0]} {row[1]:+}") for row in POSTED_HERE]


def stocked_item(code=None):
    """An item with untracked stock, whose switches are set afterwards: those at posting time count."""
    code = code or code_with("CODE")
    item = ItemFactory(no="GOODS", item_tracking_code=code)
    receive(item, quantity=5)
    return item


def switch(item, **switches) -> None:
    ItemTrackingCode.objects.filter(pk=item.item_tracking_code_id).update(**switches)


@pytest.mark.rule("SET-038", "SET-039a", "SET-039b", "SET-039c", "SET-039d", "SET-039e")
@pytest.mark.rule("SET-039f", "SET-039g", "POST-041")
def test_the_table_of_switches_is_that_of_the_book():
    assert [(str(s.entry_type), s.outbound, name) for s, name in SWITCH.items()] == WHOLE_TABLE
    assert len(SWITCH) == 2 * len(EntryType)
    assert SWITCH[Situation(EntryType.SALE, True)] == "sales_outbound_tracking"


@pytest.mark.rule("SET-036", "SET-038", "SET-039a", "SET-039b", "SET-039c", "SET-039d")
@pytest.mark.rule("SET-039e", "SET-041", "POST-041", "POST-043", "POST-046", "RCL-017")
@pytest.mark.parametrize("kind", ["serial", "lot", "package"])
@pytest.mark.parametrize("case", CASES)
def test_the_switch_of_the_kind_and_direction_asks_for_the_number(case, kind):
    item = stocked_item()
    switch(item, **{f"{PREFIX[kind]}_{case.switch}": True})

    sentences = refusal(case.make(item))

    asked = [CAPTION[kind]]
    if case.document == "reclassification journal":
        asked.append(f"New {CAPTION[kind]}")
    assert [sentence.partition(": ")[2] for sentence in sentences] == [
        f"{caption} is required for item GOODS, quantity 1. Assign it on the Item Tracking Lines page."
        for caption in asked
    ]
    assert all("line 10000" in sentence for sentence in sentences)


@pytest.mark.rule("SET-037", "SET-038", "POST-041", "POST-045")
@pytest.mark.parametrize("kind", ["serial", "lot", "package"])
@pytest.mark.parametrize("case", CASES)
def test_all_the_other_switches_of_the_kind_do_not(case, kind):
    item = stocked_item()
    others = [name for name in ALL_SWITCHES if name != case.switch]
    switch(item, **{f"{PREFIX[kind]}_{name}": True for name in others})

    post(case.make(item))

    assert entries("quantity")[1:][0] == (_signed(case),)


def _signed(case):
    leaves = case.switch.endswith("outbound_tracking") or case.switch == "transfer_tracking"
    return -1 if leaves else 1


@pytest.mark.rule("SET-036", "POST-041", "RCL-017")
@pytest.mark.parametrize("kind", ["serial", "lot", "package"])
@pytest.mark.parametrize("case", CASES)
def test_a_specific_number_is_required_on_every_posting(case, kind):
    item = stocked_item()
    specific = code_with("SPECIFIC", specific=(kind,))
    item.item_tracking_code = specific
    item.save()

    first = refusal(case.make(item))[0]

    assert first.endswith(
        f"{CAPTION[kind]} is required for item GOODS, quantity 1."
        " Assign it on the Item Tracking Lines page."
    )


@pytest.mark.rule("SET-040")
def test_serials_are_asked_for_when_a_purchase_line_of_minus_two_goes_out_but_not_when_it_comes_in():
    item = stocked_item(code_with("SNOUT", sn_purchase_outbound_tracking=True))

    [sentence] = refusal(purchase(item, quantity=-2, no="PO7"))
    receive(item, quantity=2)

    assert sentence == (
        "Purchase order PO7, line 10000: Serial No. is required for item GOODS, quantity 2."
        " Assign it on the Item Tracking Lines page."
    )
    assert entries("quantity") == [(5,), (2,)]


@pytest.mark.rule("SET-041", "POST-042")
def test_each_kind_of_number_is_checked_by_itself():
    item = ItemFactory(no="PUMP", item_tracking_code=code_with("SNLOT", specific=("serial", "lot")))
    order = purchase(item, lot("L1"), serial("S1"), serial("S2", lot="L1"), no="PO1")

    sentences = refusal(order)

    assert sentences == [
        "Purchase order PO1, line 10000: Serial No. is required for item PUMP, lot L1, quantity 1."
        " Assign it on the Item Tracking Lines page.",
        "Purchase order PO1, line 10000: Lot No. is required for item PUMP, serial S1, quantity 1."
        " Assign it on the Item Tracking Lines page.",
    ]


@pytest.mark.rule("POST-043", "RCL-017")
def test_both_ends_of_a_move_must_be_tracked():
    item = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    receive(item, lot("A", 2))
    document = moving(item, lot("A", 2, new_lot_no=""), no="RJ1")

    refusal_ = refused(document)

    assert str(refusal_) == (
        "Reclassification journal RJ1, line 10000: New Lot No. is required for item BOLT, lot A,"
        " quantity 2. Assign it on the Item Tracking Lines page."
    )
    assert refusal_.violations[0].field == "new_lot_no"


@pytest.mark.rule("SET-043")
def test_one_untracked_line_keeps_the_others_from_being_posted():
    item = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    order = purchase(item, lot("A", 2))
    with_line(order, item, quantity=3)

    [sentence] = refusal(order)

    assert "line 20000: Lot No. is required for item BOLT, quantity 3." in sentence


@pytest.mark.rule("SET-032", "SET-042", "POST-044")
def test_numbers_that_nobody_asks_for_are_accepted_split_the_entry_and_are_kept():
    item = ItemFactory(item_tracking_code=code_with("FREEENTRY"))

    receive(item, serial("S1", lot="L1"), lot("L2", 2), lot("L3", 2, package_no="P1"))

    assert entries("serial_no", "lot_no", "package_no", "quantity") == [
        ("S1", "L1", "", 1),
        ("", "L2", "", 2),
        ("", "L3", "P1", 2),
    ]


@pytest.mark.rule("SET-037", "POST-045")
def test_goods_with_serials_at_receipt_only_are_sold_without():
    item = ItemFactory(item_tracking_code=code_with("SNIN", sn_purchase_inbound_tracking=True))
    receive(item, serial("S1"), serial("S2"))

    ship(item, quantity=2)

    assert entries("serial_no", "quantity", "remaining_quantity") == [
        ("S1", 1, 0),
        ("S2", 1, 0),
        ("", -2, 0),
    ]


@pytest.mark.rule("SET-037")
def test_a_number_that_is_not_specific_need_not_be_in_stock():
    item = ItemFactory(item_tracking_code=code_with("FREEENTRY"))
    receive(item, lot("A", 3))

    ship(item, lot("NEVER-SEEN", 2))

    assert entries("lot_no", "quantity", "remaining_quantity") == [
        ("A", 3, 1),
        ("NEVER-SEEN", -2, 0),
    ]


@pytest.mark.rule("POST-046", "SET-076")
def test_the_switches_at_posting_time_count():
    item = stocked_item()
    order = sales(item, quantity=1)
    switch(item, lot_sales_outbound_tracking=True)

    assert "Lot No. is required" in refusal(order)[0]

    switch(item, lot_sales_outbound_tracking=False)
    post(order)


@pytest.mark.rule("POST-010", "RCL-008")
@pytest.mark.parametrize(
    ("number", "field", "caption"),
    [
        ({"serial_no": "X1"}, "serial_no", "serial"),
        ({"lot_no": "X1"}, "lot_no", "lot"),
        ({"package_no": "X1"}, "package_no", "package"),
    ],
)
@pytest.mark.parametrize("make", [purchase, sales, adjustment])
def test_numbers_on_an_item_without_tracking_code_are_refused(make, number, field, caption):
    item = ItemFactory(no="PLAIN")
    receive(item, quantity=1)

    refusal_ = refused(make(item, number | {"quantity": 1}))

    assert len(refusal_.violations) == 1
    violation = refusal_.violations[0]
    assert violation.field == field
    assert violation.text == (
        "Item PLAIN has no item tracking code, so number X1 cannot be posted."
        " Remove the number, or give the item a code."
    )


@pytest.mark.rule("POST-010", "RCL-008")
def test_a_new_number_on_an_item_without_tracking_code_is_refused():
    item = ItemFactory(no="PLAIN")
    receive(item, quantity=1)

    refusal_ = refused(moving(item, {"new_lot_no": "X1", "quantity": 1}))

    [violation] = refusal_.violations
    assert (violation.field, violation.number) == ("new_lot_no", "X1")
    assert "number X1 cannot be posted" in violation.text


@pytest.mark.rule("RCL-008")
def test_an_item_without_tracking_code_may_change_its_location():
    item = ItemFactory()
    receive(item, quantity=4)

    post(moving(item, quantity=3, to=_elsewhere()))

    assert entries("location__code", "quantity", "remaining_quantity") == [
        ("EAST", 4, 1),
        ("EAST", -3, 0),
        ("WEST", 3, 3),
    ]


@pytest.mark.rule("POST-009")
@pytest.mark.parametrize("kind", ["service", "non_inventory"])
def test_goods_that_are_not_kept_leave_no_stock_and_no_applications(kind):
    item = ItemFactory(type=kind)

    bought = receive(item, quantity=3)
    sold = ship(item, quantity=5)

    assert entries("entry_type", "quantity", "remaining_quantity") == [
        ("purchase", 3, 0),
        ("sale", -5, 0),
    ]
    assert not ItemApplicationEntry.objects.exists()
    assert (bought.entry_count, sold.entry_count) == (1, 1)


@pytest.mark.rule("POST-009", "POST-010")
@pytest.mark.parametrize("kind", ["service", "non_inventory"])
def test_goods_that_are_not_kept_carry_no_numbers(kind):
    item = ItemFactory(no="ADVICE", type=kind)

    [sentence] = refusal(purchase(item, serial("S1")))

    assert "Item ADVICE has no item tracking code, so number S1 cannot be posted." in sentence


@pytest.mark.rule("SET-062")
@pytest.mark.parametrize("make", [purchase, sales])
def test_a_date_that_the_item_does_not_use_is_refused_and_never_dropped(make):
    item = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    receive(item, lot("A"))
    document = make(item, lot("A"))
    TrackingLine.objects.filter(line=the_line(document)).update(expiration_date=JUN_30)

    [sentence] = refusal(document)

    assert sentence.partition(": ")[2] == (
        "Expiration Date 2026-06-30 is given for number A, but item BOLT does not use expiration dates."
        " Remove the date, or switch on Use Expiration Dates on the tracking code."
    )
