"""How gunicorn serves the portal: `gunicorn -c scripts/gunicorn_settings.py wsgi:app`.

Two processes of four threads suit two cores (measured: docs/decisions). The
application is loaded once and then forked, so the processes share its memory.
"""

import gc
import logging
import threading
from typing import Any

bind = "127.0.0.1:8000"
workers = 2
threads = 4
worker_class = "gthread"
preload_app = True
# Under a reverse proxy: long enough for its kept connections.
keepalive = 5
graceful_timeout = 10
timeout = 120
control_socket_disable = True
accesslog = None  # the portal writes its own line for each request, without addresses

BOX = "portal.logs.JsonLines"


class NothingFromRequests(logging.Filter):
    """Keep what a request held, such as its address, out of gunicorn's own records (R44).

    Its notices about itself are told in full; of a warning only the fixed words are kept.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Blank the record's values unless gunicorn speaks of itself."""
        if record.levelno != logging.INFO:
            record.args = ()
            if str(record.msg).startswith("Invalid request"):
                record.msg = "Invalid request"
        return True


logconfig_dict: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"own": {"()": NothingFromRequests}},
    "formatters": {"json": {"()": BOX}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "filters": ["own"],
            "stream": "ext://sys.stderr",
        },
    },
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["stderr"], "propagate": False},
        "gunicorn.access": {"level": "ERROR", "handlers": ["stderr"], "propagate": False},
    },
}


def on_starting(server: Any) -> None:
    """Import the pages before the processes are forked, so that they share their memory."""
    server.app.wsgi().url_map.update()


def make_ready(app: Any) -> None:
    """Read what the first message and the first search would wait for; then watch the names."""
    # gunicorn reads this file before the portal
    from portal.data.cues import weights  # noqa: PLC0415
    from portal.screening.cues import cue_book  # noqa: PLC0415
    from portal.screening.phrases import shipped_machine  # noqa: PLC0415
    from portal.search.occupation_names import watch_names  # noqa: PLC0415
    from portal.search.warming import warm  # noqa: PLC0415

    # The largest first: what its making used and let go of holds the others.
    shipped_machine()
    cue_book()
    weights()
    warm(app)
    # What is read by now stays: walking through it made every page a third slower.
    gc.collect()
    gc.freeze()
    watch_names(app, until=threading.Event())


def post_fork(_server: object, worker: Any) -> None:
    """Give each process its own database connections: a forked one must not be shared.

    What the first search and message need is made beside the first requests, not before them:
    a second start must serve within three seconds.
    """
    # gunicorn reads this file before the portal
    from portal.extensions import db  # noqa: PLC0415

    app = worker.app.wsgi()
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose(close=False)
    threading.Thread(target=make_ready, args=(app,), name="warming", daemon=True).start()
