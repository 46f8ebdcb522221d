"""Where a record is used, as a page shows it: with counts and links."""

from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse

from wms.core.pages.addresses import address_of
from wms.core.pages.requests import PageRequest
from wms.core.records.naming import named
from wms.core.records.usage import Place, places_of_use


@dataclass(frozen=True)
class ShownPlace:
    """A place of use with the address of the record there, or of the list of them."""

    place: Place
    url: str

    @property
    def text(self) -> str:
        if self.place.count == 1:
            return f"{named(self.place.first)} ({self.place.caption})"
        return f"{self.place.counted} {self.place.table} ({self.place.caption})"


def shown_places(record: Model) -> list[ShownPlace]:
    """Every place of use with its count and its link."""
    return [ShownPlace(place, _url(record, place)) for place in places_of_use(record)]


def _url(record: Model, place: Place) -> str:
    if place.count == 1:
        return address_of(place.first)
    label = type(record)._meta.label_lower
    return reverse("where_used_rows", args=[label, record.pk, place.key])


def may_see(request: PageRequest, model: type[Model]) -> bool:
    """Whoever may delete the record, and auditors: the places name records of every area."""
    app, name = model._meta.app_label, model._meta.model_name
    return request.user.has_perm(f"{app}.delete_{name}") or (
        request.user.has_perm("core.view_setupchange")
        and request.user.has_perm(f"{app}.view_{name}")
    )
