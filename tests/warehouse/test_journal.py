"""Warehouse journals: goods go from bin to bin of one location, and nothing else changes."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    LocationFactory,
    NumberSeriesFactory,
    UserFactory,
    code_with,
    lot_code,
    serial_code,
    user_with_role,
)
from tests.factories.documents import JAN_2
from tests.warehouse.scenes import bin_of, pick_location, put, released_order
from tracking.models import NumberInformation
from warehouse.journal import services
from warehouse.models import (
    BinContent,
    Container,
    ContainerLine,
    WarehouseEntry,
    WarehouseJournal,
    WarehouseJournalLine,
    WarehouseSetup,
    WarehouseTrackingLine,
)
from warehouse.models.bins import BlockMovement
from warehouse.selectors import bin_differences
from warehouse.services.pick_creation import create_pick
from wms.core.errors import Refused
from wms.inventory.models import WarehouseEmployee
from wms.inventory.services.locations import save_location
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db):
    """A location with three bins; journals draw their numbers."""
    location = pick_location("EAST", bins=("A-1", "A-2", "A-3"))
    WarehouseSetup.objects.update(warehouse_journal_nos=NumberSeriesFactory(code="WJ"))
    return location


@pytest.fixture
def clerk(place):
    user = user_with_role("warehouse clerk")
    WarehouseEmployee.objects.create(user=user, location=place)
    return user


def stocked(place, quantity=1, *, code=None, item=None, serial_no="", lot_no=""):
    """An item with stock in bin A-1."""
    item = item or ItemFactory(item_tracking_code=code)
    lots = {lot_no: quantity} if lot_no else None
    serials = [serial_no] if serial_no else ()
    put(place, "A-1", item, quantity, serials=serials, lots=lots)
    return item


def journal_of(place, by):
    return services.create_journal(location=place, on=JAN_2, by=by)


def moved(journal, by, item, quantity, *, start="A-1", to="A-2", **numbers):
    """A line, with the whole of it under these numbers when there are any."""
    line = services.add_line(
        journal=journal,
        by=by,
        item=item,
        variant=item.variants.get(code=""),
        from_bin=bin_of(journal.location, start),
        to_bin=bin_of(journal.location, to),
        quantity=Decimal(quantity),
    )
    if numbers:
        services.add_numbers(line=line, by=by, quantity=Decimal(quantity), **numbers)
    return line


def held(item):
    found = {}
    for entry in WarehouseEntry.objects.filter(item=item).select_related("bin"):
        key = (entry.bin.code, entry.serial_no or entry.lot_no)
        found[key] = found.get(key, 0) + entry.quantity
    return {key: quantity for key, quantity in found.items() if quantity}


def refusal(step) -> str:
    with pytest.raises(Refused) as refused:
        step()
    return str(refused.value)


def book_is_right():
    return list(bin_differences()) == []


# ---- what registering writes


@pytest.mark.rule("WHS-231", "WHS-038", "WHS-044")
def test_a_part_of_a_lot_goes_to_another_bin_and_the_ledger_stays(place, clerk):
    item = stocked(place, 10, code=lot_code(), lot_no="L1")
    journal = journal_of(place, clerk)
    moved(journal, clerk, item, 4, lot_no="l1")
    entries = ItemLedgerEntry.objects.count()

    services.register_journal(journal=journal, by=clerk)

    assert held(item) == {("A-1", "L1"): 6, ("A-2", "L1"): 4}
    out, into = WarehouseEntry.objects.filter(whse_document_no=journal.no).order_by("pk")
    assert (out.quantity, into.quantity) == (-4, 4)
    assert {out.entry_type, into.entry_type} == {"movement"}
    assert ItemLedgerEntry.objects.count() == entries
    assert BinContent.objects.filter(bin__code="A-2", item=item).exists()
    assert book_is_right()


def test_what_is_emptied_leaves_no_content_and_goods_without_numbers_move_by_quantity(place, clerk):
    item = stocked(place, 5)
    BinContent.objects.filter(item=item).update(is_fixed=False)
    journal = journal_of(place, clerk)
    moved(journal, clerk, item, 5)

    services.register_journal(journal=journal, by=clerk)

    assert held(item) == {("A-2", ""): 5}
    assert [content.bin.code for content in BinContent.objects.filter(item=item)] == ["A-2"]
    assert book_is_right()


@pytest.mark.rule("WHS-039")
def test_each_serial_has_an_entry_of_its_own(place, clerk):
    item = stocked(place, code=serial_code(), serial_no="S1")
    stocked(place, item=item, serial_no="S2")
    journal = journal_of(place, clerk)
    line = moved(journal, clerk, item, 2)
    for serial in ("S1", "S2"):
        services.add_numbers(line=line, by=clerk, quantity=Decimal(1), serial_no=serial)

    services.register_journal(journal=journal, by=clerk)

    assert held(item) == {("A-2", "S1"): 1, ("A-2", "S2"): 1}
    assert book_is_right()


def test_the_same_request_again_moves_nothing_more(place, clerk):
    item = stocked(place, 9)
    journal = journal_of(place, clerk)
    moved(journal, clerk, item, 4)

    for _ in range(2):
        services.register_journal(journal=journal, by=clerk, request_key="once")

    assert held(item) == {("A-1", ""): 5, ("A-2", ""): 4}
    again = refusal(lambda: services.register_journal(journal=journal, by=clerk))
    assert again.startswith(f"Warehouse journal {journal.no} is registered and stays as it is.")


def test_a_thousand_serials_take_as_many_statements_as_ten(place, clerk):
    item = ItemFactory(item_tracking_code=serial_code())
    counts = []
    for count in (10, 200):
        journal = journal_of(place, clerk)
        line = moved(journal, clerk, item, count)
        serials = [f"N{count}-{number}" for number in range(count)]
        WarehouseEntry.objects.bulk_create(
            WarehouseEntry(
                entry_type="positive_adjmt",
                registering_date=JAN_2,
                location=place,
                bin=bin_of(place, "A-1"),
                item=item,
                variant=item.variants.get(code=""),
                quantity=1,
                serial_no=serial,
            )
            for serial in serials
        )
        WarehouseTrackingLine.objects.bulk_create(
            WarehouseTrackingLine(line=line, serial_no=serial, quantity=1) for serial in serials
        )
        with CaptureQueriesContext(connection) as statements:
            services.register_journal(journal=journal, by=clerk)
        counts.append(len(statements))

    assert counts[0] == counts[1]


# ---- what is refused


@pytest.mark.rule("SET-050")
@pytest.mark.parametrize("htmx", [{}, {"HTTP_HX_REQUEST": "true"}])
def test_an_item_that_bins_do_not_know_by_number_has_no_warehouse_tracking(
    client, place, clerk, htmx
):
    plain = stocked(place, 5)
    free = stocked(place, 5, code=code_with("FREE"))
    journal = journal_of(place, clerk)
    lines = [moved(journal, clerk, item, 1) for item in (plain, free)]
    client.force_login(clerk)

    answers = [
        client.get(reverse("warehouse_item_tracking", args=[journal.pk, line.pk]), **htmx)
        for line in lines
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert (
        f"Item {plain.no} has no warehouse item tracking: without Item Tracking Code it tracks no serial, "
        "lot or package numbers in the warehouse. Move it by quantity alone, or give it a code with "
        "Warehouse Tracking." in answers[0].text
    )
    assert "Item Tracking Code FREE tracks no serial" in answers[1].text
    adding = refusal(
        lambda: services.add_numbers(line=lines[1], by=clerk, quantity=Decimal(1), lot_no="L1")
    )
    assert "has no warehouse item tracking" in adding


@pytest.mark.rule("SET-049")
def test_every_unit_of_a_line_is_named_by_every_warehouse_tracked_kind(place, clerk):
    item = stocked(place, 10, code=lot_code(), lot_no="L1")
    journal = journal_of(place, clerk)
    line = moved(journal, clerk, item, 4)
    services.add_numbers(line=line, by=clerk, quantity=Decimal(3), lot_no="L1")

    told = refusal(lambda: services.register_journal(journal=journal, by=clerk))

    assert told == (
        f"Warehouse journal {journal.no}, line 10: Item {item.no} moves 4 (base units), but its Warehouse "
        "Item Tracking Lines name 3. Open them and name the rest."
    )
    assert held(item) == {("A-1", "L1"): 10}


@pytest.mark.rule("WHS-073", "WHS-074", "WHS-075", "SET-049")
@pytest.mark.parametrize(
    ("numbers", "quantity", "told"),
    [
        ({}, 1, "Lot No. must be filled"),
        ({"lot_no": "L1", "serial_no": "S1"}, 1, "Serial No. stays blank"),
        ({"lot_no": "L1"}, 0, "Quantity must be more than 0, not 0."),
        ({"lot_no": "L1"}, -1, "Quantity must be more than 0, not -1."),
        ({"lot_no": "L1"}, 5, "The numbers would make 5, but the line moves 4"),
        ({"lot_no": "L9"}, 1, "Bin A-1 does not hold item"),
    ],
)
def test_a_number_that_does_not_fit_the_line_is_refused(place, clerk, numbers, quantity, told):
    item = stocked(place, 10, code=lot_code(), lot_no="L1")
    line = moved(journal_of(place, clerk), clerk, item, 4)

    said = refusal(
        lambda: services.add_numbers(line=line, by=clerk, quantity=Decimal(quantity), **numbers)
    )

    assert told in said
    assert not WarehouseTrackingLine.objects.exists()


@pytest.mark.rule("WHS-073")
def test_a_serial_is_one_unit(place, clerk):
    item = stocked(place, code=serial_code(), serial_no="S1")
    line = moved(journal_of(place, clerk), clerk, item, 2)

    said = refusal(
        lambda: services.add_numbers(line=line, by=clerk, quantity=Decimal(2), serial_no="S1")
    )

    assert "Quantity must be 1 for a serial number, not 2." in said


@pytest.mark.rule("WHS-034")
def test_a_bin_gives_no_more_than_it_holds(place, clerk):
    item = stocked(place, 3)
    journal = journal_of(place, clerk)
    moved(journal, clerk, item, 5)

    told = refusal(lambda: services.register_journal(journal=journal, by=clerk))

    assert "Bin A-1 holds 3 of item" in told
    assert f"Warehouse journal {journal.no}, line 10" in told
    assert held(item) == {("A-1", ""): 3}


@pytest.mark.rule("WHS-022")
@pytest.mark.parametrize(
    ("code", "block"), [("A-1", BlockMovement.OUTBOUND), ("A-2", BlockMovement.INBOUND)]
)
def test_a_blocked_bin_gives_or_takes_nothing(place, clerk, code, block):
    item = stocked(place, 3)
    journal = journal_of(place, clerk)
    moved(journal, clerk, item, 1)
    place.bins.filter(code=code).update(block_movement=block)

    told = refusal(lambda: services.register_journal(journal=journal, by=clerk))

    assert f"Bin {code} at location EAST has Block Movement" in told


@pytest.mark.rule("WHS-237")
@pytest.mark.parametrize(("quantity", "goes"), [(3, True), (4, False)])
def test_what_an_open_pick_takes_stays_in_its_bin(place, clerk, quantity, goes):
    item = stocked(place, 10, code=lot_code(), lot_no="L1")
    made = create_pick(
        document=released_order(item, 7, place, lots={"L1": 7}),
        by=UserFactory(),
        on=JAN_2,
        work_date=JAN_2,
    )
    journal = journal_of(place, clerk)
    moved(journal, clerk, item, quantity, lot_no="L1")

    if goes:
        services.register_journal(journal=journal, by=clerk)
        assert held(item) == {("A-1", "L1"): 7, ("A-2", "L1"): 3}
        return
    told = refusal(lambda: services.register_journal(journal=journal, by=clerk))
    assert f"free there, as pick {made.activity.no} takes the rest." in told
    assert held(item) == {("A-1", "L1"): 10}


@pytest.mark.rule("WHS-237")
def test_a_serial_in_a_container_stays_with_it(place, clerk):
    item = stocked(place, code=serial_code(), serial_no="S1")
    order = released_order(item, 1, place, serials=["S1"])
    container = Container.objects.create(
        no="C1", location=place, source=order, opened_by=UserFactory()
    )
    ContainerLine.objects.create(
        container=container,
        source_line=order.lines.get(),
        item=item,
        variant=item.variants.get(code=""),
        serial_no="S1",
        quantity=1,
        packed_by=UserFactory(),
    )
    journal = journal_of(place, clerk)
    moved(journal, clerk, item, 1, serial_no="S1")

    told = refusal(lambda: services.register_journal(journal=journal, by=clerk))

    assert f"Serial number S1 of item {item.no} is packed in container C1." in told
    assert held(item) == {("A-1", "S1"): 1}


@pytest.mark.rule("WHS-237", "SET-152")
def test_a_blocked_number_is_not_moved(place, clerk):
    item = stocked(place, 3, code=lot_code(), lot_no="L1")
    journal = journal_of(place, clerk)
    moved(journal, clerk, item, 1, lot_no="L1")
    NumberInformation.objects.create(
        kind="lot", item=item, variant=item.variants.get(code=""), number="L1", blocked=True
    )

    told = refusal(lambda: services.register_journal(journal=journal, by=clerk))

    assert "Lot number L1 of item" in told
    assert "is blocked, so it is not moved." in told


@pytest.mark.rule("WHS-255")
def test_nobody_moves_goods_where_he_does_not_work(client, place, clerk):
    stranger = user_with_role("warehouse clerk")
    journal = journal_of(place, clerk)
    client.force_login(stranger)

    assert "EAST" in refusal(lambda: journal_of(place, stranger))
    assert client.get(journal.get_absolute_url()).status_code == 403
    assert journal.no not in client.get(reverse("warehouse_journals")).text


def test_a_location_without_bins_has_no_journal(clerk, place):
    admin = UserFactory()
    plain = LocationFactory(code="PLAIN")

    assert refusal(lambda: journal_of(plain, admin)) == (
        "Location PLAIN has no bins. Choose one with Bin Mandatory."
    )


def test_an_empty_journal_and_one_that_changed_are_refused(place, clerk):
    journal = journal_of(place, clerk)

    assert "so there is nothing to register" in refusal(
        lambda: services.register_journal(journal=journal, by=clerk)
    )
    moved(journal, clerk, stocked(place, 3), 1)
    assert "was changed meanwhile" in refusal(
        lambda: services.register_journal(journal=journal, by=clerk, version=journal.version)
    )


@pytest.mark.parametrize("change", [{"quantity": 0}, {"to_bin_id": None}, {"quantity_base": -1}])
def test_the_database_keeps_lines_that_move_something(place, clerk, change):
    line = moved(journal_of(place, clerk), clerk, stocked(place, 3), 1)
    change = {"to_bin_id": line.from_bin_id} if change == {"to_bin_id": None} else change

    with pytest.raises(IntegrityError), transaction.atomic():
        WarehouseJournalLine.objects.filter(pk=line.pk).update(**change)


@pytest.mark.parametrize("change", [{"quantity": 0}, {"quantity": 2}])
def test_the_database_keeps_a_serial_one_unit(place, clerk, change):
    item = stocked(place, code=serial_code(), serial_no="S1")
    moved(journal_of(place, clerk), clerk, item, 1, serial_no="S1")

    with pytest.raises(IntegrityError), transaction.atomic():
        WarehouseTrackingLine.objects.update(**change)


def test_the_database_keeps_a_number_once_a_line_and_a_line_no_once_a_journal(place, clerk):
    item = stocked(place, 5, code=lot_code(), lot_no="L1")
    line = moved(journal_of(place, clerk), clerk, item, 4, lot_no="L1")

    with pytest.raises(IntegrityError), transaction.atomic():
        WarehouseTrackingLine.objects.create(line=line, lot_no="L1", quantity=1)
    line.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save(force_insert=True)


def test_the_database_knows_who_registered_and_when(place, clerk):
    journal = journal_of(place, clerk)

    with pytest.raises(IntegrityError), transaction.atomic():
        WarehouseJournal.objects.filter(pk=journal.pk).update(registered_by=clerk)


@pytest.mark.rule("SET-142")
def test_the_adjustment_bin_stays_while_an_open_journal_has_lines(place, clerk):
    journal = journal_of(place, clerk)
    moved(journal, clerk, stocked(place, 3), 1)
    place.adjustment_bin = bin_of(place, "A-3")

    assert refusal(lambda: save_location(location=place)) == (
        f"Adjustment Bin cannot be changed while warehouse journal {journal.no} at location EAST has "
        "lines. Register or delete it first."
    )
    services.register_journal(journal=journal, by=clerk)
    save_location(location=place)


# ---- the pages


def test_a_clerk_moves_a_lot_on_the_pages(client, place, clerk):
    item = stocked(place, 10, code=lot_code(), lot_no="L1")
    client.force_login(clerk)

    made = client.post(reverse("warehouse_journal_new"), {"location": "east", "on": "2026-01-02"})
    journal = WarehouseJournal.objects.get()
    assert made.url == journal.get_absolute_url()
    line = {"item": item.no, "from_bin": "a-1", "to_bin": "A-2", "quantity": "4", "version": "1"}
    assert client.post(made.url, line).status_code == 302
    tracking = reverse("warehouse_item_tracking", args=[journal.pk, journal.lines.get().pk])
    page = client.get(tracking).text
    assert "Lot No." in page
    assert 'name="serial_no"' not in page
    number = {"lot_no": "l1", "quantity": "4", "version": "2"}
    assert client.post(tracking, number).status_code == 302
    register = reverse("warehouse_journal_register", args=[journal.pk])
    done = client.post(register, {"version": "3", "request_key": "k"}, follow=True)

    assert f"Warehouse journal {journal.no} registered." in done.text
    assert held(item) == {("A-1", "L1"): 6, ("A-2", "L1"): 4}


@pytest.mark.parametrize(
    ("field", "wrong", "told"),
    [
        ("item", "NOPE", "Item No. NOPE does not exist."),
        ("item", "<b>", "Item No. &lt;B&gt; does not exist."),
        ("from_bin", "NOPE", "From Bin Code NOPE does not exist for location EAST."),
        ("to_bin", "A\x07", "To Bin Code has a control character in it."),
        ("to_bin", "A-1", "To Bin Code must be another bin than A-1, where the goods lie."),
        ("quantity", "0", "Quantity must be more than 0, not 0."),
        ("quantity", "-3", "Quantity must be more than 0, not -3."),
        ("quantity", "many", "Quantity"),
        ("unit_of_measure", "NOPE", "Unit of Measure Code NOPE does not exist."),
        ("variant", "RED", "Variant Code RED does not exist for item"),
    ],
)
def test_wrong_input_is_told_at_its_field_and_the_rest_is_kept(
    client, place, clerk, field, wrong, told
):
    item = stocked(place, 3)
    journal = journal_of(place, clerk)
    client.force_login(clerk)
    sent = {"item": item.no, "from_bin": "A-1", "to_bin": "A-2", "quantity": "2"}

    answer = client.post(journal.get_absolute_url(), sent | {field: wrong})

    assert answer.status_code == 422
    assert told in answer.text
    form = answer.context["form"]
    assert {name: form[name].value() for name in sent if name != field} == {
        name: value for name, value in sent.items() if name != field
    }
    assert not journal.lines.exists()


@pytest.mark.parametrize(("role", "status"), [("sales", 403), ("purchaser", 403), ("auditor", 200)])
def test_roles_and_anonymous(client, place, clerk, role, status):
    item = stocked(place, 3)
    journal = journal_of(place, clerk)
    moved(journal, clerk, item, 1)
    register = reverse("warehouse_journal_register", args=[journal.pk])
    assert client.get(journal.get_absolute_url()).status_code == 302
    client.force_login(user_with_role(role))

    assert client.get(journal.get_absolute_url()).status_code == status
    assert client.post(journal.get_absolute_url(), {}).status_code == 403
    assert client.post(register).status_code == 403
    assert client.get(register).status_code == 405
    assert held(item) == {("A-1", ""): 3}


def test_lines_numbers_and_journals_are_deleted_while_open(client, place, clerk):
    item = stocked(place, 3, code=lot_code(), lot_no="L1")
    journal = journal_of(place, clerk)
    line = moved(journal, clerk, item, 1, lot_no="L1")
    client.force_login(clerk)
    row = WarehouseTrackingLine.objects.get()

    client.post(
        reverse("warehouse_numbers_delete", args=[journal.pk, line.pk]), {"row": str(row.pk)}
    )
    assert not WarehouseTrackingLine.objects.exists()
    client.post(reverse("warehouse_journal_line_delete", args=[journal.pk, line.pk]))
    assert not journal.lines.exists()
    client.post(reverse("warehouse_journal_delete", args=[journal.pk]))
    assert not WarehouseJournal.objects.exists()
