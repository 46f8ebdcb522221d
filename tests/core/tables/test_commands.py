"""Import and export of set-up tables by command."""

import io

import pytest
from django.core.management import CommandError, call_command

from tests.core.tables.files import UNITS, csv_file, xlsx_file
from tests.factories import UnitFactory, UserFactory
from wms.core.management.commands import import_setup
from wms.core.models import SetupChange
from wms.inventory.models import UnitOfMeasure

pytestmark = pytest.mark.django_db


@pytest.mark.rule("IMP-008")
@pytest.mark.parametrize("name", ["units.csv", "units.xlsx"])
def test_the_commands_write_a_file_and_read_it_again(tmp_path, name):
    UnitFactory(code="PCS", description="Piece")
    path, out = tmp_path / name, io.StringIO()

    call_command("export_setup", UNITS, path, stdout=out)
    UnitOfMeasure.objects.all().delete()
    call_command(
        "import_setup", UNITS, path, user=UserFactory(username="anna").username, stdout=out
    )

    assert UnitOfMeasure.objects.get().description == "Piece"
    assert "1 rows of units of measure written to" in out.getvalue()
    assert "Imported: 1 made" in out.getvalue()
    change = SetupChange.objects.first()
    assert (change.source, change.changed_by.username) == ("import", "anna")


@pytest.mark.rule("IMP-004", "IMP-008")
def test_the_command_reads_more_than_a_page(tmp_path, settings, monkeypatch):
    settings.WMS_UPLOAD_MAX_BYTES, settings.WMS_UPLOAD_MAX_ROWS = 10, 1
    path = tmp_path / "units.csv"
    path.write_bytes(csv_file("Code,Description", "PCS,Piece", "BOX,Box"))

    call_command("import_setup", UNITS, path, stdout=io.StringIO())
    assert UnitOfMeasure.objects.count() == 2

    monkeypatch.setattr(import_setup, "MOST_BYTES", 10)
    with pytest.raises(CommandError, match=r"units.csv is larger than 0 MB"):
        call_command("import_setup", UNITS, path)


@pytest.mark.rule("IMP-008", "IMP-003")
def test_a_dry_run_of_the_command_stores_nothing(tmp_path):
    path = tmp_path / "units.csv"
    path.write_bytes(csv_file("Code", "PCS"))

    call_command("import_setup", UNITS, path, "--dry-run", stdout=io.StringIO())

    assert not UnitOfMeasure.objects.exists()


@pytest.mark.rule("IMP-008", "IMP-002")
def test_given_faulty_rows_then_the_command_lists_them_and_fails(tmp_path):
    path, err = tmp_path / "units.csv", io.StringIO()
    path.write_bytes(csv_file("Code", "PCS", "MUCH-TOO-LONG"))

    with pytest.raises(CommandError, match="Nothing was stored: 1 row is wrong"):
        call_command("import_setup", UNITS, path, stderr=err)

    assert "line 3, Code: Code may have at most 10 characters" in err.getvalue()
    assert not UnitOfMeasure.objects.exists()


@pytest.mark.rule("IMP-008")
@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["import_setup", "nonsense", "f.csv"], "invalid choice: 'nonsense'"),
        (["import_setup", UNITS, "/nowhere/f.csv"], "cannot be read: No such file"),
        (["export_setup", UNITS, "/nowhere/f.csv"], "cannot be written: No such file"),
        (["import_setup", UNITS, "/nowhere/f.csv", "--user=nobody"], "There is no user nobody"),
    ],
)
def test_given_wrong_arguments_then_the_command_says_which(options, why):
    name, table, path, *more = options
    from pathlib import Path

    with pytest.raises(CommandError, match=why):
        call_command(name, table, Path(path), **dict(one[2:].split("=") for one in more))


def test_given_a_file_that_is_no_table_then_the_command_says_why(tmp_path):
    path = tmp_path / "units.xlsx"
    path.write_bytes(xlsx_file(("Colour",), ("red",)))

    with pytest.raises(CommandError, match="have no column Colour"):
        call_command("import_setup", UNITS, path)
