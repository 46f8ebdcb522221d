"""What the database refuses of warehouse picks, whoever goes around the services."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories import ItemFactory, lot_code
from tests.warehouse.documents.pick_scenes import (
    handle,
    picked,
    picked_location,
    register,
    shipment_of,
)
from tests.warehouse.scenes import put
from warehouse.models import (
    Activity,
    PickedNumber,
    RegisteredActivity,
    RegisteredActivityLine,
    WarehouseDocumentLine,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def pick():
    """2 of 5 are registered."""
    place = picked_location()
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    put(place, "B1", paint, lots={"L1": 5})
    made = handle(picked(shipment_of(paint, 5, place, lots={"L1": 5})), 2)
    register(made, request_key="one")
    return made


def refused(work) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        work()


@pytest.mark.rule("WHS-004")
def test_a_warehouse_pick_has_its_shipment_and_no_other_activity_has_one(pick):
    refused(lambda: Activity.objects.update(whse_document=None))
    refused(lambda: Activity.objects.update(kind=Activity.Kind.INVENTORY_PICK))


@pytest.mark.rule("WHS-269")
def test_picked_is_never_more_than_the_line_nor_less_than_nothing(pick):
    refused(lambda: WarehouseDocumentLine.objects.update(qty_picked=6))
    refused(lambda: WarehouseDocumentLine.objects.update(qty_picked=-1))
    refused(lambda: PickedNumber.objects.update(quantity=0))
    refused(lambda: PickedNumber.objects.update(brought=-1))
    one = PickedNumber.objects.get()
    twin = PickedNumber(line=one.line, lot_no="L1", quantity=1)
    refused(lambda: PickedNumber.objects.bulk_create([twin]))


@pytest.mark.rule("WHS-160", "WHS-265")
def test_what_is_registered_stays_as_it_is(pick, delete_guards):
    refused(lambda: RegisteredActivity.objects.update(no="OTHER"))
    refused(lambda: RegisteredActivity.objects.all()._raw_delete("default"))
    refused(lambda: RegisteredActivityLine.objects.update(quantity=1))
    refused(lambda: RegisteredActivityLine.objects.all()._raw_delete("default"))


@pytest.mark.rule("WHS-267")
def test_a_request_registers_once(pick):
    one = RegisteredActivity.objects.get()
    values = {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields}
    twin = RegisteredActivity(**(values | {"id": None, "no": "RWP9"}))
    refused(lambda: RegisteredActivity.objects.bulk_create([twin]))
    twin.no, twin.request_key = one.no, ""
    refused(lambda: RegisteredActivity.objects.bulk_create([twin]))
