"""The change log: who changed which field of set-up from what to what, and from where."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from tests.core.changelog import noted
from tests.factories import (
    BinFactory,
    ItemFactory,
    LocationFactory,
    NumberSeriesFactory,
    UnitFactory,
    UserFactory,
    serial_code,
)
from wms.core import jobs
from wms.core.errors import Refused
from wms.core.models import NumberSeries, NumberSeriesLine, SetupChange
from wms.core.models.changes import ChangeSource
from wms.core.records import acting, collected, note_made
from wms.core.seriessetup.services import (
    delete_series,
    delete_series_line,
    save_series,
    save_series_line,
)
from wms.inventory.models import Item, UnitOfMeasure
from wms.inventory.services.items import save_item, save_unit_of_measure
from wms.inventory.services.locations import delete_location

pytestmark = pytest.mark.django_db


# ---- what is in it


@pytest.mark.rule("LOG-001")
def test_a_new_record_tells_each_field_that_is_filled():
    save_series(series=NumberSeries(code="lot", description="Lots", manual_nos=False))

    assert noted() == [
        ("made", "code", "", "LOT"),
        ("made", "description", "", "Lots"),
        ("made", "manual_nos", "", "No"),
    ]


@pytest.mark.rule("LOG-001")
def test_a_changed_record_tells_old_and_new_values_as_people_read_them(django_user_model):
    item = ItemFactory(no="1900-S", description="Chair")
    item.item_tracking_code = serial_code("SNALL")
    item.serial_nos = NumberSeriesFactory(code="SN1")
    item.description = ""
    item.costing_method = "lifo"
    item.blocked = True

    save_item(item=item, on=None)

    assert sorted(noted()) == [
        ("changed", "blocked", "No", "Yes"),
        ("changed", "costing_method", "FIFO", "LIFO"),
        ("changed", "description", "Chair", ""),
        ("changed", "item_tracking_code", "", "SNALL"),
        ("changed", "serial_nos", "", "SN1"),
    ]
    assert {change.record for change in SetupChange.objects.all()} == {"Item 1900-S"}


@pytest.mark.rule("LOG-001", "SET-014")
def test_the_base_unit_that_a_new_item_gets_is_told_on_its_card():
    item = save_item(item=Item(no="1900-S", base_unit_of_measure=UnitFactory(code="PCS")), on=None)

    told = SetupChange.objects.filter(card_table="inventory.item", card_id=item.pk).order_by("pk")
    assert [(change.record, change.field, change.new) for change in told] == [
        ("Item 1900-S", "no", "1900-S"),
        ("Item 1900-S", "base_unit_of_measure", "PCS"),
        ("Item Unit of Measure 1900-S PCS", "unit_of_measure", "PCS"),
    ]


@pytest.mark.rule("LOG-001", "SET-006")
def test_a_renamed_record_keeps_its_history_under_its_new_code():
    series = NumberSeriesFactory(code="OLD")
    series.code = "NEW"
    save_series(series=series)
    series.description = "later"
    save_series(series=series)

    assert noted(record_id=series.pk) == [
        ("changed", "code", "OLD", "NEW"),
        ("changed", "description", "", "later"),
    ]


@pytest.mark.rule("LOG-001")
def test_saving_without_a_change_writes_nothing():
    save_series(series=NumberSeriesFactory())

    assert noted() == []


@pytest.mark.rule("LOG-001")
def test_given_a_refusal_then_nothing_is_written():
    series = NumberSeriesFactory(code="A")
    series.code = ""

    with pytest.raises(Refused):
        save_series(series=series)

    assert noted() == []


@pytest.mark.rule("LOG-002")
def test_lines_are_shown_on_the_card_of_their_record():
    series = NumberSeriesFactory(code="LOT", first="LOT1")
    line = series.lines.get()
    line.ending_no = "LOT9"
    save_series_line(line=line)
    save_series_line(line=NumberSeriesLine(series=series, starting_no="B1"))
    delete_series_line(line=line)

    found = SetupChange.objects.filter(card_table="core.numberseries", card_id=series.pk)
    assert [
        (change.record, change.field, change.old, change.new) for change in found.order_by("pk")
    ] == [
        ("No. Series Line LOT LOT1", "ending_no", "", "LOT9"),
        ("No. Series Line LOT B1", "starting_no", "", "B1"),
        ("No. Series Line LOT LOT1", "starting_no", "LOT1", ""),
        ("No. Series Line LOT LOT1", "ending_no", "LOT9", ""),
        ("No. Series Line LOT LOT1", "allow_gaps", "Yes", ""),
    ]


@pytest.mark.rule("LOG-002")
def test_a_deleted_record_tells_what_was_lost_with_its_lines():
    series = NumberSeriesFactory(code="LOT", first="LOT1")
    pk = series.pk

    delete_series(series=series)

    assert noted(card_table="core.numberseries", card_id=pk) == [
        ("deleted", "code", "LOT", ""),
        ("deleted", "starting_no", "LOT1", ""),
        ("deleted", "allow_gaps", "Yes", ""),
    ]


@pytest.mark.rule("LOG-002", "SET-144")
def test_a_deleted_location_tells_its_bins_too():
    place = BinFactory(code="B1", location=LocationFactory(code="GONE")).location

    delete_location(location=place)

    told = SetupChange.objects.filter(field="code").order_by("pk")
    assert {(change.record, change.old) for change in told} == {
        ("Bin B1", "B1"),
        ("Location GONE", "GONE"),
    }


# ---- who, and from where


@pytest.mark.rule("LOG-003")
def test_a_page_and_the_administration_say_who_and_where(boss):
    boss.post(reverse("unit_new"), {"code": "pcs"})
    unit = UnitOfMeasure.objects.get()
    boss.post(
        reverse("admin:inventory_unitofmeasure_change", args=[unit.pk]),
        {"code": "PCS", "description": "Piece"},
    )

    told = SetupChange.objects.order_by("pk").values_list("source", "changed_by__username", "field")
    assert list(told) == [("page", "boss", "code"), ("admin", "boss", "description")]


@pytest.mark.rule("LOG-003")
def test_a_job_says_whose_it_is(monkeypatch):
    def work(progress):
        save_unit_of_measure(unit=UnitOfMeasure(code="PCS"))
        return jobs.Outcome()

    monkeypatch.setitem(jobs.handlers.HANDLERS, "test-setup", work)
    with connection.cursor():
        job = jobs.start(
            kind="test-setup", title="t", owner=UserFactory(username="o"), arguments={}
        )
    jobs.run(job.pk)

    assert SetupChange.objects.values_list("source", "changed_by__username").get() == ("job", "o")


@pytest.mark.rule("LOG-003")
def test_what_nobody_speaks_for_comes_from_a_command():
    save_unit_of_measure(unit=UnitOfMeasure(code="PCS"))

    change = SetupChange.objects.get()
    assert (change.source, change.changed_by) == ("command", None)


def test_a_place_inside_another_keeps_who_is_at_work():
    user = UserFactory()
    with acting(ChangeSource.PAGE, by=user), acting(ChangeSource.IMPORT):
        save_unit_of_measure(unit=UnitOfMeasure(code="PCS"))

    change = SetupChange.objects.get()
    assert (change.source, change.changed_by) == ("import", user)


# ---- the way it is written


@pytest.mark.rule("LOG-004")
@pytest.mark.parametrize(
    "statement", ["update core_setupchange set new = 'x'", "delete from core_setupchange"]
)
def test_nobody_changes_or_deletes_what_was_written(delete_guards, statement):
    save_unit_of_measure(unit=UnitOfMeasure(code="PCS"))

    with (
        pytest.raises(IntegrityError, match="change log is never changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.rule("LOG-004")
def test_a_change_without_field_is_never_stored():
    with pytest.raises(IntegrityError), transaction.atomic():
        SetupChange.objects.create(
            changed_at="2026-01-01T00:00Z", source="page", action="made", table_name="x",
            record_id=1, record="x", card_table="x", card_id=1,
        )  # fmt: skip


@pytest.mark.rule("LOG-005")
@pytest.mark.parametrize("count", [10, 400])
def test_many_records_are_written_at_once(count, django_assert_max_num_queries):
    units = UnitOfMeasure.objects.bulk_create(
        UnitOfMeasure(code=f"U{place}") for place in range(count)
    )

    with django_assert_max_num_queries(9):  # SQLite takes 999 values a statement
        note_made(units)

    assert SetupChange.objects.count() == count


@pytest.mark.rule("LOG-005")
def test_what_is_collected_is_written_at_the_end_without_what_was_taken_back():
    with collected() as notes:
        save_unit_of_measure(unit=UnitOfMeasure(code="A"))
        kept = len(notes)
        save_unit_of_measure(unit=UnitOfMeasure(code="B"))
        del notes[kept:]
        assert noted() == []

    assert [new for *_, new in noted()] == ["A"]


def test_given_a_failure_then_nothing_collected_is_written():
    def fails():
        with transaction.atomic(), collected():
            save_unit_of_measure(unit=UnitOfMeasure(code="A"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()

    assert noted() == []
