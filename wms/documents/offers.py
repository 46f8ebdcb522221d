"""What higher floors add to the action bars of documents and of posted documents.

offers.register(steps_of)            # steps_of(document, user) -> Iterable[Step]
offers.register_posted(actions_of)   # actions_of(posted_document, user) -> Iterable[Action]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from wms.core.pages.lists import Action
    from wms.documents.actions import Step
    from wms.documents.models import Document, PostedDocument

Offer = Callable[["Document", "User"], Iterable["Step"]]
PostedOffer = Callable[["PostedDocument", "User"], Iterable["Action"]]

_OFFERS: list[Offer] = []
_POSTED: list[PostedOffer] = []


def register(offer: Offer) -> None:
    _OFFERS.append(offer)


def register_posted(offer: PostedOffer) -> None:
    _POSTED.append(offer)


def steps_of(document: Document, user: User) -> Iterator[Step]:
    for offer in _OFFERS:
        yield from offer(document, user)


def actions_of(document: PostedDocument, user: User) -> Iterator[Action]:
    for offer in _POSTED:
        yield from offer(document, user)
