"""How jobs word their refusals."""

from wms.core.errors import RuleViolation


class JobNotRestartable(RuleViolation):
    code = "job-not-restartable"
    rule = "JOB-004"
    template = (
        "Job {title} is {state}, so it cannot be started again. "
        "Only jobs that were interrupted, failed or were cancelled can be."
    )


class JobNotCancellable(RuleViolation):
    code = "job-not-cancellable"
    rule = "JOB-005"
    template = "Job {title} cannot be cancelled: {why}"
