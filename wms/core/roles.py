"""Who may do what: six groups, each a list of permissions.

The table is the truth: after every ``migrate`` the groups have exactly these permissions.  A company that
wants other rights makes groups of its own.  Permissions are named as Django names them; ``*`` stands for
anything, so that what a later version adds falls to the right roles by itself.  Members of
"administrator" also need *Staff status* to enter the set-up pages of the Django admin.
"""

from fnmatch import fnmatchcase
from typing import Any

# What everybody in the house looks at: goods, places, partners, numbers, and the book.
LOOK = (
    "inventory.view_item",
    "inventory.view_itemunit",
    "inventory.view_itemvariant",
    "inventory.view_unitofmeasure",
    "inventory.view_location",
    "tracking.view_itemtrackingcode",
    "tracking.view_trackingdimensiongroup",
    "tracking.view_numberinformation",
    "tracking.view_trackingline",
    "tracking.view_reservation",
    "ledger.view_register",
    "ledger.view_itemledgerentry",
    "ledger.view_itemapplicationentry",
    "warehouse.view_bin",
    "warehouse.view_bincontent",
    "warehouse.view_zone",
    "warehouse.view_warehouseentry",
)
PURCHASER = (
    *LOOK,
    "inventory.view_vendor",
    "documents.view_purchasing",
    "documents.change_purchasing",
    "documents.post_purchasing",
    "tracking.change_trackingline",
    "tracking.change_reservation",
)
SALES = (
    *LOOK,
    "inventory.view_customer",
    "documents.view_sales",
    "documents.change_sales",
    "documents.post_sales",
    "tracking.change_trackingline",
    "tracking.change_reservation",
)
WAREHOUSE_CLERK = (
    *LOOK,
    "inventory.view_vendor",
    "inventory.view_customer",
    "documents.view_purchasing",
    "documents.view_sales",
    "documents.*_transfers",
    "tracking.change_trackingline",
    "warehouse.view_activity",
    "warehouse.view_postedactivity",
    "warehouse.work_activity",
    "warehouse.add_activity",
    "warehouse.delete_activity",
    "warehouse.view_warehousedocument",
    "warehouse.add_warehousedocument",
    "warehouse.work_warehousedocument",
    "warehouse.delete_warehousedocument",
    "warehouse.view_postedwarehousedocument",
    "warehouse.view_container",
    "warehouse.work_container",
    "warehouse.*_warehousejournal",
)
WAREHOUSE_MANAGER = (
    *WAREHOUSE_CLERK,
    "inventory.view_warehouseemployee",
    "documents.*_journals",
    "documents.*_reclassification",
    "documents.*_assembly",
    "tracking.change_trackingline",
    "tracking.change_reservation",
    "tracking.add_numberinformation",
    "tracking.change_numberinformation",
    "warehouse.change_activity",
    "warehouse.*_bin",
    "warehouse.*_bincontent",
    "warehouse.*_zone",
    "warehouse.view_bintype",
    "warehouse.view_specialequipment",
    "inventory.view_warehouseclass",
)
AUDITOR = (
    "core.view_*",
    "inventory.view_*",
    "documents.view_*",
    "ledger.view_*",
    "tracking.view_*",
    "warehouse.view_*",
    "auth.view_group",
    "auth.view_user",
    "admin.view_logentry",
)
ADMINISTRATOR = (
    "core.*",
    "inventory.*",
    "documents.*",
    "tracking.*",
    "warehouse.*",
    "ledger.view_*",
    "ledger.*_inventoryperiod",
    "auth.view_permission",
    "auth.*_group",
    "auth.*_user",
    "axes.*",
    "admin.view_logentry",
)

ROLES: dict[str, tuple[str, ...]] = {
    "purchaser": PURCHASER,
    "sales": SALES,
    "warehouse clerk": WAREHOUSE_CLERK,
    "warehouse manager": WAREHOUSE_MANAGER,
    "administrator": ADMINISTRATOR,
    "auditor": AUDITOR,
}
# What was posted is changed by nobody, so nobody has the permission to (POST-175).
NEVER_GIVEN = tuple(
    f"{verb}_{model}"
    for model in (
        "posteddocument", "posteddocumentline", "postedactivity", "postedactivityline",
        "postedwarehousedocument", "postedwarehousedocumentline",
        "registeredactivity", "registeredactivityline",
        "warehouseentry", "setupchange", "serialcapture",
        "capturereversal", "containerscan",
    )
    for verb in ("add", "change", "delete")
)  # fmt: skip


def permissions_of(role: str, names: list[str]) -> set[str]:
    """Those of the permissions (``app.codename``) that the role has."""
    return {
        name
        for name in names
        if name.partition(".")[2] not in NEVER_GIVEN
        and any(fnmatchcase(name, pattern) for pattern in ROLES[role])
    }


def make_roles(using: str) -> None:
    """Make the groups and give them exactly the permissions of the table; again and again if need be.

    Permissions that are not there yet, because only some apps were migrated, follow with the others.
    """
    from django.contrib.auth.models import Group, Permission

    Group.objects.using(using).bulk_create(
        [Group(name=name) for name in ROLES], ignore_conflicts=True
    )
    groups = dict(Group.objects.using(using).filter(name__in=ROLES).values_list("name", "pk"))
    known = {
        f"{app}.{codename}": pk
        for pk, app, codename in Permission.objects.using(using)
        .order_by("pk")
        .values_list("pk", "content_type__app_label", "codename")
    }
    wanted = {
        (group, known[name])
        for role, group in groups.items()
        for name in permissions_of(role, list(known))
    }
    through = Group.permissions.through.objects.using(using)
    given = {
        (group, permission): pk
        for pk, group, permission in through.filter(group__in=groups.values()).values_list(
            "pk", "group_id", "permission_id"
        )
    }
    through.filter(pk__in=[pk for pair, pk in given.items() if pair not in wanted]).delete()
    through.bulk_create(
        [
            Group.permissions.through(group_id=group, permission_id=permission)
            for group, permission in sorted(wanted - given.keys())
        ]
    )


def after_migrate(sender: Any, using: str, **_: Any) -> None:
    """Act once, after the last app: only then do the permissions of all of them exist."""
    from django.apps import apps
    from django.db import connections

    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    if sender == last and "auth_group" in connections[using].introspection.table_names():
        make_roles(using)
