"""Pages of plain tables: a code and a description."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Model
from django.urls import reverse

from wms.core.pages.cards import RecordCard, Tab
from wms.core.pages.lists import Action, Column, ListPage
from wms.core.recordforms import RecordForm


def code_list(
    model: type[Model], *, title: str, noun: str, url: str, columns: Sequence[Column] = ()
) -> ListPage:
    """The list; ``url`` is the name of the card's address, ``columns`` follow the two of each table."""
    app, name = model._meta.app_label, model._meta.model_name
    return ListPage(
        title=title,
        name=title.lower().replace(" ", "-"),
        permission=f"{app}.view_{name}",
        queryset=lambda request: model._default_manager.all(),
        columns=(Column("Code", "code"), Column("Description", "description", wrap=True), *columns),
        search=("code", "description"),
        default_sort=("code",),
        row_url=lambda row: reverse(url, args=[row.pk]),
        empty=f"There are no {title.lower()} yet.",
        actions=lambda request: (
            Action(f"New {noun}", reverse(f"{url}_new"), f"{app}.add_{name}", "plus", primary=True),
        ),
    )


def code_card(
    form: type[RecordForm],
    *,
    noun: str,
    url: str,
    list_url: str,
    save: Callable[[Any], Any],
    delete: Callable[[Any], None],
    tabs: Sequence[Tab] = (),
) -> RecordCard:
    return RecordCard(
        model=form._meta.model,
        form=form,
        noun=noun,
        tabs=(Tab("General", ("code", "description")), *tabs),
        list_url=list_url,
        url=url,
        new_url=f"{url}_new",
        delete_url=f"{url}_delete",
        save=lambda record, request: save(record),
        delete=lambda record, request: delete(record),
    )
