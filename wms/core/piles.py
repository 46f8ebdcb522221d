"""Jobs that failed, for the home page."""

from django.urls import reverse

from wms.core.jobs import selectors
from wms.core.models.jobs import JobState
from wms.core.pages.piles import Pile, register

register(
    Pile(
        caption="Failed jobs",
        explanation="Background jobs that ended with an error",
        count=lambda request: (
            selectors.visible_to(request.user).filter(state=JobState.FAILED).count()  # type: ignore[arg-type]
        ),
        url=lambda request: f"{reverse('jobs')}?state={JobState.FAILED}",
        tone="bad",
        order=90,
    )
)
