"""What lists of set-up and look-ups cost beside 100,000 items and 1,000,000 serial information cards.

Each is asked for over HTTP, as Django's test client does, whole page included.  Every serial of the
background ledger has a card, a fifth of them in stock; the other cards are of items that never moved.
One card in ten has a description, one in a thousand is blocked, and nothing has expired, so that a filter
for it has to look everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from benchmarks.background import A_SOLD_SERIAL
from benchmarks.company import Company
from tracking.models import NumberInformation
from wms.core.sql import execute
from wms.inventory.models import Item, ItemUnit, ItemVariant

ENTRIES_FOR_AN_ITEM = 10  # beside a million entries and cards a hundred thousand items

_COUNT = (
    "with recursive series(n) as (select 1 union all select n + 1 from series where n < {count})"
)
_COPIES = """
insert into {table} ({columns})
{counted}
select {values} from {around} join {table} pattern on {like}
"""
_CARDS = """
insert into tracking_numberinformation (kind, item_id, variant_id, number, description, blocked,
                                        test_quality, certificate_number, country_code)
select 'serial', c.item_id, c.variant_id, c.number,
       case when c.n %% 10 = 0 then 'Inspected on arrival, remark ' || c.n else '' end,
       c.n %% 1000 = 0, '', '', ''
from (select item_id, variant_id, number, row_number() over (order by number) as n from ({numbers}) s) c
"""
_KNOWN = """
select distinct item_id, variant_id, serial_no as number from ledger_itemledgerentry
where serial_no like 'BG%%'
"""
_NEVER_USED = """
select i.id as item_id, v.id as variant_id, 'NU' || substr(cast(10000000 + n as varchar(8)), 2) as number
from series
cross join inventory_item i
cross join inventory_itemvariant v
where i.no = 'BULK' || substr(cast(1000001 + series.n %% {items} as varchar(7)), 2)
  and v.item_id = i.id and v.code = ''
"""


@dataclass
class SetupLists:
    """``m``: how many cards there are; a tenth as many items."""

    company: Company
    m: int

    def load(self) -> None:
        like = self.company.item.pk
        with transaction.atomic():
            no = "'BULK' || substr(cast(1000000 + series.n as varchar(7)), 2)"
            words = "'Smoke detector, model ' || series.n"
            counted = _COUNT.format(count=self.items)
            _copy(Item, f"pattern.id = {like}", "series", counted, no=no, description=words)
            bulk = "(select id as bulk from inventory_item where no like 'BULK%%') b"
            for model in (ItemVariant, ItemUnit):
                _copy(model, f"pattern.item_id = {like}", bulk, item_id="b.bulk")
            execute(_CARDS.format(numbers=_KNOWN))
            left = self.m - NumberInformation.objects.count()
            counted = _COUNT.format(count=left)
            never_used = f"{counted} {_NEVER_USED.format(items=self.items)}"
            execute(_CARDS.format(numbers=never_used))

    @property
    def said(self) -> str:
        return f"{self.items:,} items and {self.m:,} cards"

    @property
    def items(self) -> int:
        return self.m // ENTRIES_FOR_AN_ITEM

    def jobs(self) -> Iterator[tuple[str, Callable[[], int]]]:
        """The name of each list or look-up, and the request."""
        middle = f"BULK{self.items // 2:06}"
        card = NumberInformation.objects.get(number=f"NU{self.m // 10:07}")
        items, find = reverse("items"), reverse("search")
        cards, serials = reverse("number_cards"), reverse("number_cards_of_kind", args=["serial"])
        asked: dict[str, tuple[str, dict[str, str]]] = {
            "items": (items, {}),
            "items, by description": (items, {"description": f"model {self.items // 2}"}),
            "items, sorted": (items, {"sort": "-description"}),
            "items, as one types": (items, {"q": middle[:8]}),
            "cards of all kinds": (cards, {}),
            "serial cards": (serials, {}),
            "serial cards, sorted": (serials, {"sort": "-number"}),
            "serial cards, of item": (serials, {"item": middle}),
            "serial cards, blocked": (serials, {"blocked": "yes"}),
            "serial cards, in stock": (serials, {"in_stock": "yes"}),
            "serial cards, not there": (serials, {"in_stock": "no"}),
            "serial cards, stock last": (serials, {"in_stock": "yes", "sort": "-number"}),
            "serial cards, expired": (serials, {"expired": "yes"}),
            "serial cards, described": (serials, {"description": f"remark {self.m // 1000 * 10}"}),
            "serial cards, typing": (serials, {"q": card.number[:7]}),
            "serial cards, a number": (serials, {"number": A_SOLD_SERIAL}),
            "serial card": (reverse("number_card", args=[card.pk]), {}),
            "item field, typing": (
                reverse("offers", args=["inventory.item"]),
                {"item": middle[:8]},
            ),
            "order line, typing": (
                reverse("document_lookup", args=["purchase_order", "item"]),
                {"item": middle[:8]},
            ),
            "search, typing": (find, {"q": card.number[:7]}),
            "search, words": (find, {"q": "detector"}),
        }
        for name, (url, query) in asked.items():
            yield name, partial(self._get, url, query)

    @cached_property
    def client(self) -> Client:
        client = Client(SERVER_NAME="localhost")
        client.force_login(self.company.by)
        return client

    def _get(self, url: str, query: dict[str, str]) -> int:
        response = self.client.get(url, query)
        assert response.status_code == 200, (url, query, response)
        return len(response.content)


def _copy(model: type[models.Model], like: str, around: str, counted: str = "", **but: str) -> None:
    """As many rows as there are ``around``, each like the pattern but for the columns given."""
    columns = [str(field.column) for field in model._meta.concrete_fields if not field.primary_key]
    execute(
        _COPIES.format(
            table=model._meta.db_table,
            columns=", ".join(columns),
            values=", ".join(but.get(column, f"pattern.{column}") for column in columns),
            like=like,
            around=around,
            counted=counted,
        )
    )
