"""Taking a location's zones, bins and bin contents away with it (SET-144)."""

from django.db.models import PROTECT, RESTRICT, ForeignObjectRel, QuerySet

from warehouse.models import Bin, BinContent, Zone
from wms.core import sql
from wms.core.errors import Refused
from wms.core.records import changelog
from wms.core.records.errors import StillUsed
from wms.core.records.naming import named
from wms.inventory.models import Location

_MOST_PLACES = 5


def remove_places(location: Location) -> None:
    """Raises Refused while something else points to one of the bins, such as what it has held.

    As many statements as there are fields that may point to a bin, however many bins there are.
    """
    if used := _used_bins(location):
        raise Refused([StillUsed(what=named(location), where=", ".join(used))])
    Location.objects.filter(pk=location.pk).update(**dict.fromkeys(_own_bins(), None))
    for name in _own_bins():
        setattr(location, name, None)
    for model in (
        BinContent,
        Bin,
        Zone,
    ):  # nothing else points to them: no need to ask for each row
        gone: QuerySet = model._default_manager.filter(location=location).order_by("pk")
        changelog.note_all_deleted(
            gone.select_related("bin", "item") if model is BinContent else gone
        )
        sql.execute(
            f'DELETE FROM "{sql.table(model)}" WHERE location_id = %s',
            [location.pk],
        )


def _own_bins() -> list[str]:
    return [field.name for field in Location._meta.concrete_fields if field.related_model is Bin]


def _used_bins(location: Location) -> list[str]:
    """The first row of each table that points to a bin of the location and is not its own set-up."""
    found = []
    for relation in Bin._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel):
            continue
        if relation.on_delete not in (PROTECT, RESTRICT):
            continue
        if relation.related_model in (Location, BinContent):
            continue
        row = (
            relation.related_model._base_manager.filter(
                **{f"{relation.field.name}__location": location}
            )
            .order_by("pk")
            .first()
        )
        if row is not None:
            found.append(f"{named(row)} (bin {getattr(row, relation.field.name)})")
    return found[:_MOST_PLACES]
