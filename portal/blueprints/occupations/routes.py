from flask import Blueprint

bp = Blueprint("occupations", __name__, url_prefix="/occupations")
