"""Blocked numbers, items and partners; information cards that must exist or are made."""

from functools import partial

import pytest

from tests.factories import ItemFactory, code_with, lot_code, serial_code
from tests.tracking.posting.desk import (
    adjustment,
    at,
    card,
    entries,
    invoice_document,
    lot,
    moving,
    package,
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
    ship,
    with_line,
)
from tracking.models import NumberInformation
from tracking.posting import errors
from wms.documents.kinds import EntryType
from wms.inventory.models import Customer, Item, ItemVariant, Vendor

ALL = {"serial": "S1", "lot": "L1", "package": "P1"}
WORDS = {"serial": "Serial number", "lot": "Lot", "package": "Package"}
PREFIX = {"serial": "sn", "lot": "lot", "package": "package"}


@pytest.fixture
def free(db):
    return ItemFactory(no="FREE", item_tracking_code=code_with("FREEENTRY"))


def unit(**numbers):
    return {f"{kind}_no": number for kind, number in (ALL | numbers).items()} | {"quantity": 1}


def cards(**which):
    return list(
        NumberInformation.objects.filter(**which)
        .order_by("kind", "number")
        .values_list("kind", "number")
    )


def sided(kind: str, number: str) -> str:
    """``Lot`` of an old number, ``New lot`` of a new one: there are two of a kind on the row."""
    return f"New {WORDS[kind].lower()}" if number == "NEW" else WORDS[kind]


# Blocked numbers


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


# Blocked items, variants and partners


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


# Cards that must exist


@pytest.mark.rule("POST-079", "SET-044", "SET-045")
@pytest.mark.parametrize("kind", ["serial", "lot", "package"])
@pytest.mark.parametrize("direction", ["inbound", "outbound"])
def test_a_card_must_exist_in_the_direction_of_the_switch(kind, direction):
    item = ItemFactory(
        no="LAMP",
        item_tracking_code=code_with(
            "CARDS", **{f"{PREFIX[kind]}_info_{direction}_must_exist": True}
        ),
    )
    asked = (purchase, lambda *rows: sales(*rows, quantity=-1))
    free = (sales, lambda *rows: purchase(*rows, quantity=-1))
    if direction == "outbound":
        asked, free = free, asked
    post(adjustment(item, quantity=9))  # without numbers nobody asks for cards (SET-046)

    for make in asked:
        [violation] = refused(make(item, {f"{kind}_no": "X1", "quantity": 1})).violations
        assert isinstance(violation, errors.CardMissing)
        assert violation.text == (
            f"{WORDS[kind]} X1 of item LAMP has no information card, which the item tracking code"
            " requires. Create the card first."
        )
    for make in free:
        post(make(item, {f"{kind}_no": f"X{id(make)}", "quantity": 1}))
    card(kind, item, "X1")
    for make in asked:
        post(make(item, {f"{kind}_no": "X1", "quantity": 1}))


@pytest.mark.rule("SET-046", "POST-079")
def test_a_row_without_the_number_needs_no_card():
    item = ItemFactory(
        item_tracking_code=lot_code(
            sn_info_inbound_must_exist=True, sn_info_outbound_must_exist=True
        )
    )

    receive(item, lot("L", 2))
    ship(item, lot("L", 1))

    assert cards() == []


@pytest.mark.rule("POST-079", "SET-044", "RCL-022")
@pytest.mark.parametrize("direction", ["inbound", "outbound"])
@pytest.mark.parametrize(("known", "missing"), [("OLD", "NEW"), ("NEW", "OLD")])
@pytest.mark.parametrize("kind", ["serial", "lot", "package"])
def test_a_move_needs_a_card_of_the_old_and_of_the_new_number(kind, known, missing, direction):
    item = ItemFactory(no="LAMP", item_tracking_code=code_with("CARDS"))
    receive(item, {f"{kind}_no": "OLD", "quantity": 1})
    setattr(item.item_tracking_code, f"{PREFIX[kind]}_info_{direction}_must_exist", True)
    item.item_tracking_code.save()
    card(kind, item, known)
    document = moving(item, renamed({f"{kind}_no": "OLD", "quantity": 1}, **{kind: "NEW"}))

    [violation] = refused(document).violations

    assert violation.text.startswith(
        f"{sided(kind, missing)} {missing} of item LAMP has no information card"
    )
    card(kind, item, missing)
    assert post(document).entry_count == 2


@pytest.mark.rule("POST-079", "POST-112")
def test_every_missing_card_is_told(db):
    item = ItemFactory(
        item_tracking_code=code_with(
            "CARDS", sn_info_inbound_must_exist=True, lot_info_inbound_must_exist=True
        )
    )

    text = str(refused(purchase(item, serial("S1", lot="L1"), serial("S2", lot="L1"))))

    assert "Serial number S1" in text
    assert "Serial number S2" in text
    assert "Lot L1" in text


@pytest.mark.rule("POST-079", "SET-026")
def test_a_card_of_another_variant_does_not_do(db):
    item = ItemFactory(no="LAMP", item_tracking_code=lot_code(lot_info_inbound_must_exist=True))
    red = ItemVariant.objects.create(item=item, code="RED")
    card("lot", item, "L")

    [sentence] = refusal(purchase(item, lot("L"), line={"variant": red}))

    assert "Lot L of item LAMP variant RED has no information card" in sentence


# Cards that posting makes


@pytest.mark.rule("POST-080", "SET-047")
@pytest.mark.parametrize(
    ("kind", "switch"),
    [("serial", "create_sn_info_on_posting"), ("lot", "create_lot_info_on_posting")],
)
def test_missing_cards_are_made_before_they_are_asked_for(kind, switch):
    item = ItemFactory(
        item_tracking_code=code_with(
            "MAKE",
            **{
                switch: True,
                f"{PREFIX[kind]}_info_inbound_must_exist": True,
                f"{PREFIX[kind]}_info_outbound_must_exist": True,
            },
        )
    )
    red = ItemVariant.objects.create(item=item, code="RED")
    order = purchase(item, serial("S1", lot="L1"), serial("S2", lot="L1"))
    with_line(order, item, serial("S3", lot="L1"), variant=red)

    post(order)

    expected = {
        "serial": [("serial", "S1"), ("serial", "S2"), ("serial", "S3")],
        "lot": [("lot", "L1"), ("lot", "L1")],
    }[kind]
    assert cards() == expected
    made = NumberInformation.objects.filter(variant=red).get()
    assert (made.blocked, made.description, made.test_quality) == (False, "", "")


@pytest.mark.rule("POST-080", "SET-047")
def test_a_card_that_is_there_stays_as_it_is(db):
    item = ItemFactory(item_tracking_code=lot_code(create_lot_info_on_posting=True))
    card("lot", item, "L", description="Kept", certificate_number="C-1")

    receive(item, lot("L"), lot("M"))

    assert cards() == [("lot", "L"), ("lot", "M")]
    assert NumberInformation.objects.get(number="L").description == "Kept"


@pytest.mark.rule("POST-080", "SET-047")
def test_without_the_switch_no_card_is_made(db):
    receive(ItemFactory(item_tracking_code=lot_code()), serial("S1", lot="L"))

    assert cards() == []


@pytest.mark.rule("POST-080", "SET-047", "RCL-022")
@pytest.mark.parametrize(
    ("kind", "switch"),
    [("serial", "create_sn_info_on_posting"), ("lot", "create_lot_info_on_posting")],
)
def test_a_move_makes_cards_of_the_old_and_the_new_number(kind, switch):
    item = ItemFactory(item_tracking_code=code_with("MAKE"))
    receive(item, {f"{kind}_no": "OLD", "quantity": 1})
    setattr(item.item_tracking_code, switch, True)
    item.item_tracking_code.save()

    post(moving(item, renamed({f"{kind}_no": "OLD", "quantity": 1}, **{kind: "NEW"})))

    assert cards() == [(kind, "NEW"), (kind, "OLD")]


@pytest.mark.rule("POST-080", "SET-048")
def test_a_package_gets_a_card_where_it_is_mandatory(db):
    item = ItemFactory(
        item_tracking_code=code_with("PKGIN", package_purchase_inbound_tracking=True)
    )

    receive(item, package("P1", 2))
    post(adjustment(item, package("P2", 2)))
    ship(item, package("P1", 1))

    assert cards() == [("package", "P1")]


@pytest.mark.rule("POST-080", "SET-048")
def test_a_specific_package_gets_a_card_on_every_posting(db):
    item = ItemFactory(item_tracking_code=code_with("PKGALL", specific=("package",)))
    receive(item, package("P1", 2))

    post(moving(item, renamed(package("P1", 2), package="P2")))

    assert cards() == [("package", "P1"), ("package", "P2")]


@pytest.mark.rule("POST-081", "POST-080")
def test_a_refused_posting_leaves_no_card(db):
    item = ItemFactory(
        item_tracking_code=serial_code(
            create_sn_info_on_posting=True, create_lot_info_on_posting=True
        )
    )
    receive(item, serial("S1"))
    NumberInformation.objects.all().delete()

    refused(purchase(item, serial("S1", lot="L1"), serial("S2", lot="L2")))

    assert cards() == []
