"""Which language a page is in: the reader's choice, else the board's."""

from flask import current_app, g, has_request_context, request, session

from portal.i18n import LANGUAGES, LOCALES
from portal.web.boards import current_board


def choose_locale() -> str:
    """Return "fr_CA" or "en_CA" for this request; on the terminal, what the operator set.

    `?lang=` on any address chooses for that page (a link to share); the switch
    in the header keeps the choice in the session and on the person.
    """
    if not has_request_context():
        return LOCALES[current_app.config["LANGUAGE"]]
    return LOCALES[_wanted()]


def _wanted() -> str:
    asked = request.args.get("lang")
    if asked in LANGUAGES:
        return asked
    if g.get("language"):  # the guard's copy: the person may be out of reach by now
        return str(g.language)
    chosen = session.get("language")
    return chosen if chosen in LANGUAGES else current_board().default_language
