"""The blueprint of the guidance content; its pages stand in two rooms of the portal."""

from flask import Blueprint

bp = Blueprint("guidance", __name__)
