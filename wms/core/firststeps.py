"""First steps: what a new company sets up, in the order in which one thing needs the other.

An app offers its steps in a module named ``first_steps``, which is imported when the application starts.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True, kw_only=True)
class Way:
    """A page where the step is done."""

    caption: str
    url_name: str
    permission: str
    args: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Step:
    """``is_done`` asks one short question; ``ways`` lead to where it is done, the shortest first.

    ``list_url``: the page that shows what is there.  ``is_needed``: the company cannot begin without it.
    """

    caption: str
    why: str
    is_done: Callable[[], bool]
    ways: tuple[Way, ...]
    list_url: str
    permission: str
    order: int
    is_needed: bool = True


@dataclass(frozen=True)
class Shown:
    """A step as the page shows it."""

    caption: str
    why: str
    is_done: bool
    is_needed: bool
    list_url: str
    ways: list[tuple[str, str]]


_STEPS: list[Step] = []


def register(step: Step) -> None:
    _STEPS.append(step)


def shown_to(request: HttpRequest) -> list[Shown]:
    """The steps of this user's role."""
    return [
        Shown(
            step.caption,
            step.why,
            step.is_done(),
            step.is_needed,
            reverse(step.list_url),
            [
                (way.caption, reverse(way.url_name, args=way.args))
                for way in step.ways
                if request.user.has_perm(way.permission)
            ],
        )
        for step in _mine(request)
    ]


def next_of(request: HttpRequest) -> str:
    """The caption of the first step that the company needs and that is not done; "" when none is left.

    Only whoever sets the company up is told.
    """
    if not request.user.has_perm("inventory.change_inventorysetup"):
        return ""
    return next(
        (step.caption for step in _mine(request) if step.is_needed and not step.is_done()), ""
    )


def _mine(request: HttpRequest) -> list[Step]:
    return [
        step
        for step in sorted(_STEPS, key=lambda step: (step.order, step.caption))
        if request.user.has_perm(step.permission)
    ]
