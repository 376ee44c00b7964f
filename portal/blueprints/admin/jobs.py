"""The administrator's view of the outbox: what waits, what was given up, try again."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.admin.routes import bp
from portal.extensions import unit_of_work
from portal.i18n import _, _n
from portal.models.people import Role
from portal.queries.jobs import queue
from portal.services import jobs as service
from portal.web.guard import for_roles, signed_in_person


@bp.get("/jobs")
@for_roles(Role.ADMINISTRATOR)
def jobs() -> ResponseReturnValue:
    """Show how the outbox stands."""
    return render_template("admin/jobs.html", queue=queue())


@bp.post("/jobs/<int:job_id>/retry")
@for_roles(Role.ADMINISTRATOR)
def retry_job(job_id: int) -> ResponseReturnValue:
    """Give one dead job its tries back."""
    with unit_of_work():
        service.retry(actor=signed_in_person(), job_id=job_id)
    flash(_("Job %(number)s will be tried again now.", number=job_id), "success")
    return redirect(url_for(".jobs"))


@bp.post("/jobs/retry")
@for_roles(Role.ADMINISTRATOR)
def retry_jobs() -> ResponseReturnValue:
    """Give every dead job its tries back."""
    with unit_of_work():
        count = service.retry_all(actor=signed_in_person())
    flash(
        _n("%(num)s job will be tried again now.", "%(num)s jobs will be tried again now.", count),
        "success",
    )
    return redirect(url_for(".jobs"))
