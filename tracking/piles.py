"""Stock that expires and numbers that are blocked, for the home page."""

from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse

from tracking.models import NumberInformation
from wms.core.pages.piles import Pile, register
from wms.core.pages.workdate import work_date
from wms.ledger.models import ItemLedgerEntry

SOON = timedelta(days=30)


def _expired(request: HttpRequest) -> int:
    return ItemLedgerEntry.objects.in_inventory().expired(on=work_date(request)).count()


def _expired_url(request: HttpRequest) -> str:
    last = work_date(request) - timedelta(days=1)
    return f"{reverse('ledger_entries')}?in_stock=yes&expires_to={last}"


def _expiring(request: HttpRequest) -> int:
    today = work_date(request)
    entries = ItemLedgerEntry.objects.in_inventory()
    return entries.filter(expiration_date__range=(today, today + SOON)).count()


def _expiring_url(request: HttpRequest) -> str:
    today = work_date(request)
    until = today + SOON
    return f"{reverse('ledger_entries')}?in_stock=yes&expires_from={today}&expires_to={until}"


register(
    Pile(
        caption="Expired",
        explanation="Entries in stock past their expiration date",
        count=_expired,
        url=_expired_url,
        permission="ledger.view_itemledgerentry",
        tone="bad",
        order=60,
    )
)
register(
    Pile(
        caption="Expiring in 30 days",
        explanation="Entries in stock that expire from the work date on",
        count=_expiring,
        url=_expiring_url,
        permission="ledger.view_itemledgerentry",
        tone="warn",
        order=61,
    )
)
register(
    Pile(
        caption="Blocked numbers",
        explanation="Serial, lot and package numbers that may not move",
        count=lambda request: NumberInformation.objects.filter(blocked=True).count(),
        url=lambda request: f"{reverse('number_cards')}?blocked=yes",
        permission="tracking.view_numberinformation",
        tone="warn",
        order=70,
    )
)
