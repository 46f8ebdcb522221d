"""Loads the demo company into an empty database."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from warehouse import demo
from warehouse.demo import files
from wms.core.errors import Refused


class Command(BaseCommand):
    help = (
        "Loads the demo company from the files in demo/ into an empty database and prints its users. "
        "A second run changes nothing. WMS_DEMO_PASSWORD sets the users' password. "
        "Refused when WMS_ENV=production."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="Leave a database with other data alone instead of refusing.",
        )

    def handle(self, *_: Any, if_empty: bool, **__: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "Demo users have a published password: load_demo does not run with WMS_ENV=production."
            )
        password = os.environ.get("WMS_DEMO_PASSWORD") or demo.DEMO_PASSWORD
        if demo.is_empty():
            self.stdout.write("Loading the demo company (once, about half a minute) ...")
            self.stdout.flush()
            try:
                demo.load(today=timezone.localdate(), password=password)
            except Refused as refused:
                raise CommandError(f"Nothing was loaded.\n{refused}") from refused
        elif demo.is_loaded():
            self.stdout.write("The demo company is there already.")
            demo.set_passwords(password)
        elif if_empty:
            self.stdout.write("The database holds other data and was left alone.")
            return
        else:
            raise CommandError("The database holds other data. Load the demo into an empty one.")
        self._tell_users(password)

    def _tell_users(self, password: str) -> None:
        self.stdout.write(f"\nUsers, all with the password {password}")
        for row in files.table("users"):
            self.stdout.write(f"  {row['username']:<10} {row['role']}")
