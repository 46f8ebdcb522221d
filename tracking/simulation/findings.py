"""Which staged row breaks which rule: a temporary table, filled by one statement a rule."""

from collections.abc import Sequence

from django.db.models import QuerySet

from tracking.models import PostingRow
from tracking.posting import tables
from wms.core import sql

FINDING = "tracking_posting_finding"


def begin() -> None:
    sql.execute(
        f"create temporary table if not exists {FINDING}"
        " (row_id bigint not null, rule_no integer not null)"
    )
    sql.execute(f"delete from {FINDING}")


def note(rule_no: int, rows: QuerySet[PostingRow]) -> None:
    """These rows break the rule."""
    text, params = rows.order_by().values("id").query.sql_with_params()
    sql.execute(f"insert into {FINDING} select f.id, {rule_no} from ({text}) f", params)


def counts() -> dict[int, int]:
    """Rule → how many rows break it."""
    return dict(sql.rows(f"select rule_no, count(*) from {FINDING} group by rule_no"))


def refused() -> tuple[int, int]:
    """How many rows break any rule, and on how many documents they stand."""
    statement = (
        "select count(distinct f.row_id), count(distinct r.document_no)"
        f" from {FINDING} f join {tables.ROW} r on r.id = f.row_id"
    )
    ((rows, documents),) = sql.rows(statement)
    return rows, documents


def page(rule_nos: Sequence[int], *, start: int, length: int) -> list[tuple[int, int]]:
    """(row, rule) in the order of the ledger."""
    if not rule_nos:
        return []
    numbers = ", ".join(map(str, rule_nos))
    return sql.rows(
        f"select row_id, rule_no from {FINDING} where rule_no in ({numbers})"
        " order by row_id, rule_no limit %s offset %s",
        [length, start],
    )
