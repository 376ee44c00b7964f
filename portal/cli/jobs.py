"""`flask jobs`: work through the outbox, see what was given up, try it again."""

import signal
from threading import Event
from types import FrameType

import click
from flask.cli import AppGroup

from portal.errors import NotFound
from portal.extensions import unit_of_work
from portal.i18n import _, _n
from portal.queries import jobs as queries
from portal.services import jobs as services
from portal.worker import loop

group = AppGroup("jobs", help="Tâches de fond : courriel, index · Background work: mail, index.")


@group.command("work")
@click.option("--once", is_flag=True, help="Le travail dû, puis fin · What is due, then end.")
def work_command(once: bool) -> None:
    """Do the jobs as they come due, until Ctrl-C or SIGTERM.

    The job in hand is finished first. A worker that is killed loses nothing:
    its job comes back after a minute.

    Fait les tâches à mesure qu’elles sont dues, jusqu’à Ctrl-C ou SIGTERM. La
    tâche en cours est d’abord terminée; rien ne se perd si l’exécuteur est tué.
    """
    stop = Event()

    def end(number: int, _frame: FrameType | None) -> None:
        stop.set()
        if number == signal.SIGINT:
            signal.signal(number, signal.SIG_DFL)  # a second Ctrl-C ends it at once

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    loop.work(stop, once=once)


@group.command("dead")
def dead_command() -> None:
    """List the jobs that were given up after their last try.

    Énumère les tâches abandonnées après leur dernier essai.
    """
    jobs = queries.dead_jobs()
    for job in jobs:
        click.echo(f"{job.id}\t{job.event}\t{job.dead_at:%Y-%m-%d %H:%M} UTC\t{job.last_error}")
    if not jobs:
        click.echo(_("No job was given up."))


@group.command("retry")
@click.argument("job_id", metavar="[ID]", type=int, required=False)
@click.option("--all", "every", is_flag=True, help="Toutes · All of them.")
def retry_command(job_id: int | None, every: bool) -> None:
    """Try again the job ID that was given up, or --all of them.

    Reprend la tâche ID qui a été abandonnée, ou toutes avec --all.
    """
    if (job_id is None) is not every:
        raise click.UsageError(_("Give the number of a job, or --all."))
    with unit_of_work():
        count = services.retry_all(actor=None) if job_id is None else _retry(job_id)
    click.echo(
        _n(
            "%(num)s job will be tried again now.",
            "%(num)s jobs will be tried again now.",
            count,
        )
    )


def _retry(job_id: int) -> int:
    try:
        services.retry(actor=None, job_id=job_id)
    except NotFound:
        sentence = _("There is no job %(number)s: see flask jobs dead.", number=job_id)
        raise click.ClickException(sentence) from None
    return 1
