"""The demo company: loaded through the services, once, and never where real data are."""

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.factories import ItemFactory
from tracking.models import ItemTrackingCode, NumberInformation, TrackingLine
from warehouse import demo
from warehouse.demo import files
from warehouse.models import (
    Activity,
    PostedActivity,
    PostedWarehouseDocument,
    WarehouseDocument,
)
from wms.documents.models import Document, DocumentLine, PostedDocument
from wms.inventory.models import Item, Location
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db


def load_demo(*arguments) -> str:
    out = StringIO()
    call_command("load_demo", *arguments, stdout=out)
    return out.getvalue()


def documents(kind, **values):
    return Document.objects.filter(kind=kind, **values)


@pytest.mark.rule("SET-171", "SET-172", "SET-173", "SET-174", "SET-175", "SET-176", "SET-177")
@pytest.mark.rule("SET-180")
def test_the_demo_company_is_whole_sound_and_loaded_once(monkeypatch):
    monkeypatch.setenv("WMS_DEMO_PASSWORD", "a-password-of-ours")

    said = load_demo("--if-empty")

    # its users, each with a role
    assert "Users, all with the password a-password-of-ours" in said
    for row in files.table("users"):
        assert f"{row['username']:<10} {row['role']}" in said
        user = get_user_model().objects.get(username=row["username"])
        assert user.check_password("a-password-of-ours")
        assert list(user.groups.values_list("name", flat=True)) == [row["role"]]
    # the codes of the book, and one that is strict
    codes = {code.code: code for code in ItemTrackingCode.objects.all()}
    assert {"FREEENTRY", "LOTALL", "LOTALLEXP", "LOTSNSALES", "SNALL", "SNSALES"} <= set(codes)
    assert all(code.use_expiration_dates for code in codes.values())
    assert not codes["FREEENTRY"].sn_specific_tracking
    assert codes["LOTALL"].lot_specific_tracking
    assert codes["LOTALLEXP"].require_expiration_date_entry
    assert codes["LOTSNSALES"].lot_specific_tracking
    assert codes["LOTSNSALES"].sn_sales_outbound_tracking
    assert codes["SNALL"].sn_specific_tracking
    assert codes["SNSALES"].sn_sales_inbound_tracking
    assert any(code.strict_expiration_posting for code in codes.values())
    # chairs, tables and lamps in one container
    container = ItemLedgerEntry.objects.filter(package_no="CONTAINER010", quantity__gt=0)
    assert set(container.values_list("item__no", "lot_no")) >= {
        ("1900-S", "LOT0001"),
        ("1908-T", "LOT0100"),
        ("1920-L", "LOT200"),
    }
    # documents in every state, some weeks of postings, work under way
    assert documents("purchase_order", status="open").exists()
    assert documents("purchase_order", status="released", posted_documents=None).exists()
    assert documents("sales_order", status="open").exists()
    assert documents("sales_order", status="released", activities=None).exists()
    assert Activity.objects.filter(lines__qty_to_handle__gt=0).exists()
    assert PostedActivity.objects.exists()
    assert DocumentLine.objects.filter(qty_handled_base__gt=0, qty_to_handle_base__gt=0).exists()
    days = PostedDocument.objects.values_list("posting_date", flat=True).distinct()
    assert (max(days) - min(days)).days > 21
    assert max(days) <= timezone.localdate()
    # a quote of either trade, with numbers on it, waits to become an order
    for kind in ("purchase_quote", "sales_quote"):
        quoted = TrackingLine.objects.filter(line__document__kind=kind, session=None)
        assert {row.status for row in quoted} == {"Prospect"}
        assert quoted.filter(line__document__status="open").exists()
    # a blocked lot, an expired lot, serials known only since they left, a warranty
    assert NumberInformation.objects.filter(kind="lot", blocked=True).exists()
    open_stock = ItemLedgerEntry.objects.in_inventory()
    assert open_stock.expired(on=timezone.localdate()).exists()
    assert ItemLedgerEntry.objects.filter(
        item__item_tracking_code__code="SNSALES", quantity=-1
    ).exists()
    assert ItemLedgerEntry.objects.filter(entry_type="sale", warranty_date__isnull=False).exists()
    # two orders that want the same serial
    wanted = TrackingLine.objects.filter(serial_no="1021", outbound=True, session=None)
    assert wanted.count() == 2
    # places
    assert set(Location.objects.values_list("code", flat=True)) >= {
        "EAST",
        "NORTH",
        "SILVER",
        "YELLOW",
        "OWN LOG.",
    }
    # warehouse documents, open and posted
    open_ones = WarehouseDocument.objects.values_list("kind", "location__code")
    assert set(open_ones) == {
        ("warehouse_receipt", "GREEN"),
        ("warehouse_receipt", "YELLOW"),
        ("warehouse_shipment", "GREEN"),
        ("warehouse_shipment", "BLUE"),
    }
    assert PostedWarehouseDocument.objects.count() == 2
    call_command("check_ledger", stdout=StringIO())

    entries = ItemLedgerEntry.objects.count()
    monkeypatch.setenv("WMS_DEMO_PASSWORD", "another-password")
    assert "The demo company is there already." in load_demo()
    assert ItemLedgerEntry.objects.count() == entries
    assert get_user_model().objects.get(username="clerk").check_password("another-password")


def test_given_other_data_then_they_are_left_alone():
    ItemFactory(no="OURS")

    assert "was left alone" in load_demo("--if-empty")
    with pytest.raises(CommandError, match="The database holds other data"):
        load_demo()
    assert Item.objects.count() == 1
    assert get_user_model().objects.count() == 0


def test_given_production_then_a_published_password_is_refused(settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="does not run with WMS_ENV=production"):
        load_demo("--if-empty")
    assert Item.objects.count() == 0


def test_given_a_story_that_a_rule_refuses_then_nothing_is_loaded(monkeypatch):
    given = files.document
    broken = [
        {
            "day": 0,
            "do": "item_journal",
            "location": "EAST",
            "then": ["post"],
            "lines": [{"item": "1900-S", "quantity": 1, "entry_type": "positive_adjmt"}],
        }
    ]
    monkeypatch.setattr(files, "document", lambda name: broken if name == "story" else given(name))

    with pytest.raises(CommandError, match="Nothing was loaded") as error:
        load_demo()

    assert "Serial No." in str(error.value)
    assert demo.is_empty()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1001..1003", ["1001", "1002", "1003"]),
        ("N-0009..N-0011", ["N-0009", "N-0010", "N-0011"]),
        ("S/N.1", ["S/N.1"]),
    ],
)
def test_a_run_of_numbers_counts_from_the_first_to_the_last(text, expected):
    assert list(files.numbers(text)) == expected


def test_a_run_that_never_ends_is_a_fault_of_the_file():
    with pytest.raises(ValueError, match="does not lead to"):
        list(files.numbers("A1..B2"))


def test_dates_of_the_story_count_from_the_day_of_loading():
    days = [event["day"] for event in files.document("story")]

    assert days == sorted(days)
    assert max(days) == 0
