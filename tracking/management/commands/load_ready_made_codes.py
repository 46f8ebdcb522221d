"""Makes the ready-made item tracking codes and number series that are not there yet (SET-171…177)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracking.codes import readymade
from wms.core.readymade import State


class Command(BaseCommand):
    help = (
        "Makes the ready-made item tracking codes and number series that are not there yet, and says how "
        "each stands. What is there is left as it is."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        pieces = readymade.load()
        for piece in pieces:
            text = f": {piece.text}" if piece.text else ""
            self.stdout.write(f"{piece.what}: {piece.state.value}{text}")
        if any(piece.state is State.REFUSED for piece in pieces):
            raise CommandError("Not everything could be made; see above.")
