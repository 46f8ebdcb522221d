"""The pages of item tracking codes and number information."""

import pytest
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    UserFactory,
    code_with,
    lot_code,
    serial_code,
    user_with_role,
)
from tests.tracking.stock import in_stock
from tracking.codes import driving
from tracking.models import ItemTrackingCode

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def boss(client):
    client.force_login(UserFactory())
    return client


def click(client, switch: str, *on: str, **texts):
    """What the browser sends after a click: the switches that are on now, and the texts."""
    return client.post(
        reverse("tracking_code_switches"),
        dict.fromkeys(on, "on") | texts,
        headers=HTMX | {"HX-Trigger-Name": switch, "HX-Target": "switches"},
    )


def is_checked(page: str, switch: str) -> bool:
    return " checked" in page.split(f'name="{switch}"')[1].split(">")[0]


# ---- the card


@pytest.mark.rule("SET-031")
def test_the_card_has_one_tab_for_each_kind_and_short_captions(boss):
    page = boss.get(reverse("tracking_code", args=[serial_code().pk])).text

    for tab in ("General", "Serial No.", "Lot No.", "Package", "Misc."):
        assert f"<summary>{tab}" in page
    for caption in (
        "<legend>Inbound</legend>",
        "<legend>Outbound</legend>",
        ">SN Purchase Tracking</label>",
        ">Lot Warehouse Tracking</label>",
        ">Package Transfer Tracking</label>",
        ">SN Info. Must Exist</label>",
    ):
        assert caption in page
    assert ">SN Purchase Inbound Tracking</label>" not in page


@pytest.mark.rule("SET-053")
def test_locked_switches_are_shown_selected_with_the_reason(boss):
    page = boss.get(reverse("tracking_code", args=[serial_code().pk])).text

    switch = page.split('name="sn_sales_outbound_tracking"')[1].split(">")[0]
    assert "checked" in switch
    assert 'aria-disabled="true"' in switch
    assert "Locked: SN Specific Tracking is on." in page


@pytest.mark.rule("SET-057")
def test_given_expiration_dates_off_then_what_needs_them_is_locked(boss):
    page = boss.get(reverse("tracking_code", args=[code_with("PLAIN").pk])).text

    assert page.count("Locked: switch Use Expiration Dates on first.") == 2


@pytest.mark.rule("SET-052")
def test_given_a_click_on_specific_then_the_others_come_on_at_once(boss):
    answer = click(
        boss, "sn_specific_tracking", "sn_specific_tracking", code="new", description="D"
    )

    assert answer.status_code == 200
    assert answer.text.strip().startswith('<div id="switches"')
    assert all(is_checked(answer.text, name) for name in driving.driven("sn"))
    assert is_checked(answer.text, "sn_warehouse_tracking")
    assert 'value="new"' in answer.text
    assert 'name="driven" value="sn"' in answer.text
    assert not ItemTrackingCode.objects.exists()


@pytest.mark.rule("SET-055")
def test_given_a_click_that_is_refused_then_the_switch_goes_back_with_the_reason(boss):
    answer = click(boss, "lot_warehouse_tracking", "lot_warehouse_tracking")

    assert not is_checked(answer.text, "lot_warehouse_tracking")
    assert "Lot Warehouse Tracking needs Lot Specific Tracking." in answer.text


@pytest.mark.rule("SET-058")
def test_given_strict_posting_when_expiration_dates_are_clicked_off_then_they_come_back(boss):
    answer = click(boss, "use_expiration_dates", "strict_expiration_posting")

    assert is_checked(answer.text, "use_expiration_dates")
    assert "Use Expiration Dates stays on" in answer.text


def test_given_a_switch_that_does_not_exist_then_nothing_is_found(boss):
    assert click(boss, "pk").status_code == 404
    assert boss.post(reverse("tracking_code_switches")).status_code == 404
    assert boss.get(reverse("tracking_code_switches")).status_code == 405


@pytest.mark.rule("SET-052")
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_code_is_saved_with_what_its_switches_drive(boss, headers):
    sent = {"code": "snall", "sn_specific_tracking": "on"}

    answer = boss.post(reverse("tracking_code_new"), sent, headers=headers)

    code = ItemTrackingCode.objects.get()
    assert answer.status_code == (200 if headers else 302)
    assert code.code == "SNALL"
    assert code.sn_transfer_tracking


@pytest.mark.rule("SET-003", "SET-033", "SET-058")
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_given_a_wrong_code_then_each_fault_stands_at_its_field(boss, headers):
    code = code_with("STRICT", strict_expiration_posting=True)
    sent = {"code": "", "description": "Kept", "strict_expiration_posting": "on"}

    answer = boss.post(reverse("tracking_code", args=[code.pk]), sent, headers=headers)

    assert answer.status_code == 422
    assert "Code must be filled." in answer.text
    assert 'value="Kept"' in answer.text
    answer = boss.post(
        reverse("tracking_code", args=[code.pk]), sent | {"code": "X"}, headers=headers
    )
    assert "Use Expiration Dates stays on while Strict Expiration Posting is on." in answer.text
    assert ItemTrackingCode.objects.get().code == "STRICT"


@pytest.mark.rule("SET-074")
def test_given_history_then_the_switch_that_is_fixed_says_so_on_its_open_tab(boss):
    code = serial_code()
    in_stock(ItemFactory(no="1900-S", item_tracking_code=code), serial_no="S1")

    answer = boss.post(reverse("tracking_code", args=[code.pk]), {"code": "SNALL"})

    assert answer.status_code == 422
    assert "SN Specific Tracking cannot be changed: item 1900-S" in answer.text
    assert "to correct</span>" in answer.text


@pytest.mark.rule("SET-077")
def test_given_an_item_with_the_code_then_deleting_says_where_it_is_used(boss):
    code = serial_code()
    ItemFactory(no="1900-S", item_tracking_code=code)

    answer = boss.post(reverse("tracking_code_delete", args=[code.pk]))

    assert answer.status_code == 422
    assert "it is used by Item 1900-S (Item Tracking Code)" in answer.text


def test_given_a_role_that_may_only_look_then_it_changes_no_code(client):
    code = serial_code()
    client.force_login(user_with_role("warehouse clerk"))

    page = client.get(reverse("tracking_code", args=[code.pk]))

    assert page.status_code == 200
    assert ">Save</button>" not in page.text
    assert client.post(reverse("tracking_code", args=[code.pk]), {}).status_code == 403
    assert click(client, "sn_specific_tracking").status_code == 403
    assert client.get(reverse("tracking_code_new")).status_code == 403


@pytest.mark.rule("SET-052")
def test_given_a_second_click_before_the_first_was_answered_then_both_count(boss):
    answer = click(
        boss, "use_expiration_dates", "sn_specific_tracking", "use_expiration_dates", driven=""
    )

    assert is_checked(answer.text, "sn_sales_outbound_tracking")
    assert is_checked(answer.text, "use_expiration_dates")
    assert 'name="driven" value="sn"' in answer.text


# ---- what the card tells before it is saved


def clicked_on(client, code: ItemTrackingCode, switch: str, *on: str, **texts):
    """A click on the card of a stored code."""
    return client.post(
        reverse("tracking_code_switches", args=[code.pk]),
        dict.fromkeys(on, "on") | texts,
        headers=HTMX | {"HX-Trigger-Name": switch, "HX-Target": "switches"},
    )


def words_of(answer) -> str:
    return answer.text.split('id="code-words"')[1].split("</section>")[0]


def test_the_card_says_in_plain_words_what_the_code_means(boss):
    page = boss.get(reverse("tracking_code", args=[lot_code().pk]))

    assert "The lot must be one that is in stock." in words_of(page)
    assert boss.get(reverse("tracking_code_new")).text.count("No number is required") == 1


def test_given_a_change_then_the_words_and_the_matrix_change_with_it_and_nothing_is_saved(boss):
    code = code_with("SNSALES")

    answer = clicked_on(boss, code, "sn_sales_outbound_tracking", "sn_sales_outbound_tracking")

    assert 'hx-swap-oob="true"' in answer.text
    assert "<h3>Selling</h3><p>A serial is required.</p>" in words_of(answer)
    assert '<td data-label="Serial No."><strong>required</strong></td>' in answer.text
    assert not ItemTrackingCode.objects.get().sn_sales_outbound_tracking


def test_given_a_formula_is_typed_then_the_words_say_it_and_one_that_cannot_be_read_is_told(boss):
    answer = click(boss, "warranty_date_formula", warranty_date_formula="2Y")
    assert "document date plus 2Y" in words_of(answer)

    answer = click(boss, "warranty_date_formula", warranty_date_formula="2X", description="Kept")
    assert "Date formula 2X cannot be read at position 2" in answer.text
    assert 'value="2X"' in answer.text
    assert 'value="Kept"' in answer.text


@pytest.mark.rule("SET-034")
def test_the_matrix_speaks_of_packages_in_the_company_s_word(boss):
    from wms.inventory.models import InventorySetup

    InventorySetup.objects.update(package_caption="Pallet")
    page = boss.get(reverse("tracking_code", args=[code_with("A").pk])).text

    assert '<th scope="col">Pallet No.</th>' in page


# ---- switches that the past fixes


@pytest.mark.rule("SET-074", "SET-075")
def test_given_history_then_fixed_switches_are_locked_with_the_reason(boss):
    code = serial_code()
    in_stock(ItemFactory(no="<1900>", item_tracking_code=code), serial_no="S1")

    page = boss.get(reverse("tracking_code", args=[code.pk])).text

    switch = page.split('name="lot_specific_tracking"')[1].split(">")[0]
    assert 'aria-disabled="true"' in switch
    assert (
        "Locked: Lot Specific Tracking cannot be changed: item &lt;1900&gt; with this code has item "
        "ledger entries."
    ) in page
    assert page.count("item &lt;1900&gt; with this code has item ledger entries") == 4


@pytest.mark.rule("SET-074")
def test_given_history_when_a_fixed_switch_is_clicked_then_it_goes_back_with_the_reason(boss):
    code = serial_code()
    in_stock(ItemFactory(no="1900-S", item_tracking_code=code), serial_no="S1")
    on = ["sn_specific_tracking", "sn_warehouse_tracking", *driving.driven("sn")]

    answer = clicked_on(
        boss, code, "lot_specific_tracking", "lot_specific_tracking", *on, driven="sn"
    )

    assert not is_checked(answer.text, "lot_specific_tracking")
    assert not is_checked(answer.text, "lot_warehouse_tracking")
    assert "Lot Specific Tracking cannot be changed: item 1900-S" in answer.text


@pytest.mark.rule("SET-059")
def test_the_card_leads_to_the_items_that_reckon_expiration_dates(boss):
    code = lot_code(use_expiration_dates=True)
    ItemFactory(no="GLUE", item_tracking_code=code, expiration_calculation="6M")
    ItemFactory(no="TABLE", item_tracking_code=code)

    page = boss.get(reverse("tracking_code", args=[code.pk])).text
    url = f"{reverse('items')}?tracking_code=LOTALL&amp;expiration_calculation=yes"
    assert f'<dd><a href="{url}">1</a></dd>' in page

    listed = boss.get(url.replace("&amp;", "&")).text
    assert "GLUE" in listed
    assert "TABLE" not in listed


# ---- copies and warnings


def test_a_copy_begins_with_all_settings_but_the_code(boss):
    code = serial_code(warranty_date_formula="2Y")
    ItemTrackingCode.objects.update(sn_warehouse_tracking=False)

    page = boss.get(f"{reverse('tracking_code_new')}?copy=SNALL").text

    assert is_checked(page, "sn_specific_tracking")
    assert not is_checked(page, "sn_warehouse_tracking")
    assert 'name="driven" value="sn"' in page
    assert 'value="2Y"' in page
    assert 'value="SNALL"' not in page
    assert f"{reverse('tracking_code_new')}?copy=SNALL" in (
        boss.get(reverse("tracking_code", args=[code.pk])).text
    )
    assert boss.get(f"{reverse('tracking_code_new')}?copy=NOPE").status_code == 404


@pytest.mark.rule("SET-073")
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_given_a_warranty_formula_that_goes_back_then_it_is_saved_with_a_warning(boss, headers):
    sent = {"code": "BACK", "warranty_date_formula": "-1W"}

    boss.post(reverse("tracking_code_new"), sent, headers=headers)

    page = boss.get(reverse("tracking_codes")).text
    assert "Warranty Date Formula -1W gives a date before the document date" in page
    assert ItemTrackingCode.objects.get().warranty_date_formula == "-1W"


@pytest.mark.parametrize("role", ["warehouse clerk", "warehouse manager", "purchaser", "auditor"])
def test_given_a_role_that_may_only_look_then_changes_are_not_even_tried(client, role):
    code = serial_code()
    client.force_login(user_with_role(role))

    assert clicked_on(client, code, "sn_specific_tracking").status_code == 403
    assert client.get(f"{reverse('tracking_code_new')}?copy=SNALL").status_code == 403
    assert "In plain words" in client.get(reverse("tracking_code", args=[code.pk])).text


def test_given_nobody_is_logged_in_then_switches_lead_to_the_login(client):
    answer = clicked_on(client, serial_code(), "sn_specific_tracking")

    assert answer.headers.get("WMS-Login") or answer.status_code == 302


# ---- wrong input


@pytest.mark.rule("SET-001", "SET-002", "SET-003", "SET-053", "SET-055", "SET-058", "SET-098")
@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"code": " "}, "Code must be filled."),
        ({"code": "X" * 11}, "Code may have at most 10 characters; this has 11. Shorten it."),
        ({"code": "A\x07"}, "Code has a control character in it."),
        ({"code": "taken"}, "Code TAKEN already exists."),
        ({"description": "X" * 101}, "Description may have at most 100 characters; this has 101."),
        ({"description": "A\x07"}, "Description has a control character in it."),
        ({"warranty_date_formula": "M6"}, "Date formula M6 cannot be read at position 1"),
        ({"warranty_date_formula": "1D+" * 7 + "1D"}, "Warranty Date Formula"),
        ({"lot_warehouse_tracking": "on"}, "Lot Warehouse Tracking needs Lot Specific Tracking."),
        (
            {"driven": "sn", "sn_specific_tracking": "on"},
            "SN Purchase Inbound Tracking stays on while SN Specific Tracking is on.",
        ),
    ],
)
def test_given_a_wrong_field_then_it_is_told_there_and_the_rest_is_kept(
    boss, wrong, message, headers
):
    code_with("TAKEN")
    sent = {"code": "NEW", "description": "Kept", "package_transfer_tracking": "on"} | wrong

    answer = boss.post(reverse("tracking_code_new"), sent, headers=headers)

    assert answer.status_code == 422
    assert message in answer.text
    assert is_checked(answer.text, "package_transfer_tracking")
    assert sent["description"][:50] in answer.text
    assert ItemTrackingCode.objects.get().code == "TAKEN"
