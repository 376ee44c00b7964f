"""Lanterne: e-mentoring that a Quebec school board runs on its own server."""

import gc
import os
from collections.abc import Mapping
from pathlib import Path
from threading import RLock

from flask import Flask
from werkzeug.routing import Map

from portal import cli, logs, models, settings, web
from portal.extensions import babel, bootstrap, csrf, db, login_manager
from portal.web.language import choose_locale
from portal.web.sentences import SpeakingEnvironment

__all__ = ["create_app", "models"]


class Portal(Flask):
    """Flask, with the pages imported when an address is first asked for or written.

    A command that prints a report needs none of them, and they are a third of what starts.
    """

    def __init__(self) -> None:
        self._pages_due = False
        self._adding_pages = RLock()
        super().__init__(__name__)
        self.cli = cli.Commands(self.name)

    def expect_pages(self) -> None:
        """Say that the rest is in place, so that the pages may follow."""
        self._pages_due = True

    @property
    def url_map(self) -> Map:
        """Every address; the pages are imported before the first look at it."""
        with self._adding_pages:
            if self._pages_due:
                self._pages_due = False  # a page that is added looks here again
                self._add_pages()
        return self._addresses

    @url_map.setter
    def url_map(self, addresses: Map) -> None:
        """Take the map that Flask makes, empty at first."""
        self._addresses = addresses

    def _add_pages(self) -> None:
        from portal import blueprints  # noqa: PLC0415 - see above

        for blueprint in blueprints.ALL:
            self.register_blueprint(blueprint)


def create_app(overrides: Mapping[str, object] | None = None) -> Flask:
    """Build the portal. This function is its table of contents.

    Raises WrongSettings when the environment or `overrides` cannot be right.
    """
    app = Portal()
    app.jinja_environment = SpeakingEnvironment
    app.config.from_mapping(settings.load(os.environ, overrides))
    app.instance_path = str(Path(str(app.config["INSTANCE"])))
    logs.set_up(app.config["LOG_LEVEL"])

    db.init_app(app)
    web.guard.init_app(app)  # before CSRF: a text sent without a session is kept first
    csrf.init_app(app)
    login_manager.init_app(app, add_context_processor=False)  # pages ask the guard
    babel.init_app(app, locale_selector=choose_locale)
    bootstrap.init_app(app)
    web.init_app(app)
    app.expect_pages()
    gc.freeze()  # what is loaded by now stays: walking through it was a sixth of a report
    return app
