"""Information of a number in a real browser: comments, a photo, copying; axe; the phone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser import axe
from tests.factories import ItemFactory, lot_code, sales_order, tracked
from tests.tracking.numbers.cards import a_card, comments_of, picture
from tests.tracking.stock import in_stock
from tracking.models import NumberFile, NumberInformation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def table(settings, tmp_path):
    """Lot OLD of item 1920, described and in stock; an open order wants it."""
    settings.MEDIA_ROOT = tmp_path / "files"
    item = ItemFactory(no="1920", item_tracking_code=lot_code())
    in_stock(item, 5, lot_no="OLD")
    a_card(item, "OLD", description="Inspected", test_quality="good")
    tracked(sales_order(item, 1).lines.get(), "", "OLD")
    return item


@pytest.mark.rule("SET-157", "CARD-001", "SET-159", "SET-155")
def test_a_card_gets_a_comment_a_photo_and_the_information_of_another_number(
    signed_in_page, table, tmp_path
):
    page, old = signed_in_page, NumberInformation.objects.get()
    photo = tmp_path / "crate.png"
    photo.write_bytes(picture(size=(900, 600)))

    page.goto(reverse("number_card", args=[old.pk]))
    page.get_by_label("Comment, new line").fill("Seal broken")
    page.get_by_role("button", name="Save comments").click()
    expect(page.get_by_text("Comments saved.")).to_be_visible()
    assert comments_of("OLD") == ["Seal broken"]

    page.get_by_role("link", name="Add a file").click()
    page.get_by_label("Add a file").set_input_files(photo)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("crate.png added.")).to_be_visible()
    drawn = page.locator(".number-files img")
    expect(drawn).to_be_visible()
    assert drawn.evaluate("picture => picture.naturalWidth") == 320

    page.get_by_label("Blocked").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("1 open line uses it; posting them will be refused.")).to_be_visible()

    page.goto(f"{reverse('number_card_of', args=['lot', table.pk])}?no=NEW&old=OLD")
    expect(page.get_by_label("No.", exact=True)).to_have_value("NEW")
    page.get_by_role("link", name="Copy Info").click()
    page.get_by_role("button", name="Copy OLD").click()
    expect(page.get_by_text("Lot No. NEW is blocked, as Lot No. OLD is.")).to_be_visible()
    assert comments_of("NEW") == ["Seal broken"]

    page.goto(reverse("number_card", args=[old.pk]))
    page.get_by_role("button", name="Remove crate.png").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("crate.png removed.")).to_be_visible()
    assert not NumberFile.objects.exists()


def _pages(table):
    card = NumberInformation.objects.get()
    return [
        reverse("number_cards"),
        f"{reverse('number_cards_of_kind', args=['lot'])}?in_stock=yes",
        card.get_absolute_url(),
        f"{reverse('number_card_new')}?kind=lot&item=1920&no=NEW",
        reverse("number_documents", args=[card.pk]),
        reverse("number_label", args=[card.pk]),
        f"{reverse('number_label', args=[card.pk])}?code=qr",
        reverse("number_file_new", args=[card.pk]),
        f"{reverse('number_copy_info', args=['lot', table.pk])}?no=NEW&old=OLD",
    ]


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (1440, "dark"), (390, "dark")])
def test_axe_finds_nothing_on_the_pages_of_numbers(signed_in_page, table, width, theme):
    signed_in_page.goto(reverse("home"))

    found = [
        fault
        for url in _pages(table)
        for fault in axe.faults(signed_in_page, url, width=width, theme=theme)
    ]

    assert found == []


@pytest.mark.parametrize("width", [390, 1024])
def test_nothing_stands_beyond_the_edge_of_the_screen(signed_in_page, table, width):
    signed_in_page.set_viewport_size({"width": width, "height": 800})
    for url in _pages(table):
        signed_in_page.goto(url)
        wide = signed_in_page.locator("html").evaluate("page => page.scrollWidth")
        assert wide <= width, (url, wide)
