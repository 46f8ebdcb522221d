"""Settings under the names of older systems."""

import pytest

from tracking.codes.oldsettings import in_todays_names
from wms.core.errors import Refused


@pytest.mark.rule("SET-061")
@pytest.mark.parametrize(
    ("ignored", "used"),
    [("yes", "no"), ("No", "yes"), ("true", "false"), ("0", "1"), (" on ", "off")],
)
@pytest.mark.parametrize("caption", ["Ignore Expiration Dates", "ignore_expiration_dates"])
def test_ignore_becomes_the_opposite_of_use(caption, ignored, used):
    assert in_todays_names({"Code": "A", caption: ignored}) == {
        "code": "A",
        "use_expiration_dates": used,
    }


@pytest.mark.rule("SET-061")
def test_given_ignore_and_use_agree_then_the_row_is_taken():
    row = {"Ignore Expiration Dates": "no", "Use Expiration Dates": "yes"}

    assert in_todays_names(row) == {"use_expiration_dates": "yes"}


@pytest.mark.rule("SET-061")
@pytest.mark.parametrize("both", ["yes", "no"])
def test_given_ignore_and_use_contradict_each_other_then_the_row_is_refused(both):
    with pytest.raises(Refused) as refusal:
        in_todays_names({"Ignore Expiration Dates": both, "Use Expiration Dates": both})

    assert str(refusal.value) == (
        "Ignore Expiration Dates and Use Expiration Dates are both given and say the same; one is the "
        "opposite of the other. Leave one of them out."
    )


@pytest.mark.rule("SET-061")
def test_given_a_blank_or_unreadable_cell_then_it_is_not_guessed():
    assert in_todays_names({"Ignore Expiration Dates": " "}) == {}
    assert in_todays_names({"Ignore Expiration Dates": "maybe"}) == {
        "use_expiration_dates": "maybe"
    }


def test_older_captions_are_todays_fields():
    assert in_todays_names({"Man. Expir. Date Entry Reqd.": "yes"}) == {
        "require_expiration_date_entry": "yes"
    }
