"""Each register is sealed, with those that are there already, and what checking the book found is kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from wms.core.guards import append_only
from wms.ledger.seals import seal_unsealed


def seal_what_was_posted(apps: object, schema_editor: object) -> None:
    seal_unsealed()


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0009_invoicing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisterSeal",
            fields=[
                (
                    "register",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="seal",
                        serialize=False,
                        to="ledger.register",
                    ),
                ),
                ("first_application_no", models.BigIntegerField()),
                ("last_application_no", models.BigIntegerField()),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("digest", models.CharField(max_length=64, verbose_name="Seal")),
            ],
            options={
                "verbose_name": "Register Seal",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("digest", ""), _negated=True), name="seal_filled"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerProof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="Started At")),
                ("finished_at", models.DateTimeField(verbose_name="Finished At")),
                ("rows", models.BigIntegerField(verbose_name="Rows Checked")),
                ("differences", models.BigIntegerField(verbose_name="Differences")),
                ("seal", models.CharField(blank=True, max_length=64, verbose_name="Seal")),
                ("results", models.JSONField(default=list, verbose_name="Results")),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Asked By",
                    ),
                ),
            ],
            options={
                "verbose_name": "Ledger Check",
                "verbose_name_plural": "Ledger Checks",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("differences__gte", 0),
                            ("finished_at__gte", models.F("started_at")),
                            ("rows__gte", 0),
                        ),
                        name="ledger_proof_counts",
                    )
                ],
            },
        ),
        migrations.RunPython(*append_only("ledger_registerseal")),
        migrations.RunPython(*append_only("ledger_ledgerproof")),
        migrations.RunPython(seal_what_was_posted, migrations.RunPython.noop),
    ]
