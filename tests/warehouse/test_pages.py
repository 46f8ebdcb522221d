"""The pages of picks: who may open them, what they show, what they refuse."""

import pytest
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    UserFactory,
    add_line,
    lot_code,
    sales_order,
    serial_code,
    user_with_role,
)
from tests.warehouse.scenes import pick_location, put, released_order
from tracking.models import TrackingLine
from warehouse.models import Activity, ActivityLine, PostedActivity
from warehouse.services.pick_creation import create_inventory_pick
from warehouse.services.pick_work import autofill, change_line
from wms.inventory.models import WarehouseEmployee
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def silver():
    return pick_location()


@pytest.fixture
def chair(silver):
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1", "S2", "S3"])
    return chair


@pytest.fixture
def clerk(silver):
    clerk = user_with_role("warehouse clerk", username="ann")
    WarehouseEmployee.objects.create(user=clerk, location=silver)
    return clerk


@pytest.fixture
def activity(silver, chair) -> Activity:
    order = released_order(chair, 2, silver, serials=["S1", "S2"])
    return create_inventory_pick(document=order, by=UserFactory())


@pytest.fixture
def ann(client, clerk):
    client.force_login(clerk)
    return client


def to(name, activity, *args) -> str:
    return reverse(name, args=[activity.kind, activity.pk, *args])


def text(response) -> str:
    return response.content.decode()


def pages_of(activity) -> dict[str, str]:
    line = activity.lines.first()
    return {
        "list": reverse("activities", args=["inventory_pick"]),
        "card": activity.get_absolute_url(),
        "scan": to("activity_scan", activity),
        "delete": to("delete_activity", activity),
        "line": to("activity_line", activity, line.pk),
        "line delete": to("delete_activity_line", activity, line.pk),
        "numbers": to("activity_line_numbers", activity, line.pk),
        "to pick": reverse("documents_to_pick"),
        "create": reverse("create_inventory_pick", args=[activity.source.kind, activity.source_id]),
        "posted": reverse("posted_activities", args=["inventory_pick"]),
        "numbers by bin": reverse("numbers_by_bin"),
    }


# --- who may --------------------------------------------------------------------------------------


def test_given_nobody_is_logged_in_then_every_page_asks_to_log_in(client, activity):
    for name, url in pages_of(activity).items():
        response = client.get(url)

        assert response.status_code == 302, name
        assert response.url.startswith(reverse("login")), name


@pytest.mark.parametrize("role", ["purchaser", "sales"])
def test_given_a_role_without_warehouse_rights_then_403(client, activity, role):
    client.force_login(user_with_role(role))

    for name, url in pages_of(activity).items():
        if name != "numbers by bin":
            assert client.get(url).status_code == 403, name
    for name in ("post_activity", "fill_activity", "reset_activity"):
        assert client.post(to(name, activity)).status_code == 403
        assert client.post(to(name, activity), **HTMX).status_code == 403
    assert activity.lines.filter(qty_to_handle=0).count() == 2


def test_given_a_clerk_of_the_location_then_every_page_opens(ann, activity):
    for name, url in pages_of(activity).items():
        assert ann.get(url).status_code == 200, name


@pytest.mark.rule("WHS-255")
def test_given_a_clerk_of_another_location_then_refused_naming_user_and_location(client, activity):
    client.force_login(user_with_role("warehouse clerk", username="ben"))
    url = pages_of(activity)

    for name in ("card", "scan", "delete", "line", "line delete"):
        response = client.get(url[name])

        assert response.status_code == 403, name
        assert "User ben is not a warehouse employee of location SILVER." in text(response)
    assert activity.no not in text(client.get(url["list"]))
    response = client.post(to("fill_activity", activity))
    assert response.status_code == 403


@pytest.mark.rule("WHS-255")
@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_given_an_administrator_or_auditor_then_picks_of_every_location_are_seen(
    client, activity, role
):
    client.force_login(user_with_role(role))

    assert activity.no in text(client.get(pages_of(activity)["list"]))
    assert client.get(activity.get_absolute_url()).status_code == 200


def test_given_an_auditor_then_the_card_offers_nothing_to_change(client, activity):
    client.force_login(user_with_role("auditor"))

    page = text(client.get(activity.get_absolute_url()))

    assert "Autofill" not in page
    assert 'name="qty_to_handle"' not in page
    assert client.post(to("post_activity", activity)).status_code == 403


def test_given_the_wrong_method_then_405(ann, activity):
    line = activity.lines.first()
    for url in (
        to("post_activity", activity),
        to("fill_activity", activity),
        to("reset_activity", activity),
        to("split_activity_line", activity, line.pk),
    ):
        assert ann.get(url).status_code == 405
    assert ann.post(activity.get_absolute_url()).status_code == 405


def test_given_an_unknown_kind_pick_or_line_then_404(ann, activity):
    assert ann.get("/warehouse/sorcery/").status_code == 404
    assert ann.get(reverse("activity", args=["inventory_pick", 999999])).status_code == 404
    assert ann.get(to("activity_line", activity, 999999)).status_code == 404


# --- creating -------------------------------------------------------------------------------------


@pytest.mark.rule("WHS-077")
def test_given_a_released_order_then_it_waits_in_the_list_until_its_pick_is_made(
    ann, silver, chair
):
    order = released_order(chair, 2, silver, serials=["S1", "S2"])
    create = reverse("create_inventory_pick", args=[order.kind, order.pk])
    assert create in text(ann.get(reverse("documents_to_pick")))
    assert "Create inventory pick" in text(ann.get(create))

    response = ann.post(create, {"location": silver.pk})

    activity = Activity.objects.get()
    assert response.url == activity.get_absolute_url()
    assert activity.created_by.username == "ann"
    page = text(ann.get(response.url))
    assert f"{activity} was made with 2 lines." in page
    assert order.no not in text(ann.get(reverse("documents_to_pick")))


@pytest.mark.rule("WHS-123")
def test_given_a_part_can_be_picked_then_the_card_tells_why_not_all(ann, silver, chair):
    order = released_order(chair, 5, silver)

    response = ann.post(reverse("create_inventory_pick", args=[order.kind, order.pk]), follow=True)

    assert (
        "3 of 5 of item CHAIR could be put on the pick: 2 not in stock at location SILVER."
        in text(response)
    )
    again = ann.get(response.redirect_chain[-1][0])
    assert "could be put on the pick" not in text(again)


@pytest.mark.rule("WHS-123")
def test_given_nothing_can_be_picked_then_the_reason_is_told_and_nothing_is_made(ann, silver):
    order = released_order(ItemFactory(no="LAMP"), 5, silver)

    response = ann.post(
        reverse("create_inventory_pick", args=[order.kind, order.pk]), {"location": silver.pk}
    )

    assert response.status_code == 422
    assert "None of 5 of item LAMP could be put on the pick" in text(response)
    assert not Activity.objects.exists()


def test_given_an_open_order_then_it_is_not_listed_and_not_picked(ann, silver, chair):
    order = sales_order(chair, 1, location=silver)

    assert order.no not in text(ann.get(reverse("documents_to_pick")))
    response = ann.post(reverse("create_inventory_pick", args=[order.kind, order.pk]))
    assert response.status_code == 422
    assert "Its status is open. Release it first" in text(response)


@pytest.mark.parametrize("location", ["999999", "x", "-1"])
def test_given_a_location_that_is_none_then_nothing_breaks(ann, silver, chair, location):
    order = released_order(chair, 1, silver, serials=["S1"])

    response = ann.post(
        reverse("create_inventory_pick", args=[order.kind, order.pk]), {"location": location}
    )

    assert response.status_code in (302, 404)


# --- the grid -------------------------------------------------------------------------------------


@pytest.mark.rule("WHS-127", "WHS-129", "WHS-061")
def test_given_numbers_from_the_order_then_only_qty_to_handle_can_be_typed(ann, activity):
    page = text(ann.get(activity.get_absolute_url()))

    assert page.count('name="qty_to_handle"') == 2
    assert 'name="serial_no"' not in page
    assert page.count("locked: it comes from the source document") == 2


@pytest.mark.rule("WHS-060", "WHS-063")
def test_given_blank_lines_then_serials_can_be_typed_and_are_offered(ann, silver, chair):
    activity = create_inventory_pick(document=released_order(chair, 2, silver), by=UserFactory())
    first, second = activity.lines.order_by("line_no")
    assert text(ann.get(activity.get_absolute_url())).count('name="serial_no"') == 2
    change_line(line=first, by=UserFactory(), serial_no="S2")

    offers = text(ann.get(to("activity_line_numbers", activity, second.pk), **HTMX))

    assert 'value="S1"' in offers
    assert 'value="S3"' in offers
    assert 'value="S2"' not in offers
    line_page = text(ann.get(to("activity_line", activity, second.pk)))
    assert "on another line" in line_page


def test_given_a_quantity_is_left_then_the_answer_is_the_row_and_what_changed_with_it(
    ann, activity
):
    line = activity.lines.order_by("line_no")[0]

    response = ann.post(
        to("activity_line", activity, line.pk), {"qty_to_handle": "1", "seen": line.stamp}, **HTMX
    )

    line.refresh_from_db()
    assert response.status_code == 200
    assert line.qty_to_handle == 1
    page = text(response)
    assert page.count("<tr") == 1
    assert "1 of 2 lines filled" in page
    assert 'id="activity-version" value="2" hx-swap-oob="true"' in page


@pytest.mark.rule("WHS-128")
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2", "lies between 0 and 1, not 2"),
        ("-1", "lies between 0 and 1, not -1"),
        ("0.5", "is 0 or 1, because of its serial number"),
        ("abc", "Qty. to Handle"),
        ("9" * 30, "Qty. to Handle"),
        ("NaN", "Qty. to Handle"),
    ],
)
def test_given_a_wrong_quantity_then_it_stays_typed_with_the_reason_at_the_field(
    ann, activity, typed, words
):
    line = activity.lines.order_by("line_no")[0]

    response = ann.post(
        to("activity_line", activity, line.pk), {"qty_to_handle": typed, "seen": line.stamp}, **HTMX
    )

    assert response.status_code == 422
    assert f'value="{typed}"' in text(response)
    assert words in text(response)
    line.refresh_from_db()
    assert line.qty_to_handle == 0


@pytest.mark.rule("WHS-267", "ERR-006")
def test_given_another_clerk_was_faster_then_told_and_the_typed_value_stays(ann, activity):
    line = activity.lines.order_by("line_no")[0]
    autofill(activity=activity, by=UserFactory())

    response = ann.post(
        to("activity_line", activity, line.pk), {"qty_to_handle": "0", "seen": line.stamp}, **HTMX
    )

    assert response.status_code == 422
    assert "The line was changed by another user since you opened it." in text(response)
    assert 'value="0"' in text(response)
    line.refresh_from_db()
    assert line.qty_to_handle == 1


def test_given_a_row_is_sent_without_htmx_then_the_card_comes_back(ann, activity):
    line = activity.lines.order_by("line_no")[0]

    response = ann.post(
        to("activity_line", activity, line.pk), {"qty_to_handle": "1", "seen": line.stamp}
    )

    assert response.url == activity.get_absolute_url()
    line.refresh_from_db()
    assert line.qty_to_handle == 1


@pytest.mark.rule("WHS-136")
def test_given_a_bin_with_less_then_the_page_asks_and_takes_yes_for_an_answer(ann, silver):
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    put(silver, "B1", paint, lots={"L1": 20})
    put(silver, "B2", paint, lots={"L1": 2})
    activity = create_inventory_pick(
        document=released_order(paint, 5, silver, lots={"L1": 5}), by=UserFactory()
    )
    line = activity.lines.get()
    url = to("activity_line", activity, line.pk)

    asked = ann.post(url, {"qty_to_handle": "0", "bin": "B2", "seen": line.stamp})
    assert asked.status_code == 422
    assert "Confirm to use it all the same." in text(asked)
    assert 'name="accept_less"' in text(asked)
    ann.post(url, {"qty_to_handle": "0", "bin": "b2", "seen": line.stamp, "accept_less": "on"})

    line.refresh_from_db()
    assert line.bin.code == "B2"
    assert "Bin Code NOWHERE does not exist" in text(
        ann.post(url, {"qty_to_handle": "0", "bin": "NOWHERE"})
    )


@pytest.mark.rule("WHS-138")
def test_given_autofill_and_reset_then_the_page_says_what_was_done(ann, activity):
    filled = ann.post(to("fill_activity", activity), {"version": "1"}, follow=True)
    assert "Qty. to Handle is filled on every line." in text(filled)
    assert "2 of 2 lines filled" in text(filled)

    emptied = ann.post(to("reset_activity", activity), {"version": "2"}, follow=True)

    assert "0 of 2 lines filled" in text(emptied)
    stale = ann.post(to("reset_activity", activity), {"version": "2"})
    assert stale.status_code == 422
    assert "It was changed by another user" in text(stale)


@pytest.mark.rule("WHS-139")
def test_given_a_line_is_split_then_two_lines_stand_there(ann, silver):
    lamp = ItemFactory()
    put(silver, "B1", lamp, 10)
    activity = create_inventory_pick(document=released_order(lamp, 10, silver), by=UserFactory())
    line = activity.lines.get()

    refused = ann.post(to("split_activity_line", activity, line.pk), {"version": "1"})
    assert refused.status_code == 422
    change_line(line=line, by=UserFactory(), qty_to_handle=4)
    ann.post(to("split_activity_line", activity, line.pk), {"version": "2"})

    assert sorted(activity.lines.values_list("quantity", flat=True)) == [4, 6]


# --- posting --------------------------------------------------------------------------------------


@pytest.mark.rule("WHS-173", "WHS-265")
def test_given_a_filled_pick_when_it_is_posted_then_the_posted_pick_opens(ann, activity):
    autofill(activity=activity, by=UserFactory())

    response = ann.post(to("post_activity", activity), posting(version=2), follow=True)

    posted = PostedActivity.objects.get()
    assert response.redirect_chain[-1][0] == posted.get_absolute_url()
    assert f"{posted} and {posted.posted_document} are posted, 2 entries." in text(response)
    assert "S1" in text(response)
    assert posted.posted_by.username == "ann"
    assert posted.no in text(ann.get(reverse("posted_activities", args=["inventory_pick"])))


@pytest.mark.rule("WHS-267", "POST-171")
def test_given_post_is_clicked_twice_then_it_posts_once_and_leads_to_the_same_page(ann, activity):
    autofill(activity=activity, by=UserFactory())

    first = ann.post(to("post_activity", activity), posting(version=2))
    second = ann.post(to("post_activity", activity), posting(version=2))

    assert first.url == second.url
    assert ItemLedgerEntry.objects.filter(quantity__lt=0).count() == 2


def test_given_a_part_was_handled_then_the_pick_comes_back_with_the_rest(ann, activity):
    change_line(line=activity.lines.get(serial_no="S1"), by=UserFactory(), qty_to_handle=1)

    response = ann.post(to("post_activity", activity), posting(version=2), follow=True)

    assert response.redirect_chain[-1][0] == activity.get_absolute_url()
    assert "What was not handled stays here." in text(response)
    assert [line.serial_no for line in activity.lines.all()] == ["S2"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Qty. to Handle is 0 on every line"),
        ({"posting_date": ""}, "Posting Date"),
        ({"posting_date": "31.12.2026"}, "Posting Date"),
        ({"version": "9"}, "It was changed by another user"),
        ({"version": ""}, "The page was sent incompletely."),
        ({"version": "x"}, "The page was sent incompletely."),
        ({"request_key": ""}, "The page was sent incompletely."),
        ({"request_key": "k" * 101}, "The page was sent incompletely."),
    ],
)
def test_given_it_cannot_be_posted_then_the_card_says_why(ann, activity, changes, words):
    response = ann.post(to("post_activity", activity), posting(version=1) | changes)

    assert response.status_code == 422
    assert words in text(response)
    assert not PostedActivity.objects.exists()


@pytest.mark.rule("WHS-267")
def test_given_the_pick_is_gone_then_the_list_says_so(ann, activity):
    Activity.objects.all().delete()

    for name in ("post_activity", "delete_activity"):
        response = ann.post(to(name, activity), posting(version=1), follow=True)
        assert "The inventory pick no longer exists" in text(response)


@pytest.mark.rule("WHS-172")
def test_given_a_preview_then_the_entries_are_shown_and_nothing_is_posted(ann, activity):
    assert ann.get(to("preview_activity", activity)).status_code == 422
    autofill(activity=activity, by=UserFactory())

    page = text(ann.post(to("preview_activity", activity), posting(version=2)))

    assert "Posting on 2026-01-05 would write 2 item ledger entries." in page
    assert "2026-01-02" in text(ann.get(to("preview_activity", activity)))
    assert ann.post(to("preview_activity", activity), {"posting_date": "x"}).status_code == 422
    assert not PostedActivity.objects.exists()


# --- deleting -------------------------------------------------------------------------------------


@pytest.mark.rule("WHS-151")
def test_given_the_pick_is_to_be_deleted_then_the_question_lists_the_numbers(ann, activity):
    question = ann.get(to("delete_activity", activity), **HTMX)

    assert "<dialog" in text(question)
    assert "CHAIR serial S1" in text(question)
    assert Activity.objects.exists()
    response = ann.post(to("delete_activity", activity), {"version": "1"}, follow=True)
    assert f"{activity} is deleted." in text(response)
    assert not Activity.objects.exists()


@pytest.mark.rule("WHS-151")
@pytest.mark.parametrize(
    ("answer", "lines", "on_source"), [("park", 2, 1), ("", 2, 1), ("delete", 1, 0)]
)
def test_given_a_line_is_taken_off_then_the_answer_decides(ann, activity, answer, lines, on_source):
    line = activity.lines.get(serial_no="S1")
    change_line(line=line, by=UserFactory(), qty_to_handle=1)

    question = text(ann.get(to("delete_activity_line", activity, line.pk)))
    assert "Set Qty. to Handle to 0 instead" in question
    ann.post(to("delete_activity_line", activity, line.pk), {"version": "2", "answer": answer})

    assert activity.lines.count() == lines
    assert ActivityLine.objects.filter(serial_no="S1", qty_to_handle=1).count() == 0
    row = TrackingLine.objects.get(line__document=activity.source, serial_no="S1")
    assert row.qty_to_handle == on_source


def test_given_the_pick_was_changed_meanwhile_then_deleting_is_refused(ann, activity):
    autofill(activity=activity, by=UserFactory())

    response = ann.post(to("delete_activity", activity), {"version": "1"})

    assert response.status_code == 422
    assert "It was changed by another user" in text(response)
    assert Activity.objects.exists()


# --- other pages ----------------------------------------------------------------------------------


@pytest.mark.rule("WHS-057", "ITL-023")
@pytest.mark.parametrize("page", ["tracking", "reservation"])
def test_given_item_tracking_is_asked_of_a_pick_then_the_source_is_pointed_at(ann, activity, page):
    line = activity.lines.first()

    for url in (
        f"{activity.get_absolute_url()}{page}/",
        f"{activity.get_absolute_url()}lines/{line.pk}/{page}/",
    ):
        response = ann.get(url)

        assert response.status_code == 404
        assert "Not available from a warehouse activity" in text(response)
        assert activity.source.get_absolute_url() in text(response)


@pytest.mark.rule("WHS-036")
def test_given_numbers_in_bins_then_they_are_listed_with_their_quantity(ann, silver, chair):
    page = text(ann.get(reverse("numbers_by_bin"), {"serial": "S2"}))

    assert "S2" in page
    assert ">S1<" not in page
    put(silver, "B2", ItemFactory(no="LAMP"), 7)
    assert "LAMP" in text(ann.get(reverse("numbers_by_bin"), {"item": "LAMP"}))


def test_given_work_waits_then_the_home_page_counts_it(ann, silver, chair, activity):
    released_order(chair, 1, silver)

    page = text(ann.get(reverse("home")))

    assert "Released orders without a pick" in page
    assert "Open picks at your locations" in page


def test_given_hostile_text_then_it_is_shown_literally(ann, silver):
    lamp = ItemFactory(no="LAMP", description="<script>alert(1)</script>")
    put(silver, "B1", lamp, 5)
    activity = create_inventory_pick(document=released_order(lamp, 1, silver), by=UserFactory())

    for url in (activity.get_absolute_url(), to("activity_scan", activity)):
        page = text(ann.get(url))
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_given_many_lines_then_the_card_shows_pages_at_the_same_cost(
    ann, silver, django_assert_max_num_queries
):
    chair = ItemFactory(item_tracking_code=serial_code("MANY"))
    serials = [f"M{n:04}" for n in range(250)]
    put(silver, "B2", chair, serials=serials)
    activity = create_inventory_pick(
        document=released_order(chair, 250, silver, serials=serials), by=UserFactory()
    )

    with django_assert_max_num_queries(30):
        page = text(ann.get(activity.get_absolute_url()))

    assert page.count('name="qty_to_handle"') == 100
    assert "Lines 1\N{EN DASH}100 of 250" in page
    assert "M0200" in text(ann.get(activity.get_absolute_url(), {"page": "3"}))


def test_given_an_order_of_two_locations_then_each_has_its_button(ann, silver, chair, clerk):
    green = pick_location("GREEN", bins=("G1",))
    order = released_order(chair, 1, silver, serials=["S1"])
    add_line(order, chair, 1, location=green)

    page = text(ann.get(reverse("create_inventory_pick", args=[order.kind, order.pk])))

    assert page.count("Create inventory pick</button>") == 1
    assert "You do not work at this location." in page


def posting(*, version) -> dict:
    return {"posting_date": "2026-01-05", "request_key": "key-1", "version": str(version)}
