"""The reserved figures of the numbers on an Item Tracking Lines page (ITL-198, ITL-199)."""

from tracking.models import Reservation, TrackingSession
from wms.core import sql

_FIGURES = """
update tracking_availabilityfigure set
    reserved = r.reserved, current_reserved = r.mine, non_specific_reserved = r.loose
from (
    select e.serial_no, e.lot_no, e.package_no, cast(sum(h.quantity) as bigint) as reserved,
           cast(sum(case when h.line_id = %(line)s then h.quantity else 0 end) as bigint) as mine,
           cast(sum(case when h.line_id <> %(line)s and not h.is_specific then h.quantity else 0 end)
                as bigint) as loose
    from tracking_reservation h join ledger_itemledgerentry e on e.entry_no = h.entry_id
    where h.item_id = %(item)s and e.variant_id = %(variant)s and e.location_id = %(location)s
    group by e.serial_no, e.lot_no, e.package_no
) r
where session_id = %(session)s and r.serial_no = tracking_availabilityfigure.serial_no
  and r.lot_no = tracking_availabilityfigure.lot_no
  and r.package_no = tracking_availabilityfigure.package_no
"""


def fill_reserved(session: TrackingSession) -> None:
    """Reserved figures of the snapshot (ITL-198, ITL-199); asked only where something is reserved."""
    line = session.line
    if not Reservation.objects.filter(item=line.item_id).exists():
        return
    sql.execute(
        _FIGURES,
        {
            "line": line.pk,
            "item": line.item_id,
            "variant": line.variant_id,
            "location": line.location_id,
            "session": session.pk,
        },
    )
