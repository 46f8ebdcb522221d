"""Information cards that posting creates (POST-080, SET-047, SET-048)."""

from django.db.models import Q

from tracking.models import NumberInformation, PostingRow
from tracking.policies.requirements import required
from wms.core import sql

_MADE_FOR = {
    "serial": Q(item__item_tracking_code__create_sn_info_on_posting=True),
    "lot": Q(item__item_tracking_code__create_lot_info_on_posting=True),
}
_FIELD = {"serial": "serial_no", "lot": "lot_no", "package": "package_no"}


def create_missing() -> None:
    """Create the cards that the codes ask for; packages get one where a package is mandatory."""
    for kind, name in _FIELD.items():
        asked = _MADE_FOR.get(kind) or required(kind)
        for field in (name, f"new_{name}"):
            numbers = (
                PostingRow.objects.filter(asked)
                .exclude(**{field: ""})
                .values_list("item_id", "variant_id", field)
                .distinct()
            )
            text, params = numbers.query.sql_with_params()
            sql.execute(
                f"insert into {NumberInformation._meta.db_table} (kind, item_id, variant_id, number,"
                " description, blocked, test_quality, certificate_number, country_code)"
                f" select '{kind}', n.*, '', false, '', '', '' from ({text}) n"
                " where true on conflict (item_id, variant_id, kind, number) do nothing",
                params,
            )
