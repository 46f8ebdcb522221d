"""What templates ask hundreds of times on a page of rows."""


class ByName:
    """Answers ``{{ row.name }}`` at once: a template tries ``row["name"]`` first, and a refusal takes long."""

    __getitem__ = object.__getattribute__
