"""The pages of groups: coming in, reading, writing, running one."""

from datetime import timedelta

import pytest

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.groups import Membership
from portal.models.moderation import Hold
from portal.models.threads import Message, MessageState
from portal.services import topics
from tests.cast import IDS, Cast
from tests.groups import ADULTS, ANSWER, OF_HAVRE, QUESTION, WELDING, write_groups


@pytest.fixture
def topic_id(cast: Cast) -> int:
    """The topic that the groups beside the cast begin with."""
    with cast.app.app_context():
        return write_groups(cast)


def text(answer: object) -> str:
    return answer.get_data(as_text=True)  # type: ignore[attr-defined, no-any-return]


def test_a_student_joins_reads_and_answers(cast: Cast, topic_id: int) -> None:
    noah = cast.client("noah")
    assert "La soudure" in text(noah.get("/groups?show=open"))
    about = text(noah.get(f"/groups/{WELDING}"))
    assert "Marc B." in about and "Les horaires" not in about
    assert noah.get(f"/groups/{WELDING}/topics/{topic_id}").status_code == 404
    assert "Les horaires" in text(noah.post(f"/groups/{WELDING}/join", follow_redirects=True))
    page = text(noah.get(f"/groups/{WELDING}/topics/{topic_id}"))
    assert QUESTION in page and "Marc B." in page
    place = f"/groups/{WELDING}/topics/{topic_id}"
    sent = noah.post(
        place, data={"body": "Merci, ça aide.", "send_key": "n"}, follow_redirects=True
    )
    assert "Merci, ça aide." in text(sent)
    zoe = text(cast.client("zoe").get(place))
    assert "Noah" in zoe and "Tremblay" not in zoe and "Nouveau" in zoe


def test_a_post_to_a_topic_closed_a_second_ago_is_kept_with_a_clear_sentence(
    cast: Cast, topic_id: int
) -> None:
    with cast.app.app_context(), unit_of_work():
        topics.close(actor=cast.person("mona"), topic_id=topic_id, on=True)
    place = f"/groups/{WELDING}/topics/{topic_id}?lang=en"
    answer = cast.client("zoe").post(
        place, data={"body": "Une seconde trop tard.", "send_key": "z"}
    )
    assert answer.status_code == 409
    assert "This topic was closed" in text(answer) and "Une seconde trop tard." in text(answer)


def test_a_mentor_whose_invitation_ended_keeps_the_words(cast: Cast, topic_id: int) -> None:
    with cast.app.app_context(), unit_of_work():
        membership = db.session.get_one(Membership, (WELDING, IDS["marc"]))
        membership.until = clock.now() - timedelta(minutes=1)
    marc, place = cast.client("marc"), f"/groups/{WELDING}/topics/{topic_id}"
    assert marc.get(place).status_code == 404
    answer = marc.post(f"{place}?lang=en", data={"body": "Ma réponse.", "send_key": "m"})
    assert answer.status_code == 409
    assert "invitation to this group has ended" in text(answer) and "Ma réponse." in text(answer)


def test_the_coach_shows_what_was_seen_and_a_person_checks_it(cast: Cast, topic_id: int) -> None:
    zoe, place = cast.client("zoe"), f"/groups/{WELDING}/topics/{topic_id}"
    given = {"body": "Appelle-moi au 514 555-0123.", "send_key": "c"}
    assert "514 555-0123" in text(zoe.post(place, data=given))
    with cast.app.app_context():
        assert db.session.query(Message).filter_by(send_key="c").count() == 0
    for _click in range(2):
        sent = zoe.post(place, data={**given, "how": "anyway"}, follow_redirects=True)
    assert "En vérification" in text(sent)
    with cast.app.app_context():
        message = db.session.query(Message).filter_by(thread_id=topic_id, send_key="c").one()
        assert message.state is MessageState.HELD
        hold_id = db.session.query(Hold.id).filter_by(message_id=message.id).scalar()
    case = text(cast.client("mona").get(f"/moderation/{hold_id}"))
    assert "La soudure" in case and "Les horaires" in case and ANSWER in case
    assert "La soudure" in text(cast.client("mona").get("/moderation"))
    assert "514 555-0123" not in text(cast.client("marc").get(place))


def test_a_code_opens_its_group_to_those_it_is_for_and_guesses_wait(
    cast: Cast, topic_id: int
) -> None:
    mona = cast.client("mona")
    mona.post(f"/groups/{OF_HAVRE}/members/code", data={"lasting": "today"})
    page = text(mona.get(f"/groups/{OF_HAVRE}/members?lang=en"))
    code = page.split('<p class="h3"><bdi>')[1].split("<")[0]
    lea = cast.client("lea")
    assert lea.get(f"/groups/{OF_HAVRE}").status_code == 404
    entered = lea.post("/groups/code", data={"code": code.lower()}, follow_redirects=True)
    assert "Le Havre" in text(entered)
    zoe = cast.client("zoe")
    assert "opens no group for you" in text(zoe.post("/groups/code?lang=en", data={"code": code}))
    statuses = [
        zoe.post("/groups/code", data={"code": "badokiresu"}).status_code for _ in range(8)
    ]
    assert statuses[-1] == 429


def test_a_student_proposes_and_a_counsellor_decides(cast: Cast, topic_id: int) -> None:
    zoe = cast.client("zoe")
    given = {"name": "Les métiers du bois", "description": "Pour parler du bois.", "send_key": "p"}
    for _click in range(2):
        zoe.post("/groups/propose", data=given)
    assert text(zoe.get("/groups?show=proposed")).count("Les métiers du bois") == 1
    assert cast.client("noah").get("/groups/4").status_code == 404
    assert cast.client("fatou").get("/groups/4").status_code == 404
    claire = cast.client("claire")
    assert "Zoé-Maëlle" in text(claire.get("/groups/4"))
    assert claire.post("/groups/4/accept").location == "/groups/4"
    assert "Les métiers du bois" in text(zoe.get("/groups?show=mine"))
    assert "Les métiers du bois" in text(cast.client("noah").get("/groups?show=open"))
    assert claire.get(f"/groups/{ADULTS}/edit").status_code == 403  # of the whole board


def test_those_who_run_a_group_keep_it_in_order(cast: Cast, topic_id: int) -> None:
    mona, place = cast.client("mona"), f"/groups/{WELDING}/topics/{topic_id}"
    for deed in ("pin", "close", "hide"):
        mona.post(f"{place}/steer", data={"do": deed})
    assert cast.client("zoe").get(place).status_code == 404
    page = text(mona.get(f"{place}?lang=en"))
    assert "Unpin" in page and "Show the topic again" in page
    mona.post(f"{place}/steer", data={"do": "hide/off"})
    mona.post(f"/groups/{WELDING}/steer", data={"do": "review"})
    assert "Every message is read first" in text(cast.client("zoe").get(f"{place}?lang=en"))
    assert cast.client("zoe").post(f"{place}/steer", data={"do": "pin"}).status_code == 404
    for path in ("edit", "members", "slow"):
        assert mona.get(f"/groups/{WELDING}/{path}").status_code == 200
    moved = mona.post(f"{place}/move", data={"group": str(OF_HAVRE)})
    assert moved.location == f"/groups/{OF_HAVRE}/topics/{topic_id}"
    assert mona.get(place).location == f"/groups/{OF_HAVRE}/topics/{topic_id}"
    mona.post(f"/groups/{OF_HAVRE}/steer", data={"do": "archive"})
    assert "Archivé" in text(mona.get("/groups?show=archived"))
    assert mona.post(f"/groups/{ADULTS}/delete").location == "/groups"


def test_a_mentor_is_found_by_name_or_occupation_and_one_student_asked(
    cast: Cast, topic_id: int
) -> None:
    claire, place = cast.client("claire"), f"/groups/{WELDING}/members"
    for words, found in (("infirmière", "Grace"), ("O’Neil GRACE", "Grace"), ("soudeur", "Marc")):
        page = text(claire.get(f"{place}/mentors", query_string={"q": words}))
        first = page.split('type="radio"')[1]
        assert found in first
    late = claire.post(f"{place}/mentors", data={"mentor": IDS["grace"], "q": "Grace"})
    assert "Choisissez un jour" in text(late) and "Grace" in text(late)
    last = str(clock.today() + timedelta(days=9))
    claire.post(f"{place}/mentors", data={"mentor": IDS["grace"], "last": last})
    assert "Grace" in text(claire.get(place))
    # Theo, Noah: of the school; Zoe is in it, Lea is of another school.
    page = text(claire.get(f"{place}/students"))
    assert "Noah" in page and "Théo" in page and "Zoé" not in page and "Léa" not in page
    found = claire.post(f"{place}/students/find", data={"words": "tremblay noah"})
    assert "tremblay" not in found.location.casefold()
    page = text(claire.get(found.location))
    assert "Noah" in page and "Théo" not in page
    noah = cast.client("noah")
    for _click in range(2):
        claire.post(f"{place}/students/{IDS['noah']}", follow_redirects=True)
    assert "Noah" not in text(claire.get(f"{place}/students"))
    assert "Invitation" in text(noah.get("/groups"))
    noah.post(f"/groups/{WELDING}/answer", data={"accept": "yes"})
    assert noah.get(f"/groups/{WELDING}/topics/{topic_id}").status_code == 200
    other = claire.post(f"{place}/students/{IDS['lea']}")
    assert other.status_code == 404  # whom Claire does not follow
    assert cast.client("mona").get(f"{place}/students").status_code == 404
    assert cast.client("denis").get(f"{place}/students").status_code in (403, 404)


def test_marks_quotes_and_changes(cast: Cast, topic_id: int) -> None:
    with cast.app.app_context():
        answer_id = db.session.query(Message.id).filter_by(body=ANSWER).scalar()
        own_id = db.session.query(Message.id).filter_by(body=QUESTION).scalar()
    zoe, place = cast.client("zoe"), f"/groups/{WELDING}/topics/{topic_id}"
    for _click in range(2):
        zoe.post(f"{place}/posts/{answer_id}/useful", data={"on": "yes"})
    assert "1 personne" in text(cast.client("marc").get(place))
    assert ANSWER in text(zoe.get(f"{place}?quote={answer_id}"))
    given = {"body": "Ça me rassure.", "send_key": "q", "quoted": str(answer_id)}
    assert "quoted" in text(zoe.post(place, data=given, follow_redirects=True))
    assert zoe.get(f"{place}/posts/{own_id}/edit").status_code == 200
    zoe.post(f"{place}/posts/{own_id}/edit", data={"body": "Est-ce dur au début?"})
    assert "Modifié" in text(cast.client("marc").get(place))
    assert QUESTION in text(cast.client("mona").get(f"{place}/posts/{own_id}/history"))
    assert zoe.post(f"{place}/posts/{answer_id}/withdraw").status_code == 404
    zoe.post(f"{place}/posts/{own_id}/withdraw")
    assert "Est-ce dur au début?" not in text(cast.client("marc").get(place))
    report = cast.client("zoe").get(f"/messages/{answer_id}/report")
    assert report.status_code == 200 and ANSWER in text(report)
    sent = cast.client("zoe").post(
        f"/messages/{answer_id}/report",
        data={"topic": "bullying", "body": "", "send_key": "r"},
        follow_redirects=True,
    )
    assert sent.status_code == 200
    assert ANSWER not in text(cast.client("zoe").get(place))
