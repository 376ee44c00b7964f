"""Who is told that the team wrote about their messages, in which words."""

import pytest

from portal.extensions import db, unit_of_work
from portal.models.moderation import Decision, Verdict
from portal.models.sanctions import Sanction, SanctionStep
from portal.services import moderation, sanctions
from tests.cast import HELD_MESSAGE, HOLD, IDS, Cast
from tests.worker.conftest import Outbox


@pytest.mark.parametrize("who", ["marc", "grace"])
def test_a_notice_is_mailed_without_a_word_of_it(cast: Cast, outbox: Outbox, who: str) -> None:
    with unit_of_work():
        decision = Decision(message_id=HELD_MESSAGE, hold_id=HOLD, moderator_id=IDS["mona"])
        decision.verdict, decision.original_hash = Verdict.REFUSED, ""
        db.session.add(decision)
        db.session.flush()
        step = Sanction(person_id=IDS[who], step=SanctionStep.WARNING, rule="second")
        step.decision_id = decision.id
        db.session.add(step)
    with unit_of_work():
        sanctions.apply(actor=cast.person("mona"), sanction_id=1, note="Propos blessants.")
    outbox.work()
    mail = outbox.mail(1)
    assert mail is not None
    assert mail["To"] == f"{who}@example.org"
    assert "/account/notices" in mail.get_content()
    assert "blessants" not in mail.get_content()


def test_an_approval_undone_before_the_mail_left_mails_nobody(cast: Cast, outbox: Outbox) -> None:
    with unit_of_work():
        moderation.approve(moderator=cast.person("mona"), hold_id=HOLD)
    with unit_of_work():
        moderation.undo(moderator=cast.person("mona"), hold_id=HOLD)
    outbox.work()
    assert outbox.mail(1) is None
