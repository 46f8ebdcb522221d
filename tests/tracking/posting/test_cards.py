"""Information cards that must exist, or are made by posting."""

import pytest

from tests.factories import ItemFactory, code_with, lot_code, serial_code
from tests.tracking.posting.desk import (
    adjustment,
    card,
    lot,
    moving,
    package,
    post,
    purchase,
    receive,
    refusal,
    refused,
    renamed,
    sales,
    serial,
    ship,
    with_line,
)
from tests.tracking.posting.numbercards import PREFIX, WORDS, cards, sided
from tracking.models import NumberInformation
from tracking.posting import errors
from wms.inventory.models import ItemVariant


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
