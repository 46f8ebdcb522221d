"""What the database refuses, whoever goes around the services."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.factories import ItemFactory, UserFactory
from tests.warehouse.scenes import JAN_2, bin_of, pick_location, put, released_order
from warehouse.models import (
    Activity,
    ActivityLine,
    Bin,
    BinContent,
    PostedActivity,
    PostedActivityLine,
    WarehouseEntry,
    WarehouseSetup,
)
from warehouse.services.pick_creation import create_inventory_pick
from warehouse.services.pick_posting import post_activity
from warehouse.services.pick_work import autofill

pytestmark = pytest.mark.django_db


@pytest.fixture
def silver():
    return pick_location()


@pytest.fixture
def lamp(silver):
    lamp = ItemFactory()
    put(silver, "B1", lamp, 10)
    return lamp


@pytest.fixture
def activity(silver, lamp) -> Activity:
    return create_inventory_pick(document=released_order(lamp, 4, silver), by=UserFactory())


def refused(work) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        work()


@pytest.mark.parametrize(
    "changes",
    [
        {"quantity": 0},
        {"quantity": -1},
        {"qty_to_handle": -1},
        {"qty_to_handle": Decimal("4.00001")},
        {"qty_handled": 3, "qty_to_handle": 2},
        {"qty_handled": 5},
        {"qty_handled": -1},
    ],
)
def test_given_a_pick_line_then_its_quantities_stay_in_their_range(activity, changes):
    refused(lambda: activity.lines.update(**changes))


def test_given_two_lines_or_picks_then_their_numbers_differ(activity):
    line = activity.lines.get()
    values = {f.attname: getattr(line, f.attname) for f in ActivityLine._meta.concrete_fields}
    refused(lambda: ActivityLine.objects.create(**values | {"id": None}))
    header = {f.attname: getattr(activity, f.attname) for f in Activity._meta.concrete_fields}
    refused(lambda: Activity.objects.create(**header | {"id": None}))


def test_given_bins_and_their_contents_then_each_stands_once_and_one_is_default(silver, lamp):
    refused(lambda: Bin.objects.create(location=silver, code="B1"))
    refused(lambda: Bin.objects.create(location=silver, code=""))
    content = {"location": silver, "item": lamp, "variant": lamp.variants.get()}
    refused(lambda: BinContent.objects.create(bin=bin_of(silver, "B1"), **content))
    refused(lambda: BinContent.objects.create(bin=bin_of(silver, "B2"), is_default=True, **content))


@pytest.mark.parametrize("changes", [{"quantity": 0}, {"quantity": 2, "serial_no": "S1"}])
def test_given_a_warehouse_entry_then_it_moves_something_and_a_serial_is_one_unit(
    silver, lamp, changes
):
    values = {
        "entry_type": "positive_adjmt",
        "registering_date": JAN_2,
        "location": silver,
        "bin": bin_of(silver, "B1"),
        "item": lamp,
        "variant": lamp.variants.get(),
    }

    refused(lambda: WarehouseEntry.objects.create(**values | changes))


@pytest.mark.rule("WHS-037", "WHS-173")
def test_given_what_is_posted_then_it_can_neither_be_changed_nor_deleted(activity, delete_guards):
    autofill(activity=activity, by=UserFactory())
    post_activity(activity=activity, by=UserFactory())

    refused(lambda: WarehouseEntry.objects.update(quantity=1))
    refused(lambda: PostedActivity.objects.update(no="X"))
    refused(lambda: PostedActivityLine.objects.update(quantity=1))
    for model in (WarehouseEntry, PostedActivityLine, PostedActivity):
        refused(lambda model=model: model.objects.all()._raw_delete("default"))
    assert PostedActivityLine.objects.count() == 1


def test_given_the_set_up_then_there_is_one_row(db):
    refused(lambda: WarehouseSetup.objects.create(pk=2))
