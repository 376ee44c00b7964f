"""Every text that one person writes and another sees has a screen (R9).

A new column of text, or of JSON, which may hold one, fails here until it is said who reads it:
either it has a door, which this test tries with a telephone number, or nobody else reads it,
for a reason that is written down.
"""

from collections.abc import Callable
from contextlib import nullcontext
from io import BytesIO

import pytest
from sqlalchemy import JSON, Enum, String, select

from portal.errors import Invalid
from portal.extensions import Model, db, unit_of_work
from portal.models.class_periods import Glance
from portal.models.follow_ups import FollowUp, FollowUpAction
from portal.models.groups import Group
from portal.models.guidance import GuidancePlan
from portal.models.moderation import Hold
from portal.models.recommendations import Recommendation
from portal.models.students import Level
from portal.models.threads import Message, MessageState
from portal.models.topics import QuestionAnswer, Topic
from portal.queries.standings import Need
from portal.services import (
    circles,
    class_periods,
    follow_ups,
    groups,
    guidance,
    matches,
    moderation,
    people,
    question_answers,
    recommendations,
    reflections,
    topics,
)
from portal.services.threads import post_message
from tests.cast import HOLD, IDS, THREAD_ZOE_MARC, Cast
from tests.circles import move_end, write_circle
from tests.groups import WELDING, say, write_groups

NUMBER = "Appelle-moi au 514 555-0123."
STAFF = "the board's staff writes it, under their own name, and the audit keeps it"
CODE = "a code of the portal's own"
FACT = "a fact of the ministry's or the board's register"
SELF = "nobody but its author reads it"
TO_STAFF = "it must reach the people who protect, as it was written"
PLACES = "what undoing brings back of columns that have a line of their own here"
NAME = "a name of the board's register; digits, signs and addresses are refused by `cells`"


def message_is_held(cast: Cast) -> bool:
    with unit_of_work():
        posted = post_message(
            author=cast.person("zoe"), thread_id=THREAD_ZOE_MARC, body=NUMBER, send_key="k"
        )
    return posted.state is MessageState.HELD


def redaction_is_refused(cast: Cast) -> bool:
    with pytest.raises(Invalid), unit_of_work():
        moderation.redact(moderator=cast.person("mona"), hold_id=HOLD, body=f"Bonsoir. {NUMBER}")
    message_id = db.session.get_one(Hold, HOLD).message_id
    return db.session.get_one(Message, message_id).redacted_body is None


def pseudonym_is_refused(cast: Cast) -> bool:
    with pytest.raises(Invalid), unit_of_work():
        people.change_profile(person=cast.person("zoe"), language="fr", pseudonym="514 555-0123")
    return cast.person("zoe").pseudonym is None


def imported_profile_is_refused(column: str) -> Callable[[Cast], bool]:
    """Return a trial of a column of the mentors' file."""

    def refused(cast: Cast) -> bool:
        header = "courriel;prénom;nom;cnp;région;parcours"
        line = "z@example.org;Zed;Roy;72106;06;DEP"
        file = BytesIO(f"{header};{column}\n{line};{NUMBER}\n".encode())
        answer = cast.client("adele").post(
            "/admin/imports?lang=en",
            data={"kind": "mentors", "file": (file, "x.csv")},
            follow_redirects=True,
        )
        return "Appelle-moi" in answer.get_data(as_text=True)  # among the lines to correct

    return refused


def suggestion_is_refused(cast: Cast) -> bool:
    with pytest.raises(Invalid), unit_of_work():
        recommendations.recommend(
            counsellor=cast.person("claire"),
            student_ids=[IDS["zoe"]],
            thing=recommendations.Thing(noc="72106"),
            line=NUMBER,
        )
    return db.session.scalar(select(Recommendation)) is None


def nudge_is_refused(cast: Cast) -> bool:
    with pytest.raises(Invalid), unit_of_work():
        follow_ups.follow_up(
            counsellor=cast.person("claire"),
            need=Need.REPLY_LATE,
            action=FollowUpAction.NUDGE,
            student_ids=[IDS["zoe"]],
            key="k",
            line=NUMBER,
        )
    return db.session.scalar(select(FollowUp)) is None


def line_of_a_glance_is_refused(cast: Cast) -> bool:
    denis, given = cast.person("denis"), {"class_group_id": 2, "minutes": 60, "glance": True}
    with unit_of_work():
        period = class_periods.begin(actor=denis, **given)
        thread = matches.request_match(
            student=cast.person("noah"), mentor_id=IDS["marc"], body="Bonjour.", send_key="g"
        )
    message = db.session.scalars(select(Message).where(Message.thread_id == thread.id)).one()
    with pytest.raises(Invalid), unit_of_work():
        class_periods.send_back(
            actor=denis, class_period_id=period.id, message_id=message.id, line=NUMBER
        )
    return not db.session.get_one(Glance, message.id).line


def reflection_is_not_shared(part: str) -> Callable[[Cast], bool]:
    """Return a trial of one of the three texts that a student may show to the counsellors."""

    def not_shared(cast: Cast) -> bool:
        words = dict.fromkeys(("surprised", "checked", "next_step"), "") | {part: NUMBER}
        with unit_of_work():
            kept = reflections.keep(
                student=cast.person("zoe"),
                thread_id=THREAD_ZOE_MARC,
                words=words,
                share=True,
                stamp="",
            )
        return not kept.shared and set(kept.seen) == {part}

    return not_shared


def words_of_a_group_are_refused(column: str) -> Callable[[Cast], bool]:
    """Return a trial of one of the texts that a group says of itself."""

    def refused(cast: Cast) -> bool:
        said = {"name_fr": "La soudure", "name_en": "Welding", column: NUMBER}
        with pytest.raises(Invalid), unit_of_work():
            plan = groups.Plan(groups.Said(**said), whole_board=True)
            groups.make(actor=cast.person("mona"), plan=plan, send_key="g")
        return db.session.scalar(select(Group)) is None

    return refused


def answer_to_a_proposal_is_refused(cast: Cast) -> bool:
    with unit_of_work():
        said = groups.Said("La soudure", "La soudure")
        group_id = groups.propose(student=cast.person("zoe"), said=said, send_key="g").id
    with pytest.raises(Invalid), unit_of_work():
        groups.refuse(actor=cast.person("claire"), group_id=group_id, answer=NUMBER)
    return not db.session.get_one(Group, group_id).answer


def title_of_a_topic_is_held(cast: Cast) -> bool:
    write_groups(cast)
    with unit_of_work():
        posted = topics.start(
            author=cast.person("zoe"), group_id=WELDING, title=NUMBER, body="Oui.", send_key="t"
        )
    return posted.state is MessageState.HELD


def another_title_is_refused(cast: Cast) -> bool:
    topic_id = write_groups(cast)
    with pytest.raises(Invalid), unit_of_work():
        topics.rename(actor=cast.person("mona"), topic_id=topic_id, title=NUMBER)
    return db.session.get_one(Topic, topic_id).redacted_title is None


def words_for_a_page_are_refused(part: str) -> Callable[[Cast], bool]:
    """Return a trial of a question or its answer, edited for an occupation's page."""

    def refused(cast: Cast) -> bool:
        group_id, topic_id = write_circle(cast)
        asked = say(cast, "zoe", topic_id, "Est-ce difficile de souder en hauteur, l’hiver?")
        with unit_of_work():
            circles.answer(
                mentor=cast.person("marc"),
                group_id=group_id,
                question_ids=[asked.id],
                body="Les premiers jours, oui; ensuite on s’habitue au froid.",
                send_key="a",
            )
        move_end(group_id, -1)
        said = {
            "question": "Est-ce difficile?",
            "answer": "Oui.",
            "language": "fr",
            "noc": "72106",
        }
        given = {"actor": cast.person("claire"), "group_id": group_id, "question_id": asked.id}
        for text in (NUMBER, said[part]):
            kept = db.session.scalar(select(QuestionAnswer))
            words = question_answers.Words(**said | {part: text})
            with nullcontext() if text == said[part] else pytest.raises(Invalid), unit_of_work():
                question_answers.propose(**given, words=words, send_key="q")
        return kept is None and db.session.scalar(select(QuestionAnswer)) is not None

    return refused


def note_of_a_plan_is_refused(cast: Cast) -> bool:
    with pytest.raises(Invalid), unit_of_work():
        guidance.keep_plan(
            actor=cast.person("claire"),
            school_id=1,
            school_year=2026,
            level=Level.SEC4,
            plan={10: guidance.Planned(60, NUMBER)},
            seen=guidance.stamp({}),
        )
    return db.session.scalar(select(GuidancePlan)) is None


GROUP_WORDS = ("name_fr", "name_en", "description_fr", "description_en", "rules_fr", "rules_en")
DOORS: dict[str, Callable[[Cast], bool]] = {
    "follow_up.text": nudge_is_refused,
    "guidance_plan.note": note_of_a_plan_is_refused,
    "message.body": message_is_held,
    "message.redacted_body": redaction_is_refused,
    "person.pseudonym": pseudonym_is_refused,
    "recommendation.line": suggestion_is_refused,
    "glance.line": line_of_a_glance_is_refused,
    "mentor.job_title_fr": imported_profile_is_refused("titre fr"),
    "mentor.job_title_en": imported_profile_is_refused("titre en"),
    "mentor.employer": imported_profile_is_refused("employeur"),
    "mentor.topics_fr": imported_profile_is_refused("sujets fr"),
    "mentor.topics_en": imported_profile_is_refused("topics en"),
    "mentor.bio_fr": imported_profile_is_refused("bio fr"),
    "reflection.surprised": reflection_is_not_shared("surprised"),
    "reflection.checked": reflection_is_not_shared("checked"),
    "reflection.next_step": reflection_is_not_shared("next_step"),
    "mentor.bio_en": imported_profile_is_refused("bio en"),
    "discussion_group.answer": answer_to_a_proposal_is_refused,
    "question_answer.question": words_for_a_page_are_refused("question"),
    "question_answer.answer": words_for_a_page_are_refused("answer"),
    "topic.title": title_of_a_topic_is_held,
    "topic.redacted_title": another_title_is_refused,
} | {f"discussion_group.{name}": words_of_a_group_are_refused(name) for name in GROUP_WORDS}
NOT_SCREENED = {
    "access_entry": {"reader_role": CODE, "reason": STAFF},
    "discussion_group": dict.fromkeys(("sector", "noc", "send_key", "languages"), CODE),
    "allowed_thing": {"value": STAFF, "note": STAFF},
    "audit_entry": dict.fromkeys(("event", "noun", "detail", "previous_hash", "hash"), CODE),
    "board": dict.fromkeys(
        (
            "code", "name_fr", "name_en", "default_language", "contact_email", "privacy_officer",
            "supervisors_fr", "supervisors_en", "rules_stamp", "names_stamp", "sampling_seed",
            "youth_protection_line", "ombudsman_contact", "signatory_fr", "signatory_en",
            "retention_fr", "retention_en",
        ),
        STAFF,
    ),
    "class_code": {"code": CODE},
    "class_group": {"name": FACT},
    "class_search": {"sector": CODE},
    "closed_day": {"name": STAFF},
    "concern": {"body": TO_STAFF, "send_key": CODE, "closing_note": STAFF},
    "concern_duty": {"rule": CODE},
    "concern_entry": {"event": CODE, "body": STAFF},
    "consent": {"text_version": CODE, "language": CODE},
    "curiosity": {"noc": CODE},
    "decision": {"note": STAFF, "original_hash": CODE, "before": PLACES},
    "draft": {"path": CODE, "body": SELF},
    "finding": {"kind": CODE, "rule": CODE},
    "follow_up": {"need": CODE, "batch_key": CODE, "before": PLACES},
    "guidance_item": {"code": CODE, "levels": CODE, "name_fr": STAFF, "name_en": STAFF},
    "help_line": dict.fromkeys(
        ("name_fr", "name_en", "number", "text_number", "hours_fr", "hours_en"), STAFF
    ),
    "hold_note": {"body": STAFF},
    "import_file": {"report": STAFF},
    "job": {"event": CODE, "last_error": CODE, "payload": "identifiers, which nobody is shown"},
    "match": {"noc": CODE},
    "matching_profile": {
        "text_version": CODE, "own_words": SELF, "riasec": CODE, "region": CODE, "path": CODE,
        "interests": CODE,
    },
    "mentor": dict.fromkeys(("region", "languages", "interests", "helps"), CODE),
    "mentor_occupation": {"noc": CODE},
    "next_steps": {"kind": CODE, "body": STAFF},
    "occupation_name": {
        "noc": CODE, "language": CODE, "masculine": STAFF, "feminine": STAFF,
    },
    "pack": dict.fromkeys(("send_key", "kind", "scope", "language", "failure"), CODE)
    | {"reason": STAFF},
    "person": {
        "given_name": NAME, "family_name": NAME, "folded_name": NAME, "email": SELF,
        "username": SELF, "language": CODE, "password_hash": CODE,
    },
    "print": dict.fromkeys(("code", "kind", "language"), CODE) | {"reason": STAFF},
    "post_words": dict.fromkeys(("title", "body"), "stems in order: nobody is shown them"),
    "program": dict.fromkeys(("code", "name_fr", "name_en"), STAFF),
    "recommendation": {"noc": CODE},
    "refusal_reason": dict.fromkeys(
        ("code", "text_fr", "text_en", "advice_fr", "advice_en"), STAFF
    ),
    "rule_change": {"noun": CODE, "before": PLACES, "after": PLACES},
    "sanction": {"rule": CODE, "note": STAFF, "appeal": TO_STAFF, "appeal_answer": STAFF},
    "saved_search": {"digest": CODE, "terms": SELF},
    "group_code": {"code": CODE},
    "message_edit": {"body": "it was a message, and passed its door"},
    "question_answer": dict.fromkeys(("noc", "language", "send_key"), CODE),
    "school": dict.fromkeys(
        ("code", "name", "municipality", "region", "network", "website"), FACT
    ),
    "search_gap": {"noc": CODE},
    "failed_sign_in": {"key": CODE},
    "student": {"local_id": FACT},
    "message": {"send_key": CODE},
    "survey_answer": {"purposes": CODE},
    "viewed_occupation": {"noc": CODE},
    "watched_phrase": {"phrase": STAFF, "language": CODE, "kind": CODE},
}  # fmt: skip


def text_columns() -> set[str]:
    return {
        f"{table.name}.{column.name}"
        for table in Model.metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, (String, JSON)) and not isinstance(column.type, Enum)
    }


def test_every_text_has_a_door_or_a_reason_not_to() -> None:
    without = {f"{table}.{name}" for table, names in NOT_SCREENED.items() for name in names}
    assert text_columns() == set(DOORS) | without


@pytest.mark.parametrize("column", DOORS)
def test_a_telephone_number_does_not_pass_the_door(cast: Cast, column: str) -> None:
    with cast.app.app_context():
        assert DOORS[column](cast)
