from django.db import migrations

from wms.core.guards import checked_together

# the rows of a line, saved or open, by the indexes that there are
OF_LINE = """exists (select 1 from tracking_trackingline where line_id = old.id and session_id is null)
    or exists (select 1 from tracking_trackingsession s join tracking_trackingline t on t.session_id = s.id
        where s.line_id = old.id)"""
OF_SESSION = "exists (select 1 from tracking_trackingline where session_id = old.id)"


class Migration(migrations.Migration):
    dependencies = [("tracking", "0016_upload_reports")]

    operations = [
        migrations.RunPython(
            *checked_together(
                "tracking_trackingline", "line_id", "documents_documentline", children=OF_LINE
            )
        ),
        migrations.RunPython(
            *checked_together(
                "tracking_trackingline",
                "session_id",
                "tracking_trackingsession",
                children=OF_SESSION,
            )
        ),
    ]
