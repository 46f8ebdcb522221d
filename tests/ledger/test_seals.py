"""The chain of seals: whatever is changed behind the application's back names its register."""

import hashlib
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    ItemFactory,
    LocationFactory,
    UserFactory,
    lot_code,
    serial_code,
    setup_series,
)
from tests.ledger.book import Book, damage, seal_all, unguarded
from tests.tracking.posting.desk import lot, moving, post, purchase, receive, renamed, sales
from wms.core import sql
from wms.core.sql import table
from wms.inventory.models import UnitOfMeasure
from wms.inventory.services.items import save_unit_of_measure
from wms.ledger import seals
from wms.ledger.checks import ledger_differences
from wms.ledger.models import (
    ItemApplicationEntry,
    ItemLedgerEntry,
    LedgerCounter,
    Register,
    RegisterSeal,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def book():
    """Five postings: chairs by serial and tables by lot received, sold, renamed, returned, received."""
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
    book.sold = book.ship(book.table, 4, sources={book.tables: 4}, lot_no="A")
    book.posting("reclassification_journal")
    book.minus, book.plus = book.rename(
        book.table, {book.tables: 2}, lot_no="A", new={"lot_no": "B"}
    )
    book.posting("sales_return")
    book.returned = book.give_back(book.sold, 1)
    book.posting()
    book.last = book.receive(book.table, 5, lot_no="C")
    seal_all()
    point = transaction.savepoint()
    yield book
    transaction.savepoint_rollback(point)  # what was torn out is pointed to


def found() -> list[str]:
    return [str(difference) for difference in ledger_differences()]


def broken() -> list[int]:
    """The registers whose seal no longer fits."""
    return [no for no, _, _ in seals.broken()]


@pytest.mark.rule("SEAL-001", "SEAL-002")
def test_given_a_sealed_book_then_nothing_differs(book):
    assert found() == []
    assert RegisterSeal.objects.count() == 5
    assert seals.last_seal() == RegisterSeal.objects.get(pk=5).digest


# ---- twenty kinds of damage, each by a statement past every guard


def change(model, key, **values):
    return lambda book: damage(model, key(book), **values)


def _delete(rows):
    """As a database prompt does it: without asking what points to them."""
    rows._raw_delete(rows.db)


def torn_out(model, key):
    def tear(book):
        with unguarded(table(model)):
            _delete(model.objects.filter(pk=key(book)))

    return tear


def slipped_in_application(book):
    with unguarded(table(ItemApplicationEntry)):
        for no in (ItemApplicationEntry.objects.latest("pk").pk,):
            copy = ItemApplicationEntry.objects.get(pk=no)
            copy.pk = no + 1
            copy.save(force_insert=True)
    LedgerCounter.objects.update(next_application_no=no + 2)


def exchanged(book):
    """Two serials change places: every sum of the book stays right."""
    first, second = book.chairs[0], book.chairs[1]
    with unguarded(table(ItemLedgerEntry)):
        for entry, serial in ((first, "X"), (second, "S1"), (first, "S2")):
            ItemLedgerEntry.objects.filter(pk=entry.pk).update(serial_no=serial)


def sealed_anew(book):
    """Somebody who knows how seals are made gives the changed register one that fits."""
    damage(ItemLedgerEntry, book.sold.pk, document_no="OTHER")
    ((no, digest, _),) = seals.broken()
    damage(RegisterSeal, no, digest=digest)


TABLES, SOLD, PLUS, LAST = (
    lambda book: book.tables.pk,
    lambda book: book.sold.pk,
    lambda book: book.plus.pk,
    lambda book: book.last.pk,
)
ENTRY, APPLIED = ItemLedgerEntry, ItemApplicationEntry
DAMAGES = {
    "quantity of an entry": (change(ENTRY, TABLES, quantity=Decimal(12)), [1]),
    "lot of an entry": (change(ENTRY, LAST, lot_no="D"), [5]),
    "serials exchanged": (exchanged, [1]),
    "posting date": (change(ENTRY, SOLD, posting_date=date(2025, 12, 31)), [2]),
    "document date": (change(ENTRY, SOLD, document_date=date(2025, 12, 31)), [2]),
    "expiration date": (change(ENTRY, TABLES, expiration_date=date(2030, 1, 1)), [1]),
    "warranty date": (change(ENTRY, SOLD, warranty_date=date(2030, 1, 1)), [2]),
    "document no": (change(ENTRY, SOLD, document_no="SS9"), [2]),
    "external document no": (change(ENTRY, SOLD, external_document_no="X"), [2]),
    "description": (change(ENTRY, SOLD, description="another"), [2]),
    "entry type": (change(ENTRY, LAST, entry_type="positive_adjmt"), [5]),
    "package no": (change(ENTRY, LAST, package_no="P1"), [5]),
    "reason": (change(ENTRY, SOLD, reason_code="LOST"), [2]),
    "vendor": (change(ENTRY, LAST, vendor=None), [5]),
    "customer": (change(ENTRY, SOLD, customer=None), [2]),
    "switch of an entry": (change(ENTRY, SOLD, correction=True), [2]),
    "quantity per unit": (change(ENTRY, LAST, qty_per_unit=Decimal(2)), [5]),
    "place of an entry": (
        lambda book: damage(ENTRY, book.last.pk, location=LocationFactory(code="WEST")),
        [5],
    ),
    "an entry torn out": (torn_out(ENTRY, LAST), [5]),
    "date of an application": (
        lambda book: damage(
            APPLIED,
            APPLIED.objects.get(item_ledger_entry=book.sold).pk,
            posting_date=date(2025, 12, 31),
        ),
        [2],
    ),
    "origin of an application": (
        lambda book: damage(
            APPLIED,
            APPLIED.objects.get(item_ledger_entry=book.plus).pk,
            transferred_from_entry_id=book.chairs[0].pk,
        ),
        [3],
    ),
    "an application torn out": (
        lambda book: torn_out(
            APPLIED, lambda book: APPLIED.objects.get(item_ledger_entry=book.returned).pk
        )(book),
        [4],
    ),
    "who posted": (lambda book: damage(Register, 3, posted_by=UserFactory()), [3]),
    "source of a register": (lambda book: damage(Register, 3, source="x"), [3]),
    "request key of a register": (lambda book: damage(Register, 3, request_key="x"), [3]),
    "a seal": (lambda book: damage(RegisterSeal, 2, digest="0" * 64), [2, 3]),
    "sealed anew": (sealed_anew, [3]),
}


@pytest.mark.rule("SEAL-002")
@pytest.mark.parametrize("name", DAMAGES)
def test_given_damage_then_its_register_is_named_and_no_other(book, name):
    harm, registers = DAMAGES[name]

    harm(book)

    assert broken() == registers
    assert [text for text in found() if text.startswith(f"Register {registers[0]}, its entries")]


@pytest.mark.rule("SEAL-002")
def test_given_a_changed_time_of_posting_then_the_register_is_named(book):
    posted_at = Register.objects.get(pk=4).posted_at
    damage(Register, 4, posted_at=posted_at.replace(microsecond=0))

    assert broken() == [4]


@pytest.mark.rule("SEAL-003")
@pytest.mark.parametrize(
    ("no", "told"),
    [
        (5, ["Register 5: expected a register, found its seal alone", "Registers 5: expected there"]),
        (3, ["Register 3: expected a register, found its seal alone", "Registers 3: expected there"]),
    ],
)  # fmt: skip
def test_given_a_register_torn_out_then_its_number_is_missing(book, no, told):
    torn_out(Register, lambda book: no)(book)

    texts = found()

    assert all(any(text.startswith(one) for text in texts) for one in told)


@pytest.mark.rule("SEAL-003")
def test_given_a_posting_torn_out_with_everything_then_its_number_is_missing(book):
    entries = ItemLedgerEntry.objects.filter(register_id=5)
    with unguarded(*map(table, (ItemApplicationEntry, ItemLedgerEntry, RegisterSeal, Register))):
        _delete(ItemApplicationEntry.objects.filter(item_ledger_entry=book.last.pk))
        _delete(entries)
        _delete(RegisterSeal.objects.filter(pk=5))
        _delete(Register.objects.filter(pk=5))

    assert found() == ["Registers 5: expected there, found missing"]


@pytest.mark.rule("SEAL-003")
def test_given_a_lost_seal_then_its_register_is_named(book):
    torn_out(RegisterSeal, lambda book: 5)(book)

    assert "Register 5: expected a seal, found none" in found()


@pytest.mark.rule("SEAL-002")
def test_given_an_application_slipped_in_then_something_differs(book):
    slipped_in_application(book)

    assert found() != []


# ---- what may change


@pytest.mark.rule("SEAL-001", "SET-006")
def test_given_a_renamed_unit_item_lot_code_or_location_then_no_seal_breaks(book):
    unit = UnitOfMeasure.objects.create(code="PCE")
    with transaction.atomic():
        ItemLedgerEntry.objects.update(unit_of_measure_code="PCE")
    unit.code = "PIECE"
    save_unit_of_measure(unit=unit)
    type(book.table).objects.filter(pk=book.table.pk).update(no="DESK")
    type(book.east).objects.filter(pk=book.east.pk).update(code="ORIENT")

    assert ItemLedgerEntry.objects.filter(unit_of_measure_code="PIECE").exists()
    assert broken() == []


@pytest.mark.rule("SEAL-001")
def test_what_a_later_posting_takes_breaks_no_seal(book):
    book.posting("sales_order")
    book.ship(book.table, 1, sources={book.last: 1}, lot_no="C")
    seal_all()

    assert found() == []


@pytest.mark.rule("SEAL-001")
def test_a_seal_is_never_blank(book):
    torn_out(RegisterSeal, lambda book: 5)(book)

    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterSeal.objects.create(
            register_id=5, first_application_no=1, last_application_no=0, digest=""
        )


# ---- sealed by postings


@pytest.mark.rule("SEAL-001")
@pytest.mark.parametrize("kind", ["receipt", "shipment", "reclassification"])
def test_every_posting_seals_its_register_in_one_statement(kind):
    setup_series()
    counts = []
    for lots in (2, 200):
        item = ItemFactory(item_tracking_code=lot_code(f"LOTS{lots}"))
        numbers = [lot(f"L{place}") for place in range(lots)]
        receive(item, *numbers)
        document = {
            "receipt": lambda item, numbers: purchase(item, *numbers),
            "shipment": lambda item, numbers: sales(item, *numbers),
            "reclassification": lambda item, numbers: moving(
                item, *(renamed(one, lot=f"N{one['lot_no']}") for one in numbers)
            ),
        }[kind](item, numbers)
        with CaptureQueriesContext(connection) as statements:
            post(document)
        counts.append(sum("ledger_registerseal" in one["sql"] for one in statements))

    assert counts == [1, 1]
    assert found() == []


@pytest.mark.rule("SEAL-001")
def test_a_seal_made_by_a_posting_is_the_one_that_sealing_the_book_later_makes(book):
    digests = list(RegisterSeal.objects.order_by("pk").values_list("digest", flat=True))
    with unguarded(table(RegisterSeal)):
        RegisterSeal.objects.all().delete()

    ranges = RegisterSeal.objects.none()
    with unguarded(table(RegisterSeal)):
        seals.seal_unsealed()
        ranges = list(RegisterSeal.objects.order_by("pk"))
        RegisterSeal.objects.all().delete()
        for one in ranges:
            sealed = {
                "no": one.register_id,
                "first": one.first_application_no,
                "last": one.last_application_no,
            }
            sql.execute(seals.sealing(), sealed)

    assert [one.digest for one in ranges] == digests
    assert list(RegisterSeal.objects.order_by("pk").values_list("digest", flat=True)) == digests


@pytest.mark.rule("SEAL-001")
def test_the_text_that_is_hashed_is_the_same_on_every_engine():
    book = Book()
    UserFactory.reset_sequence(0)
    digest = hashlib.sha256("ä\x1f1\x1e".encode()).hexdigest()

    with connection.cursor() as cursor:
        cursor.execute(f"select {seals._hashed('%s')}", ["ä\x1f1\x1e"])
        assert cursor.fetchone()[0] == digest
    book.posting()
    entry = book.receive(ItemFactory(), Decimal("1.5"), lot_no="Ä")
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {seals._entry()} from ledger_itemledgerentry x where x.entry_no = %s",
            [entry.pk],
        )
        (text,) = cursor.fetchone()
    assert text == "\x1f".join(
        [
            str(entry.pk), str(entry.register_id), str(entry.item_id), str(entry.variant_id),
            str(entry.location_id), "10000", "", "", "", "150000", "", "100000",
            str(entry.vendor_id), "", "2026-01-02", "2026-01-02", "", "", "0", "0", "purchase", "",
            entry.document_no, "", "Ä", "", "", "0", "", "0", "",
        ]
    ) + "\x1e"  # fmt: skip
