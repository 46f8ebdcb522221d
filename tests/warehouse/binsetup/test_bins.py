"""Bins, one by one and by a pattern, and Warehouse Setup."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import BinFactory, ItemFactory, LocationFactory, UserFactory, user_with_role
from tests.inventory.refusals import refused
from tests.warehouse.binsetup.steps import take
from tests.warehouse.scenes import pick_location, put
from warehouse.binsetup.bulk import create_bins
from warehouse.binsetup.patterns import expanded
from warehouse.binsetup.services import (
    delete_bin,
    save_bin,
    save_warehouse_setup,
)
from warehouse.models import Bin, WarehouseSetup
from wms.core.errors import Refused
from wms.core.models.changes import SetupChange
from wms.inventory.models import Location


@pytest.fixture
def silver(db) -> Location:
    return LocationFactory(code="SILVER", bin_mandatory=True)


# ---- one bin


@pytest.mark.rule("SET-001", "SET-003")
def test_given_a_code_that_exists_at_the_location_then_a_second_is_refused(silver):
    save_bin(bin_=Bin(location=silver, code=" a-01 "))

    assert refused(lambda: save_bin(bin_=Bin(location=silver, code="A-01"))) == {
        "code": ["Code A-01 already exists. Choose another, or open the one that exists."]
    }
    assert save_bin(bin_=Bin(location=LocationFactory(code="WEST"), code="A-01")).pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Bin.objects.bulk_create([Bin(location=silver, code="A-01")])


@pytest.mark.rule("SET-003", "SET-002")
@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("", "Code must be filled."),
        ("X" * 21, "Code may have at most 20 characters; this has 21. Shorten it."),
    ],
)
def test_given_a_code_that_is_blank_or_too_long_then_it_is_refused(silver, code, message):
    assert refused(lambda: save_bin(bin_=Bin(location=silver, code=code))) == {"code": [message]}


@pytest.mark.rule("SET-130", "SET-131")
@pytest.mark.django_db
@pytest.mark.parametrize("values", [{"code": ""}, {"code": "OWN LOG.", "use_as_in_transit": True}])
def test_given_no_location_or_one_in_transit_then_a_bin_is_refused(values):
    location = LocationFactory(**values)

    assert refused(lambda: save_bin(bin_=Bin(location=location, code="A"))) == {
        "location": ["Bins belong to a named location that is not in-transit. Choose one."]
    }


@pytest.mark.rule("WHS-019")
def test_given_a_bin_then_it_stays_at_its_location(silver):
    bin_ = save_bin(bin_=Bin(location=silver, code="A"))
    bin_.location = LocationFactory(code="WEST")

    assert refused(lambda: save_bin(bin_=bin_)) == {
        "location": ["Bin A belongs to location SILVER for good. Make a new bin at the other one."]
    }


@pytest.mark.rule("SET-007")
@pytest.mark.django_db
def test_given_a_bin_that_has_held_stock_then_it_is_not_deleted():
    location, item = pick_location(), ItemFactory()
    put(location, "B1", item, 5)
    take(location, "B1", item, 5)

    found = refused(lambda: delete_bin(bin_=location.bins.get(code="B1")))

    assert found[""][0].startswith("Bin B1 cannot be deleted: it is used by ")
    assert "Warehouse entry" in found[""][0]


@pytest.mark.rule("WHS-020")
@pytest.mark.django_db
def test_given_a_bin_with_stock_then_what_it_holds_is_named():
    location = pick_location()
    put(location, "B1", ItemFactory(no="1928"), 5)

    assert refused(lambda: delete_bin(bin_=location.bins.get(code="B1"))) == {
        "": ["Bin B1 cannot be deleted: it holds 5 of item 1928. Empty the bin first."]
    }


def test_given_a_bin_never_used_then_it_goes(silver):
    delete_bin(bin_=save_bin(bin_=Bin(location=silver, code="A")))

    assert not Bin.objects.exists()


# ---- a pattern


@pytest.mark.rule("WHS-019")
@pytest.mark.parametrize(
    ("pattern", "codes"),
    [
        ("A-01", ["A-01"]),
        ("A-[08-11]", ["A-08", "A-09", "A-10", "A-11"]),
        ("[A-B]-[1-2]X", ["A-1X", "A-2X", "B-1X", "B-2X"]),
        ("A[9-10]", ["A9", "A10"]),
        ("[Y-Z]", ["Y", "Z"]),
        ("[AY-BB]1", ["AY1", "AZ1", "BA1", "BB1"]),
        ("A[1-2, 7,X]", ["A1", "A2", "A7", "AX"]),
        ("A[1,1]", ["A1"]),
    ],
)
def test_a_pattern_stands_for_its_codes(pattern, codes):
    assert expanded(pattern) == codes


@pytest.mark.rule("WHS-019")
@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("A-[01-", "a bracket has no partner"),
        ("A-01]", "a bracket has no partner"),
        ("A-[]", "[] is not a range such as [01-04] or [A-C]"),
        ("A-[1-B]", "[1-B] is not a range such as [01-04] or [A-C]"),
        ("A-[[1-2]]", "a bracket has no partner"),
        ("A-[5-3]", "[5-3] runs backwards"),
        ("[C-A]", "[C-A] runs backwards"),
        ("[A-AA]", "[A-AA] is not a range such as [01-04] or [A-C]"),
        ("[1-2,]", "[] is not a range such as [01-04] or [A-C]"),
        ("A-[001-999]-[01-99]", "it stands for 98,901 bins, and 10,000 is the most"),
        (
            "[000000-999999][000000-999999]",
            "it stands for 1,000,000,000,000 bins, and 10,000 is the most",
        ),
    ],
)
def test_given_a_pattern_that_cannot_be_read_then_it_is_refused(pattern, why):
    assert refused(lambda: expanded(pattern)) == {
        "pattern": [f"{pattern} cannot be read as a pattern: {why}. Write it like A-[01-04]-[1-3]."]
    }


@given(st.text(alphabet="A19-[]", max_size=30))
def test_any_text_is_codes_or_a_refusal(pattern):
    try:
        codes = expanded(pattern)
    except Refused:
        return
    assert 1 <= len(codes) <= 10_000


@pytest.mark.rule("WHS-019")
def test_given_a_pattern_then_the_bins_that_lack_are_created(silver):
    BinFactory(location=silver, code="A-2", ranking=7)

    made = create_bins(
        like=Bin(location=silver, description="Shelf", ranking=100), pattern="a-[1-3]"
    )

    assert (made.new, made.existing) == (["A-1", "A-3"], 1)
    assert list(silver.bins.order_by("code").values_list("code", "ranking")) == [
        ("A-1", 100),
        ("A-2", 7),
        ("A-3", 100),
    ]


@pytest.mark.rule("WHS-019")
def test_given_a_pattern_whose_bins_are_all_there_then_nothing_is_created(silver):
    BinFactory(location=silver, code="A-1")

    made = create_bins(like=Bin(location=silver), pattern="A-1")

    assert (made.new, made.existing) == ([], 1)


@pytest.mark.rule("WHS-019")
def test_creating_many_bins_costs_as_many_statements_as_few(silver):
    with CaptureQueriesContext(connection) as few:
        create_bins(like=Bin(location=silver), pattern="A-[01-10]")
    with CaptureQueriesContext(connection) as many:
        create_bins(
            like=Bin(location=silver, max_weight=Decimal("2.5")), pattern="B[0-9]-[001-1000]"
        )

    assert silver.bins.count() == 10_010
    assert silver.bins.get(code="B9-1000").max_weight == Decimal("2.5")
    assert len(many) == len(few)
    told = SetupChange.objects.filter(record="Bin B9-1000", field="max_weight").get()
    assert (told.new, told.changed_at.tzinfo is not None) == ("2.5", True)


@pytest.mark.rule("SET-002")
def test_given_a_pattern_of_codes_too_long_then_nothing_is_created(silver):
    found = refused(lambda: create_bins(like=Bin(location=silver), pattern="X" * 19 + "[9-11]"))

    assert found == {
        "pattern": [
            f"Code {'X' * 19}{last} may have at most 20 characters; this has 21. Shorten it."
            for last in (10, 11)
        ]
    }
    assert not Bin.objects.exists()


# ---- the set-up


@pytest.mark.rule("SET-130")
@pytest.mark.django_db
def test_the_require_switches_of_lines_without_location_stand_on_the_blank_location():
    save_warehouse_setup(
        setup=WarehouseSetup.objects.get(), require={"require_pick": True, "require_receive": False}
    )

    assert Location.objects.get(code="").require_pick


# ---- the pages


@pytest.mark.django_db
def test_given_a_clerk_then_bins_are_shown_and_not_changed(client):
    bin_ = BinFactory()
    client.force_login(user_with_role("warehouse clerk"))

    assert client.get(reverse("bins")).status_code == 200
    assert b"disabled" in client.get(reverse("bin", args=[bin_.pk])).content
    assert client.post(reverse("bin", args=[bin_.pk]), {"code": "X"}).status_code == 403
    assert client.post(reverse("bin_delete", args=[bin_.pk])).status_code == 403
    assert client.get(reverse("bins_by_pattern")).status_code == 403
    assert client.get(reverse("warehouse_setup")).status_code == 403


@pytest.mark.django_db
def test_given_a_manager_then_bins_are_made_by_pattern(client, silver):
    client.force_login(user_with_role("warehouse manager"))
    asked = {
        "location": "silver",
        "pattern": "a-[1-3]",
        "description": "",
        "ranking": "5",
        "step": "create",
    }

    answer = client.post(reverse("bins_by_pattern"), asked, follow=True)

    assert "3 bins created." in answer.text
    assert silver.bins.filter(ranking=5).count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"location": "NOWHERE"}, "Location NOWHERE does not exist. Choose one from the list."),
        ({"location": ""}, "Location must be filled."),
        ({"pattern": "A-[1"}, "cannot be read as a pattern: a bracket has no partner"),
        ({"pattern": "A\x07"}, "Pattern has a control character in it."),
        ({"ranking": "high"}, "Enter a whole number."),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_given_a_wrong_field_then_the_form_says_so_and_keeps_the_rest(
    client, silver, change, message, headers
):
    client.force_login(UserFactory())
    asked = {"location": "SILVER", "pattern": "A-[1-3]", "description": "Shelf", "ranking": "5"}

    answer = client.post(reverse("bins_by_pattern"), asked | change, headers=headers)

    assert answer.status_code == 422
    assert message in answer.text
    assert 'value="Shelf"' in answer.text
    assert not Bin.objects.exists()


@pytest.mark.django_db
def test_the_page_of_the_warehouse_set_up_saves_both(client):
    client.force_login(UserFactory())

    answer = client.post(reverse("warehouse_setup"), {"require_pick": "on"}, follow=True)

    assert "Warehouse Setup saved." in answer.text
    assert "Now: Goods are picked with an inventory pick" in answer.text
    assert Location.objects.get(code="").require_pick
    assert not Location.objects.get(code="").require_receive
