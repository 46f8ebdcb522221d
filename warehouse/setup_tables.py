"""Bins as files."""

from warehouse.binsetup.services import save_bin
from warehouse.models import Bin
from wms.core import tables
from wms.core.tables import Table, columns_of

tables.register(
    Table(
        name="bins",
        model=Bin,
        key=("code", "location"),
        columns=columns_of(Bin, within={"zone": ("location", "location")}),
        save=lambda bin_: save_bin(bin_=bin_),
        order=("location__code", "code"),
        rank=41,
    )
)
