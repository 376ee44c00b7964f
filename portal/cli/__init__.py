"""Commands, as thin as routes."""

from importlib import import_module
from typing import cast

import click
from flask.cli import AppGroup

# Each module of this folder, and what it calls its commands.
MODULES = {
    "audit": "group",
    "db": "group",
    "demo": "group",
    "jobs": "group",
    "moderation": "group",
    "occupations": "group",
    "people": "group",
    "reports": "group",
    "schools": "group",
    "search": "group",
    "settings": "command",
}


class Commands(AppGroup):
    """The commands of the portal: one that runs imports its own module, and no other one."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names of all."""
        return sorted({*super().list_commands(context), *MODULES})

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Return the command of this name, with its module imported."""
        if name not in MODULES:
            return super().get_command(context, name)
        return cast(click.Command, getattr(import_module(f"portal.cli.{name}"), MODULES[name]))
