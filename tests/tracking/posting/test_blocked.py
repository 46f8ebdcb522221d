"""Blocked numbers, items, variants and partners."""

from functools import partial

import pytest

from tests.factories import ItemFactory
from tests.tracking.posting.desk import (
    adjustment,
    at,
    card,
    entries,
    invoice_document,
    lot,
    moving,
    post,
    purchase,
    purchase_return,
    receive,
    refusal,
    refused,
    renamed,
    sales,
    sales_return,
    serial,
)
from tests.tracking.posting.numbercards import ALL, WORDS, sided, unit
from tracking.models import NumberInformation
from tracking.posting import errors
from wms.documents.kinds import EntryType
from wms.inventory.models import Customer, Item, ItemVariant, Vendor


@pytest.mark.rule("POST-077", "POST-078", "SET-152", "POST-044")
@pytest.mark.parametrize("kind", ["serial", "lot", "package"])
@pytest.mark.parametrize(
    "make",
    [
        purchase,
        sales,
        lambda *rows, **how: sales(*rows, quantity=-1, **how),
        adjustment,
        lambda *rows, **how: adjustment(*rows, entry_type=EntryType.NEGATIVE_ADJMT, **how),
        lambda item, row, **how: moving(item, renamed(row), to=at("WEST"), **how),
    ],
    ids=["in", "out", "back", "found", "lost", "moved"],
)
def test_a_blocked_number_moves_nowhere_even_where_nobody_asks_for_it(free, make, kind):
    receive(free, unit())
    card(kind, free, ALL[kind], blocked=True)

    violations = refused(make(free, unit())).violations

    assert {type(violation) for violation in violations} == {errors.NumberBlocked}
    assert violations[0].text == (
        f"{WORDS[kind]} {ALL[kind]} of item FREE is blocked."
        " Clear Blocked on its information card, or use another number."
    )
    assert violations[0].line_no == 10000


@pytest.mark.rule("POST-077", "SET-152")
def test_a_card_of_another_kind_item_or_variant_blocks_nothing(free):
    other = ItemFactory(item_tracking_code=free.item_tracking_code)
    card("lot", free, "S1", blocked=True)
    card("serial", other, "S1", blocked=True)
    NumberInformation.objects.create(
        kind="serial",
        item=free,
        variant=ItemVariant.objects.create(item=free, code="RED"),
        number="S1",
        blocked=True,
    )

    receive(free, serial("S1"))

    assert entries("serial_no") == [("S1",)]


@pytest.mark.rule("SET-156", "POST-077")
def test_clearing_blocked_takes_effect_at_once(free):
    blocked = card("lot", free, "L1", blocked=True)
    order = purchase(free, lot("L1"))
    refused(order)

    blocked.blocked = False
    blocked.save()

    assert post(order).entry_count == 1


@pytest.mark.rule("RCL-021", "POST-077", "POST-078")
@pytest.mark.parametrize("kind", ["serial", "lot", "package"])
@pytest.mark.parametrize("side", ["old", "new"])
def test_neither_the_old_nor_the_new_number_of_a_move_may_be_blocked(free, kind, side):
    receive(free, unit())
    number = ALL[kind] if side == "old" else "NEW"
    card(kind, free, number, blocked=True)

    [violation] = refused(moving(free, renamed(unit(), **{kind: "NEW"}))).violations

    assert isinstance(violation, errors.NumberBlocked)
    assert violation.text.startswith(f"{sided(kind, number)} {number} of item FREE is blocked.")
    assert violation.field == (f"new_{kind}_no" if side == "new" else f"{kind}_no")
    assert violation.number == number


@pytest.mark.rule("POST-112", "POST-077")
def test_every_blocked_number_of_a_row_is_named(free):
    receive(free, unit())
    card("serial", free, "S1", blocked=True)
    card("package", free, "P1", blocked=True)

    text = str(refused(sales(free, unit())))

    assert "Serial number S1 of item FREE is blocked." in text
    assert "Package P1 of item FREE is blocked." in text


@pytest.mark.rule("POST-082")
@pytest.mark.parametrize(
    "make",
    [
        purchase,
        sales,
        lambda *rows, **how: sales(*rows, **how | {"quantity": -1}),
        adjustment,
        lambda *rows, **how: adjustment(*rows, entry_type=EntryType.NEGATIVE_ADJMT, **how),
        lambda *rows, **how: moving(*rows, to=at("WEST"), **how),
    ],
    ids=["in", "out", "back", "found", "lost", "moved"],
)
@pytest.mark.parametrize("what", ["item", "variant"])
def test_a_blocked_item_or_variant_does_not_move(make, what):
    item = ItemFactory(no="NUT")
    receive(item, quantity=5)
    blocked = item if what == "item" else item.variants.get()
    blocked.blocked = True
    blocked.save()

    [violation] = refused(make(item, quantity=1)).violations

    assert isinstance(violation, errors.ItemBlocked)
    assert "Item NUT is blocked" in violation.text


@pytest.mark.rule("POST-082", "SET-026")
def test_the_refusal_names_the_blocked_variant():
    item = ItemFactory(no="NUT")
    red = ItemVariant.objects.create(item=item, code="RED", blocked=True)

    assert (
        "Item NUT variant RED is blocked"
        in refusal(purchase(item, quantity=1, line={"variant": red}))[0]
    )
    receive(item, quantity=1)


@pytest.mark.rule("POST-082")
@pytest.mark.parametrize(
    ("switch", "make", "entry_type"),
    [
        ("sales_blocked", sales, EntryType.SALE),
        ("purchasing_blocked", purchase, EntryType.PURCHASE),
    ],
)
def test_sales_and_purchasing_blocked_stop_their_own_kind(switch, make, entry_type):
    item = ItemFactory(no="NUT")
    receive(item, quantity=5)
    setattr(item, switch, True)
    item.save()

    for document in (
        make(item, quantity=1),
        adjustment(item, quantity=1, entry_type=entry_type),
    ):
        [violation] = refused(document).violations
        assert isinstance(violation, errors.ItemBlocked)


@pytest.mark.rule("POST-082")
@pytest.mark.parametrize(
    ("switch", "make", "moved"),
    [
        ("sales_blocked", sales_return, 1),
        ("sales_blocked", partial(invoice_document, "sales_credit_memo"), 1),
        ("purchasing_blocked", purchase_return, -1),
        ("purchasing_blocked", partial(invoice_document, "purchase_credit_memo"), -1),
    ],
    ids=["sales return", "sales credit memo", "purchase return", "purchase credit memo"],
)
def test_returns_and_credit_memos_are_not_stopped(switch, make, moved):
    item = ItemFactory()
    receive(item, quantity=5)
    Item.objects.update(**{switch: True})

    post(make(item, quantity=1))

    assert entries("quantity") == [(5,), (moved,)]


@pytest.mark.rule("POST-082")
@pytest.mark.parametrize(
    ("switch", "make"), [("sales_blocked", purchase), ("purchasing_blocked", sales)]
)
def test_sales_and_purchasing_blocked_stop_nothing_else(switch, make):
    item = ItemFactory()
    receive(item, quantity=5)
    setattr(item, switch, True)
    item.save()

    post(make(item, quantity=1))
    post(adjustment(item, quantity=1))
    post(adjustment(item, quantity=1, entry_type=EntryType.NEGATIVE_ADJMT))
    post(moving(item, quantity=1, to=at("WEST")))


@pytest.mark.rule("POST-082")
@pytest.mark.parametrize(
    ("partners", "make", "sentence"),
    [
        (
            Vendor,
            purchase,
            "Purchase order X1: Vendor V10000 is blocked. Clear Blocked on its card, or choose another.",
        ),
        (
            Customer,
            sales,
            "Sales order X1: Customer C10000 is blocked. Clear Blocked on its card, or choose another.",
        ),
    ],
)
def test_nothing_is_posted_for_a_blocked_partner(partners, make, sentence):
    item = ItemFactory()
    receive(item, quantity=5)
    order = make(item, quantity=1, no="X1")
    partners.objects.update(blocked=True)

    assert refusal(order) == [sentence]
