from django.db import migrations

from wms.core.guards import append_only

CHANGE_LOG = "what is written in the change log is never changed or deleted"


class Migration(migrations.Migration):
    dependencies = [("core", "0002_change_log")]

    operations = [
        migrations.RunPython(*append_only("core_setupchange", why=CHANGE_LOG)),
    ]
