"""The house keeps its floors: imports point down only, and edges are at the edge.

Read from the source with ``ast``: an import inside a function or under TYPE_CHECKING counts like any other,
because it ties the floors together all the same.  A model of a higher floor is named by its label
("tracking.ItemTrackingCode"); a higher floor that must have its say registers itself below.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = ("wms.core", "wms.inventory", "wms.documents", "wms.ledger", "tracking", "warehouse")
# Nobody imports the roof.  The project's own package only hands out the Celery application.
ROOF = ("wms.settings", "wms.urls", "wms.wsgi", "wms.celery")
MAY_IMPORT_THE_ROOF = {("wms", "wms.celery")}

# By module (or folder) name: what this kind of module never imports.  See "Where code lives" in the style guide.
EDGES = frozenset({"views", "forms", "admin", "tasks", "api", "commands", "urls"})
NEVER_IMPORTS = {
    "models": EDGES | {"services", "selectors", "policies"},
    "querysets": EDGES | {"services", "selectors", "policies"},
    "errors": EDGES | {"services", "selectors", "policies"},
    "policies": EDGES | {"services"},
    "selectors": EDGES | {"services"},
    "services": EDGES,
}


@dataclass(frozen=True)
class Import:
    importer: str
    imported: str
    line: int

    def __str__(self) -> str:
        return f"{self.importer}, line {self.line}: imports {self.imported}"


def modules() -> Iterator[tuple[str, Path]]:
    for top in ("wms", "tracking", "warehouse"):
        for path in sorted((ROOT / top).rglob("*.py")):
            if "migrations" not in path.parts:
                parts = path.relative_to(ROOT).with_suffix("").parts
                yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


NAMES = {name for name, _ in modules()}


def imports_of(name: str, path: Path) -> Iterator[Import]:
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(name, alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            for alias in node.names:
                # "from wms.core import sql" imports the module wms.core.sql
                full = f"{base}.{alias.name}"
                yield Import(name, full if full in NAMES else base, node.lineno)


ALL_IMPORTS = [found for name, path in modules() for found in imports_of(name, path)]


def floor_of(module: str) -> int | None:
    """The floor that a module stands on; None outside the house."""
    for number, floor in enumerate(FLOORS):
        if module == floor or module.startswith(f"{floor}."):
            return number
    return None


def kind_of(module: str) -> str | None:
    """What kind of module this is, by the first of its names that says so."""
    floor = floor_of(module)
    if floor is None:
        return None
    for part in module.removeprefix(FLOORS[floor]).strip(".").split("."):
        if part in EDGES or part in NEVER_IMPORTS:
            return part
    return None


def test_the_house_was_found():
    assert {floor_of(found.importer) for found in ALL_IMPORTS} >= set(range(len(FLOORS)))
    assert len(ALL_IMPORTS) > 100


def test_imports_point_down():
    upward = [
        str(found)
        for found in ALL_IMPORTS
        if (importer := floor_of(found.importer)) is not None
        and (imported := floor_of(found.imported)) is not None
        and imported > importer
    ]

    assert upward == []


def test_nobody_imports_the_roof():
    through_the_roof = [
        str(found)
        for found in ALL_IMPORTS
        if found.imported.startswith(ROOF)
        and found.importer not in ROOF
        and (found.importer, found.imported) not in MAY_IMPORT_THE_ROOF
    ]

    assert through_the_roof == []


def test_tests_are_imported_by_nobody():
    assert [str(found) for found in ALL_IMPORTS if found.imported.split(".")[0] == "tests"] == []


def test_rules_and_writes_know_nothing_of_the_edges():
    wrong = [
        str(found)
        for found in ALL_IMPORTS
        if (importer := kind_of(found.importer)) in NEVER_IMPORTS
        and kind_of(found.imported) in NEVER_IMPORTS[importer]
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import warehouse.models", {"warehouse.models"}),
        ("from tracking import models", {"tracking.models"}),
        ("from wms.core.text import folded", {"wms.core.text"}),
        ("from . import text", {"wms.core.text"}),
        ("from .text import folded", {"wms.core.text"}),
        ("from ..inventory import models", {"wms.inventory.models"}),
        ("def late():\n    import tracking", {"tracking"}),
        ("if TYPE_CHECKING:\n    from tracking.models import TrackingLine", {"tracking.models"}),
    ],
)
def test_every_way_to_import_is_seen(source, found, tmp_path):
    path = tmp_path / "module.py"
    path.write_text(source)

    assert {each.imported for each in imports_of("wms.core.module", path)} == found
