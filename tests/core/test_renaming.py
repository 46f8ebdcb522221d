"""A code is renamed on its card, and everything that names the record shows the new one (SET-006)."""

import pytest
from django.urls import reverse

from tests.factories import (
    BinFactory,
    CustomerFactory,
    ItemFactory,
    LocationFactory,
    NumberSeriesFactory,
    UnitFactory,
    UserFactory,
    VendorFactory,
    lot_code,
    purchase_order,
    sales_order,
    setup_series,
    tracked,
)
from tests.inventory.refusals import refused
from tracking.codes.services import save_tracking_code
from tracking.models import ItemTrackingCode
from tracking.posting import post_document
from warehouse.binsetup.services import save_bin
from warehouse.models import Bin, WarehouseEntry
from wms.core.models import NumberSeries, SetupChange
from wms.core.seriessetup.services import save_series
from wms.inventory.models import (
    Customer,
    Item,
    ItemVariant,
    Location,
    UnitOfMeasure,
    Vendor,
)
from wms.inventory.services.items import (
    delete_variant,
    save_item,
    save_unit_of_measure,
    save_variant,
)
from wms.inventory.services.locations import save_location
from wms.inventory.services.partners import save_customer, save_vendor
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(db):
    """A lot bought into a bin and sold again in part: every table is used, and posted to."""
    setup_series()
    item = ItemFactory(
        no="OLDITEM",
        description="Glue",
        base_unit_of_measure=UnitFactory(code="OLDUNIT"),
        item_tracking_code=lot_code("OLDCODE", lot_warehouse_tracking=True),
        lot_nos=NumberSeriesFactory(code="OLDLOTS"),
    )
    variant = ItemVariant.objects.create(item=item, code="OLDVAR")
    place = LocationFactory(code="OLDPLACE", bin_mandatory=True, default_bin_selection="fixed")
    line = {"bin": BinFactory(location=place, code="OLDBIN"), "variant": variant}
    bought = purchase_order(
        item, 3, location=place, vendor=VendorFactory(no="OLDVENDOR"), line=line
    )
    tracked(bought.lines.get(), lot_no="LOT1", quantity=3)
    sold = sales_order(item, 1, location=place, customer=CustomerFactory(no="OLDCUST"), line=line)
    tracked(sold.lines.get(), 1, lot_no="LOT1")
    user = UserFactory()
    return post_document(document=bought, by=user), post_document(document=sold, by=user)


TABLES = {
    "item": (Item, "no", lambda row: save_item(item=row, on=None)),
    "variant": (ItemVariant, "code", lambda row: save_variant(variant=row)),
    "unit": (UnitOfMeasure, "code", lambda row: save_unit_of_measure(unit=row)),
    "tracking code": (ItemTrackingCode, "code", lambda row: save_tracking_code(code=row)),
    "series": (NumberSeries, "code", lambda row: save_series(series=row)),
    "location": (Location, "code", lambda row: save_location(location=row)),
    "bin": (Bin, "code", lambda row: save_bin(bin_=row)),
    "vendor": (Vendor, "no", lambda row: save_vendor(vendor=row, on=None)),
    "customer": (Customer, "no", lambda row: save_customer(customer=row, on=None)),
}


def renamed(table: str) -> str:
    model, key, save = TABLES[table]
    record = model.objects.get(**{f"{key}__startswith": "OLD"})
    new = getattr(record, key).replace("OLD", "NEW")
    setattr(record, key, new)
    save(record)
    return new


def everything_shown(client) -> str:
    """The texts of the pages that name set-up records."""
    urls = [
        f"{reverse('ledger_entries')}?show=Variant+Code&show=Item+No.&show=Location+Code",
        *(entry.get_absolute_url() for entry in ItemLedgerEntry.objects.all()),
        reverse("items"),
        f"{reverse('items')}?show=Lot+Nos.&show=Item+Tracking+Code",
        reverse("bins"),
        reverse("documents", args=["purchase_order"]),
        reverse("documents", args=["sales_order"]),
        reverse("numbers_by_bin"),
        f"{reverse('search')}?q=LOT1",
    ]
    pages = [client.get(url, follow=True) for url in urls]
    assert {page.status_code for page in pages} == {200}
    return "".join(page.text for page in pages)


@pytest.mark.rule("SET-006")
@pytest.mark.parametrize("table", TABLES)
def test_given_a_renamed_code_then_every_page_shows_the_new_one(boss, story, table):
    model, key, _ = TABLES[table]
    old = getattr(model.objects.get(**{f"{key}__startswith": "OLD"}), key)
    assert old in everything_shown(boss)

    new = renamed(table)

    shown = everything_shown(boss)
    assert new in shown
    assert old not in shown


@pytest.mark.rule("SET-006")
def test_given_a_renamed_unit_then_posted_entries_have_its_new_code(story):
    renamed("unit")

    codes = ItemLedgerEntry.objects.values_list("unit_of_measure_code", flat=True)
    assert set(codes) == {"NEWUNIT"}


@pytest.mark.rule("SET-006")
def test_given_a_renamed_unit_then_the_entries_cost_one_statement(
    story, django_assert_max_num_queries
):
    with django_assert_max_num_queries(14):
        renamed("unit")


@pytest.mark.rule("SET-006")
def test_given_a_renamed_item_then_its_stock_is_found_under_the_new_number(boss, story):
    renamed("item")

    page = boss.get(f"{reverse('ledger_entries')}?item=newitem").text
    assert page.count('data-label="Item No."') == 2
    assert WarehouseEntry.objects.filter(item__no="NEWITEM").count() == 2


@pytest.mark.rule("SET-006", "SET-003")
@pytest.mark.parametrize("table", TABLES)
def test_given_a_code_that_is_taken_then_renaming_is_refused_and_nothing_changes(story, table):
    model, key, save = TABLES[table]
    record = model.objects.get(**{f"{key}__startswith": "OLD"})
    twin = model.objects.get(pk=record.pk)
    twin.pk = None
    setattr(twin, key, "TAKEN")
    if model is Location:
        twin.bin_mandatory = False
    twin.save(force_insert=True)
    log = SetupChange.objects.count()
    setattr(record, key, " taken ")

    found = refused(lambda: save(record))

    assert list(found) == [key]
    assert "TAKEN already exists" in found[key][0] or "once" in found[key][0]
    assert model.objects.filter(**{f"{key}__startswith": "OLD"}).exists()
    assert SetupChange.objects.count() == log


@pytest.mark.rule("SET-006")
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_code_is_renamed_on_its_card(boss, headers):
    series = NumberSeriesFactory(code="OLD")
    typed = {"code": " new ", "default_nos": "on", "manual_nos": "on"}

    boss.post(reverse("number_series", args=[series.pk]), typed, headers=headers)

    series.refresh_from_db()
    assert series.code == "NEW"


@pytest.mark.rule("SET-003", "SET-006", "SET-008")
def test_given_a_blank_code_then_renaming_is_refused_and_the_form_kept(boss):
    series = NumberSeriesFactory(code="OLD")
    typed = {"code": "", "description": "kept", "default_nos": "on", "manual_nos": "on"}

    answer = boss.post(reverse("number_series", args=[series.pk]), typed)

    assert answer.status_code == 422
    assert "Code must be filled." in answer.text
    assert 'value="kept"' in answer.text


# ---- rows that stand for none


@pytest.mark.rule("SET-006")
def test_the_location_that_stands_for_none_keeps_its_blank_code():
    blank = Location.objects.get(code="")
    blank.code = "EAST"

    assert refused(lambda: save_location(location=blank)) == {
        "code": [
            "The location that stands for none keeps its blank code and is never deleted. "
            "Make a new record instead."
        ]
    }


@pytest.mark.rule("SET-006", "SET-007")
def test_the_variant_that_is_the_item_itself_keeps_its_blank_code():
    item = ItemFactory(no="1900-S")
    blank = item.variants.get(code="")
    told = (
        "The variant that is item 1900-S itself keeps its blank code and is never deleted. "
        "Make a new record instead."
    )

    assert refused(lambda: delete_variant(variant=blank)) == {"code": [told]}
    blank.code = "RED"
    assert refused(lambda: save_variant(variant=blank)) == {"code": [told]}
    assert item.variants.get().code == ""
