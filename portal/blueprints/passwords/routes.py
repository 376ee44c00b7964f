from flask import Blueprint

bp = Blueprint("passwords", __name__, url_prefix="/password")
