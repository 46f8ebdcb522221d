"""Post documents without a page: ``post_documents purchase_order PO1 PO2 --user purchaser`` (POST-141, POST-142)."""

import json
import os
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from tracking.posting import post_document
from tracking.selectors.postings import told
from wms.core.errors import Refused
from wms.documents.kinds import KINDS, DocumentKind, Step
from wms.documents.models import Document


class Command(BaseCommand):
    help = (
        "Posts documents of one kind, each in a transaction of its own. Refusals are written as JSON, one "
        "a line; the exit status is 1 when a document was refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=[str(kind) for kind in KINDS])
        parser.add_argument("no", nargs="+", help="numbers of the documents")
        parser.add_argument("--step", choices=[str(step) for step in Step])
        parser.add_argument("--posting-date", type=date.fromisoformat)
        parser.add_argument("--user", default=os.environ.get("WMS_SERVICE_USER", ""))

    def handle(self, **options: Any) -> None:
        rules = KINDS[DocumentKind(options["kind"])]
        by = _user(options["user"], rules.permission("post"))
        step = Step(options["step"]) if options["step"] else None
        if step and step not in {row.step for row in rules.steps}:
            raise CommandError(f"{rules.plural} cannot be posted by {step}.")
        found = {
            one.no: one for one in Document.objects.filter(kind=rules.kind, no__in=options["no"])
        }
        if missing := [no for no in options["no"] if no not in found]:
            raise CommandError(f"There is no {rules.title.lower()} {', '.join(missing)}.")
        refused_count = 0
        for no in options["no"]:
            try:
                posted = post_document(
                    document=found[no], by=by, step=step, posting_date=options["posting_date"]
                )
            except Refused as refused:
                refused_count += 1
                for violation in refused.violations:
                    self.stderr.write(json.dumps(violation.as_dict(), default=str))
            else:
                self.stdout.write(f"{found[no]}: {told(posted)}")
        if refused_count:
            raise CommandError(f"{refused_count} of {len(options['no'])} documents were refused.")


def _user(name: str, permission: str) -> User:
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise CommandError("Say who posts: --user NAME of an active user, or set WMS_SERVICE_USER.")
    if not user.has_perm(permission):
        raise CommandError(f"User {name} may not post these documents.")
    return user
