"""The ledger checker: silent over a sound book, and naming the row once somebody damaged one."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.factories import ItemFactory, LocationFactory, lot_code, serial_code
from tests.ledger.book import Book, damage, seal_all, unguarded, without_constraint
from wms.core.sql import table
from wms.ledger.models import ItemApplicationEntry, ItemLedgerEntry, LedgerCounter, Register

pytestmark = pytest.mark.django_db


@pytest.fixture
def book():
    """Chairs by serial, tables by lot: received, shipped, renamed, one returned."""
    book = Book()
    book.chair = ItemFactory(no="1900-S", item_tracking_code=serial_code())
    book.table = ItemFactory(no="TABLE", item_tracking_code=lot_code())
    book.posting()
    book.chairs = [
        book.receive(book.chair, 1, serial_no=serial, serial_is_specific=True)
        for serial in ("S1", "S2", "S3")
    ]
    book.tables = book.receive(book.table, 10, lot_no="A")
    book.posting("sales_order")
    book.sold = book.ship(book.chair, 1, sources={book.chairs[0]: 1}, serial_no="S1")
    book.sold_tables = book.ship(
        book.table, Decimal("2.5"), sources={book.tables: Decimal("2.5")}, lot_no="A"
    )
    book.posting("reclassification_journal")
    book.renamed = book.rename(
        book.chair,
        {book.chairs[1]: 1},
        serial_no="S2",
        new={"serial_no": "T2", "serial_is_specific": True},
    )
    book.posting("sales_return")
    book.returned = book.give_back(book.sold, 1)
    seal_all()
    yield book
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("pragma ignore_check_constraints = off")


def check_ledger() -> str:
    out = StringIO()
    call_command("check_ledger", stdout=out)
    return out.getvalue()


def refused(out: StringIO | None = None) -> str:
    """What the command prints when it finds something; it must exit with 1."""
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("check_ledger", stdout=out)
    assert error.value.returncode == 1
    return out.getvalue()


@pytest.mark.rule("POST-014", "POST-015", "POST-016", "POST-017")
def test_given_a_sound_book_when_checked_then_every_invariant_holds_and_rows_are_counted(book):
    said = check_ledger()

    assert (
        "POST-017  Quantity and Remaining Quantity of a place add up alike: 9 rows checked, 0"
        in said
    )
    assert "POST-174  Registers cover every entry once, and their ranges are right: 4 rows" in said
    assert said.splitlines()[-1].endswith("rows checked, 0 differences.")


def test_given_an_empty_book_when_checked_then_nothing_differs(db):
    assert check_ledger().splitlines()[-1].endswith("rows checked, 0 differences.")


@pytest.mark.rule("POST-014")
def test_given_a_changed_remaining_quantity_then_the_entry_is_named(book):
    damage(ItemLedgerEntry, book.tables.pk, remaining_quantity=Decimal(9))

    said = refused()

    assert (
        f"Item ledger entry {book.tables.pk}, Remaining Quantity: expected 7.5 (Σ of its applications), "
        "found 9" in said
    )


@pytest.mark.rule("POST-014")
def test_given_a_lost_application_of_a_receipt_then_the_entry_is_named(book):
    lost = ItemApplicationEntry.objects.get(item_ledger_entry=book.chairs[2])
    with unguarded(table(ItemApplicationEntry)):
        lost.delete()

    assert (
        f"Item ledger entry {book.chairs[2].pk}, its own application: expected 1, found none"
        in refused()
    )


@pytest.mark.rule("POST-014")
def test_given_an_application_of_another_quantity_then_both_sides_are_named(book):
    applied = ItemApplicationEntry.objects.get(item_ledger_entry=book.sold_tables)
    damage(ItemApplicationEntry, applied.pk, quantity=Decimal(-2))

    said = refused()

    assert f"Item ledger entry {book.tables.pk}, Remaining Quantity: expected 8" in said
    assert (
        f"Item ledger entry {book.sold_tables.pk}, Σ of its applications: expected -2.5 "
        "(Quantity less Remaining Quantity), found -2" in said
    )


@pytest.mark.rule("POST-014")
def test_given_a_lost_application_of_a_shipment_then_the_shipment_is_named(book):
    with unguarded(table(ItemApplicationEntry)):
        ItemApplicationEntry.objects.filter(item_ledger_entry=book.sold_tables).delete()

    assert (
        f"Item ledger entry {book.sold_tables.pk}, Σ of its applications: expected -2.5 "
        "(Quantity less Remaining Quantity), found no application" in refused()
    )


@pytest.mark.rule("POST-015")
def test_given_a_transfer_that_is_not_invoiced_then_it_is_named(book):
    minus = book.renamed[0]
    damage(ItemLedgerEntry, minus.pk, invoiced_quantity=Decimal(0))

    assert f"Item ledger entry {minus.pk}, Invoiced Quantity: expected -1, found 0" in refused()


@pytest.mark.rule("POST-015")
def test_given_a_wrong_shipped_quantity_not_returned_then_the_shipment_is_named(book):
    damage(ItemLedgerEntry, book.sold.pk, shipped_qty_not_returned=Decimal(-1))

    assert (
        f"Item ledger entry {book.sold.pk}, Shipped Qty. Not Returned: expected -1 less what was returned, "
        "found -1" in refused()
    )


@pytest.mark.rule("POST-015")
def test_given_a_transfer_with_a_shipped_quantity_not_returned_then_it_is_named(book):
    damage(ItemLedgerEntry, book.renamed[0].pk, shipped_qty_not_returned=Decimal(-1))

    assert "Shipped Qty. Not Returned: expected 0, found -1" in refused()


@pytest.mark.rule("POST-016")
@pytest.mark.parametrize(
    ("column", "constraint", "caption"),
    [
        ("remaining_quantity", "ile_remaining_within_quantity", "Remaining Quantity"),
        ("invoiced_quantity", "ile_invoiced_within_quantity", "Invoiced Quantity"),
    ],
)
def test_given_a_figure_beyond_the_quantity_then_the_entry_is_named(
    book, column, constraint, caption
):
    without_constraint(ItemLedgerEntry, constraint)
    damage(ItemLedgerEntry, book.tables.pk, **{column: Decimal(11)})

    assert (
        f"Item ledger entry {book.tables.pk}, {caption}: expected between 0 and 10, found 11"
        in refused()
    )


@pytest.mark.rule("POST-017")
def test_given_a_changed_quantity_then_the_place_and_the_number_are_named(book):
    damage(ItemLedgerEntry, book.tables.pk, quantity=Decimal(12))

    said = refused()

    first = book.tables.pk
    assert (
        f"Item TABLE at EAST, entries from {first} on, Σ Remaining Quantity: expected 9.5 (Σ Quantity), "
        "found 7.5" in said
    )
    assert (
        f"Item TABLE at EAST, Lot No. A, entries from {first} on, Σ Remaining Quantity: expected 9.5"
        in said
    )


@pytest.mark.rule("POST-017")
def test_given_a_renamed_number_then_the_number_that_fell_below_zero_is_named(book):
    damage(ItemLedgerEntry, book.sold_tables.pk, lot_no="B")

    assert "Item TABLE at EAST, Lot No. B" in refused()


@pytest.mark.rule("POST-017")
def test_given_an_open_shipment_of_a_specific_lot_then_it_is_negative(book):
    book.posting("sales_order")
    book.ship(book.table, 3, sources={}, lot_no="C")

    assert "Lot No. C" in refused()
    assert "Σ Quantity: expected 0 or more, found -3" in refused()


@pytest.mark.rule("POST-168")
def test_given_a_serial_twice_in_stock_then_it_is_named(book):
    without_constraint(ItemLedgerEntry, "ile_serial_once_in_inventory")
    damage(ItemLedgerEntry, book.chairs[2].pk, serial_no="T2")

    assert (
        f"Item 1900-S, serial T2, entries from {book.chairs[2].pk} on: expected in stock once at most, "
        "found 2 open entries" in refused()
    )


@pytest.mark.rule("POST-174")
def test_given_an_entry_of_another_register_then_both_registers_are_named(book):
    damage(ItemLedgerEntry, book.tables.pk, register_id=2)

    said = refused()

    assert "Register 1: expected 4 entries, 1 to 4, found 3 entries, 1 to 3" in said
    assert "Register 2: expected 2 entries, 5 to 6, found 3 entries, 4 to 6" in said


@pytest.mark.rule("POST-174")
def test_given_a_register_whose_entries_are_gone_then_it_is_named(book):
    with unguarded(table(Register)):
        Register.objects.create(
            no=99, from_entry_no=90, to_entry_no=91, source="x", posted_by=book.by
        )

    assert "Register 99: expected entries 90 to 91, found no entry 90" in refused()


# ---- who may consume whom


def application_of(entry) -> ItemApplicationEntry:
    return ItemApplicationEntry.objects.get(item_ledger_entry=entry)


@pytest.mark.rule("POST-024")
def test_given_an_application_of_another_item_then_it_is_named(book):
    link = application_of(book.sold_tables)
    damage(ItemApplicationEntry, link.pk, item=book.chair)

    assert (
        f"Application {link.pk} of entry {book.tables.pk} and entry {book.sold_tables.pk}: "
        "expected entries of its item, found 1900-S" in refused()
    )


@pytest.mark.rule("POST-024")
def test_given_an_application_whose_sides_are_exchanged_then_both_are_named(book):
    link = application_of(book.sold_tables)
    damage(
        ItemApplicationEntry,
        link.pk,
        inbound_entry=book.sold_tables,
        outbound_entry=book.tables,
    )

    said = refused()

    assert "expected an incoming entry on its inbound side, found -2.5" in said
    assert "expected an outgoing entry on its outbound side, found 10" in said


@pytest.mark.rule("POST-025")
@pytest.mark.parametrize("what", ["location", "variant"])
def test_given_consumption_from_another_place_or_variant_then_it_is_named(book, what):
    other = (
        LocationFactory(code="WEST")
        if what == "location"
        else book.table.variants.create(code="OAK")
    )
    damage(ItemLedgerEntry, book.sold_tables.pk, **{what: other})

    assert f"expected stock of the same {what}, found" in refused()


@pytest.mark.rule("POST-026")
def test_given_a_lot_taken_from_another_lot_then_both_are_named(book):
    damage(ItemLedgerEntry, book.sold_tables.pk, lot_no="Z")

    assert (
        f"Item ledger entry {book.sold_tables.pk}, what it consumed: expected Lot No. Z, "
        f"found A of entry {book.tables.pk}" in refused()
    )


@pytest.mark.rule("POST-034")
def test_given_a_move_of_a_younger_entry_then_it_is_named(book):
    minus = book.renamed[0]
    link = application_of(minus)
    damage(ItemApplicationEntry, link.pk, inbound_entry=book.returned)

    assert f"expected an older entry, found {book.returned.pk}" in refused()


@pytest.mark.rule("POST-009")
def test_given_stock_of_a_service_then_its_entries_are_named(book):
    type(book.table).objects.filter(pk=book.table.pk).update(
        type="service", item_tracking_code=None
    )

    assert (
        f"Item ledger entry {book.tables.pk}, Remaining Quantity: expected 0, and no application, "
        "found 7.5" in refused()
    )


@pytest.mark.rule("POST-176")
@pytest.mark.parametrize("noun", ["application", "register"])
def test_given_another_counter_set_back_then_it_is_told(book, noun):
    LedgerCounter.objects.update(**{f"next_{noun}_no": 2})

    assert f"Ledger counter, next {noun} number: expected more than" in refused()


@pytest.mark.rule("POST-176")
def test_given_a_counter_set_back_then_it_is_told(book):
    LedgerCounter.objects.update(next_entry_no=3)

    assert "Ledger counter, next entry number: expected more than 9, found 3" in refused()


def test_given_many_differences_then_the_first_are_told_and_the_rest_counted(book):
    book.posting("sales_order")
    for n in range(25):
        book.ship(book.table, 1, sources={}, lot_no=f"L{n:02}")

    said = refused()

    assert "… and 5 more" in said


def test_the_number_of_statements_does_not_grow_with_the_book(book, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        check_ledger()
