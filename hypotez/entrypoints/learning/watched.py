"""Waiting for a job."""

from typing import Final

from hypotez.ports.jobs import Job, JobRunner
from hypotez.ports.progress import Progress, Report

__all__ = ["watched"]

_LOOK: Final = 0.1
"""Seconds between two looks at how far it is."""


def watched(jobs: JobRunner, job: Job, report: Report) -> Job:
    """The job when it has ended. Whoever interrupts, or raises `Cancelled` in `report`, stops it."""
    try:
        while not (job := jobs.wait(job, _LOOK)).state.ended:
            report(Progress(job.stage, job.done, job.total, ""))
    except BaseException:
        jobs.cancel(job)
        raise
    return job
