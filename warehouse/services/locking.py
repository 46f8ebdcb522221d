"""The first step of every service on an activity: lock it, see that it is still the one shown."""

from django.contrib.auth.models import User
from django.db.models import F

from warehouse import errors
from warehouse.capture.rules import CAPTURING
from warehouse.models import Activity, ActivityLine, CapturedSerial
from warehouse.policies.employees import not_employed
from wms.core.errors import Refused, refuse_if_any
from wms.core.quantity import ZERO
from wms.documents.models import Document


def lock_source(activity: Activity) -> None:
    """The source document comes first in the order of locks, then its activities."""
    source = Document.objects.select_for_update(of=("self",), no_key=True)
    list(source.filter(pk=activity.source_id).values_list("pk"))


def lock_activity(activity: Activity, *, by: User, version: int | None = None) -> Activity:
    """The activity as it is now, locked until the transaction ends.

    Raises Refused when it is gone, has another version than the one shown (WHS-267), or belongs to a
    location where the user does not work (WHS-255).
    """
    found = Activity.objects.select_for_update(of=("self",), no_key=True)
    locked = found.select_related("location", "source").filter(pk=activity.pk).first()
    if locked is None:
        raise Refused([errors.ActivityGone(document=str(activity))])
    if version is not None and locked.version != version:
        raise Refused([errors.ActivityChanged(document=str(locked))])
    refuse_if_any(not_employed(by, locked.location))
    return locked


def lock_line(line: ActivityLine, *, by: User, version: int | None = None) -> ActivityLine:
    """The line as it is now, below its locked activity."""
    activity = lock_activity(line.activity, by=by, version=version)
    found = ActivityLine.objects.select_related(
        "item__item_tracking_code__tracking_dimension_group",
        "variant",
        "bin",
        "source_line__document",
    )
    locked = found.filter(pk=line.pk, activity=activity).first()
    if locked is None:
        raise Refused([errors.ActivityLineGone(document=str(activity))])
    locked.activity = activity
    return locked


def changed(activity: Activity) -> Activity:
    """The next version; whoever shows an older one will be told."""
    activity.version += 1
    Activity.objects.filter(pk=activity.pk).update(version=F("version") + 1)
    return activity


def keep_the_rest(activity: Activity) -> Activity | None:
    """Fully handled lines go, the others keep the rest; without lines the header goes too (WHS-161, WHS-177).

    Kinds that start filled have all of the rest to handle again.
    """
    CapturedSerial.objects.filter(line__activity=activity, line__qty_to_handle__gt=ZERO).delete()
    rest = F("quantity") - F("qty_handled") - F("qty_to_handle")
    is_filled = activity.rules.starts_filled
    handled = activity.lines.all() if is_filled else activity.lines.filter(qty_to_handle__gt=ZERO)
    handled.update(
        qty_handled=F("qty_handled") + F("qty_to_handle"),
        qty_to_handle=rest if is_filled else ZERO,
    )
    if is_filled:  # where serials are captured, the list of the line says how much (CAP-026)
        activity.lines.filter(CAPTURING).update(qty_to_handle=ZERO)
    done = activity.lines.filter(qty_handled=F("quantity"))
    done._raw_delete(done.db)  # nothing hangs on a line, so its rows need not be read first
    if activity.lines.exists():
        return changed(activity)
    activity.delete()
    return None
