from django.db import migrations

from wms.core.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("warehouse", "0012_warehouse_picks")]

    operations = [
        migrations.RunPython(*append_only("warehouse_registeredactivity")),
        migrations.RunPython(*append_only("warehouse_registeredactivityline")),
    ]
