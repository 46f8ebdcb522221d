"""An open page under the hand of one service: locked, with everything around it that rules ask about."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from tracking import errors, locks, openers, totals
from tracking.availability import Scope
from tracking.models import ItemTrackingCode, TrackingLine, TrackingSession
from tracking.switches import CAPTION, KINDS, NUMBER_FIELD
from wms.core.errors import Refused
from wms.documents.kinds import EntryType, Kind
from wms.documents.models import DocumentLine
from wms.inventory.models import InventorySetup

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from wms.inventory.models import Item

# What a page asks of its line.
WITH_LINE = (
    "document",
    "item__item_tracking_code",
    "item__base_unit_of_measure",
    "variant",
    "location",
)
_WITH = ("user", *(f"line__{name}" for name in WITH_LINE))


@dataclass(frozen=True)
class Page:
    """An open page and its surroundings; read once, asked often."""

    session: TrackingSession

    @property
    def line(self) -> DocumentLine:
        return self.session.line

    @property
    def item(self) -> Item:
        return self.line.item

    @property
    def kind(self) -> Kind:
        return self.line.document.rules

    @property
    def scope(self) -> Scope:
        return Scope.of(self.line)

    @cached_property
    def code(self) -> ItemTrackingCode:
        code = self.item.item_tracking_code
        if code is None:
            raise Refused([errors.ItemWithoutTrackingCode(item=self.item)])
        return code

    @cached_property
    def outbound(self) -> bool:
        """A demand page (ITL-021): the line takes goods out of stock."""
        return self.line.outbound

    @cached_property
    def is_reclassification(self) -> bool:
        return self.kind.is_reclassification

    @property
    def takes_dates(self) -> bool:
        """Whether an expiration date can be entered here at all (ITL-034, ITL-077)."""
        return self.code.use_expiration_dates and not self.outbound

    @cached_property
    def sign(self) -> int:
        """Rows hold positive quantities; people see them with the sign of the line (ITL-047)."""
        return -1 if self.line.is_negative else 1

    @property
    def is_order(self) -> bool:
        """Purchases and sales, for which ITL-057 makes an exception."""
        return not self.kind.is_journal and self.line.entry_type in (
            EntryType.PURCHASE,
            EntryType.SALE,
        )

    @cached_property
    def specific(self) -> tuple[str, ...]:
        """The kinds of number that follow the goods."""
        return tuple(kind for kind in KINDS if self.code.is_specific(kind))

    @property
    def key_fields(self) -> tuple[str, ...]:
        """The numbers by which stock is judged: of all specific kinds together (ITL-208)."""
        return tuple(NUMBER_FIELD[kind] for kind in self.specific)

    @cached_property
    def package_word(self) -> str:
        """What a package is called here (SET-034)."""
        return InventorySetup.objects.values_list("package_caption", flat=True).get() or "Package"

    def caption_of(self, kind: str) -> str:
        """``Serial No.``, ``Lot No.``, and ``Package No.`` or what the company calls it."""
        return f"{self.package_word} No." if kind == "package" else CAPTION[kind]

    @cached_property
    def lock(self) -> locks.Lock | None:
        return locks.lock_of(self.line)

    @cached_property
    def opener(self) -> openers.Opener | None:
        """The line of a warehouse receipt or shipment that the page was opened from."""
        return openers.opener(self.session.opened_from, self.line, self.session.user)

    @property
    def qty_to_handle_base(self) -> Decimal:
        """What the source wants to be handled: the line, or what it was opened from (ITL-020)."""
        if self.opener is not None:
            return self.opener.to_handle * self.sign
        to_handle: Decimal = self.line.qty_to_handle_base
        return to_handle

    @property
    def rows(self) -> QuerySet[TrackingLine]:
        return TrackingLine.objects.filter(session=self.session)

    @property
    def source_quantity(self) -> Decimal:
        """The line's quantity, positive, in base units."""
        quantity: Decimal = self.line.quantity_base
        return abs(quantity)

    def tracked(self) -> Decimal:
        tracked: Decimal = self.session.tracked
        return tracked

    def undefined(self) -> Decimal:
        """Source less Item Tracking (ITL-025); negative when more is tracked than the line has."""
        return self.source_quantity - self.tracked()

    def refuse_if_locked(self) -> None:
        """Nothing is added, and most is closed, while numbers are handled elsewhere (ITL-157…162)."""
        if self.lock is not None:
            raise Refused([errors.PageLocked(reason=self.lock.reason)])

    @property
    def may_delete(self) -> bool:
        """Whether rows can be taken off: always, but for most locks (ITL-159)."""
        return self.lock is None or self.lock.may_delete

    def rows_written(self) -> None:
        """Many rows were added or changed: add all of them up, and remember that there is something to save."""
        totals.keep_anew(self.session, is_changed=True)

    def row_written(self, *, before: totals.Sums, after: totals.Sums) -> None:
        """As ``rows_written``, where one row changed or a few went: the others need not be looked at."""
        totals.keep_difference(self.session, before=before, after=after)

    def mark_changed(self) -> None:
        """There is something to save; the sums are as they were."""
        if not self.session.is_changed:
            self.session.is_changed = True
            self.session.save(update_fields=["is_changed"])


def page_with(line: DocumentLine, user: User) -> Page:
    """The open page of the user for this line, which has been read ``WITH_LINE``.

    Raises Refused when it has been closed.
    """
    session = TrackingSession.objects.filter(line=line, user_id=user.pk).first()
    return Page(_surrounded(session, line, user))


def read_page(session: TrackingSession | int) -> Page:
    """The page as it is, for showing it.  Raises Refused when it has been closed."""
    return _page(session, TrackingSession.objects.all())


def locked_page(session: TrackingSession | int) -> Page:
    """The page, locked until the transaction ends: two windows of one person write one after the other.

    Raises Refused when it was saved or discarded meanwhile.
    """
    return _page(session, TrackingSession.objects.select_for_update(of=("self",)))


def _page(session: TrackingSession | int, sessions: QuerySet[TrackingSession]) -> Page:
    """A session that ``page_with`` read brings its line along: in one request that is asked for once."""
    if isinstance(session, TrackingSession) and session.brings_line:
        found = sessions.filter(pk=session.pk).first()
        return Page(_surrounded(found, session.line, session.user))
    key = session if isinstance(session, int) else session.pk
    found = sessions.select_related(*_WITH).filter(pk=key).first()
    if found is None:
        raise Refused([errors.PageClosed()])
    return Page(found)


def _surrounded(session: TrackingSession | None, line: DocumentLine, user: User) -> TrackingSession:
    if session is None:
        raise Refused([errors.PageClosed()])
    session.line, session.user, session.brings_line = line, user, True
    return session
