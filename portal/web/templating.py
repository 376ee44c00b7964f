"""What templates may use: dates and numbers as Quebec writes them, addresses, the board."""

import hashlib
import re
from collections.abc import Collection, Hashable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

from babel.dates import format_date as babel_date
from babel.dates import format_time as babel_time
from flask import Flask, current_app, render_template, request, url_for
from flask_babel import format_decimal
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from portal import clock
from portal.data.findings import wording
from portal.data.mentions import MENTION, called_by
from portal.i18n import LOCALES, _, language, pick
from portal.models.concerns import HANDLERS
from portal.models.people import Role
from portal.web.authors import author_token
from portal.web.boards import current_board
from portal.web.guard import reader_or_none
from portal.web.sentences import counted, sentence

NO_BREAK = "\u00a0"
LEFT_AS_IS = "!$'()*,/:;?@"  # by `url_for` too, in the part after "?"


def init_app(app: Flask) -> None:
    """Register filters and globals; an unknown name in a template is an error."""
    app.extensions["fixed_addresses"] = {}
    app.extensions["fixed_parts"] = {}
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        date=lambda value: date_text(value, language()),
        # A long list gives the page's language, asked once.
        short_date=lambda value, code=None: short_date_text(value, code or language()),
        month=lambda value: month_text(value, language()),
        datetime=lambda value, code=None: datetime_text(value, code or language()),
        number=format_decimal,
        percent=lambda value: percent_text(value, language()),
        paragraphs=paragraphs,
        mentions=with_mentions,
        dialled=dialled,
    )
    app.jinja_env.globals.update(
        _=sentence,
        gettext=sentence,
        ngettext=counted,
        language=language,
        pick=pick,
        wording=lambda kind: wording(kind, language()),
        board=current_board,
        person=reader_or_none,
        asset=asset,
        drawing=drawing,
        fixed_address=fixed_address,
        author_token=author_token,
        here_in=here_in,
        fixed_part=fixed_part,
        navigation=navigation,
    )


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A line of the main menu; `room` is the blueprint that it leads to."""

    room: str
    address: str
    text: str


def dialled(number: str) -> str:
    """Return a number as a telephone takes it: "1 800 263-2266" is "18002632266"."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")


def navigation(held: Collection[Role]) -> tuple[NavigationItem, ...]:
    """Return the main menu of who holds these roles, in a fixed order."""
    entries = (
        ("mentors.search", _("Mentors"), frozenset(Role) - {Role.MENTOR}),
        ("occupations.browse", _("Occupations"), frozenset(Role)),
        ("threads.inbox", _("Conversations"), frozenset({Role.STUDENT, Role.MENTOR})),
        ("groups.listing", _("Groups"), frozenset(Role)),
        ("counsellor.home", _("My students"), frozenset({Role.COUNSELLOR})),
        ("moderation.queue", _("Moderation"), frozenset({Role.MODERATOR})),
        ("concerns.list_open", _("Concerns"), frozenset(HANDLERS)),
        ("coordinator.home", _("Mentor screening"), frozenset({Role.COORDINATOR})),
        ("admin.home", _("Administration"), frozenset({Role.ADMINISTRATOR})),
    )
    return tuple(
        NavigationItem(endpoint.partition(".")[0], url_for(endpoint), text)
        for endpoint, text, roles in entries
        if not roles.isdisjoint(held)
    )


def fixed_part(template: str, **values: Hashable) -> Markup:
    """Return a part of the page that depends on `values` and the language alone: made once.

    It may hold nothing of a person, of a session or of the moment.
    """
    key = (request.script_root, language(), template, *values.values())
    parts = current_app.extensions["fixed_parts"]
    if key not in parts:
        parts[key] = Markup(render_template(template, **values))  # noqa: S704 - our own page
    return cast(Markup, parts[key])


def fixed_address(endpoint: str, **values: Any) -> str:
    """Return what `url_for` does for an address that every page bears: made once."""
    key = (request.script_root, endpoint, *values.values())
    known = current_app.extensions["fixed_addresses"]
    if key not in known:
        known[key] = url_for(endpoint, **values)
    return str(known[key])


@lru_cache(maxsize=4096)
def _date(day: date, code: str) -> str:
    if code == "fr":
        first = "1er" if day.day == 1 else str(day.day)
        month = babel_date(day, "MMMM y", locale="fr_CA").replace(" ", NO_BREAK)
        return f"{first}{NO_BREAK}{month}"
    return babel_date(day, "MMMM d, y", locale="en_CA")


def date_text(value: date | datetime, code: str) -> str:
    """Write a day: "3 mai 2026", "May 3, 2026" (R61)."""
    return _date(clock.local(value).date() if isinstance(value, datetime) else value, code)


@lru_cache(maxsize=256)
def month_text(value: date, code: str) -> str:
    """Write a month: "mai 2026", "May 2026"."""
    return babel_date(value, "MMMM y", locale=LOCALES[code]).replace(" ", NO_BREAK)


@lru_cache(maxsize=4096)
def _short_date(day: date, code: str) -> str:
    return babel_date(day, "d MMM y" if code == "fr" else "MMM d, y", locale=LOCALES[code])


def short_date_text(value: date | datetime, code: str) -> str:
    """Write a day for a table: "3 mai 2026", "May 3, 2026", months shortened."""
    return _short_date(clock.local(value).date() if isinstance(value, datetime) else value, code)


@cache  # 1,440 of them
def _english_time(minute: time) -> str:
    return babel_time(minute, "h:mm a", locale="en_CA")


@lru_cache(maxsize=8192)
def datetime_text(value: datetime, code: str) -> str:
    """Write a moment on the board's clock: "3 mai 2026, 14 h 30", "May 3, 2026, 2:30 p.m."."""
    moment = clock.local(value)
    if code == "fr":
        return f"{_date(moment.date(), code)}, {moment.hour}{NO_BREAK}h{NO_BREAK}{moment:%M}"
    minute = _english_time(time(moment.hour, moment.minute))
    return f"{_date(moment.date(), code)}, {minute}"


def percent_text(value: float, code: str) -> str:
    """Write a share from 0 to 1: "80 %" in French, "80%" in English."""
    return f"{round(value * 100)}{NO_BREAK + '%' if code == 'fr' else '%'}"


def paragraphs(text: str) -> Markup:
    """Show what a person typed: escaped, with its line breaks."""
    safe = str(escape(text)).replace("\r\n", "\n")
    if "\n" not in safe:
        return Markup(f"<p>{safe}</p>" if safe else "")  # noqa: S704 - escaped above
    blocks = (block.replace("\n", "<br>") for block in safe.split("\n\n") if block)
    return Markup("".join(f"<p>{block}</p>" for block in blocks))  # noqa: S704 - escaped above


def with_mentions(html: Markup, side: str) -> Markup:
    """Mark the roles that a text of that side calls on, as in « @mentorat »."""
    if "@" not in html:
        return html

    def mark(found: re.Match[str]) -> str:
        called = called_by(found.group(1), side) is not None
        return f'<mark class="mention">{found.group()}</mark>' if called else found.group()

    return Markup(MENTION.sub(mark, str(html)))  # noqa: S704 - was safe, and stays so


def asset(name: str) -> str:
    """Return the address of a file of ours, changed by its content and so kept for a year."""
    return request.script_root + _static_address(str(current_app.static_folder), name)


def drawing(name: str) -> Markup:
    """Return the drawing called `name` in icons.svg, which says nothing to a screen reader."""
    return _drawing(asset("icons.svg"), name)


@cache
def _drawing(address: str, name: str) -> Markup:
    return Markup(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>'
    ).format(address, name)


@cache  # a list page draws a hundred icons: `url_for` for each took a quarter of its time
def _static_address(folder: str, name: str) -> str:
    content = hashlib.sha256((Path(folder) / name).read_bytes()).hexdigest()[:10]
    return f"{current_app.static_url_path}/{name}?v={content}"


def here_in(code: str) -> str:
    """Return the address of this page in the other language, its search kept."""
    address = fixed_address("front.language", code=code)
    return f"{address}?{urlencode({'next': _here()}, safe=LEFT_AS_IS)}"


def _here() -> str:
    """Return where a reader of this page comes back to, without the language it was asked in."""
    kept = urlencode([pair for pair in request.args.items(multi=True) if pair[0] != "lang"])
    path = request.path
    if request.method == "POST":
        # What a form's own address shows cannot be asked for again: the page above it can.
        adapter = current_app.create_url_adapter(request)
        path = path if adapter and adapter.test(path, "GET") else path.rpartition("/")[0]
    return f"{path}?{kept}" if kept else path
