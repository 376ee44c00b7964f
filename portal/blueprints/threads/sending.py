"""Sending a text, whichever form it comes from: the coach's buttons, a double click, a refusal."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, request, session

from portal.data.help_lines import HelpLine
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.people import Person
from portal.models.threads import MessageState
from portal.queries.help_lines import help_lines
from portal.screening import Verdict
from portal.services import drafts, texts
from portal.services.posting import Posted

DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Sending:
    """Which button sent the form."""

    anyway: bool  # the author saw what was found and asks a person to check
    asks_for_more: bool


def sending() -> Sending:
    """Return which button sent the form of this request: "more", "anyway" or both."""
    words = request.form.get("how", "").split("-")
    return Sending(anyway="anyway" in words, asks_for_more="more" in words)


def keep(person: Person, path: str, body: str) -> None:
    """Keep a text that could not be sent, for its author alone."""
    with unit_of_work():
        drafts.save(person_id=person.id, path=path, body=body)


@dataclass(frozen=True, slots=True)
class Help:
    """Who can help right now; `doubt`: the text may have meant something else."""

    lines: Sequence[HelpLine]
    doubt: bool


def to_coach(verdict: Verdict) -> bool:
    """Say whether the author first sees what was found, before anything is sent.

    Not someone in distress: what he or she dared to write is sent, and people are told, at once.
    """
    return verdict.held and not verdict.alert and not sending().anyway


def tell(*, held: bool, verdict: Verdict, in_group: bool = False) -> None:
    """Say on the next page what became of the message; in distress, who can help right now."""
    offer_help_for(verdict)
    if verdict.alert and not verdict.doubt:
        return
    if held and in_group:
        flash(_("Your message is being checked. The group sees it once that is done."), "info")
    elif held:
        flash(
            _("Your message is being checked. The other person sees it once that is done."),
            "info",
        )
    else:
        flash(_("Your message has been sent."), "success")


def help_now() -> Help | None:
    """Return who can help, for the page after a text that spoke of distress, else None."""
    offered = session.pop("help", None)
    return Help(help_lines(), offered == DOUBT) if offered else None


def offer_help(body: str) -> None:
    """Have the next page show who can help, for a text in distress that could not be sent."""
    offer_help_for(texts.look_over(body))


def offer_help_for(verdict: Verdict) -> None:
    """Have the next page show who can help, where the screen saw distress."""
    if verdict.alert:
        session["help"] = DOUBT if verdict.doubt else True


def lines_for(text: str) -> Sequence[HelpLine]:
    """Return who can help right now, where a text that was refused speaks of distress."""
    return help_lines() if text and texts.look_over(text).alert else ()


def sent(message: Posted, path: str) -> tuple[int, bool]:
    """Forget the draft; return the message's id and whether it is held."""
    drafts.discard(person_id=message.author_id, path=path)
    return message.id, message.state is MessageState.HELD
