"""Lists: search, filters, sort, paging, totals, export; all of it in the address."""

import csv
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories import ItemFactory, UserFactory, lot_code, user_with_role
from tests.tracking.stock import many_in_stock
from wms.core.pages import exports, paging
from wms.core.pages.cells import text_of
from wms.core.pages.exports import escaped
from wms.inventory.models import Item, UnitOfMeasure

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    client.force_login(UserFactory())
    return client


def names(answer) -> list[str]:
    """The row heads of the list on the page."""
    body = answer.text.split("<tbody>")[1].split("</tbody>")[0]
    return [part.split("</a>")[0].rsplit(">", 1)[-1] for part in body.split('<th scope="row"')[1:]]


def units(count: int, prefix="U") -> None:
    UnitOfMeasure.objects.bulk_create(
        UnitOfMeasure(code=f"{prefix}{number:05}", description=f"Unit {number}")
        for number in range(count)
    )


# ---- who may


def test_given_nobody_logged_in_then_the_log_in_page_comes(client):
    assert client.get(reverse("items")).url == f"{reverse('login')}?next={reverse('items')}"


def test_given_no_permission_then_the_list_is_refused(client):
    client.force_login(user_with_role("purchaser"))

    assert client.get(reverse("customers")).status_code == 403
    assert client.get(reverse("customers"), headers={"HX-Request": "true"}).status_code == 403


def test_a_list_is_only_read(boss):
    assert boss.post(reverse("items")).status_code == 405


# ---- search and filters


def test_quick_search_finds_every_word_in_any_field(boss):
    ItemFactory(no="1900-S", description="PARIS Guest Chair")
    ItemFactory(no="1920", description="ANTWERP Table")

    assert names(boss.get(reverse("items"), {"q": "paris 190"})) == ["1900-S"]
    assert names(boss.get(reverse("items"), {"q": "paris table"})) == []


def test_filters_narrow_the_list_and_stand_above_it_as_chips(boss):
    ItemFactory(no="1900-S", item_tracking_code=lot_code())
    ItemFactory(no="1920", blocked=True)
    ItemFactory(no="2000")

    answer = boss.get(reverse("items"), {"no": "19*", "blocked": "no"})

    assert names(answer) == ["1900-S"]
    assert "No.: 19*" in answer.text
    assert "Blocked: No" in answer.text
    assert 'href="?blocked=no"' in answer.text  # the chip of No. takes itself away
    assert names(boss.get(reverse("items"), {"tracking_code": "lotall"})) == ["1900-S"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"type": "spoon"}, "is not one of the choices. Choose one from the list."),
        ({"no": "A\x07"}, "No. has a control character in it."),
        ({"no": "X" * 60}, "No. may have at most 51 characters; this has 60."),
        ({"q": "X" * 201}, "Search for at most 200 characters."),
    ],
)
def test_given_a_filter_that_cannot_be_read_then_it_says_so_and_no_row_is_shown(
    boss, query, message
):
    ItemFactory()

    answer = boss.get(reverse("items"), query)

    assert answer.status_code == 200
    assert message in answer.text
    assert names(answer) == []


def test_hostile_text_is_shown_literally(boss):
    ItemFactory(no="A", description="<script>alert(1)</script>")

    page = boss.get(reverse("items"), {"q": "<script>"}).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize(
    "query", [{"page": "-1"}, {"page": "x"}, {"page": "9" * 30}, {"sort": "id;drop"}, {"show": "?"}]
)
def test_given_nonsense_in_the_address_then_the_list_is_shown_as_usual(boss, query):
    units(3)

    assert len(names(boss.get(reverse("units"), query))) == 3


# ---- sort


def test_a_head_sorts_by_its_column_and_then_the_other_way(boss):
    ItemFactory(no="A", description="Zebra")
    ItemFactory(no="B", description="Ape")

    answer = boss.get(reverse("items"), {"sort": "description"})

    assert names(answer) == ["B", "A"]
    assert 'aria-sort="ascending"' in answer.text
    assert "?sort=-description" in answer.text
    assert names(boss.get(reverse("items"), {"sort": "-description"})) == ["A", "B"]


def test_columns_can_be_chosen(boss):
    ItemFactory()

    page = boss.get(reverse("items"), {"show": ["Lot Nos."]}).text

    assert '<th scope="col">' in page
    head = page.split("<thead>")[1].split("</thead>")[0]
    assert "Lot Nos." in head
    assert "Description" not in head


# ---- paging


def test_pages_by_number_cover_every_row_once(boss):
    units(120)

    pages = [names(boss.get(reverse("units"), {"page": str(number)})) for number in (1, 2, 3)]

    assert [len(page) for page in pages] == [50, 50, 20]
    assert len(set().union(*pages)) == 120
    first = boss.get(reverse("units")).text
    assert "120 rows" in first
    assert "?page=2" in first
    assert "Previous" not in first


def test_pages_by_key_cover_every_row_once_and_lead_back(boss):
    item = ItemFactory(item_tracking_code=lot_code())
    many_in_stock(item, [("", f"L{n}", "") for n in range(120)])
    url = reverse("ledger_entries")

    first = boss.get(url)
    numbers = names(first)
    second = boss.get(url, {"after": numbers[-1]})
    third = boss.get(url, {"after": names(second)[-1]})
    back = boss.get(url, {"before": names(third)[0]})

    assert len({*numbers, *names(second), *names(third)}) == 120
    assert names(back) == names(second)
    assert 'rel="next"' not in third.text


def test_a_long_list_is_not_counted_to_its_end(boss, monkeypatch):
    monkeypatch.setattr(paging, "MOST_COUNTED", 100)
    units(130)

    answer = boss.get(reverse("units"), {"page": "2"})

    assert "more than 100 rows" in answer.text
    assert "There are more rows than can be paged through in this order." in answer.text


def test_given_a_page_far_behind_the_last_then_no_row_is_read_for_it(boss):
    units(130)

    with CaptureQueriesContext(connection) as asked:
        page = boss.get(reverse("units"), {"page": "9999"})

    assert "OFFSET 499900" not in str([query["sql"] for query in asked.captured_queries])
    assert len(names(page)) == 30


def test_a_list_costs_the_same_for_100_and_for_1000_rows(boss):
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            boss.get(reverse("items"))
        return len(queries)

    unit = UnitOfMeasure.objects.create(code="PCS")
    Item.objects.bulk_create(Item(no=f"A{n}", base_unit_of_measure=unit) for n in range(100))
    few = asked()
    Item.objects.bulk_create(Item(no=f"B{n}", base_unit_of_measure=unit) for n in range(1000))

    assert asked() == few


def test_a_list_that_fits_on_its_first_page_is_not_counted(boss, django_assert_num_queries):
    units(50)

    with django_assert_num_queries(4) as asked:  # session, user, rows, the word for a package
        answer = boss.get(reverse("units"))

    assert "50 rows" in answer.text
    assert "COUNT(" not in str([query["sql"] for query in asked.captured_queries])


# ---- HTMX


def test_for_htmx_only_the_list_comes_with_a_clean_address(boss):
    units(3)
    headers = {"HX-Request": "true", "HX-Target": "list"}

    answer = boss.get(reverse("units"), {"q": "U00001", "sort": "", "page": "1"}, headers=headers)

    assert answer.text.strip().startswith('<div id="list"')
    assert answer["HX-Push-Url"] == "/units/?q=U00001"
    assert "HX-Request" in answer["Vary"]
    assert names(answer) == ["U00001"]


# ---- totals and export


def test_quantities_are_added_up_below_the_list(boss):
    item = ItemFactory(item_tracking_code=lot_code())
    many_in_stock(item, [("", f"L{n}", "") for n in range(60)], quantity="0.5")

    page = boss.get(reverse("ledger_entries")).text

    assert '<td class="num">30</td>' in page.split("<tfoot>")[1]


def read_csv(answer) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_csv_has_every_row_that_is_filtered_for(boss):
    units(120)
    units(5, prefix="X")

    answer = boss.get(reverse("units"), {"q": "u0", "export": "csv"})

    rows = read_csv(answer)
    assert rows[0] == ["Code", "Description"]
    assert len(rows) == 121
    assert answer["Content-Disposition"].startswith('attachment; filename="units-of-measure-')


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_text_that_looks_like_a_formula_is_written_as_text(boss, text):
    ItemFactory(no="A", description=text)

    assert escaped(text) == f"'{text}"
    assert read_csv(boss.get(reverse("items"), {"export": "csv"}))[1][1] == f"'{text}"
    sheet = load_workbook(io.BytesIO(boss.get(reverse("items"), {"export": "xlsx"}).content)).active
    assert sheet["B2"].value == f"'{text}"
    assert sheet["B2"].data_type == "s"


def test_xlsx_keeps_numbers_and_days_as_such(boss):
    item = ItemFactory(item_tracking_code=lot_code())
    many_in_stock(
        item,
        [("", "L1", "")],
        quantity="-2.5",
        remaining="-2.5",
        shipped_qty_not_returned=Decimal(0),
    )

    answer = boss.get(reverse("ledger_entries"), {"export": "xlsx"})

    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert -2.5 in rows[1]
    assert any(hasattr(value, "year") for value in rows[1])


def test_given_more_rows_than_a_file_may_have_then_it_says_so(boss, monkeypatch):
    monkeypatch.setitem(exports.MOST_ROWS, "xlsx", 10)
    units(11)

    answer = boss.get(reverse("units"), {"export": "xlsx"}, follow=True)

    assert "More than 10 rows cannot be exported as XLSX. Filter the list first." in answer.text


def test_given_another_format_then_it_says_so(boss):
    answer = boss.get(reverse("units"), {"export": "pdf"}, follow=True)

    assert "Lists are exported as csv or xlsx, not as pdf." in answer.text


def test_an_export_asks_no_question_per_row(boss, django_assert_max_num_queries):
    unit = UnitOfMeasure.objects.create(code="PCS")
    Item.objects.bulk_create(Item(no=f"A{n}", base_unit_of_measure=unit) for n in range(500))

    with django_assert_max_num_queries(12):
        rows = read_csv(boss.get(reverse("items"), {"export": "csv"}))

    assert len(rows) == 501


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (False, ""),
        (True, "Yes"),
        (Decimal("4.00000"), "4"),
        (Decimal("0.50000"), "0.5"),
        (7, "7"),
    ],
)
def test_values_are_written_as_on_screen(value, text):
    assert text_of(value) == text
