"""Who may post on which days, and the periods of the book, as files."""

from datetime import date

import pytest

from tests.core.tables.files import csv_file, imported, told
from tests.factories import UserFactory
from wms.core import tables
from wms.inventory.models import UserSetup
from wms.ledger.models import InventoryPeriod
from wms.ledger.periods import close_period

pytestmark = pytest.mark.django_db

DAYS = "User,Allow Posting From,Allow Posting To"
PERIODS = "Ending Date,Name"


def ranges() -> list[tuple]:
    found = UserSetup.objects.order_by("user__username")
    return list(found.values_list("user__username", "allow_posting_from", "allow_posting_to"))


@pytest.mark.rule("IMP-001", "POST-109")
def test_the_posting_days_of_users_are_made_and_changed():
    for name in ("anna", "ben"):
        UserFactory(username=name)
    imported("user-setup", csv_file(DAYS, "anna,2026-01-01,2026-01-31"))

    result = imported("user-setup", csv_file(DAYS, "anna,2026-02-01,", "ben,,2026-12-31"))

    assert told(result) == []
    assert ranges() == [
        ("anna", date(2026, 2, 1), None),
        ("ben", None, date(2026, 12, 31)),
    ]


@pytest.mark.rule("IMP-001", "POST-109")
def test_days_in_the_wrong_order_or_none_at_all_refuse_their_row():
    for name in ("anna", "ben", "carla"):
        UserFactory(username=name)

    result = imported(
        "user-setup",
        csv_file(DAYS, "anna,2026-02-01,2026-01-01", "ben,,", "carla,2026-01-01,", "nobody,,"),
        keep_good=True,
    )

    assert ranges() == [("carla", date(2026, 1, 1), None)]
    assert {fault.line for fault in result.faults} == {2, 3, 5}


@pytest.mark.rule("IMP-001", "POST-109")
def test_periods_are_made_open_and_keep_the_order_of_the_book():
    imported("inventory-periods", csv_file(PERIODS, "2025-12-31,December", "2026-01-31,January"))
    close_period(period=InventoryPeriod.objects.get(name="December"))

    result = imported(
        "inventory-periods",
        csv_file(PERIODS, "2025-11-30,November", "2025-12-31,Year end", "2026-02-28,February"),
        keep_good=True,
    )

    assert [(fault.line, fault.column) for fault in result.faults] == [(2, "Ending Date")]
    assert list(InventoryPeriod.objects.order_by("ending_date").values_list("name", "closed")) == [
        ("Year end", True),
        ("January", False),
        ("February", False),
    ]


@pytest.mark.rule("IMP-001")
def test_no_file_closes_a_period():
    period = tables.named("inventory-periods")

    assert [column.caption for column in period.columns] == ["Ending Date", "Name"]
