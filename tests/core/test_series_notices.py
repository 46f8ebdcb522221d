"""A series that is running out is told to whoever draws from it, once a batch (SET-113)."""

from datetime import date

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from tests.core import job_handlers  # noqa: F401
from tests.factories import (
    ItemFactory,
    NumberSeriesFactory,
    UnitFactory,
    UserFactory,
    purchase_order,
    serial_code,
)
from wms.core import jobs
from wms.core.middleware import TellRunningOut
from wms.core.models import Job, NumberSeriesLine
from wms.core.numberseries import draw
from wms.inventory.models import InventorySetup, Item

pytestmark = pytest.mark.django_db
JAN_2 = date(2026, 1, 2)
BOTH = pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])


@pytest.fixture
def series(db):
    """Gives N1, N2 … and warns from N2 on."""
    made = NumberSeriesFactory(code="NEAR", first="N1")
    NumberSeriesLine.objects.filter(series=made).update(warning_no="N2", ending_no="N99")
    return made


def told(number: str) -> str:
    return (
        f"Number series NEAR is running out: {number} was given, the last one is N99. "
        "Add a line with further numbers."
    )


@pytest.fixture
def read(boss):
    """Sends a form, and answers what somebody reads then."""

    def read_after(url, data, headers):
        answer = boss.post(url, data, headers=headers)
        return answer.text + boss.get(reverse("home")).text

    return read_after


@BOTH
@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("SET-113")
def test_whoever_makes_a_card_is_told_from_the_warning_on(read, series, headers):
    InventorySetup.objects.update(item_nos=series)
    UnitFactory(code="PCS")
    new = {"type": "inventory", "costing_method": "fifo", "rounding_precision": "0"}
    new |= {"base_unit_of_measure": "PCS"}

    first, second, third = (read(reverse("item_new"), new, headers) for _ in range(3))

    assert [*Item.objects.order_by("no").values_list("no", flat=True)] == ["N1", "N2", "N3"]
    assert "running out" not in first
    assert told("N2") in second
    assert told("N3") in third


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("SET-113")
def test_given_a_number_that_is_given_back_then_nothing_is_told(rf, series):
    def view(request):
        with transaction.atomic():
            draw(series, on=JAN_2, count=2)
            transaction.set_rollback(True)
        return HttpResponse()

    request = rf.get("/")
    request.session = {}
    request._messages = FallbackStorage(request)
    TellRunningOut(view)(request)

    assert list(messages.get_messages(request)) == []


@BOTH
@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("SET-113")
def test_many_serials_of_one_batch_are_told_once(read, boss, series, headers):
    item = ItemFactory(item_tracking_code=serial_code(), serial_nos=series)
    line = purchase_order(item, 5).lines.get()
    boss.get(reverse("tracking_lines", args=[line.pk]))

    answer = read(reverse("tracking_create", args=[line.pk, "serial"]), {"quantity": "5"}, headers)

    assert answer.count(told("N5")) == 1


@pytest.mark.rule("SET-113")
def test_the_owner_of_a_job_is_told_with_what_came_of_it(
    series, django_capture_on_commit_callbacks
):
    series.lines.update(last_no_used="N1")

    with django_capture_on_commit_callbacks(execute=True):
        jobs.start(
            kind="test-draw", title="Draw", owner=UserFactory(), arguments={"series": "NEAR"}
        )

    assert Job.objects.get().message == f"N2 and N3 drawn. {told('N2')}"
