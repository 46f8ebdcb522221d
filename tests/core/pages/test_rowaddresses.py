from django.urls import reverse

from wms.core.pages.rowaddresses import EACH, addresses_of


def test_they_are_those_that_are_reversed_one_by_one():
    row = addresses_of("tracking_row", 7, EACH)
    lookup = addresses_of("tracking_lookup", 7, EACH, "lot")

    for key in (1, 7, 12_345):
        assert row(key) == reverse("tracking_row", args=[7, key])
        assert lookup(key) == reverse("tracking_lookup", args=[7, key, "lot"])
