"""Choosing the series of a new card or document, and numbers that must be typed (SET-118…120)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.core.test_series_setup import lines_form
from tests.factories import NumberSeriesFactory, UnitFactory, UserFactory, VendorFactory
from tests.inventory.refusals import refused
from wms.core.models import NumberSeriesLine, RelatedSeries, SetupChange
from wms.core.seriessetup.services import delete_series, save_related_series
from wms.documents.models import Document
from wms.documents.services import create_document
from wms.inventory.models import InventorySetup, Item, Vendor
from wms.inventory.services.items import save_item
from wms.inventory.services.partners import save_vendor

pytestmark = pytest.mark.django_db
JAN_2 = date(2026, 1, 2)
BOTH = pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])


@pytest.fixture
def boss(client):
    client.force_login(UserFactory())
    return client


@pytest.fixture
def first(db):
    """ITEM is set up for items, vendors and purchase orders; CHAIRS is related to it, OTHER is not."""
    first = NumberSeriesFactory(code="ITEM", first="I001")
    related = NumberSeriesFactory(code="CHAIRS", first="C001")
    NumberSeriesFactory(code="OTHER", first="O001")
    RelatedSeries.objects.create(series=first, related=related)
    InventorySetup.objects.update(item_nos=first, vendor_nos=first, purchase_order_nos=first)
    return first


def switched(series, **switches):
    for name, value in switches.items():
        setattr(series, name, value)
    series.save()
    return series


def item(**values) -> Item:
    return Item(base_unit_of_measure=UnitFactory(), **values)


def series(code):
    return NumberSeriesFactory(code=code)


# ---- related series


@pytest.mark.rule("SET-120")
def test_a_related_series_may_be_chosen(first):
    saved = [
        save_item(item=item(), on=JAN_2, series=series("CHAIRS")).no,
        save_item(item=item(), on=JAN_2, series=first).no,
        save_vendor(vendor=Vendor(), on=JAN_2, series=series("CHAIRS")).no,
    ]

    assert saved == ["C001", "I001", "C002"]


@pytest.mark.rule("SET-120")
@pytest.mark.parametrize(
    "make",
    [
        lambda chosen: save_item(item=item(), on=JAN_2, series=chosen),
        lambda chosen: save_vendor(vendor=Vendor(), on=JAN_2, series=chosen),
        lambda chosen: create_document(
            kind="purchase_order",
            by=UserFactory(),
            order_date=JAN_2,
            vendor=VendorFactory(),
            number_series=chosen,
        ),
    ],
)
def test_an_unrelated_series_is_refused_naming_both_and_gives_nothing(first, make):
    assert refused(lambda: make(series("OTHER"))) == {
        "number_series": [
            "Number series OTHER is not related to ITEM, which is set up here. "
            "Choose a related one, or relate the two on the page of ITEM."
        ]
    }
    assert not NumberSeriesLine.objects.exclude(last_no_used="").exists()


@pytest.mark.rule("SET-120")
def test_the_relation_holds_in_one_direction_only(first):
    InventorySetup.objects.update(item_nos=series("CHAIRS"))

    assert "number_series" in refused(lambda: save_item(item=item(), on=JAN_2, series=first))


@pytest.mark.rule("SET-120")
def test_a_document_is_numbered_from_a_related_series(first):
    made = create_document(
        kind="purchase_order",
        by=UserFactory(),
        order_date=JAN_2,
        vendor=VendorFactory(),
        number_series=series("CHAIRS"),
    )

    assert made.no == "C001"


@pytest.mark.rule("SET-120", "SET-003")
def test_a_series_is_related_to_another_one_once(first):
    def relation(other):
        return RelatedSeries(series=first, related=other)

    assert refused(lambda: save_related_series(relation=relation(first))) == {
        "related": ["A number series is not related to itself (SET-120)."]
    }
    again = refused(lambda: save_related_series(relation=relation(series("CHAIRS"))))
    assert list(again) == ["related"]
    with pytest.raises(IntegrityError), transaction.atomic():
        RelatedSeries.objects.create(series=first, related=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        RelatedSeries.objects.create(series=first, related=series("CHAIRS"))


@pytest.mark.rule("SET-120", "SET-007")
def test_a_series_that_others_name_is_not_deleted(first):
    found = refused(lambda: delete_series(series=series("CHAIRS")))

    assert found[""] == [
        "No. Series CHAIRS cannot be deleted: it is used by Related Series ITEM CHAIRS (Related Series)."
    ]


@pytest.mark.rule("SET-120", "LOG-002")
@BOTH
def test_related_series_are_set_up_on_the_card(boss, first, headers):
    url = reverse("number_series_related", args=[first.pk])
    data = {name.replace("lines-", "related-"): value for name, value in lines_form(first).items()}
    data |= {
        "related-TOTAL_FORMS": "2",
        "related-INITIAL_FORMS": "1",
        "related-0-id": str(first.relations.get().pk),
        "related-0-related": "CHAIRS",
        "related-1-related": "other",
    }

    answer = boss.post(url, data, headers=headers)

    assert answer.status_code == (200 if headers else 302)
    assert set(first.relations.values_list("related__code", flat=True)) == {"CHAIRS", "OTHER"}
    change = SetupChange.objects.get()
    assert (change.card_id, change.field, change.new) == (first.pk, "related", "OTHER")


@BOTH
def test_given_a_series_that_does_not_exist_then_the_line_says_so(boss, first, headers):
    url = reverse("number_series_related", args=[first.pk])
    data = {
        "related-TOTAL_FORMS": "1",
        "related-INITIAL_FORMS": "0",
        "related-0-related": "<b>NONE</b>",
    }

    answer = boss.post(url, data, headers=headers)

    assert answer.status_code == 422
    assert "&lt;B&gt;NONE&lt;/B&gt; does not exist" in answer.text


# ---- Default Nos. off


@pytest.mark.rule("SET-119")
@pytest.mark.parametrize(
    "make",
    [
        lambda: save_item(item=item(), on=JAN_2),
        lambda: save_vendor(vendor=Vendor(), on=JAN_2),
        lambda: create_document(
            kind="purchase_order", by=UserFactory(), order_date=JAN_2, vendor=VendorFactory()
        ),
    ],
)
def test_given_default_nos_off_then_nothing_is_drawn_unasked(first, make):
    switched(first, default_nos=False)

    assert refused(make) == {
        "no": [
            "No. must be filled: Default Nos. of number series ITEM is off. "
            "Type a number, or choose the series that shall give it."
        ]
    }
    assert not NumberSeriesLine.objects.exclude(last_no_used="").exists()


@pytest.mark.rule("SET-119")
def test_given_default_nos_off_then_a_number_is_typed_or_its_series_chosen(first):
    switched(first, default_nos=False)

    saved = [
        save_item(item=item(no="MINE"), on=JAN_2).no,
        save_item(item=item(), on=JAN_2, series=series("CHAIRS")).no,
        save_item(item=item(), on=JAN_2, series=first).no,
    ]

    assert saved == ["MINE", "C001", "I001"]


@pytest.mark.rule("SET-118")
@pytest.mark.parametrize(
    "make",
    [
        lambda: save_item(item=item(no="MINE"), on=JAN_2),
        lambda: save_vendor(vendor=Vendor(no="MINE"), on=JAN_2),
    ],
)
def test_given_manual_nos_off_then_a_typed_card_number_is_refused(first, make):
    switched(first, manual_nos=False)

    assert refused(make) == {
        "no": [
            "No. MINE cannot be typed: Manual Nos. of number series ITEM is off. "
            "Leave No. empty to draw the next number."
        ]
    }


@pytest.mark.rule("SET-118")
def test_given_manual_nos_off_then_a_card_that_exists_may_still_be_renamed(first):
    stored = save_item(item=item(), on=JAN_2)
    switched(first, manual_nos=False)
    stored.no = "RENAMED"

    assert save_item(item=stored, on=JAN_2).no == "RENAMED"


# ---- on pages


@pytest.mark.rule("SET-119", "SET-120")
@pytest.mark.parametrize("url", ["item_new", "vendor_new"])
def test_a_new_card_asks_for_the_series_and_leaves_the_number_empty(boss, first, url):
    switched(first, default_nos=False)

    page = boss.get(reverse(url)).text

    assert 'name="number_series"' in page
    offers = page.split('<datalist id="id_number_series_offers">')[1].split("</datalist>")[0]
    assert "CHAIRS" in offers
    assert "OTHER" not in offers
    assert 'name="no" maxlength="20"' in page or 'name="no"' in page
    assert 'value="I001"' not in page


@pytest.mark.rule("SET-120")
def test_where_there_is_nothing_to_choose_nobody_is_asked(boss, first):
    first.relations.all().delete()

    assert 'name="number_series"' not in boss.get(reverse("item_new")).text


@pytest.mark.rule("SET-120")
def test_a_card_that_exists_has_its_number(boss, first):
    saved = save_item(item=item(), on=JAN_2)

    assert 'name="number_series"' not in boss.get(reverse("item", args=[saved.pk])).text


@pytest.mark.rule("SET-120")
@BOTH
def test_a_vendor_is_numbered_from_the_series_chosen_on_the_page(boss, first, headers):
    boss.post(reverse("vendor_new"), {"name": "Wood", "number_series": "chairs"}, headers=headers)

    assert Vendor.objects.get().no == "C001"


@pytest.mark.rule("SET-119", "SET-120", "SET-005")
@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"number_series": "other"}, "Number series OTHER is not related to ITEM"),
        ({"number_series": "NONE"}, "No. Series NONE does not exist."),
        ({}, "No. must be filled: Default Nos. of number series ITEM is off."),
        ({"number_series": "C\x07"}, "control character"),
    ],
)
@BOTH
def test_a_wrong_choice_is_told_and_the_form_kept(boss, first, sent, why, headers):
    switched(first, default_nos=False)

    answer = boss.post(reverse("vendor_new"), {"name": "kept"} | sent, headers=headers)

    assert answer.status_code == 422
    assert why in answer.text
    assert 'value="kept"' in answer.text
    assert not Vendor.objects.exists()


@pytest.mark.rule("SET-119", "SET-120")
def test_a_new_document_asks_for_the_series_too(boss, first):
    switched(first, default_nos=False)
    url = reverse("new_document", args=["purchase_order"])
    VendorFactory(no="V1")
    sent = {"vendor": "V1", "order_date": "2026-01-02"}

    assert 'name="number_series"' in boss.get(url).text
    assert "Default Nos. of number series ITEM is off" in boss.post(url, sent).text
    assert "OTHER is not related to ITEM" in boss.post(url, sent | {"number_series": "OTHER"}).text
    assert boss.post(url, sent | {"number_series": "CHAIRS"}).status_code == 302
    assert Document.objects.get().no == "C001"
