from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0009_bound_orders")]

    operations = [
        migrations.AlterField(
            model_name="documentline",
            name="purchasing_code",
            field=models.CharField(
                blank=True,
                choices=[("drop_shipment", "Drop Shipment"), ("special_order", "Special Order")],
                db_default="",
                default="",
                max_length=13,
                verbose_name="Purchasing Code",
            ),
        ),
    ]
