"""Who may do what: the groups that every installation has."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import user_with_role
from wms.core.roles import NEVER_GIVEN, ROLES, make_roles

pytestmark = pytest.mark.django_db


def names_of(permissions) -> set[str]:
    return {
        f"{app}.{code}"
        for app, code in permissions.values_list("content_type__app_label", "codename")
    }


def rights_of(role: str) -> set[str]:
    return names_of(Permission.objects.filter(group__name=role))


def every_permission() -> set[str]:
    return names_of(Permission.objects.all())


@pytest.mark.rule("ROLE-001")
def test_every_installation_has_the_six_roles():
    assert set(Group.objects.values_list("name", flat=True)) == {
        "purchaser",
        "sales",
        "warehouse clerk",
        "warehouse manager",
        "administrator",
        "auditor",
    }


@pytest.mark.rule("ROLE-001")
@pytest.mark.parametrize("role", ROLES)
def test_every_line_of_the_table_gives_something(role):
    from fnmatch import filter as matching

    unmatched = [pattern for pattern in ROLES[role] if not matching(every_permission(), pattern)]

    assert unmatched == []


@pytest.mark.rule("ROLE-002")
@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        (
            "purchaser",
            ["documents.view_purchasing", "documents.change_purchasing", "documents.post_purchasing",
             "tracking.change_trackingline", "ledger.view_itemledgerentry", "inventory.view_vendor"],
            ["documents.view_sales", "documents.post_journals", "inventory.change_item",
             "warehouse.work_activity", "core.view_all_jobs"],
        ),
        (
            "sales",
            ["documents.view_sales", "documents.change_sales", "documents.post_sales",
             "tracking.change_trackingline", "inventory.view_customer"],
            ["documents.view_purchasing", "documents.post_purchasing", "inventory.change_customer"],
        ),
        (
            "warehouse clerk",
            ["warehouse.view_activity", "warehouse.work_activity", "warehouse.add_activity",
             "warehouse.delete_activity", "documents.view_sales",
             "documents.view_purchasing", "ledger.view_itemledgerentry", "tracking.view_trackingline",
             "documents.change_transfers", "documents.post_transfers",
             "tracking.change_trackingline"],  # of documents that it may change: transfers
            ["documents.change_sales", "documents.change_purchasing",
             "documents.post_sales", "documents.view_journals", "warehouse.change_bin"],
        ),
        (
            "warehouse manager",
            ["warehouse.work_activity", "warehouse.add_activity", "warehouse.delete_activity",
             "documents.change_journals", "documents.post_journals", "documents.change_reclassification",
             "documents.post_reclassification", "warehouse.add_bin", "warehouse.delete_bincontent",
             "tracking.change_trackingline"],
            ["documents.post_sales", "documents.change_purchasing", "inventory.change_location"],
        ),
        (
            "administrator",
            ["inventory.change_item", "core.add_numberseries", "tracking.delete_itemtrackingcode",
             "warehouse.change_warehousesetup", "auth.change_user", "core.change_job",
             "documents.post_sales", "warehouse.delete_activity", "axes.delete_accessattempt"],
            ["ledger.change_itemledgerentry", "ledger.add_register", "documents.delete_posteddocument",
             "warehouse.delete_warehouseentry", "sessions.view_session"],
        ),
        (
            "auditor",
            ["documents.view_sales", "documents.view_journals", "ledger.view_itemledgerentry",
             "inventory.view_item", "core.view_all_jobs", "auth.view_user", "warehouse.view_bin"],
            ["documents.change_sales", "documents.post_sales", "sessions.view_session",
             "warehouse.work_activity"],
        ),
    ],
)  # fmt: skip
def test_a_role_may_do_its_work_and_no_more(role, may, may_not):
    member = user_with_role(role)

    assert set(may) | set(may_not) <= every_permission() | {"sessions.view_session"}
    assert [name for name in may if not member.has_perm(name)] == []
    assert [name for name in may_not if member.has_perm(name)] == []


@pytest.mark.rule("ROLE-002")
def test_an_auditor_views_every_record_of_the_application_and_changes_none():
    views = {
        f"{model._meta.app_label}.view_{model._meta.model_name}"
        for model in apps.get_models()
        if model._meta.app_label
        in ("core", "inventory", "documents", "ledger", "tracking", "warehouse")
    }

    assert views <= rights_of("auditor")
    assert {name.partition(".")[2].partition("_")[0] for name in rights_of("auditor")} == {"view"}


@pytest.mark.rule("ROLE-003")
def test_nobody_has_the_right_to_change_what_was_posted():
    given = names_of(Permission.objects.filter(group__isnull=False))

    assert not {name for name in given if name.partition(".")[2] in NEVER_GIVEN}
    assert {name for name in given if name.startswith("ledger.") and ".view_" not in name} == {
        f"ledger.{verb}_inventoryperiod" for verb in ("add", "change", "close", "delete")
    }


@pytest.mark.rule("ROLE-001")
def test_given_changed_groups_when_migrated_then_they_are_as_the_table_says():
    clerk, auditor = Group.objects.get(name="warehouse clerk"), Group.objects.get(name="auditor")
    own = Group.objects.create(name="our own")
    before = rights_of("warehouse clerk")
    clerk.permissions.clear()
    clerk.permissions.add(Permission.objects.get(codename="post_sales"))
    own.permissions.add(Permission.objects.get(codename="post_sales"))
    auditor.delete()

    call_command("migrate", verbosity=0)

    assert rights_of("warehouse clerk") == before
    assert rights_of("auditor")
    assert rights_of("our own") == {"documents.post_sales"}


@pytest.mark.rule("ROLE-001")
def test_given_groups_that_are_right_when_made_again_then_nothing_is_written():
    with CaptureQueriesContext(connection) as statements:
        make_roles("default")

    written = [
        statement["sql"]
        for statement in statements
        if statement["sql"].startswith(("UPDATE", "DELETE", 'INSERT INTO "auth_group_permissions"'))
    ]
    assert written == []


@pytest.mark.rule("ROLE-001")
def test_given_permissions_that_are_not_there_yet_then_the_roles_get_the_others():
    Permission.objects.filter(content_type__app_label="warehouse").delete()

    make_roles("default")

    assert "documents.view_sales" in rights_of("warehouse clerk")
    assert not {name for name in rights_of("warehouse clerk") if name.startswith("warehouse.")}
