"""The order behind an entry: what was made of what (POST-161, POST-163).  Its columns are guarded too."""

import django.db.models.deletion
from django.db import migrations, models

from wms.core.guards import append_only

guard, unguard = append_only(
    "ledger_itemledgerentry",
    may_change=[
        "remaining_quantity",
        "invoiced_quantity",
        "shipped_qty_not_returned",
        "unit_of_measure_code",
    ],
)


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_journals_and_assembly"),
        ("ledger", "0006_find_serials_in_stock"),
    ]

    operations = [
        migrations.RunPython(unguard, guard),
        migrations.AddField(
            model_name="itemledgerentry",
            name="order",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.document",
            ),
        ),
        migrations.AddField(
            model_name="itemledgerentry",
            name="order_line_no",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="Order Line No."),
        ),
        migrations.AlterField(
            model_name="itemledgerentry",
            name="document_type",
            field=models.CharField(
                blank=True,
                choices=[
                    ("purchase_receipt", "Purchase Receipt"),
                    ("sales_shipment", "Sales Shipment"),
                    ("inventory_receipt", "Inventory Receipt"),
                    ("inventory_shipment", "Inventory Shipment"),
                    ("posted_assembly", "Posted Assembly"),
                ],
                max_length=24,
                verbose_name="Document Type",
            ),
        ),
        migrations.AddIndex(
            model_name="itemledgerentry",
            index=models.Index(
                models.F("order"),
                models.F("order_line_no"),
                models.F("entry_no"),
                condition=models.Q(("order__isnull", False)),
                name="ile_order",
            ),
        ),
        migrations.RunPython(guard, unguard),
    ]
