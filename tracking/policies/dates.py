"""On which days may this user post (POST-109)?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

from django.db.models import Q, QuerySet, Subquery

from tracking.posting import errors
from wms.core.prepared import Kept
from wms.core.rules import row_rule
from wms.inventory.models import InventorySetup, UserSetup
from wms.ledger.models import InventoryPeriod

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class AllowedDates:
    """The posting dates of a user, or the company's where User Setup says nothing; None is no limit.

    ``closed_until``: the last day of the inventory periods that are closed.
    """

    first: date | None
    last: date | None
    closed_until: date | None = None
    user: str = ""

    def shut_out(self, day: date) -> bool:
        return bool(
            (self.first and day < self.first)
            or (self.last and day > self.last)
            or (self.closed_until and day <= self.closed_until)
        )

    @property
    def first_left(self) -> date | None:
        opens = self.closed_until and self.closed_until + timedelta(days=1)
        return max(filter(None, (self.first, opens)), default=None)

    @property
    def leaves_no_day(self) -> bool:
        return bool(self.first_left and self.last and self.last < self.first_left)

    def __str__(self) -> str:
        """The days that are left, in words."""
        first, last = self.first_left, self.last
        if self.leaves_no_day:
            return "which leaves no day"
        if first and last:
            return f"{first} to {last}"
        return f"from {first} on" if first else f"up to {last}"

    @property
    def way_out(self) -> str:
        ways = [] if self.leaves_no_day else ["choose a date within it"]
        if self.first or self.last:
            place = f"User Setup of {self.user}" if self.user else "Inventory Setup"
            ways.append(f"have Allow Posting From and To changed in {place}")
        if self.closed_until:
            ways.append(f"have the inventory period to {self.closed_until} reopened")
        said = ", or ".join(ways)
        return f"{said[0].upper()}{said[1:]}."


def setup_for(user: User, *series: str) -> InventorySetup:
    """Inventory Setup with these number series, and what ``allowed_dates`` looks at, in one statement."""
    [setup] = _SETUP([user.pk], *series)
    return cast(InventorySetup, setup)


def _setup(users: list[int], *series: str) -> QuerySet[InventorySetup]:
    setups = InventorySetup.objects.all()
    if series:
        setups = setups.select_related(*series)
    own = UserSetup.objects.filter(user__in=users)
    closed = InventoryPeriod.objects.filter(closed=True).order_by("-ending_date")
    return setups.annotate(
        own_first=Subquery(own.values("allow_posting_from")[:1]),
        own_last=Subquery(own.values("allow_posting_to")[:1]),
        closed_until=Subquery(closed.values("ending_date")[:1]),
    )


_SETUP = Kept(_setup)


def allowed_dates(setup: InventorySetup, user: User) -> AllowedDates:
    """``setup``: as ``setup_for`` gives it."""
    own = setup.own_first, setup.own_last  # type: ignore[attr-defined]
    closed_until = setup.closed_until  # type: ignore[attr-defined]
    if any(own):
        return AllowedDates(*own, closed_until, str(user))
    return AllowedDates(setup.allow_posting_from, setup.allow_posting_to, closed_until)


@row_rule(errors.PostingDateMissing)
def posting_date_missing() -> Q:
    return Q(posting_date=None)


@row_rule(errors.PostingDateOutOfRange)
def posting_date_outside(allowed: AllowedDates) -> Q:
    outside = Q(pk__in=[])
    if allowed.first:
        outside |= Q(posting_date__lt=allowed.first)
    if allowed.last:
        outside |= Q(posting_date__gt=allowed.last)
    if allowed.closed_until:
        outside |= Q(posting_date__lte=allowed.closed_until)
    return outside
