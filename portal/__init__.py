"""Lanterne: e-mentoring that a Quebec school board runs on its own server."""

import os
from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from portal import blueprints, cli, logs, models, settings, web
from portal.extensions import babel, bootstrap, csrf, db, login_manager, migrate
from portal.web.language import choose_locale
from portal.web.sentences import SpeakingEnvironment

__all__ = ["create_app", "models"]


def create_app(overrides: Mapping[str, object] | None = None) -> Flask:
    """Build the portal. This function is its table of contents.

    Raises WrongSettings when the environment or `overrides` cannot be right.
    """
    app = Flask(__name__)
    app.jinja_environment = SpeakingEnvironment
    app.config.from_mapping(settings.load(os.environ, overrides))
    app.instance_path = str(Path(str(app.config["INSTANCE"])))
    logs.set_up(app.config["LOG_LEVEL"])

    db.init_app(app)
    migrate.init_app(app, db)
    web.guard.init_app(app)  # before CSRF: a text sent without a session is kept first
    csrf.init_app(app)
    login_manager.init_app(app)
    babel.init_app(app, locale_selector=choose_locale)
    bootstrap.init_app(app)
    web.init_app(app)

    for blueprint in blueprints.ALL:
        app.register_blueprint(blueprint)
    for group in cli.ALL:
        app.cli.add_command(group)
    return app
