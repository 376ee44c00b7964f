from flask import Blueprint

bp = Blueprint("counsellor", __name__, url_prefix="/counsellor")
