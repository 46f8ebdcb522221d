"""Rule ids tie the docs, the errors and the tests together: whatever one of them claims, the others know.

Read from the source with ``ast``, so that it is quick and holds whichever tests were chosen to run.
"""

import ast
import importlib
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from pkgutil import walk_packages
from typing import TypeGuard

import pytest

from wms.core.errors import RuleViolation

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs" / "rules.md"
RULE_ID = re.compile(r"[A-Z]+-[0-9]{3}[a-z]?")
OURS = ("wms", "tracking", "warehouse")


def documented() -> list[list[tuple[str, str, str]]]:
    """The tables of docs/rules.md, each a list of (id, sentence, source)."""
    tables: list[list[tuple[str, str, str]]] = []
    for number, line in enumerate(DOCS.read_text().splitlines(), 1):
        if line.startswith("| id |"):
            tables.append([])
        elif line.startswith("|") and not line.startswith("|---"):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            assert len(cells) == 3, f"docs/rules.md, line {number}: {len(cells)} cells, not 3"
            assert all(cells), f"docs/rules.md, line {number}: a cell is empty"
            tables[-1].append((cells[0], cells[1], cells[2]))
    return tables


def marks() -> dict[str, set[str]]:
    """Rule id → the test modules with a mark for it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if is_mark(node):
                for argument in node.args:
                    rule = argument.value if isinstance(argument, ast.Constant) else None
                    assert isinstance(rule, str), (
                        f"{path}, line {node.lineno}: write the rule id itself, it is looked for as text"
                    )
                    found[rule].add(str(path.relative_to(ROOT)))
    return found


def is_mark(node: ast.AST) -> TypeGuard[ast.Call]:
    """``pytest.mark.rule(…)``, as a decorator or as the mark of a parameter."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "rule"
        and isinstance(node.func.value, ast.Attribute)
        and node.func.value.attr == "mark"
    )


def violations() -> Iterator[type[RuleViolation]]:
    """Every kind of refusal in the application."""
    for top in OURS:
        package = importlib.import_module(top)
        for module in walk_packages(package.__path__, f"{top}."):
            if ".migrations" not in module.name and ".commands." not in module.name:
                importlib.import_module(module.name)
    pending = list(RuleViolation.__subclasses__())
    while pending:
        kind = pending.pop()
        pending += kind.__subclasses__()
        if kind.__module__.startswith(OURS) and "code" in vars(kind):
            yield kind


IDS = [row[0] for table in documented() for row in table]
MARKS = marks()


def order(rule: str) -> tuple[str, str]:
    prefix, _, number = rule.partition("-")
    return prefix, number


def test_every_id_stands_once_and_in_order():
    assert [rule for rule in IDS if not RULE_ID.fullmatch(rule)] == []
    assert sorted({rule for rule in IDS if IDS.count(rule) > 1}) == []
    for table in documented():
        ids = [row[0] for row in table]
        assert ids == sorted(ids, key=order)


def test_every_documented_rule_has_a_test():
    assert sorted(set(IDS) - set(MARKS)) == []


def test_every_rule_with_a_test_is_documented():
    assert {rule: sorted(MARKS[rule]) for rule in sorted(set(MARKS) - set(IDS))} == {}


def test_every_refusal_names_a_documented_rule_with_a_test():
    unknown = {
        f"{kind.__module__}.{kind.__name__}": kind.rule
        for kind in violations()
        if kind.rule not in IDS or kind.rule not in MARKS
    }

    assert unknown == {}


def test_every_refusal_is_complete():
    lacking = [
        f"{kind.__module__}.{kind.__name__}"
        for kind in violations()
        if not (kind.code and getattr(kind, "rule", "") and getattr(kind, "template", ""))
    ]

    assert lacking == []


@pytest.mark.parametrize(
    "source",
    [
        '@pytest.mark.rule("SET-001")\ndef test(): ...',
        'pytest.param(1, marks=pytest.mark.rule("SET-001"))',
        'pytestmark = [pytest.mark.rule("SET-001")]',
    ],
)
def test_every_way_to_mark_a_test_is_seen(source):
    assert any(is_mark(node) for node in ast.walk(ast.parse(source)))
