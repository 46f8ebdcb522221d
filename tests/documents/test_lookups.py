"""What is offered while somebody types into a field of a line."""

from django.urls import reverse

from tests.documents.test_grid import HTMX
from tests.factories import BinFactory, CustomerFactory, ItemFactory, LocationFactory, VendorFactory
from wms.inventory.models import ItemVariant


def lookup(client, field, **typed):
    url = reverse("document_lookup", args=["purchase_order", field])
    html = client.get(url, typed, headers=HTMX).content.decode()
    return [part.split('"')[0] for part in html.split('value="')[1:]]


def test_given_something_typed_when_an_item_is_looked_up_then_what_begins_or_reads_so_is_offered(
    client, order
):
    ItemFactory(no="1900-S", description="Paris guest chair")
    ItemFactory(no="1908-S", description="London swivel chair")
    ItemFactory(no="OLD", description="Old chair", blocked=True)

    assert lookup(client, "item", item="19") == ["1900-S", "1908-S"]
    assert lookup(client, "item", item="swivel") == ["1908-S"]
    assert lookup(client, "item", item="chair") == ["1900-S", "1908-S"]
    assert lookup(client, "item", item="\x07") == lookup(client, "item")


def test_given_a_row_when_its_fields_are_looked_up_then_only_what_belongs_to_it_is_offered(
    client, order, lamp
):
    ItemVariant.objects.create(item=lamp, code="RED")
    ItemVariant.objects.create(item=ItemFactory(no="CHAIR"), code="BLUE")
    BinFactory(code="B-01")
    BinFactory(code="C-01", location=LocationFactory(code="BLUE", bin_mandatory=True))
    LocationFactory(code="OWN LOG.", use_as_in_transit=True)

    assert lookup(client, "variant", item="lamp") == ["RED"]
    assert lookup(client, "bin", location="SILVER") == ["B-01"]
    assert lookup(client, "unit_of_measure", item="LAMP") == ["PCS"]
    assert lookup(client, "location") == ["BLUE", "EAST", "SILVER"]


def test_given_many_items_when_one_is_looked_up_then_at_most_twenty_are_offered(client, order):
    ItemFactory.create_batch(25)

    assert len(lookup(client, "item", item="ITEM")) == 20


def test_given_a_lookup_of_a_field_that_is_not_of_the_kind_then_it_is_not_found(client, order):
    CustomerFactory()
    VendorFactory()

    assert client.get("/documents/purchase_order/lookup/new_bin/").status_code == 404
    assert client.get("/documents/sales_order/lookup/item/").status_code == 403
