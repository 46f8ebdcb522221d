"""What the search box answers."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from warehouse.search.finders import BEGINNING, EXACT, MOST, Finder, Hit, Query
from wms.core.pages.requests import PageRequest
from wms.core.text import folded

LONGEST = 200  # characters that are searched for; a number has at most 50


@dataclass
class Group:
    """Hits of one kind; ``more`` when not all of them are listed."""

    kind: str
    hits: list[Hit] = field(default_factory=list)
    more: bool = False


@dataclass
class Found:
    """``groups`` in the order of the finders; ``fault`` says why nothing could be searched."""

    text: str
    groups: list[Group] = field(default_factory=list)
    fault: str = ""

    @property
    def only(self) -> Hit | None:
        """The one hit there is; it is opened at once."""
        hits = [hit for group in self.groups for hit in group.hits]
        return hits[0] if len(hits) == 1 else None


def find(request: PageRequest, text: str) -> Found:
    """What has exactly this code, number or caption; failing that, what begins or reads so."""
    text = text.strip()
    if not text:
        return Found(text)
    if len(text) > LONGEST:
        return Found("", fault=f"Search for at most {LONGEST} characters.")
    try:
        query = Query(text, folded(text))
    except ValidationError as error:
        return Found(text, fault=" ".join(error.messages))
    groups = _grouped(request, query, EXACT) or _grouped(request, query, BEGINNING)
    return Found(text, groups)


def _grouped(request: PageRequest, query: Query, finders: Iterable[Finder]) -> list[Group]:
    groups: dict[str, Group] = {}
    for finder in finders:
        for hit in finder(request, query):
            group = groups.setdefault(hit.kind, Group(hit.kind))
            if len(group.hits) < MOST:
                group.hits.append(hit)
            else:
                group.more = True
    return list(groups.values())
