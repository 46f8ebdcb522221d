"""Files and photos attached to a card (CARD-001)."""

import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.factories import UserFactory, user_with_role
from tests.tracking.numbers.cards import PDF, a_card, picture
from tracking.models import NumberFile
from tracking.numbers import files
from tracking.numbers.services import delete_number_card
from wms.core.errors import Refused
from wms.core.models import SetupChange

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.fixture
def card(table, stored):
    return a_card(table)


def upload(content=None, name="photo.png"):
    return SimpleUploadedFile(name, picture() if content is None else content)


def attached(card, content=None, name="photo.png"):
    return files.attach_file(card=card, upload=upload(content, name), by=UserFactory())


def refusal(card, content, name="photo.png") -> str:
    with pytest.raises(Refused) as refused:
        attached(card, content, name)
    return str(refused.value)


def huge_png() -> bytes:
    """A few bytes that say they are 20,000 by 20,000 pixels."""

    def chunk(name, body):
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


# ---- what is kept


@pytest.mark.rule("CARD-001")
@pytest.mark.parametrize(
    ("content", "name", "kind", "kept"),
    [
        (picture("PNG"), "photo.png", "image/png", "photo.png"),
        (picture("JPEG"), "Photo.JPG", "image/jpeg", "Photo.jpg"),
        (picture("WEBP"), "photo", "image/webp", "photo.webp"),
        (picture("GIF"), "photo.gif", "image/gif", "photo.gif"),
        (PDF, "certificate.pdf", "application/pdf", "certificate.pdf"),
        (picture("PNG"), "page.html", "image/png", "page.png"),
        (picture("PNG"), "../../etc/passwd", "image/png", "passwd.png"),
        (picture("PNG"), "..\\..\\boot.ini", "image/png", "boot.png"),
        (picture("PNG"), 'a"b\r\nSet-Cookie: x.png', "image/png", 'a"bSet-Cookie: x.png'),
        (picture("PNG"), "fdp\u202egnp.exe", "image/png", "fdpgnp.png"),
        (picture("PNG"), "x" * 300 + ".png", "image/png", "x" * 120 + ".png"),
        (picture("PNG"), "été 中.png", "image/png", "été 中.png"),
        (picture("PNG"), ".png", "image/png", "png.png"),
    ],
)
def test_a_file_is_what_its_content_says_and_stands_under_a_random_name(
    card, stored, content, name, kind, kept
):
    file = files.attach_file(card=card, upload=_named(content, name), by=UserFactory())

    assert (file.content_type, file.name, file.size) == (kind, kept, len(content))
    for path in stored():
        assert path.parent.name == "numbers"
        assert len(path.name) == 32
        assert path.name.isalnum()
    assert len(stored()) == (1 if kind == "application/pdf" else 2)
    assert SetupChange.objects.filter(card_id=card.pk, field="name", new=kept).exists()


def _named(content, name):
    made = upload(content)
    made._name = name  # what a browser may send, past Django's own tidying
    return made


@pytest.mark.rule("CARD-001")
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (SVG, "photo.png"),
        (SVG, "drawing.svg"),
        (HTML, "certificate.pdf"),
        (b"\n" + PDF, "certificate.pdf"),
        (b"%PDF-1.4 without an end", "certificate.pdf"),
        (b"MZ\x90\x00", "photo.jpg"),
        (b"PK\x03\x04", "certificate.pdf"),
        (b"GIF89", "photo.gif"),
        (b"text", "text.txt"),
        (b"RIFF....WAVE", "photo.webp"),
    ],
)
def test_given_anything_else_then_it_is_refused_whatever_its_name(card, stored, content, name):
    assert refusal(card, content, name) == (
        f"{name} is not a picture (PNG, JPEG, WebP, GIF) or PDF, whatever its name says. "
        "Choose another file."
    )
    assert stored() == []
    assert not NumberFile.objects.exists()


@pytest.mark.rule("CARD-001")
@pytest.mark.parametrize(
    "content",
    [
        picture("PNG")[:40],
        b"\x89PNG\r\n\x1a\n" + HTML,
        b"\xff\xd8\xff" + HTML,
        b"GIF89a" + SVG,
        picture("JPEG")[:200],
    ],
)
def test_given_what_only_begins_like_a_picture_then_it_is_refused(card, stored, content):
    assert refusal(card, content) == (
        "photo.png begins like a picture, but cannot be read as one. "
        "Save it anew, then choose it again."
    )
    assert stored() == []


@pytest.mark.rule("CARD-001")
def test_given_a_picture_of_very_many_pixels_then_it_is_refused_unread(card, stored):
    assert refusal(card, huge_png()) == (
        "photo.png has more than 40 million pixels. Make the picture smaller."
    )
    assert stored() == []


@pytest.mark.rule("CARD-001")
def test_given_a_file_that_is_too_large_or_empty_then_it_is_refused(card, stored, settings):
    settings.WMS_UPLOAD_MAX_BYTES = 2**20

    assert refusal(card, b"\x89PNG" + b"x" * 2**20) == (
        "photo.png is larger than 1 MB. Choose a smaller file."
    )
    assert refusal(card, b"") == "photo.png is empty. Choose another file."
    assert attached(card, PDF[:-6] + b" " * (2**20 - len(PDF)) + PDF[-6:], "c.pdf").size == 2**20
    assert len(stored()) == 1


@pytest.mark.rule("CARD-001")
def test_given_as_many_files_as_a_card_may_have_then_another_is_refused(card, stored, monkeypatch):
    monkeypatch.setattr(files, "MOST_FILES", 2)
    attached(card, PDF, "a.pdf")
    attached(card, PDF, "b.pdf")

    assert refusal(card, PDF, "c.pdf") == "Lot No. LOT1 has 2 files already. Remove one first."
    assert len(stored()) == 2


# ---- taken away


@pytest.mark.rule("CARD-001", "SET-158")
def test_files_go_with_their_card(card, stored, django_capture_on_commit_callbacks):
    attached(card)
    attached(card, PDF, "c.pdf")
    assert len(stored()) == 3

    with django_capture_on_commit_callbacks(execute=True):
        delete_number_card(card=card)

    assert stored() == []
    assert not NumberFile.objects.exists()


@pytest.mark.rule("CARD-001")
def test_given_a_deletion_that_is_taken_back_then_the_files_stay(card, stored):
    attached(card)

    with transaction.atomic():
        delete_number_card(card=card)
        transaction.set_rollback(True)

    assert len(stored()) == 2


@pytest.mark.rule("CARD-001")
def test_the_database_keeps_no_file_of_another_type(card):
    file = attached(card)
    for wrong in ({"content_type": "text/html"}, {"size": 0}, {"name": ""}, {"file": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            NumberFile.objects.filter(pk=file.pk).update(**wrong)


# ---- pages


@pytest.mark.rule("CARD-001")
def test_a_photo_is_added_shown_small_and_removed(
    boss, card, stored, django_capture_on_commit_callbacks
):
    url = reverse("number_file_new", args=[card.pk])

    assert "Add a file" in boss.get(url).text
    answer = boss.post(url, {"file": upload()})

    assert answer.url == card.get_absolute_url()
    file = NumberFile.objects.get()
    page = boss.get(card.get_absolute_url()).text
    assert reverse("number_thumbnail", args=[file.pk]) in page
    assert "photo.png" in page
    with django_capture_on_commit_callbacks(execute=True):
        boss.post(reverse("number_file_remove", args=[file.pk]))
    assert stored() == []


@pytest.mark.rule("CARD-001")
def test_a_large_file_comes_back_as_it_was_sent(boss, card, stored):
    content = PDF[:-6] + b"x" * 3_000_000 + PDF[-6:]  # kept on disk while it is received

    boss.post(reverse("number_file_new", args=[card.pk]), {"file": upload(content, "c.pdf")})

    answer = boss.get(reverse("number_file", args=[NumberFile.objects.get().pk]))
    assert b"".join(answer.streaming_content) == content
    assert len(stored()) == 1


@pytest.mark.rule("CARD-001")
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_given_a_wrong_file_then_the_page_says_so(boss, card, headers):
    url = reverse("number_file_new", args=[card.pk])

    answer = boss.post(url, {"file": upload(SVG, "<b>x.png")}, headers=headers)

    assert answer.status_code == 422
    assert "is not a picture (PNG, JPEG, WebP, GIF) or PDF" in answer.text
    assert "<b>x" not in answer.text
    assert boss.post(url, {}, headers=headers).status_code == 422


@pytest.mark.rule("CARD-001")
def test_a_file_is_handed_out_to_be_saved_and_nothing_of_it_runs(boss, card):
    file = attached(card, PDF, 'c"\u20ac.pdf')

    answer = boss.get(reverse("number_file", args=[file.pk]))

    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.rule("CARD-001")
def test_the_small_picture_is_drawn_anew(boss, card):
    secret = b"secret words"
    file = attached(card, picture() + secret)

    small = b"".join(boss.get(reverse("number_thumbnail", args=[file.pk])).streaming_content)

    assert small.startswith(b"\x89PNG")
    assert secret not in small
    pdf = attached(card, PDF, "c.pdf")
    assert boss.get(reverse("number_thumbnail", args=[pdf.pk])).status_code == 404


@pytest.mark.rule("CARD-001")
def test_given_a_lost_file_then_it_is_not_found(boss, card, stored):
    file = attached(card, PDF, "c.pdf")
    stored()[0].unlink()

    assert boss.get(reverse("number_file", args=[file.pk])).status_code == 404


@pytest.mark.rule("CARD-001")
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_only_who_may_see_cards_gets_files_and_only_who_may_change_them_adds(client, card, headers):
    file = attached(card)
    see = [reverse(name, args=[file.pk]) for name in ("number_file", "number_thumbnail")]
    add = reverse("number_file_new", args=[card.pk])
    remove = reverse("number_file_remove", args=[file.pk])

    for url in see:
        assert client.get(url, headers=headers).url.startswith(reverse("login"))
    client.force_login(UserFactory(is_superuser=False))
    for url in see:
        assert client.get(url, headers=headers).status_code == 403
    client.force_login(user_with_role("sales"))
    for url in see:
        answer = client.get(url, headers=headers)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)
    assert client.get(add, headers=headers).status_code == 403
    assert client.post(add, {"file": upload()}, headers=headers).status_code == 403
    assert client.post(remove, headers=headers).status_code == 403
    assert client.get(remove, headers=headers).status_code in (403, 405)
    assert NumberFile.objects.count() == 1
