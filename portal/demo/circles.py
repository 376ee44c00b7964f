"""Class circles: one under way with questions that wait, one that is over and was shared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, func, select

from portal import clock
from portal.demo.groups import let_through, person
from portal.errors import Invalid
from portal.extensions import db
from portal.models.class_groups import ClassGroupMember
from portal.models.jobs import Job
from portal.models.people import Person
from portal.models.students import Student
from portal.models.topics import Topic
from portal.policies.students import may_take_part
from portal.queries.calendar import school_time
from portal.school_time import last_day, school_year
from portal.services import circles, memberships, posts, question_answers
from portal.services.circles import Plan, Said
from portal.services.question_answers import Words

DAY = timedelta(days=1)
PUPILS = 3  # beside the two accounts


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a circle: the place of who asks, and what became of it."""

    who: int  # 0 and 1 are the demo's accounts
    body: str
    unnamed: bool = False
    waits: bool = False  # for the glance of the adult


@dataclass(frozen=True, slots=True)
class Script:
    """A circle and what is said in it."""

    said: Said
    noc: str
    opening: str
    questions: Sequence[Asked]
    answers: Mapping[tuple[int, ...], str]  # by the places of the questions answered


WELDING = Script(
    Said(
        "La soudure, vue de près",
        "Welding, up close",
        "Deux semaines pour questionner une soudeuse sur ses journées, ses études, son équipe.",
        "Two weeks to ask a welder about her days, her training and her team.",
    ),
    "72106",
    "Josée soude des structures d’acier et accepte de nous répondre. Posez vos questions, même "
    "celles qui paraissent petites\u00a0: je les lis d’abord, puis elle y répond ici.",
    (
        Asked(2, "Est-ce qu’on se brûle souvent?"),
        Asked(3, "Est-ce que c’est un métier dangereux?", unnamed=True),
        Asked(0, "Combien de temps dure la formation?"),
        Asked(4, "Qu’est-ce que vous aimez le moins dans vos journées?"),
        Asked(0, "Y a-t-il beaucoup de femmes dans votre équipe?", unnamed=True, waits=True),
        Asked(1, "Do you need good French to work on a building site?", waits=True),
    ),
    {
        (0, 1): "Vos deux questions se rejoignent. Avec le masque, les gants et le tablier, les "
        "brûlures sont rares et petites. Ce qui demande le plus d’attention, c’est la "
        "fatigue\u00a0: on apprend à s’arrêter avant de faire une erreur.",
        (2,): "Le DEP dure environ un an et demi, et on soude dès les premières semaines. "
        "Ensuite, on continue d’apprendre avec l’équipe.",
    },
)
NURSING = Script(
    Said(
        "Les soins infirmiers, de l’intérieur",
        "Nursing, from the inside",
        "Les questions de la classe sur l’hôpital, les études et les nuits. Réponses en anglais.",
        "What the class asked about the hospital, the studies and the nights.",
    ),
    "31301",
    "Andrew is a nurse and answers in English. Ask about his studies, his days and his nights.",
    (
        Asked(1, "Is it hard to see sick people every day?"),
        Asked(2, "Do you have to love chemistry to get in?", unnamed=True),
        Asked(0, "How do you sleep after a night shift?"),
    ),
    {
        (0,): "Some days it is. You learn to talk about it with your team, and most people whom "
        "you meet get better, which helps a lot.",
        (1,): "You have to pass it, not to love it. What counts later is to pay attention, and to "
        "ask for help when you are not sure.",
        (2,): "With dark curtains, ear plugs, and no phone in the bedroom.",
    },
)
SHARED, PROPOSED = 0, 1  # of what was asked about nursing: on the page, and waiting for a yes


def add_circles(
    *,
    counsellor_id: int,
    moderator_id: int,
    student_ids: Sequence[int],
    welder_id: int,
    nurse_id: int,
) -> None:
    """Add them for the class group of the first student, both accounts in it; nobody is mailed.

    Where the school year is too young or nearly over for one, there is none.
    """
    last_job = db.session.scalar(select(func.max(Job.id))) or 0
    class_group_id, pupils = _class_of(student_ids)
    stage = _Stage(person(counsellor_id), person(moderator_id), class_group_id, pupils)
    if len(pupils) == PUPILS + len(student_ids):
        stage.play(WELDING, person(welder_id), made=6, over=-12)
        stage.play(NURSING, person(nurse_id), made=32, over=18)
    db.session.execute(delete(Job).where(Job.id > last_job))


@dataclass(frozen=True, slots=True)
class _Stage:
    """A class group, who leads its circles, and who reads what a new mentor writes."""

    counsellor: Person
    moderator: Person
    class_group_id: int
    pupils: Sequence[Person]

    def play(self, script: Script, mentor: Person, *, made: int, over: int) -> None:
        """Have a circle made so many days ago, begun that day and over at another one."""
        today = clock.today()
        first, last = _school_day(today - made * DAY), _school_day(today - over * DAY)
        began = clock.at(first, time(9))
        try:
            group_id, topic_id = self._make(script, mentor, Plan(script.said, first, last, True))
        except Invalid:  # a school year ends, or has just begun
            return
        questions = self._ask(script, group_id, topic_id, began)
        with clock.frozen_at(began + 2 * DAY):
            for places, body in script.answers.items():
                posted = circles.answer(
                    mentor=mentor,
                    group_id=group_id,
                    question_ids=[questions[place] for place in places],
                    body=body,
                    send_key=f"demo-answer-{group_id}-{places}",
                )
                let_through(self.moderator, posted.id)
        if over > 0:
            self._share(script, mentor, group_id, questions, clock.at(last, time(18)))

    def _make(self, script: Script, mentor: Person, plan: Plan) -> tuple[int, int]:
        with clock.frozen_at(clock.at(plan.first, time(8, 30))), db.session.begin_nested():
            group_id = circles.make(
                actor=self.counsellor,
                class_group_id=self.class_group_id,
                plan=plan,
                mentor_id=mentor.id,
                opening=script.opening,
                send_key=f"demo-{script.noc}",
            ).id
            memberships.answer(person=mentor, group_id=group_id, accept=True)
            topic = db.session.scalars(select(Topic).where(Topic.group_id == group_id)).one()
        return group_id, topic.thread_id

    def _ask(self, script: Script, group_id: int, topic_id: int, began: datetime) -> list[int]:
        """Have the questions asked, and let go those that do not wait; return their numbers."""
        numbers = []
        for place, asked in enumerate(script.questions):
            with clock.frozen_at(began + timedelta(hours=2, minutes=17 * place)):
                posted = posts.post(
                    author=self.pupils[asked.who],
                    topic_id=topic_id,
                    body=asked.body,
                    send_key=f"demo-asked-{topic_id}-{place}",
                    unnamed=asked.unnamed,
                )
            numbers.append(posted.id)
            with clock.frozen_at(began + timedelta(hours=6)):
                if not asked.waits:
                    circles.let_go(actor=self.counsellor, group_id=group_id, message_id=posted.id)
        return numbers

    def _share(
        self,
        script: Script,
        mentor: Person,
        group_id: int,
        questions: Sequence[int],
        moment: datetime,
    ) -> None:
        """Propose two of the answers; the mentor agrees to one."""
        with clock.frozen_at(moment):
            for place in (SHARED, PROPOSED):
                asked, reply = script.questions[place].body, script.answers[place,]
                words = Words(asked, reply, "en", script.noc)
                row = question_answers.propose(
                    actor=self.counsellor,
                    group_id=group_id,
                    question_id=questions[place],
                    words=words,
                    send_key=f"demo-shared-{place}",
                )
                if place == SHARED:
                    question_answers.agree(actor=mentor, number=row.id)


def _school_day(day: date) -> date:
    """Return the day itself, or the last one of school before it, of this year at most."""
    school, day = school_time(), min(day, last_day(school_year(clock.today())))
    while not school.is_open(day):
        day -= DAY
    return day


def _class_of(student_ids: Sequence[int]) -> tuple[int, list[Person]]:
    """Return the class group of the first student, with the accounts and some others of it."""
    own = select(ClassGroupMember.class_group_id).where(
        ClassGroupMember.student_id == student_ids[0]
    )
    class_group_id = db.session.scalars(own).one()
    others = (
        select(Student.person_id)
        .join(ClassGroupMember, ClassGroupMember.student_id == Student.person_id)
        .where(
            ClassGroupMember.class_group_id == class_group_id,
            Student.person_id.not_in(student_ids),
            may_take_part(),
        )
        .order_by(Student.person_id)
        .limit(PUPILS)
    )
    numbers = [*student_ids, *db.session.scalars(others)]
    return class_group_id, [person(number) for number in numbers]
