"""A mail from its template, in its reader's language."""

from flask import render_template
from flask_babel import LazyString

from portal import mail
from portal.i18n import in_language
from portal.worker.registry import JobInHand


def write(
    job: JobInHand,
    to: str,
    language: str,
    subject: LazyString,
    template: str,
    page: str,
    **numbers: int,
) -> None:
    """Send the mail `template`, with its numbers, for a job; raises what `mail.send` raises."""
    with in_language(language):
        text = render_template(f"mail/{template}.txt", page=page, **numbers)
        letter = mail.Letter(to, language, str(subject), text)
    mail.send(letter, job_id=job.id)
