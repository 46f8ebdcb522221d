"""Switches on a form that cannot be changed now: shown as they are, with the reason.

They still send their value, so that whoever changes one all the same gets the refusal.
"""

from collections.abc import Iterable, Mapping

from django.forms import BaseForm
from django.utils.html import escape


def shown_switches(form: BaseForm, names: Iterable[str]) -> dict[str, bool]:
    """The switches of the form as the page shows them; those that it does not have are left out."""
    # not by way of form[name], which would keep the help text as it is now
    return {
        name: form.add_prefix(name) in form.data
        if form.is_bound
        else bool(form.get_initial_for_field(form.fields[name], name))
        for name in names
        if name in form.fields
    }


def lock_fields(form: BaseForm, reasons: Mapping[str, str]) -> None:
    """Lock these fields, each with its reason in place of its help; who may only look has none of them."""
    for name, reason in reasons.items():
        if name in form.fields:
            form.fields[name].widget.attrs["aria-disabled"] = "true"
            form.fields[name].help_text = escape(reason)
