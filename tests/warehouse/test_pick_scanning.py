"""Picking by scanner (SCAN-001, SCAN-004, SCAN-030…032, WHS-259…262)."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories import ItemFactory, UserFactory, lot_code, serial_code, user_with_role
from tests.warehouse.scenes import bin_of, pick_location, put, released_order
from warehouse.models import PostedActivity
from warehouse.services import pick_scanning as scanning
from warehouse.services.pick_creation import create_inventory_pick
from warehouse.services.pick_scanning import Place, Step
from wms.inventory.models import WarehouseEmployee

pytestmark = pytest.mark.django_db


@pytest.fixture
def silver():
    return pick_location()


@pytest.fixture
def chair(silver):
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1", "S2"])
    put(silver, "B2", chair, serials=["S3", "S4"])
    return chair


class Clerk:
    """Scans one thing after the other, as the worksheet does."""

    def __init__(self, order):
        self.activity = create_inventory_pick(document=order, by=UserFactory())
        self.place = Place()
        self.by = UserFactory()

    def scan(self, text) -> tuple[bool, str]:
        answer = scanning.scan(activity=self.activity, place=self.place, text=text, by=self.by)
        return answer.good, answer.words

    def enter(self, quantity) -> tuple[bool, str]:
        answer = scanning.enter_quantity(
            activity=self.activity, place=self.place, quantity=Decimal(quantity), by=self.by
        )
        return answer.good, answer.words

    def undo(self) -> tuple[bool, str]:
        answer = scanning.undo(activity=self.activity, place=self.place, by=self.by)
        return answer.good, answer.words

    def skip(self) -> tuple[bool, str]:
        answer = scanning.skip(activity=self.activity, place=self.place)
        return answer.good, answer.words

    @property
    def task(self):
        return scanning.task_of(self.activity, self.place)

    @property
    def asked(self) -> tuple:
        return (self.task.step, self.task.expected)

    @property
    def handled(self) -> dict:
        return {
            line.serial_no or line.lot_no: line.qty_to_handle for line in self.activity.lines.all()
        }


@pytest.mark.rule("SCAN-030", "WHS-262")
def test_given_serials_in_two_bins_then_bin_and_serial_are_asked_one_after_the_other(silver, chair):
    clerk = Clerk(released_order(chair, 3, silver, serials=["S1", "S2", "S3"]))

    assert clerk.asked == (Step.BIN, "B1")
    assert clerk.scan("b1") == (True, "Bin B1.")
    assert clerk.asked == (Step.NUMBER, "S1")
    assert clerk.scan("S1") == (True, "Serial S1 is taken.")
    assert clerk.asked == (Step.NUMBER, "S2")
    assert clerk.scan(" s2 ") == (True, "Serial S2 is taken.")
    assert clerk.asked == (Step.BIN, "B2")
    clerk.scan("B2")
    clerk.scan("S3")

    assert clerk.task.step == Step.DONE
    assert (clerk.task.done, clerk.task.lines) == (3, 3)
    assert clerk.handled == {"S1": 1, "S2": 1, "S3": 1}
    assert clerk.scan("S3") == (False, "All lines are done. Post the pick.")


@pytest.mark.rule("SCAN-030", "WHS-260")
def test_given_the_wrong_bin_or_number_then_expected_and_scanned_are_told_and_nothing_changes(
    silver, chair
):
    clerk = Clerk(released_order(chair, 1, silver, serials=["S1"]))

    assert clerk.scan("B3") == (False, "Expected bin B1, scanned B3.")
    clerk.scan("B1")
    assert clerk.scan("S9") == (False, "Expected serial S1, scanned S9.")
    assert clerk.scan("") == (False, "Nothing was scanned.")
    assert clerk.scan("S1\x07") == (
        False,
        "The scan was not understood. Control characters cannot be part of a code or number.",
    )
    assert clerk.asked == (Step.NUMBER, "S1")
    assert clerk.handled == {"S1": 0}


@pytest.mark.rule("WHS-261")
def test_given_another_serial_of_the_same_bin_then_its_line_is_done_first(silver, chair):
    clerk = Clerk(released_order(chair, 2, silver, serials=["S1", "S2"]))
    clerk.scan("B1")

    assert clerk.scan("S2") == (True, "Serial S2 is taken.")
    assert clerk.asked == (Step.NUMBER, "S1")
    assert clerk.scan("S2") == (False, "S2 is done already.")


def test_given_the_clerk_stands_at_another_bin_then_scanning_it_goes_on_there(silver, chair):
    clerk = Clerk(released_order(chair, 2, silver, serials=["S1", "S3"]))

    assert clerk.scan("B2") == (True, "Bin B2.")
    assert clerk.asked == (Step.NUMBER, "S3")
    assert clerk.scan("B1") == (True, "Bin B1.")
    assert clerk.asked == (Step.NUMBER, "S1")


def test_given_a_serial_of_another_bin_then_it_is_not_taken_here(silver, chair):
    clerk = Clerk(released_order(chair, 2, silver, serials=["S1", "S3"]))
    clerk.scan("B1")

    assert clerk.scan("S3") == (False, "Expected serial S1, scanned S3.")
    assert clerk.handled == {"S1": 0, "S3": 0}


@pytest.mark.rule("SCAN-032", "WHS-063")
def test_given_blank_lines_then_a_serial_that_is_in_the_bin_fills_one(silver, chair):
    clerk = Clerk(released_order(chair, 2, silver))
    clerk.scan("B1")

    assert clerk.asked == (Step.NUMBER, "")
    assert clerk.scan("S4") == (
        False,
        "Item CHAIR, serial S4 is not in bin B1. It is in bin B2. Enter a number that is there.",
    )
    assert clerk.scan("S2") == (True, "Serial S2 is taken.")
    assert clerk.scan("S2") == (False, "S2 is done already.")
    assert clerk.scan("S1") == (True, "Serial S1 is taken.")
    assert clerk.handled == {"S1": 1, "S2": 1}


@pytest.mark.rule("WHS-261", "SCAN-032")
def test_given_a_lot_then_the_quantity_is_asked_for(silver):
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    put(silver, "B1", paint, lots={"L1": 30, "L2": 20})
    clerk = Clerk(released_order(paint, 30, silver, lots={"L1": 30}))
    clerk.scan("B1")

    assert clerk.scan("L2") == (False, "Expected lot L1, scanned L2.")
    assert clerk.scan("L1") == (True, "Lot L1. How many?")
    assert clerk.task.step == Step.QUANTITY
    assert clerk.scan("31") == (False, "Only 30 outstanding on the line, 31 entered.")
    assert clerk.scan("lots") == (False, "Expected the quantity of lot L1, got LOTS.")
    assert clerk.scan("18") == (True, "Lot L1: 18 of 30.")
    assert clerk.task.step == Step.NUMBER
    clerk.scan("L1")
    assert clerk.scan("12") == (True, "Lot L1: 30 of 30.")
    assert clerk.task.step == Step.DONE


@pytest.mark.rule("SCAN-032", "WHS-132")
def test_given_a_blank_lot_line_then_the_lot_is_put_on_it_and_its_stock_counts(silver):
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    put(silver, "B1", paint, lots={"L1": 5, "L2": 20})
    clerk = Clerk(released_order(paint, 25, silver))
    clerk.scan("B1")

    assert clerk.scan("L1") == (True, "Lot L1. How many?")
    assert clerk.scan("6") == (False, "Item PAINT, lot L1: 5 available in bin B1, 6 to handle.")
    assert clerk.scan("5") == (True, "Lot L1: 5 of 25.")


@pytest.mark.rule("SCAN-031")
def test_given_an_item_without_numbers_then_each_scan_counts_one_up_to_what_is_outstanding(silver):
    lamp = ItemFactory(no="LAMP")
    put(silver, "B1", lamp, 5)
    clerk = Clerk(released_order(lamp, 3, silver))
    clerk.scan("B1")

    assert clerk.asked == (Step.NUMBER, "LAMP")
    assert clerk.scan("TABLE") == (False, "Expected item LAMP, scanned TABLE.")
    assert clerk.scan("lamp") == (True, "Item LAMP: 1 of 3.")
    assert clerk.enter(5) == (False, "Only 3 outstanding on the line, 6 entered.")
    assert clerk.enter("0") == (False, "Enter a quantity of more than 0.")
    assert clerk.enter(2) == (True, "Item LAMP: 3 of 3.")
    assert clerk.enter(1) == (False, "All lines are done. Post the pick.")


@pytest.mark.rule("WHS-260", "WHS-014")
def test_given_a_line_without_bin_then_the_scanned_bin_is_put_on_it(silver):
    silver.always_create_pick_line = True
    silver.save()
    lamp = ItemFactory(no="LAMP")
    clerk = Clerk(released_order(lamp, 2, silver))
    put(silver, "B3", lamp, 2)

    assert clerk.asked == (Step.NUMBER, "LAMP")
    assert clerk.scan("B2") == (
        False,
        "Nothing of item LAMP is available to take in bin B2. Choose another bin.",
    )
    assert clerk.scan("B3") == (True, "Bin B3.")
    assert clerk.activity.lines.get().bin.code == "B3"
    assert clerk.scan("LAMP") == (True, "Item LAMP: 1 of 2.")


@pytest.mark.rule("WHS-259")
def test_given_the_last_scans_are_undone_then_numbers_and_quantities_are_as_before(silver, chair):
    clerk = Clerk(released_order(chair, 2, silver))
    clerk.scan("B1")
    clerk.scan("S1")
    clerk.scan("S2")

    assert clerk.undo() == (True, "The last scan on line 20000 is undone.")
    assert clerk.undo() == (True, "The last scan on line 10000 is undone.")
    assert clerk.undo() == (False, "There is nothing to undo.")

    assert clerk.handled == {"": 0}
    assert clerk.scan("S2") == (True, "Serial S2 is taken.")


@pytest.mark.rule("WHS-262")
def test_given_a_line_is_left_for_later_then_it_comes_up_again_after_the_others(silver, chair):
    clerk = Clerk(released_order(chair, 3, silver, serials=["S1", "S2", "S3"]))
    clerk.scan("B1")

    assert clerk.skip() == (True, "Line 10000 is left for later.")
    assert clerk.asked == (Step.NUMBER, "S2")
    clerk.scan("S2")
    assert clerk.asked == (Step.NUMBER, "S1")
    clerk.scan("S1")
    assert clerk.skip() == (False, "There is no other line to go to.")
    assert clerk.asked == (Step.BIN, "B2")


# --- the page -------------------------------------------------------------------------------------


@pytest.fixture
def ann(client, silver):
    ann = user_with_role("warehouse clerk", username="ann")
    WarehouseEmployee.objects.create(user=ann, location=silver)
    client.force_login(ann)
    return client


def test_given_scans_through_the_page_then_it_remembers_where_the_clerk_is(ann, silver, chair):
    order = released_order(chair, 2, silver, serials=["S1", "S2"])
    activity = create_inventory_pick(document=order, by=UserFactory())
    url = reverse("activity_scan", args=[activity.kind, activity.pk])

    assert "scan the bin" in ann.get(url).content.decode()
    plain = ann.post(url, {"scan": "B1"}, follow=True).content.decode()
    assert "Bin B1." in plain
    assert "scan serial S1" in plain
    assert "Bin B1." not in ann.get(url).content.decode()  # told once
    part = ann.post(url, {"scan": "S9"}, HTTP_HX_REQUEST="true").content.decode()
    assert "<html" not in part
    assert "Expected serial S1, scanned S9." in part
    assert 'data-sound="bad"' in part
    ann.post(url, {"scan": "S1"})
    ann.post(url, {"do": "skip"})
    ann.post(url, {"do": "undo"})

    assert "0 of 2" in ann.get(url).content.decode()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"scan": "x" * 500}, "The scan is too long"),
        ({"do": "quantity", "quantity": "abc"}, "Enter the quantity as a number"),
        ({"do": "quantity", "quantity": ""}, "Enter the quantity as a number"),
        ({"do": "nonsense"}, "Nothing was scanned."),
        ({}, "Nothing was scanned."),
    ],
)
def test_given_nonsense_is_sent_then_it_is_answered_in_words(ann, silver, sent, words):
    lamp = ItemFactory()
    put(silver, "B1", lamp, 5)
    activity = create_inventory_pick(document=released_order(lamp, 2, silver), by=UserFactory())
    url = reverse("activity_scan", args=[activity.kind, activity.pk])

    response = ann.post(url, sent, HTTP_HX_REQUEST="true")

    assert response.status_code == 200
    assert words in response.content.decode()


def test_given_all_is_scanned_then_the_worksheet_posts(ann, silver, chair):
    activity = create_inventory_pick(
        document=released_order(chair, 1, silver, serials=["S1"]), by=UserFactory()
    )
    url = reverse("activity_scan", args=[activity.kind, activity.pk])
    for code in ("B1", "S1"):
        ann.post(url, {"scan": code})
    page = ann.get(url)
    key = page.context["posting_form"].initial["request_key"]
    version = page.context["activity"].version

    ann.post(
        reverse("post_activity", args=[activity.kind, activity.pk]),
        {"request_key": key, "version": version, "posting_date": "2026-01-05"},
    )

    assert PostedActivity.objects.get().lines.get().serial_no == "S1"
    assert bin_of(silver, "B1").entries.filter(quantity__lt=0).count() == 1
