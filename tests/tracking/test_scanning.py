"""A scan that is sent again counts once, and the last one can be taken back (SCAN-020, SCAN-027)."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.factories import purchase_order, sales_order, user_with_role
from tests.tracking.stock import in_stock
from tracking import totals
from tracking.models import Scan, TrackingLine, TrackingSession
from tracking.services import scanning, sessions
from wms.core.errors import Refused

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def scan(session, code, kind="serial", **how):
    return scanning.scan(session=session, by=session.user, kind=kind, code=code, **how)


def undo(session):
    return scanning.undo_last(session=session, by=session.user)


def rows_of(session):
    found = session.rows.order_by("id")
    return [(row.serial_no or row.lot_no, row.quantity) for row in found]


@pytest.mark.rule("SCAN-020", "SCAN-021")
def test_the_same_scan_sent_again_counts_once_and_gets_its_answer(chair, opened):
    session = opened(purchase_order(chair, 3))

    first = scan(session, "s1", key="one")
    again = scan(session, "s1", key="one")

    assert (first.row, first.undefined, first.was_sent_before) == (again.row, 2, False)
    assert (again.undefined, again.refused, again.was_sent_before) == (2, "", True)
    assert rows_of(session) == [("S1", 1)]
    assert not session.rejected.exists()


@pytest.mark.rule("SCAN-020", "SCAN-023")
def test_a_lot_scanned_twice_counts_two_and_one_sent_twice_counts_one(wine, opened):
    session = opened(purchase_order(wine, 5))

    for key in ("one", "two", "two", "one"):
        scan(session, "L1", kind="lot", key=key)

    assert rows_of(session) == [("L1", 2)]


@pytest.mark.rule("SCAN-020", "SCAN-022")
def test_a_refused_scan_sent_again_is_listed_once(chair, opened):
    session = opened(purchase_order(chair, 3))
    scan(session, "S1", key="one")

    refused = scan(session, "S1", key="two")
    again = scan(session, "S1", key="two")

    assert refused.refused == again.refused
    assert refused.refused.endswith("is already on these tracking lines.")
    assert session.rejected.count() == 1


@pytest.mark.rule("SCAN-027")
def test_the_last_accepted_scan_is_taken_back_down_to_the_first(wine, opened):
    session = opened(purchase_order(wine, 9))
    for code in ("L1", "L1", "L2"):
        scan(session, code, kind="lot")

    undone = [undo(session), undo(session)]

    assert undone == ["L2", "L1"]
    assert rows_of(session) == [("L1", 1)]
    assert [undo(session), undo(session)] == ["L1", ""]
    assert rows_of(session) == []


@pytest.mark.rule("SCAN-027")
def test_a_refused_scan_is_passed_over_when_the_last_one_is_taken_back(chair, opened):
    session = opened(purchase_order(chair, 9))
    scan(session, "S1")
    scan(session, "S1")

    assert undo(session) == "S1"
    assert rows_of(session) == []


@pytest.mark.rule("SCAN-027", "SCAN-024")
def test_a_lot_that_went_out_is_taken_back_with_all_that_the_scan_took(wine, opened):
    in_stock(wine, 4, lot_no="L1")
    session = opened(sales_order(wine, 9))

    scan(session, "L1", kind="lot")
    before = rows_of(session)
    undo(session)

    assert before == [("L1", 4)]
    assert rows_of(session) == []


@pytest.mark.rule("SCAN-027")
def test_what_was_handled_meanwhile_is_not_taken_back(chair, opened):
    session = opened(purchase_order(chair, 9))
    scan(session, "S1")
    session.rows.update(qty_to_handle=0, qty_handled=Decimal(1))
    totals.keep_anew(TrackingSession.objects.get())

    with pytest.raises(Refused) as refused:
        undo(session)

    assert str(refused.value) == "The scan of S1 cannot be taken back: it was posted meanwhile."


@pytest.mark.parametrize(
    "values",
    [{"refused": "no", "row_id": 1}, {"refused": "", "row_id": None}, {"key": "same"}],
)
def test_the_database_keeps_each_scan_once_and_with_one_answer(chair, opened, values):
    session = opened(purchase_order(chair, 9))
    Scan.objects.create(session=session, key="same", number="S1", row_id=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Scan.objects.create(
            **{"session": session, "key": "other", "number": "S1", "row_id": 1} | values
        )


# --- the page ---


@pytest.fixture
def purchaser(client):
    user = user_with_role("purchaser")
    client.force_login(user)
    return user


def url_of(document, name):
    return reverse(name, args=[document.lines.get().pk])


@pytest.mark.rule("SCAN-020", "SCAN-026")
def test_the_answer_says_right_or_wrong_in_words_and_for_the_signal(client, purchaser, chair):
    order = purchase_order(chair, 2)
    client.get(url_of(order, "tracking_lines"))
    scanned = {"kind": "serial", "code": "s1"}

    right = client.post(url_of(order, "tracking_scan"), scanned, headers=HTMX)
    wrong = client.post(url_of(order, "tracking_scan"), scanned, headers=HTMX)

    assert (right["WMS-Scan"], wrong["WMS-Scan"]) == ("taken", "refused")
    assert 'role="alert" class="scan-said right"' in right.content.decode()
    assert "1 to go" in right.content.decode()
    assert 'role="alert" class="scan-said wrong"' in wrong.content.decode()


@pytest.mark.rule("SCAN-027")
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_undo_tells_what_was_taken_back(client, purchaser, chair, headers):
    order = purchase_order(chair, 2)
    session = sessions.open_page(order.lines.get(), purchaser)
    client.post(url_of(order, "tracking_scan"), {"kind": "serial", "code": "s1"})

    first = client.post(url_of(order, "tracking_undo_scan"), headers=headers, follow=True)
    second = client.post(url_of(order, "tracking_undo_scan"), headers=headers, follow=True)

    assert "The scan of S1 was taken back." in first.content.decode()
    assert "There is no scan to take back." in second.content.decode()
    assert not session.rows.exists()


@pytest.mark.rule("SCAN-020")
def test_a_scan_costs_the_same_statements_with_ten_and_a_thousand_rows(
    client, purchaser, chair, django_assert_max_num_queries
):
    counts = []
    for size in (10, 1000):
        order = purchase_order(chair, 2000)
        session = sessions.open_page(order.lines.get(), purchaser)
        row = scan(session, "FIRST").row
        TrackingLine.objects.bulk_create(
            TrackingLine(
                session=session,
                line=session.line,
                item=row.item,
                variant=row.variant,
                location=row.location,
                outbound=False,
                serial_no=f"X{number}",
                quantity=Decimal(1),
                qty_to_handle=Decimal(1),
                changed_by=purchaser,
            )
            for number in range(size)
        )
        session.refresh_from_db()
        totals.keep_anew(session)
        with django_assert_max_num_queries(60) as captured:
            client.post(
                url_of(order, "tracking_scan"), {"kind": "serial", "code": "NEW"}, headers=HTMX
            )
        counts.append(len(captured))

    assert counts[0] == counts[1]
