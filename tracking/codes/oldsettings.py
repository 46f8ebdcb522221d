"""Settings of item tracking codes under the names that older systems give them (SET-061).

For imports: a row is brought into today's names before it is judged like any other.
"""

from collections.abc import Mapping

from tracking.codes import errors
from wms.core.errors import Refused

IGNORE, USE = "ignore_expiration_dates", "use_expiration_dates"
# older captions, with the fields that they are today
RENAMED = {
    "man_warranty_date_entry_reqd": "require_warranty_date_entry",
    "man_expir_date_entry_reqd": "require_expiration_date_entry",
    "require_expir_date_entry": "require_expiration_date_entry",
    "create_lot_no_info_on_posting": "create_lot_info_on_posting",
}
_OPPOSITE = {
    word: other
    for yes, no in (("yes", "no"), ("true", "false"), ("1", "0"), ("on", "off"), ("y", "n"))
    for word, other in ((yes, no), (no, yes))
}


def in_todays_names(row: Mapping[str, str]) -> dict[str, str]:
    """The row with today's field names; *Ignore Expiration Dates* becomes its opposite, Use.

    Names may be captions (``Ignore Expiration Dates``) or field names; a blank cell says nothing, and a
    cell that is neither yes nor no is handed on for the field's own rule to refuse.
    Raises Refused when Ignore and Use contradict each other.
    """
    found: dict[str, str] = {}
    ignored = ""
    for caption, value in row.items():
        name = _field_name(caption)
        if name == IGNORE:
            ignored = value.strip()
        else:
            found[RENAMED.get(name, name)] = value
    if ignored:
        use = _OPPOSITE.get(ignored.lower(), ignored)
        given = found.get(USE, "").strip().lower()
        if given and _OPPOSITE.get(given) == _OPPOSITE.get(ignored.lower()):
            raise Refused([errors.IgnoredAndUsed()])
        found[USE] = use
    return found


def _field_name(caption: str) -> str:
    return "_".join(caption.replace(".", " ").replace("-", " ").lower().split())
