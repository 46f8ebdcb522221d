"""Who works at which location (WHS-255)."""

from collections.abc import Iterator

from django.contrib.auth.models import AnonymousUser, Group, User
from django.db.models import Exists, Q, QuerySet

from warehouse import errors
from wms.core.errors import RuleViolation
from wms.inventory.models import Location

# These see the warehouse documents of every location; what they may do there, their rights decide.
EVERYWHERE = ("administrator", "auditor")


def sees_everything(user: User | AnonymousUser) -> bool:
    if getattr(user, "is_superuser", False):
        return True
    return user.groups.filter(name__in=EVERYWHERE).exists()


def locations_of(user: User | AnonymousUser) -> QuerySet[Location]:
    """The locations whose warehouse documents this user may see."""
    if sees_everything(user):
        return Location.objects.all()
    return Location.objects.filter(Q(employees__user=user.pk)).distinct()


def works_at(user: User) -> Q:
    """Of rows with a location: those of the user's, without asking first whether he sees everything."""
    if user.is_superuser:
        return Q()
    everywhere = Group.objects.filter(user=user, name__in=EVERYWHERE)
    mine = Location.objects.filter(employees__user=user.pk)
    return Q(Exists(everywhere)) | Q(location__in=mine)


def not_employed(user: User, location: Location) -> Iterator[RuleViolation]:
    """Nobody creates, works off or posts the warehouse documents of a location where he does not work."""
    if not locations_of(user).filter(pk=location.pk).exists():
        yield errors.NotEmployedHere(user=user.get_username(), location=location.code)
