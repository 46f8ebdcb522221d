"""The book is written once: no way around the models changes or tears out what was posted."""

import pytest
from django.db import IntegrityError, connection, models, transaction

from tests.factories import ItemFactory, UserFactory, lot_code
from tests.tracking.posting.desk import at, entries, lot, moving, post, receive, renamed, ship
from wms.documents.models import PostedDocument, PostedDocumentLine
from wms.ledger.models import ItemApplicationEntry, ItemLedgerEntry, Register

# What the posting engine alone moves on; everything else of a posted row stays for good.
MOVES_ON = {
    "remaining_quantity",
    "invoiced_quantity",
    "shipped_qty_not_returned",
    "completely_invoiced",
    "last_invoice_date",
    "open",
    "unit_of_measure_code",  # follows when a unit is renamed (SET-006)
}
BOOKS = [ItemLedgerEntry, ItemApplicationEntry, Register, PostedDocument, PostedDocumentLine]
FIXED = [
    pytest.param(model, field.column, id=f"{model.__name__}.{field.column}")
    for model in BOOKS
    for field in model._meta.concrete_fields
    if field.name not in MOVES_ON
]


@pytest.fixture
def book(db, delete_guards):
    """A receipt, a shipment and a move."""
    bolt = ItemFactory(item_tracking_code=lot_code(use_expiration_dates=True))
    UserFactory()
    receive(bolt, lot("A", 6))
    ship(bolt, lot("A", 2))
    post(moving(bolt, renamed(lot("A", 3), lot="B"), to=at("WEST")))


def otherwise(model: type[models.Model], column: str) -> str:
    """An SQL expression that differs from what stands in the column."""
    field = next(field for field in model._meta.concrete_fields if field.column == column)
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(kind, models.DateTimeField):
        return "'1999-12-31 00:00:00+00:00'"
    if isinstance(kind, models.DateField):
        return "'1999-12-31'"
    if isinstance(kind, models.BooleanField):
        return f"not {column}"
    if isinstance(kind, models.CharField):
        return f"{column} || 'X'"
    return f"coalesce({column}, 0) + 1"


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.rule("POST-175", "POST-124")
@pytest.mark.parametrize(("model", "column"), FIXED)
@pytest.mark.usefixtures("book")
def test_no_statement_changes_a_posted_row(model, column):
    table = model._meta.db_table
    before = list(model.objects.order_by("pk").values())

    with pytest.raises(IntegrityError, match="posted rows are never changed or deleted"):
        run(f"update {table} set {column} = {otherwise(model, column)}")

    assert list(model.objects.order_by("pk").values()) == before


@pytest.mark.rule("POST-175", "POST-124")
@pytest.mark.parametrize("model", BOOKS)
@pytest.mark.usefixtures("book")
def test_no_statement_deletes_a_posted_row(model):
    count = model.objects.count()

    with pytest.raises(IntegrityError, match="posted rows are never changed or deleted"):
        run(f"delete from {model._meta.db_table}")

    assert model.objects.count() == count > 0


@pytest.mark.rule("POST-175")
@pytest.mark.parametrize(
    "attempt",
    [
        "update ledger_itemledgerentry set lot_no = 'FORGED' where entry_no = 1",
        "delete from ledger_itemledgerentry where entry_no = 1",
    ],
)
@pytest.mark.usefixtures("book")
def test_an_attempt_is_logged(caplog, attempt):
    with pytest.raises(IntegrityError):
        run(attempt)

    assert [record.getMessage() for record in caplog.records] == [
        "Refused: ledger_itemledgerentry: posted rows are never changed or deleted; post a correction"
        " instead (POST-175)"
    ]


@pytest.mark.rule("POST-175")
@pytest.mark.usefixtures("book")
def test_other_failures_are_not_taken_for_attempts(caplog):
    with pytest.raises(IntegrityError):
        run(
            "update ledger_itemledgerentry set remaining_quantity = quantity * 2 where entry_no = 1"
        )

    assert caplog.records == []


@pytest.mark.rule("POST-175")
@pytest.mark.usefixtures("book")
def test_no_model_changes_a_posted_row_either():
    found = ItemLedgerEntry.objects.get(pk=1)
    found.lot_no = "FORGED"

    with pytest.raises(IntegrityError), transaction.atomic():
        found.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemLedgerEntry.objects.filter(pk=1).update(quantity=7, remaining_quantity=7)

    assert entries("lot_no", "quantity", pk=1) == [("A", 6)]


@pytest.mark.rule("POST-175")
@pytest.mark.parametrize(
    ("entry_no", "change"),
    [
        (1, {"remaining_quantity": 0}),
        (1, {"invoiced_quantity": 6}),
        (2, {"shipped_qty_not_returned": -1}),
    ],
)
@pytest.mark.usefixtures("book")
def test_the_figures_that_move_on_may_do_so(entry_no, change):
    assert ItemLedgerEntry.objects.filter(pk=entry_no).update(**change) == 1


@pytest.mark.rule("POST-175")
@pytest.mark.usefixtures("book")
def test_an_update_that_changes_nothing_is_no_forgery():
    run("update ledger_itemledgerentry set lot_no = lot_no")


@pytest.mark.rule("SET-010", "POST-175")
@pytest.mark.usefixtures("book")
def test_changed_set_up_does_not_reach_what_was_posted():
    before = list(ItemLedgerEntry.objects.order_by("pk").values())
    item = ItemLedgerEntry.objects.get(pk=1).item
    item.description = "Renamed"
    item.save()
    item.item_tracking_code.use_expiration_dates = False
    item.item_tracking_code.save()

    assert list(ItemLedgerEntry.objects.order_by("pk").values()) == before
