from django.db import migrations

from wms.core.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("warehouse", "0009_receipts_and_shipments")]

    operations = [
        migrations.RunPython(*append_only("warehouse_postedwarehousedocument")),
        migrations.RunPython(*append_only("warehouse_postedwarehousedocumentline")),
    ]
