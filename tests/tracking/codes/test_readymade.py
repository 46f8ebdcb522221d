"""Ready-made codes and series: made where they are missing, left alone where they are not."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.factories import NumberSeriesFactory, UserFactory, code_with, user_with_role
from tests.factories.documents import JAN_2
from tracking.codes import readymade
from tracking.codes.switchsets import switches_of
from tracking.models import ItemTrackingCode
from wms.core import numberseries
from wms.core.models import NumberSeries, NumberSeriesLine
from wms.core.readymade import State
from wms.inventory.models import InventorySetup

pytestmark = pytest.mark.django_db
URL = "tracking_codes_ready_made"


def states(pieces) -> dict[str, State]:
    return {piece.what: piece.state for piece in pieces}


@pytest.mark.rule("SET-171", "SET-172", "SET-173", "SET-174", "SET-175", "SET-176")
@pytest.mark.parametrize(
    ("code", "description", "as_if"),
    [
        ("FREEENTRY", "Free entry of tracking", {}),
        ("LOTALL", "Lot specific tracking", {"specific": ("lot",)}),
        (
            "LOTALLEXP",
            "Lot specific tracking, manual expiration",
            {"specific": ("lot",), "require_expiration_date_entry": True},
        ),
        (
            "LOTSNSALES",
            "Lot specific, SN sales tracking",
            {
                "specific": ("lot",),
                "sn_sales_inbound_tracking": True,
                "sn_sales_outbound_tracking": True,
            },
        ),
        ("SNALL", "SN specific tracking", {"specific": ("serial",)}),
        (
            "SNSALES",
            "SN sales tracking",
            {"sn_sales_inbound_tracking": True, "sn_sales_outbound_tracking": True},
        ),
    ],
)
def test_each_code_is_that_of_the_book(code, description, as_if):
    readymade.load()

    made = ItemTrackingCode.objects.get(code=code)
    assert made.description == description
    assert switches_of(made) == switches_of(code_with("BOOK", use_expiration_dates=True, **as_if))
    assert made.warranty_date_formula == ""


@pytest.mark.rule("SET-177")
@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("LOT", "LOT0001", "LOT9999"),
        ("SN1", "SN00001", "SN99999"),
        ("SN2", "XYZ00001", "XYZ99999"),
        ("PACKAGE", "PKG00001", "PKG99999"),
    ],
)
def test_each_series_is_that_of_the_book(code, first, last):
    readymade.load()

    series = NumberSeries.objects.get(code=code)
    line = series.lines.get()
    assert (series.default_nos, series.manual_nos) == (True, True)
    assert (line.starting_no, line.ending_no, line.increment_by) == (first, last, 1)
    assert line.allow_gaps
    assert numberseries.draw_one(series, on=line.starting_date or JAN_2) == first
    assert InventorySetup.objects.get().package_nos.code == "PACKAGE"


def test_everything_is_missing_in_an_empty_company_and_there_after_loading():
    assert set(states(readymade.pieces()).values()) == {State.MISSING}
    assert not ItemTrackingCode.objects.exists()

    assert set(states(readymade.load()).values()) == {State.MADE}
    assert set(states(readymade.pieces()).values()) == {State.THERE}


def test_given_something_of_the_same_name_then_it_stays_as_it_is_and_is_told():
    code_with("SNALL", warranty_date_formula="3Y")
    NumberSeriesFactory(code="LOT", first="MINE-1")
    pallets = NumberSeriesFactory(code="PALLETS")
    InventorySetup.objects.update(package_nos=pallets)

    pieces = readymade.load()

    told = {piece.what: (piece.state, piece.text) for piece in pieces}
    assert told["Item tracking code SNALL"] == (
        State.DIFFERENT,
        "SN Specific Tracking, SN Warehouse Tracking, SN Purchase Inbound Tracking and 14 more",
    )
    assert told["No. series LOT"] == (State.THERE, "")
    assert told["Package Nos. in Inventory setup"] == (State.DIFFERENT, "series PALLETS")
    assert told["Item tracking code SNSALES"] == (State.MADE, "")
    assert not ItemTrackingCode.objects.get(code="SNALL").sn_specific_tracking
    assert NumberSeriesLine.objects.get(series__code="LOT").starting_no == "MINE-1"
    assert InventorySetup.objects.get().package_nos == pallets
    assert readymade.load() == readymade.pieces()


def test_the_command_says_how_each_stands():
    code_with("SNALL")
    out = StringIO()

    call_command("load_ready_made_codes", stdout=out)

    assert "Item tracking code LOTALL: made\n" in out.getvalue()
    assert (
        "Item tracking code SNALL: there already, with other settings: SN Specific"
        in out.getvalue()
    )


def test_given_a_piece_is_refused_then_the_others_are_made_and_the_command_fails(monkeypatch):
    wrong = ("LOTALL", "X" * 101, ("lot_specific_tracking",))
    monkeypatch.setattr(readymade, "CODES", (wrong, readymade.CODES[0]))
    out = StringIO()

    with pytest.raises(CommandError, match="Not everything could be made"):
        call_command("load_ready_made_codes", stdout=out)

    assert "Item tracking code LOTALL: refused: Description may have at most 100" in out.getvalue()
    assert ItemTrackingCode.objects.get().code == "FREEENTRY"


def test_the_page_shows_what_is_missing_and_makes_it(client):
    client.force_login(UserFactory())
    code_with("SNALL")

    page = client.get(reverse(URL)).text
    assert "10 of 11 are not there yet" in page
    assert "there already, with other settings" in page
    assert ItemTrackingCode.objects.count() == 1

    report = client.post(reverse(URL)).text
    assert "10 of 11 were made." in report
    assert ItemTrackingCode.objects.count() == 6
    assert "Nothing is left to make." in client.get(reverse(URL)).text
    assert reverse(URL) in client.get(reverse("tracking_codes")).text


@pytest.mark.parametrize("role", ["warehouse manager", "auditor", "sales"])
def test_given_a_role_without_set_up_then_nothing_is_made(client, role):
    client.force_login(user_with_role(role))

    assert client.get(reverse(URL)).status_code == 403
    assert client.post(reverse(URL)).status_code == 403
    assert not ItemTrackingCode.objects.exists()


def test_given_nobody_is_logged_in_then_the_page_leads_to_the_login(client):
    assert client.post(reverse(URL)).status_code == 302
