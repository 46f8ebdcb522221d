"""The states of a document and the moves between them.  docs/states.md is drawn from this table."""

from wms.documents.models import DocumentStatus

NEXT_STATES: dict[DocumentStatus, frozenset[DocumentStatus]] = {
    DocumentStatus.OPEN: frozenset({DocumentStatus.RELEASED, DocumentStatus.CLOSED}),
    DocumentStatus.RELEASED: frozenset({DocumentStatus.OPEN, DocumentStatus.CLOSED}),
    DocumentStatus.CLOSED: frozenset(),
}

WHY = {
    (DocumentStatus.OPEN, DocumentStatus.RELEASED): "Release",
    (DocumentStatus.RELEASED, DocumentStatus.OPEN): "Reopen",
    (DocumentStatus.OPEN, DocumentStatus.CLOSED): "posted completely, or Make Order",
    (DocumentStatus.RELEASED, DocumentStatus.CLOSED): "posted completely, or Make Order",
}


def may_become(now: str, then: str) -> bool:
    return DocumentStatus(then) in NEXT_STATES[DocumentStatus(now)]


def drawing() -> str:
    """The table as a state diagram, as it stands in docs/states.md."""
    moves = [
        f"    {now.label} --> {then.label}: {WHY[now, then]}"
        for now in DocumentStatus
        for then in DocumentStatus
        if then in NEXT_STATES[now]
    ]
    ends = [f"    {state.label} --> [*]" for state in DocumentStatus if not NEXT_STATES[state]]
    lines = ["stateDiagram-v2", f"    [*] --> {DocumentStatus.OPEN.label}", *moves, *ends]
    return "\n".join(lines)
