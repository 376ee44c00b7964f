"""For the server's operator: is it alive, is it ready. Nothing about anyone."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.queries import health, jobs
from portal.search import index
from portal.web.guard import public

bp = Blueprint("health", __name__, url_prefix="/health")


@bp.get("/live")
@public
def live() -> ResponseReturnValue:
    """Answer "ok" as long as this process answers at all; no database is asked."""
    return "ok", 200, {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}


@bp.get("/ready")
@public
def ready() -> ResponseReturnValue:
    """Say of each thing the portal stands on whether it is there; 503 when one is not."""
    found = {
        "database": health.database_answers(),
        "tables": health.tables_are_current(),
        "index": index.opens(),
        "worker": jobs.worker_alive(),
        "disk": health.disk_has_room(),
    }
    return found, 200 if all(found.values()) else 503, {"Cache-Control": "no-store"}
