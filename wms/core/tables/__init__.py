"""Set-up tables as files: what each one holds, how it is exported, and how it is imported.

Every app tells its tables in its module ``setup_tables``, which is loaded when the application starts:

    tables.register(
        Table(
            name="units-of-measure",
            model=UnitOfMeasure,
            key=("code",),
            columns=columns_of(UnitOfMeasure, "code", "description"),
            save=lambda unit: save_unit_of_measure(unit=unit),
        )
    )
"""

from wms.core.tables.columns import Column, columns_of
from wms.core.tables.registry import Table, find, named, of_model, register, tables

__all__ = ["Column", "Table", "columns_of", "find", "named", "of_model", "register", "tables"]
