"""Who asks as someone of the class stays that on every page, in every file and in every mail."""

from datetime import timedelta

from portal import clock
from portal.extensions import db, unit_of_work
from portal.i18n import in_language
from portal.models.class_groups import ClassGroupMember
from portal.models.people import Person
from portal.models.topics import Frequency
from portal.reports import documents, periods, sheets
from portal.reports.documents import ReportKind
from portal.services import circles, memberships, posts, question_answers
from tests.cast import GROUP_401, IDS, NAMES
from tests.circles import move_end, write_circle
from tests.groups import say

ASKED = "Est-ce dangereux de souder sur un pont, l’hiver?"
CHANGED = "Est-ce dangereux de souder sur un pont gelé?"
REPLY = "On s’attache, et on sale le pont."


def asked_and_quoted(cast):
    """Write a question without a name, changed, quoted, answered and called on a role with."""
    group_id, topic_id = write_circle(cast)
    with unit_of_work():
        db.session.add(ClassGroupMember(class_group_id=GROUP_401, student_id=IDS["noah"]))
        db.session.get_one(Person, IDS["zoe"]).pseudonym = "Étincelle"
    number = say(cast, "zoe", topic_id, ASKED, unnamed=True).id
    with unit_of_work():
        posts.edit(author=cast.person("zoe"), message_id=number, body=f"{CHANGED} @mentorat")
    say(cast, "noah", topic_id, "Moi aussi je me le demande.", quoted_id=number)
    with unit_of_work():
        circles.answer(
            mentor=cast.person("marc"), group_id=group_id, question_ids=[number], body=REPLY,
            send_key="a",
        )  # fmt: skip
    for name in ("marc", "noah"):
        with unit_of_work():
            memberships.follow(
                person=cast.person(name), group_id=group_id, frequency=Frequency.DAILY
            )
    return group_id, topic_id, number


def shows_who(html):
    """Say whether a page or a text tells who asked, beside the reader's own name."""
    given, family = NAMES["zoe"]
    return any(name in html for name in (given, family, "Étincelle", "zoe"))


def test_someone_of_the_class_is_nobody_to_the_others_anywhere(outbox, cast):
    group_id, topic_id, number = asked_and_quoted(cast)
    outbox.work()
    topic = f"/groups/{group_id}/topics/{topic_id}"
    pages = (
        "/groups",
        f"/circles/{group_id}",
        f"/circles/{group_id}?unanswered=1",
        topic,
        f"{topic}?message={number}",
        f"{topic}?quote={number}",
        "/groups/search?q=dangereux",
        f"/groups/search?q=pont&group={group_id}",
        f"/messages/{number}/report",
    )
    met = 0
    for name in ("marc", "noah", "adele"):
        client = cast.client(name)
        for path in pages:
            html = client.get(path).get_data(as_text=True)
            met += CHANGED in html or "mark>" in html
            assert not shows_who(html), (name, path)
        history = client.get(f"{topic}/posts/{number}/history")
        assert history.status_code == 404  # what it said before is for who runs the circle
    assert met > 15  # the question was there to be read
    assert shows_who(cast.client("claire").get(topic).get_data(as_text=True))

    reported = cast.client("marc").post(
        f"/messages/{number}/report", data={"topic": "other"}, follow_redirects=True
    )
    assert not shows_who(reported.get_data(as_text=True))
    assert not shows_who(cast.client("marc").get("/concerns").get_data(as_text=True))


def test_no_file_mail_or_public_page_tells_who_asked(outbox, cast):
    group_id, _topic_id, number = asked_and_quoted(cast)
    outbox.work()
    for kind, key in ((ReportKind.CLASS_GROUP, GROUP_401), (ReportKind.STUDENT, IDS["zoe"])):
        report = documents.build(kind, cast.person("claire"), key, periods.school_year())
        with in_language("fr"):
            sheet = sheets.to_csv(report.paper(), "").decode("utf-8-sig")
        assert "dangereux" not in sheet and "Le pont" not in sheet  # neither words nor where
    move_end(group_id, -1)
    words = question_answers.Words("Est-ce dangereux?", REPLY, "fr", "72106")
    with unit_of_work():
        one = question_answers.propose(
            actor=cast.person("marc"), group_id=group_id, question_id=number, words=words,
            send_key="q",
        )  # fmt: skip
        question_answers.agree(actor=cast.person("claire"), number=one.id)
    page = cast.client().get("/occupations/72106").get_data(as_text=True)
    assert REPLY in page and not shows_who(page)
    with clock.frozen_at(clock.now() + timedelta(days=2)):
        outbox.put("groups.digest")
        outbox.work()
    with clock.frozen_at(clock.now() + timedelta(days=3)):
        outbox.work()
    letters = [path.read_text("utf-8") for path in outbox.folder.glob("*.eml")]
    assert letters
    for letter in letters:
        assert not shows_who(letter.replace("zoe@example.org", ""))
        assert "dangereux" not in letter
