"""Calculate Inventory: the lines of a physical inventory journal, from what the books say is in stock."""

import re
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Max

from warehouse.counting import errors
from wms.core import sql
from wms.core.errors import Refused
from wms.documents.models import Document, DocumentLine
from wms.documents.services.copies import STEP
from wms.documents.services.locking import grown, lock_document, refuse_unless_open
from wms.inventory.models import Item, Location

# Numbers that follow the goods are counted one by one, the others together.
_STOCK = """
select e.item_id, e.variant_id, e.location_id, cast(null as bigint) as bin_id,
       case when coalesce(c.sn_specific_tracking, false) then e.serial_no else '' end as serial_no,
       case when coalesce(c.lot_specific_tracking, false) then e.lot_no else '' end as lot_no,
       case when coalesce(c.package_specific_tracking, false) then e.package_no else '' end as package_no,
       e.remaining_quantity as quantity
from ledger_itemledgerentry e
join inventory_item i on i.id = e.item_id
left join tracking_itemtrackingcode c on c.id = i.item_tracking_code_id
join inventory_location l on l.id = e.location_id
where e.remaining_quantity > 0 and not l.bin_mandatory {of_entries}
union all
select e.item_id, e.variant_id, e.location_id, e.bin_id, e.serial_no, e.lot_no, e.package_no, e.quantity
from warehouse_warehouseentry e
join inventory_location l on l.id = e.location_id
where l.bin_mandatory {of_entries}
"""

_LINES = f"""
insert into documents_documentline (
    document_id, line_no, item_id, variant_id, description, location_id, bin_id, entry_type,
    unit_of_measure_id, posting_date, document_no, serial_no, lot_no, package_no, qty_calculated,
    qty_counted, {{others}})
select %(document)s, %(last)s + {STEP} * row_number() over (
           order by i.no, v.code, p.code, b.code, s.lot_no, s.serial_no, s.package_no),
       s.item_id, s.variant_id, coalesce(nullif(v.description, ''), i.description), s.location_id, s.bin_id,
       'positive_adjmt', i.base_unit_of_measure_id, {{posting_date}}, %(document_no)s, s.serial_no,
       s.lot_no, s.package_no, s.quantity, {{counted}}, {{values}}
from (select item_id, variant_id, location_id, bin_id, serial_no, lot_no, package_no,
             cast(sum(quantity) as bigint) as quantity
      from ({_STOCK}) stock
      group by item_id, variant_id, location_id, bin_id, serial_no, lot_no, package_no
      having sum(quantity) > 0) s
join inventory_item i on i.id = s.item_id
join inventory_itemvariant v on v.id = s.variant_id
join inventory_location p on p.id = s.location_id
left join warehouse_bin b on b.id = s.bin_id
where not i.blocked and not v.blocked and not p.use_as_in_transit and not p.directed_put_away_and_pick
  and not exists (
    select 1 from documents_documentline d
    left join tracking_trackingline t on t.line_id = d.id and t.session_id is null
    where d.document_id = %(document)s and d.item_id = s.item_id and d.variant_id = s.variant_id
      and d.location_id = s.location_id and coalesce(d.bin_id, 0) = coalesce(s.bin_id, 0)
      and coalesce(nullif(d.serial_no, ''), t.serial_no, '') = s.serial_no
      and coalesce(nullif(d.lot_no, ''), t.lot_no, '') = s.lot_no
      and coalesce(nullif(d.package_no, ''), t.package_no, '') = s.package_no)
"""


@transaction.atomic
def calculate_inventory(
    *,
    document: Document,
    by: User,
    version: int | None = None,
    location: Location | None = None,
    item: Item | None = None,
    posting_date: date | None = None,
    as_calculated: bool = True,
) -> int:
    """A line for everything in stock: item, variant, location, bin, and each number that is followed.

    Answers with how many lines were added; what already stands in the journal stays as it is.
    ``location``, ``item``: only there, only of it.  Locations in transit, and those with Directed Put-away
    and Pick, are left out, and so are blocked items.
    ``as_calculated``: Qty. (Phys. Inventory) is proposed as calculated; otherwise blank until counted.

    One statement reads the books and writes the lines, however many.  Raises Refused when the document is
    no physical inventory journal, or another one than shown.  Rules: POST-001, POST-114, POST-170.
    """
    document = lock_document(document, version=version)
    refuse_unless_open(document, what="Lines")
    if not document.rules.is_count:
        raise Refused([errors.NotACount(document=str(document))])
    last = document.lines.aggregate(last=Max("line_no"))["last"] or 0
    filters = "".join(
        f" and e.{field} = %({name})s"
        for field, name, value in (
            ("location_id", "location", location),
            ("item_id", "item", item),
        )
        if value is not None
    )
    others = _other_fields()
    statement = _LINES.format(
        of_entries=filters,
        others=", ".join(others),
        values=", ".join(f"%({name})s" for name in others),
        posting_date="cast(%(posting_date)s as date)"
        if connection.vendor == "postgresql"
        else "%(posting_date)s",
        counted="s.quantity" if as_calculated else "cast(null as bigint)",
    )
    added = sql.execute(
        statement,
        others
        | {
            "document": document.pk,
            "last": last,
            "posting_date": posting_date or document.posting_date,
            "document_no": document.no,
            "location": location.pk if location else None,
            "item": item.pk if item else None,
        },
    )
    if added:
        grown(document)
    return added


def _other_fields() -> dict[str, Any]:
    """What every new line starts with, by column, in stored form."""
    given = set(re.findall(r"\w+", _LINES[: _LINES.index("{others}")]))
    return {
        str(field.column): field.get_db_prep_save(field.get_default(), connection)
        for field in DocumentLine._meta.concrete_fields
        if not (field.primary_key or field.null or field.column in given)
    }
