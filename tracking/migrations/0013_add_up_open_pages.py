"""Pages that are open while the new version is installed get the sums over their rows."""

from django.db import migrations

SUMS = """
update tracking_trackingsession set
    row_count = sums.row_count, open_rows = sums.open_rows, tracked = sums.tracked,
    to_handle = sums.to_handle, to_invoice = sums.to_invoice, handled = sums.handled
from (
    select session_id, count(*) as row_count, count(case when quantity > qty_handled then 1 end) as open_rows,
           sum(quantity) as tracked, sum(qty_to_handle) as to_handle, sum(qty_to_invoice) as to_invoice,
           sum(qty_handled) as handled
    from tracking_trackingline where session_id is not null group by session_id
) sums
where sums.session_id = tracking_trackingsession.id
"""


class Migration(migrations.Migration):
    dependencies = [("tracking", "0012_pages_keep_their_sums")]
    operations = [migrations.RunSQL(SUMS, migrations.RunSQL.noop)]
