from django.db import migrations

from wms.core.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("warehouse", "0001_initial")]

    operations = [
        migrations.RunPython(*append_only("warehouse_warehouseentry")),
        migrations.RunPython(*append_only("warehouse_postedactivity")),
        migrations.RunPython(*append_only("warehouse_postedactivityline")),
    ]
