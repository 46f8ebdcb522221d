"""The comments on a card: lines with their date (SET-157)."""

from typing import Any, cast

from django.db.models import Model, QuerySet
from django.forms import BaseModelFormSet, modelformset_factory
from django.http import HttpResponse

from tracking.models import NumberComment, NumberInformation
from tracking.numbers import comments
from tracking.numbers.forms import CommentForm
from tracking.numbers.keys import NumberKey
from tracking.numbers.views.asked import CHANGE
from wms.core.pages.lines import LinesTab, lines_view
from wms.core.pages.requests import PageRequest


class CommentFormSet(BaseModelFormSet):
    """Comments hang on the number, not on its card, so new ones are told whose they are."""

    def __init__(self, *args: Any, instance: NumberInformation, **kwargs: Any) -> None:
        self.number = NumberKey.of_card(instance)
        super().__init__(*args, **kwargs)

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]  # Django has no other hook
        self._name(form)
        return form

    @property
    def empty_form(self) -> Any:
        form = super().empty_form
        self._name(form)
        return form

    def _name(self, form: Any) -> None:
        if form.instance.pk is None:
            for name, value in self.number.columns.items():
                setattr(form.instance, name, value)


class CommentLines(LinesTab):
    def lines(self, parent: Model) -> QuerySet:
        return NumberKey.of_card(cast(NumberInformation, parent)).comments

    def formset(self, *, may_change: bool) -> Any:
        return modelformset_factory(
            NumberComment,
            form=CommentForm,
            formset=CommentFormSet,
            extra=1,
            can_delete=may_change,
            can_delete_extra=False,
        )


def _delete(comment: NumberComment) -> None:
    comments.delete_comment(comment=comment)


COMMENTS = CommentLines(
    name="comments",
    caption="Comments",
    noun="Comment",
    parent=NumberInformation,
    model=NumberComment,
    fk="",
    form=CommentForm,
    fields=("date", "comment"),
    url="number_comments",
    card_url="number_card",
    permission=CHANGE,
    save=lambda comment: comments.save_comment(comment=comment),
    delete=_delete,
)


def number_comments(request: PageRequest, pk: int) -> HttpResponse:
    return lines_view(request, COMMENTS, pk)
