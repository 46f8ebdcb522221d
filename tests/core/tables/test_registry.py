"""The tables that can be imported and exported: their keys, columns and headings."""

import pytest
from django.db import IntegrityError, transaction

from tests.core.tables.files import csv_file, imported
from wms.core import tables
from wms.core.models import NumberSeries

pytestmark = pytest.mark.django_db


def test_every_heading_names_one_column_of_its_table():
    for table in tables.tables():
        for column in table.columns:
            assert table.column(column.caption) is column
            assert column.opposite or table.column(column.name) is column


def test_every_table_has_its_key_and_a_field_for_each_column():
    for table in tables.tables():
        assert [column.name for column in table.key_columns] == list(table.key)
        assert tables.of_model(table.model) is table
        assert tables.find(table.name) is table
    assert tables.find("nonsense") is None


def test_the_constraint_of_a_series_stands_below_the_import():
    imported("number-series", csv_file("Code", "A"))
    with pytest.raises(IntegrityError), transaction.atomic():
        NumberSeries.objects.update(code="")
