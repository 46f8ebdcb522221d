"""Document lines times tracking lines: the rows to post (POST-018…023, POST-048…052)."""

from django.db import connection
from django.db.models import Max

from tracking.models import PostingRow
from tracking.posting import bound, tables, transfers
from tracking.posting.context import Posting
from tracking.posting.known import Summary
from tracking.posting.waves import order_reclassification
from wms.core import prepared, sql
from wms.documents.kinds import LEAVES_STOCK

_LEAVING = ", ".join(
    f"'{entry_type.value}'" for entry_type, leaves in LEAVES_STOCK.items() if leaves
)

# Where the goods leave and arrive, and under which numbers, unless the way of posting says otherwise.
_PLACES = {
    "location": "l.location_id",
    "bin": "l.bin_id",
    "is_shipment": "cast(null as boolean)",
    "new_location": "coalesce(l.new_location_id, l.location_id)",
    "new_bin": "coalesce(l.new_bin_id, case when coalesce(l.new_location_id, l.location_id)"
    " = l.location_id then l.bin_id end)",
    "new_serial": "coalesce(t.new_serial_no, '')",
    "new_lot": "coalesce(t.new_lot_no, '')",
    "new_package": "coalesce(t.new_package_no, '')",
    # a tracked line names its entries on its rows (POST-039)
    "applies_to": "case when t.id is null then l.applies_to_entry_no else t.applies_to_entry_no end",
}

_STAGE = f"""
insert into {tables.ROW} (
    id, wave, document_id, line_id, line_no, tracking_line_id, item_id, variant_id, location_id, bin_id,
    entry_type, outbound, quantity, serial_no, lot_no, package_no, posting_date, document_date,
    document_no, expiration_date, warranty_date, sn_specific, lot_specific, package_specific,
    is_shipment, is_stock, is_transfer, new_location_id, new_bin_id, new_serial_no, new_lot_no, new_package_no,
    new_expiration_date, is_known, has_stock, applies_to_entry_no, applies_from_entry_no, matched)
select
    row_number() over (order by l.line_no, t.id), 0, l.document_id, l.id, l.line_no, t.id, l.item_id,
    l.variant_id, %(location)s, %(bin)s, l.entry_type,
    ((l.entry_type in ({_LEAVING})) <> (l.quantity_base < 0)) <> %(is_return)s,
    coalesce(t.%(tracked)s, abs(%(to_post)s)),
    coalesce(t.serial_no, ''), coalesce(t.lot_no, ''), coalesce(t.package_no, ''),
    %(posting_date)s, %(document_date)s, %(document_no)s, t.expiration_date, t.warranty_date,
    coalesce(c.sn_specific_tracking or g.is_active, c.sn_specific_tracking, false),
    coalesce(c.lot_specific_tracking, false), coalesce(c.package_specific_tracking, false),
    %(is_shipment)s, i.type = 'inventory', l.entry_type = 'transfer', %(new_location)s, %(new_bin)s,
    %(new_serial)s, %(new_lot)s, %(new_package)s,
    t.new_expiration_date, false, false, %(applies_to)s,
    case when t.id is null then l.applies_from_entry_no else t.applies_from_entry_no end, 0
from documents_documentline l
join inventory_item i on i.id = l.item_id
left join tracking_itemtrackingcode c on c.id = i.item_tracking_code_id
left join tracking_trackingdimensiongroup g on g.id = c.tracking_dimension_group_id
left join tracking_trackingline t
    on t.line_id = l.id and t.session_id is null and t.%(tracked)s > 0
where l.document_id = %%(document)s and %(to_post)s <> 0 and l.invoiced_line_id is null%(only)s
"""

# POST-050: one lot or package set without serials may be tracked for more than is posted now.
_SINGLE_SET = f"""
update {tables.ROW} set quantity = one.to_post
from (select r.line_id, max(abs(%(to_post)s)) as to_post
      from {tables.ROW} r join documents_documentline l on l.id = r.line_id
      where r.tracking_line_id is not null
      group by r.line_id
      having count(*) = 1 and max(r.serial_no) = ''
         and max(r.quantity) > max(abs(%(to_post)s))) one
where {tables.ROW}.line_id = one.line_id
"""

# Rows that depend on earlier rows of the same posting wait for a later wave (POST-107): a wave ends where
# goods that could be the same change their direction, entry type or posting date.  Goods under different
# specific numbers never are the same.
_SAME_GOODS = """variant_id, case when sn_specific then serial_no end,
    case when lot_specific then lot_no end, case when package_specific then package_no end"""

_WAVES = f"""
update {tables.ROW} set wave = counted.wave
from (select id, sum(turn) over (partition by {_SAME_GOODS} order by id) as wave
      from (select id, variant_id, sn_specific, serial_no, lot_specific, lot_no, package_specific, package_no,
                   case when lag(outbound) over v <> outbound or lag(entry_type) over v <> entry_type
                          or lag(posting_date) over v <> posting_date then 1 else 0 end as turn
            from {tables.ROW} window v as (partition by {_SAME_GOODS} order by id)) turns) counted
where counted.id = {tables.ROW}.id and counted.wave > 0
"""


def stage(posting: Posting) -> None:
    """Fill the temporary table with what this document posts now."""
    tables.empty(tables.ROW)
    document = posting.document
    kind = document.rules
    journal = kind.is_journal
    statement = _STAGE % {
        **_PLACES,
        **(transfers.places(posting) if kind.is_transfer else {}),
        "tracked": "qty_to_receive" if posting.is_transfer_receipt else "qty_to_handle",
        "to_post": posting.to_post,
        "only": posting.only_lines,
        "is_return": "true" if kind.is_return else "false",
        "posting_date": "coalesce(l.posting_date, %(posting_date)s)"
        if journal
        else "%(posting_date)s",
        "document_date": "coalesce(%(document_date)s, l.posting_date, %(posting_date)s)"
        if journal
        else "%(document_date)s",
        "document_no": "l.document_no" if journal else "''",
    }
    run = sql if posting.only_lines else prepared  # which names lines by their ids
    staged = run.execute(
        _typed(statement),
        {
            "document": document.pk,
            "posting_date": posting.posting_date,
            "document_date": document.document_date or (None if journal else posting.posting_date),
        },
    )
    if posting.has_drop_shipments:
        bound.apply(posting)
    posting.row_count = staged
    posting.waves = 1 if staged else 0
    tables.filled(tables.ROW, staged)
    tables.analyze(tables.ROW, staged)


def arrange(posting: Posting, what: Summary) -> None:
    """Fit the single tracked set to the document, and put rows that need others into later waves."""
    kind = posting.document.rules
    if kind.has_qty_to_handle and what.has_large_sets:
        prepared.execute(_SINGLE_SET % {"to_post": posting.to_post})
    if kind.is_reclassification:
        order_reclassification()
    elif kind.is_journal or (what.has_outbound and what.has_inbound):
        prepared.execute(_WAVES)
    else:
        return
    posting.waves = 1 + (PostingRow.objects.aggregate(last=Max("wave"))["last"] or 0)


def _typed(statement: str) -> str:
    """A parameter that may be NULL has no type of its own on PostgreSQL; SQLite would make it a number."""
    if connection.vendor == "sqlite":
        return statement
    for name in ("posting_date", "document_date"):
        statement = statement.replace(f"%({name})s", f"cast(%({name})s as date)")
    return statement
