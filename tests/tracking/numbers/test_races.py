"""Two people at one number at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tests.factories import ItemFactory, UserFactory
from tests.tracking.numbers.cards import PDF, a_card
from tracking.models import NumberComment, NumberFile
from tracking.numbers import files
from tracking.numbers.comments import save_comment
from tracking.numbers.keys import NumberKey
from wms.core.errors import Refused

THREADS = 6

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(work):
    """``work`` in several threads that start together; what each answers."""
    together = Barrier(THREADS)

    def one(number):
        together.wait()
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(one, range(THREADS)))


@pytest.mark.rule("SET-157")
def test_comments_that_are_written_at_once_all_stand_each_on_a_line_of_its_own():
    number = NumberKey.of_card(a_card(ItemFactory(no="1920")))

    at_once(
        lambda place: save_comment(
            comment=NumberComment(**number.columns, date="2026-01-05", comment=f"Line {place}")
        )
    )

    lines = [comment.line_no for comment in number.comments]
    assert lines == [10000 * place for place in range(1, THREADS + 1)]


@pytest.mark.rule("CARD-001")
def test_files_that_are_added_at_once_never_pass_the_limit(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(files, "MOST_FILES", 2)
    card, by = a_card(ItemFactory(no="1920")), UserFactory()

    def add(place):
        try:
            files.attach_file(card=card, upload=SimpleUploadedFile(f"{place}.pdf", PDF), by=by)
        except Refused:
            return False
        return True

    assert sum(at_once(add)) == 2
    assert NumberFile.objects.count() == 2
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2
