from django.db import migrations

from wms.core.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunPython(
            *append_only(
                "ledger_itemledgerentry",
                may_change=["remaining_quantity", "invoiced_quantity", "shipped_qty_not_returned"],
            )
        ),
        migrations.RunPython(*append_only("ledger_itemapplicationentry")),
        migrations.RunPython(*append_only("ledger_register")),
    ]
