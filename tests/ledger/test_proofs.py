"""The page of the ledger's check, its nightly run and its permission."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import ItemFactory, lot_code, setup_series, user_with_role
from tests.ledger.book import Book, damage, seal_all, unguarded
from tests.tracking.posting.desk import lot, receive
from wms.celery import app
from wms.core.models import Job
from wms.core.sql import rows, table
from wms.ledger import proofs
from wms.ledger.checks import Check
from wms.ledger.checks.registry import Difference
from wms.ledger.models import ItemLedgerEntry, LedgerProof
from wms.ledger.tasks import check_ledger

pytestmark = [pytest.mark.django_db, pytest.mark.rule("SEAL-004")]

PAGE = "/ledger/checks/"


@pytest.fixture
def entry():
    book = Book()
    book.posting()
    entry = book.receive(ItemFactory(item_tracking_code=lot_code()), 10, lot_no="A")
    seal_all()
    return entry


def client_of(role: str) -> Client:
    client = Client()
    client.force_login(user_with_role(role))
    return client


def test_who_may_see_and_run_the_check(entry):
    assert Client().get(PAGE).status_code == 302
    for role in ("purchaser", "sales", "warehouse clerk", "warehouse manager"):
        assert client_of(role).get(PAGE).status_code == 403
        assert client_of(role).post(PAGE).status_code == 403
    for role in ("auditor", "administrator"):
        assert client_of(role).get(PAGE).status_code == 200
    assert client_of("auditor").delete(PAGE).status_code == 405
    assert not LedgerProof.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_before_the_first_check_the_page_says_so(entry, headers):
    said = client_of("auditor").get(PAGE, headers=headers).content.decode()

    assert "Never checked" in said
    assert "Check now" in said


def test_given_check_now_then_a_job_checks_and_leads_to_the_result(
    entry, django_capture_on_commit_callbacks
):
    client = client_of("auditor")
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(PAGE)

    job = Job.objects.get()
    assert answer.headers["Location"] == reverse("job", args=[job.pk])
    proof = LedgerProof.objects.get()
    assert job.message == f"{proof.rows:,} rows checked, no difference."
    assert job.result["url"] == f"/ledger/checks/{proof.pk}/"
    said = client.get(PAGE).content.decode()
    assert "The books agree" in said
    assert proof.seal in said
    assert "Every register is as it was sealed, and fits the one before" in said
    assert "WHS-044" in said


def test_given_damage_then_the_nightly_check_shows_where(entry):
    damage(ItemLedgerEntry, entry.pk, quantity=Decimal(12))

    check_ledger()

    proof = LedgerProof.objects.get()
    assert proof.asked_by is None
    said = client_of("auditor").get(PAGE).content.decode()
    assert f"{proof.differences} difference" in said
    assert "Register 1, its entries or its applications: expected seal" in said
    assert client_of("auditor").get(f"/ledger/checks/{proof.pk}/").status_code == 200
    assert client_of("auditor").get("/ledger/checks/99999/").status_code == 404


def test_the_check_runs_every_night():
    nightly = settings.CELERY_BEAT_SCHEDULE["ledger"]

    assert nightly["task"] in app.tasks
    assert nightly["schedule"].hour == {2}
    assert nightly["schedule"].minute == {30}


def test_given_no_check_for_two_days_then_the_page_says_that_it_is_overdue(entry):
    proofs.prove()
    page = client_of("auditor")
    assert "No night check since then" not in page.get(PAGE).content.decode()

    with unguarded(table(LedgerProof)):
        earlier = timezone.now() - timedelta(days=2, minutes=1)
        LedgerProof.objects.update(started_at=earlier, finished_at=earlier)

    assert "No night check since then" in page.get(PAGE).content.decode()


def test_what_shows_itself_once_only_was_a_posting_under_way(entry, monkeypatch):
    from wms.ledger.checks import Difference
    from wms.ledger.checks.registry import Check

    times = iter([[Difference("x", "1", "2")], []])
    passing = Check("X-1", "Passing", ItemLedgerEntry, lambda: iter(next(times)))
    monkeypatch.setattr(proofs, "checks", lambda: [passing])

    proof, _ = proofs.prove()

    assert proof.differences == 0


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_check_of_a_large_book_keeps_little_of_it_in_memory_and_postings_go_on(transactional_db):
    setup_series()
    bolt = ItemFactory(item_tracking_code=lot_code())
    receive(bolt, lot("A", 2))
    usual = memory_given()

    result = Check("SEAL-004", "Memory", over=ItemLedgerEntry, ask=memory_told).run()

    assert [one.found for one in result.told] == ["[(-16384,), (1,)]"]
    assert memory_given() == usual
    assert receive(bolt, lot("A", 3)).entry_count == 1


def memory_given() -> list:
    return [one for name in ("cache_size", "temp_store") for one in rows(f"pragma {name}")]


def memory_told():
    yield Difference(where="SQLite", expected="little", found=str(memory_given()))
