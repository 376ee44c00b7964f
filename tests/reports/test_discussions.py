"""What students write in groups counts as such, and never as messages to mentors."""

from portal import clock
from portal.extensions import unit_of_work
from portal.queries.participation import Scope, of_class_group, of_school
from portal.queries.student_pages import student_page
from portal.queries.team_work import checks
from portal.reports import documents, periods
from portal.reports.documents import ReportKind
from portal.services import posts, topics
from tests.cast import ENVOL, GROUP_401, GROUP_402, IDS
from tests.groups import WELDING, say, write_groups


def test_posts_count_in_reports_and_nowhere_as_messages_to_mentors(app, cast):
    with app.app_context():
        days = periods.school_year()

        def built(kind, who, number, **named):
            return documents.build(kind, cast.person(who), number, days, **named)

        def reports():
            return (
                built(ReportKind.STUDENT, "claire", IDS["zoe"]),
                built(ReportKind.CLASS_GROUP, "claire", GROUP_401),
                built(ReportKind.SCHOOL, "claire", ENVOL),
            )

        def to_mentors():
            own, group, school = reports()
            line = next(line for line in group.students if line.name.startswith("D’Amour"))
            return (
                (own.sent, own.received, own.conversations),
                (line.sent, line.received, line.reply_hours, line.last_sent_at),
                (group.participation, group.service),
                (school.messages, school.service),
                student_page(cast.person("claire"), IDS["zoe"]).months,
            )

        before, began = to_mentors(), clock.now()
        topic = write_groups(cast)
        say(cast, "zoe", topic, "Merci, et la fin de semaine?")
        held = say(cast, "zoe", topic, "Mon numéro est le 514 555-0182.")
        gone = say(cast, "zoe", topic, "Je reprends cette phrase.")
        with unit_of_work():
            posts.withdraw(author=cast.person("zoe"), message_id=gone.id)
        with unit_of_work():
            topics.start(
                author=cast.person("zoe"),
                group_id=WELDING,
                title="Les outils",
                body="Quels outils faut-il acheter?",
                send_key="topic-2",
            )
        assert held.id
        assert to_mentors() == before
        own, other = of_class_group(GROUP_401), of_class_group(GROUP_402)
        for within, held_there in ((own, 1), (of_school(ENVOL), 1), (other, 0)):
            found = checks(Scope(cast.person("claire"), within, days.since, days.until))
            assert len([check for check in found if check.held_at >= began]) == held_there
        own, group, school = reports()
        assert (own.posts, own.groups) == (3, 1)
        line = next(line for line in group.students if line.name.startswith("D’Amour"))
        assert line.posts == 3
        told = group.discussions
        assert (told.wrote.count, told.several.count, told.posts) == (1, 1, 3)
        bare = built(ReportKind.CLASS_GROUP, "claire", GROUP_401, named=False).discussions
        for few in (bare, school.discussions):
            assert (few.wrote.count, few.several.count, few.several.of, few.posts) == (None,) * 4
        steps = built(ReportKind.ATTESTATION, "zoe", IDS["zoe"]).paper().sections[0].table
        assert steps is not None
        assert [row[1] for row in steps.rows][-2:] == [3, 1], "posts, in one group"
        page = student_page(cast.person("claire"), IDS["zoe"])
        assert [step.days for step in page.steps if step.kind == "discussion"] == [3]
