"""A code in plain words."""

import pytest

from tests.factories import code_with, lot_code, serial_code
from tracking.codes.words import in_words
from tracking.models import ItemTrackingCode

pytestmark = pytest.mark.django_db


def told(code: ItemTrackingCode) -> dict[str, str]:
    return {sentence.caption: sentence.text for sentence in in_words(code)}


def about(code: ItemTrackingCode, activity: str) -> str:
    """The text that tells of this activity, alone or with others."""
    (text,) = (text for caption, text in told(code).items() if activity.lower() in caption.lower())
    return text


def test_a_lot_code_with_strict_dates():
    code = lot_code(require_expiration_date_entry=True, strict_expiration_posting=True)

    assert about(code, "Receiving") == "A lot and an expiration date are required."
    assert about(code, "Selling") == (
        "The lot must be one that is in stock, and not expired on the posting date."
    )
    assert about(code, "Negative adjustments") == (
        "The lot must be one that is in stock. Expired goods may go this way."
    )
    assert about(code, "Transfers") == about(code, "Selling")
    assert about(code, "Reclassifications") == (
        "The lot must be one that is in stock. A new expiration date is required. "
        "Expired goods may go this way."
    )
    assert about(code, "Warehouse") == "Bins and warehouse documents carry lot numbers."


def test_free_entry():
    words = told(ItemTrackingCode())

    assert about(ItemTrackingCode(), "Selling") == "No number is required; any may be given."
    assert words["Dates"] == (
        "Expiration dates are not used; one that is given is refused. A warranty date may be given."
    )
    assert words["Warehouse"] == (
        "Bins and warehouse documents carry no numbers; they are stated on the order."
    )
    assert "Information cards" not in words


def test_serials_at_sale_only():
    code = code_with("SNSALES", sn_sales_outbound_tracking=True, sn_sales_inbound_tracking=True)

    assert about(code, "Receiving") == "No number is required; any may be given."
    assert about(code, "Selling") == "A serial is required."
    assert about(code, "Returns from customers") == "A serial is required."


def test_activities_that_are_asked_the_same_are_told_together():
    words = told(serial_code())

    assert next(iter(words)) == (
        "Receiving, returns from customers, positive adjustments, assembled goods and production output"
    )
    assert len(words) == 4


def test_warranty_and_cards():
    code = code_with(
        "CARDS",
        specific=("serial", "lot"),
        warranty_date_formula="2Y",
        create_lot_info_on_posting=True,
        lot_info_inbound_must_exist=True,
        sn_info_outbound_must_exist=True,
    )

    assert "becomes the document date plus 2Y." in told(code)["Dates"]
    assert told(code)["Information cards"] == (
        "Posting makes the missing cards of lot numbers. "
        "The cards of serial numbers must exist before goods go out."
    )
    assert about(code, "Selling") == "The serial and lot must be ones that are in stock."


@pytest.mark.rule("SET-048")
def test_cards_of_required_packages_are_made_by_posting():
    code = code_with("PKG", specific=("package",), package_info_inbound_must_exist=True)
    assert told(code)["Information cards"] == (
        "Posting makes the missing cards of package numbers."
    )

    code = code_with("FREEPKG", package_info_inbound_must_exist=True)
    assert told(code)["Information cards"] == (
        "The cards of package numbers must exist before goods come in."
    )


def test_required_warranty_dates():
    code = code_with("W", require_warranty_date_entry=True, warranty_date_formula="2Y")

    assert about(code, "Selling") == "A warranty date is required."
    assert "2Y" not in told(code)["Dates"]
