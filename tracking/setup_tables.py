"""Item tracking codes and number information as files."""

from tracking.codes import driving
from tracking.codes.services import save_tracking_code, save_tracking_codes
from tracking.codes.switchsets import switches_of
from tracking.groups.services import save_group, save_groups
from tracking.models import ItemTrackingCode, NumberInformation, TrackingDimensionGroup
from tracking.numbers.services import save_number_card, save_number_cards
from wms.core import tables
from wms.core.tables import Column, Table, columns_of

# Older data speaks of the opposite switch, which is only read (SET-061).
IGNORE_EXPIRATION_DATES = Column(
    field=ItemTrackingCode._meta.get_field("use_expiration_dates"),
    caption="Ignore Expiration Dates",
    opposite=True,
)

tables.register(
    Table(
        name="tracking-dimension-groups",
        model=TrackingDimensionGroup,
        key=("code",),
        columns=columns_of(TrackingDimensionGroup),
        save=lambda group: save_group(group=group),
        save_all=lambda groups: save_groups(groups=groups),
        order=("code",),
        rank=19,
    )
)
tables.register(
    Table(
        name="item-tracking-codes",
        model=ItemTrackingCode,
        key=("code",),
        columns=(*columns_of(ItemTrackingCode), IGNORE_EXPIRATION_DATES),
        # a row that was exported has its warehouse tracking as it shall be (SET-055)
        save=lambda code: save_tracking_code(code=code, driven=driving.followed(switches_of(code))),
        save_all=lambda codes: save_tracking_codes(codes=codes),
        order=("code",),
        rank=20,
    )
)
tables.register(
    Table(
        name="number-information",
        model=NumberInformation,
        key=("number", "item", "variant", "kind"),
        columns=columns_of(
            NumberInformation, within={"variant": ("item", "item")}, blank_is_row=("variant",)
        ),
        save=lambda card: save_number_card(card=card),
        save_all=lambda cards: save_number_cards(cards=cards),
        order=("item__no", "kind", "number"),
        rank=70,
    )
)
