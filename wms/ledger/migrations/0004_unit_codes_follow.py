"""A renamed unit of measure is renamed in the entries too (SET-006), which their guard must let pass."""

from django.db import migrations

from wms.core.guards import append_only

KEPT_UP = ["remaining_quantity", "invoiced_quantity", "shipped_qty_not_returned"]
guard, unguard = append_only("ledger_itemledgerentry", may_change=KEPT_UP)
guard_but_unit, unguard_but_unit = append_only(
    "ledger_itemledgerentry", may_change=[*KEPT_UP, "unit_of_measure_code"]
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_entries_by_document")]

    operations = [
        migrations.RunPython(unguard, guard),
        migrations.RunPython(guard_but_unit, unguard_but_unit),
    ]
