from django.db import migrations

from wms.core.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_initial")]

    operations = [
        migrations.RunPython(*append_only("documents_posteddocument")),
        migrations.RunPython(*append_only("documents_posteddocumentline")),
    ]
