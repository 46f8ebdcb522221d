"""Which users may post on which days."""

from collections.abc import Sequence

from wms.core.errors import RuleViolation
from wms.core.records import delete_record, save_record, save_records
from wms.inventory.models import UserSetup
from wms.inventory.policies.partners import USER_SETUP


def save_user_setup(*, setup: UserSetup) -> UserSetup:
    return save_record(setup, policy=USER_SETUP)


def save_user_setups(*, setups: Sequence[UserSetup]) -> list[Sequence[RuleViolation]]:
    return save_records(setups, policy=USER_SETUP)


def delete_user_setup(*, setup: UserSetup) -> None:
    delete_record(setup, policy=USER_SETUP)
