"""Discussion groups: one of a school, one for the whole board in two languages, a proposal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.errors import Invalid
from portal.extensions import db
from portal.models.jobs import Job
from portal.models.mentors import MentorOccupation
from portal.models.moderation import Hold
from portal.models.people import Person
from portal.models.students import Student
from portal.policies.students import may_take_part
from portal.services import groups, memberships, moderation, posts, topics
from portal.services.groups import Plan, Said

NBSP = "\u00a0"
MEMBERS = 4  # students beside the accounts
BETWEEN = timedelta(minutes=47)  # two posts of a topic
TRADES = Said(
    name_fr="Métiers de la construction",
    name_en="Construction trades",
    description_fr="Pour qui se demande à quoi ressemble un chantier, et comment on y entre.",
    description_en="For those who wonder what a building site is like, and how one gets there.",
    rules_fr="On écoute, on répond à la question posée, on ne donne ni nom ni adresse.",
    rules_en="We listen, we answer the question, we give neither names nor addresses.",
)
AFTER = Said(
    name_fr="Et après le secondaire?",
    name_en="And after secondary school?",
    description_fr=f"DEP, cégep, travail ou pause{NBSP}: vos questions, et ce que d’autres ont "
    "choisi.",
    description_en="DEP, cégep, work or a break: your questions, and what others chose.",
)
PROPOSED = Said(
    name_fr="Jouer de la musique et en vivre",
    name_en="Jouer de la musique et en vivre",
    description_fr="Pour parler des métiers de la scène et du son.",
    description_en="Pour parler des métiers de la scène et du son.",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A post of a topic: whose, what it quotes, who found it useful (places of the topic)."""

    who: str
    text: str
    quotes: int | None = None
    useful: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """A topic, and what became of it."""

    title: str
    days_ago: int
    lines: tuple[Line, ...]
    pinned: bool = False
    closed: bool = False
    held: str = ""  # what somebody adds, and a moderator has not read yet


# Who is who: the demo's accounts by their names, "a" to "d" other students of the school, and
# "guest" somebody who builds.
IN_TRADES = (
    Talk(
        f"Bienvenue{NBSP}: comment ça marche ici",
        6,
        (
            Line(
                "conseil",
                "Une question à la fois, et des réponses tirées de ce que vous vivez. Deux "
                f"personnes du métier sont invitées{NBSP}: profitez-en.",
            ),
        ),
        pinned=True,
    ),
    Talk(
        "À quoi ressemble une journée?",
        5,
        (
            Line(
                "eleve",
                "Est-ce que les journées sont longues sur un chantier? Je me lève déjà tôt pour "
                "l’école.",
            ),
            Line(
                "guest",
                "On commence à sept heures et on finit vers quinze heures trente. On s’y fait "
                "vite.",
                useful=("eleve", "a"),
            ),
            Line("a", "Mon oncle dit que l’hiver est difficile. C’est vrai?"),
            Line(
                "guest",
                "Janvier pique un peu. Avec de bons gants et une bonne équipe, ça va.",
                quotes=2,
            ),
            Line("b", "Faut-il de très bonnes notes en maths pour entrer au DEP?"),
            Line(
                "c",
                "À la visite de l’école, on nous a dit que les fractions et la mesure suffisent.",
                quotes=4,
                useful=("b",),
            ),
            Line(
                "mentore",
                "C’est vrai. Le reste s’apprend en mesurant pour vrai, une pièce à la main.",
            ),
        ),
    ),
    Talk(
        "Visite du centre de formation",
        4,
        (
            Line("d", "Est-ce que la visite de jeudi est obligatoire?"),
            Line(
                "conseil",
                "Non, elle est pour qui le veut. Inscrivez-vous au bureau d’orientation.",
            ),
            Line(
                "conseil",
                "La visite a eu lieu, et les ateliers ont plu. Je ferme le sujet.",
            ),
        ),
        closed=True,
    ),
    Talk(
        "Souder ou construire?",
        2,
        (
            Line(
                "b",
                "J’hésite entre la soudure et la charpenterie. Comment avez-vous choisi?",
            ),
            Line(
                "mentore",
                "En essayant. Une journée d’élève en atelier m’a appris plus que dix dépliants.",
                useful=("b", "eleve", "c"),
            ),
            Line("eleve", "Est-ce qu’on peut faire deux essais la même année?", quotes=1),
        ),
        held="J’ai gardé mes notes de la journée d’essai, appelle-moi au 514 555-0147.",
    ),
)
IN_AFTER = (
    Talk(
        "Is a year off a bad idea?",
        3,
        (
            Line(
                "student",
                "I would like to work for a year before cégep. Does anybody regret doing that?",
            ),
            Line(
                "mentor",
                "I did it, in a kitchen. I saved some money and found out that I like people more "
                "than ovens. It took me a month to get used to studying again.",
                useful=("student", "a"),
            ),
            Line("student", "A month sounds fine. Did your program wait for you?", quotes=1),
            Line(
                "mentor",
                "I applied again and got in. Ask the college before you turn a place down.",
            ),
        ),
    ),
    Talk(
        "Cégep ou DEP d’abord?",
        2,
        (
            Line(
                "a",
                "Mes parents disent cégep, moi je pense au DEP. Est-ce qu’on peut faire les deux?",
            ),
            Line(
                "mentore",
                "Oui, et dans l’ordre qui vous convient. Dans mon équipe, plusieurs ont commencé "
                "par le métier et sont ensuite allés chercher une technique.",
            ),
            Line("eleve", "Merci, je ne savais pas que ça se pouvait.", quotes=1),
        ),
    ),
)


def add_groups(*, known: Mapping[str, int]) -> None:
    """Add the groups around the accounts, in the days before today; nobody is mailed.

    `known`: the numbers of the demo's accounts, by their names.
    """
    last_job = db.session.scalar(select(func.max(Job.id))) or 0
    cast = {name: person(number) for name, number in known.items()}
    moderator, school_id = cast["moderation"], _school_of(known["eleve"])
    pupils = _pupils(school_id, but=(known["eleve"], known["student"]))
    cast |= dict(zip("abcd", pupils, strict=False))
    with clock.frozen_at(clock.now() - timedelta(days=7)):
        plan = Plan(TRADES, noc="72310", school_ids=(school_id,), languages=("fr",))
        trades = groups.make(actor=moderator, plan=plan, send_key="demo-trades")
        plan = Plan(AFTER, whole_board=True, languages=("fr", "en"))
        after = groups.make(actor=moderator, plan=plan, send_key="demo-after")
        for student in (cast["eleve"], cast["student"], *pupils):
            for group in (trades, after):
                memberships.join(student=student, group_id=group.id)
        guest = _guest(moderator, trades.id, but=(known["mentore"], known["mentor"]))
        for group, name in ((trades, "mentore"), (after, "mentore"), (after, "mentor")):
            _invite(moderator, group.id, cast[name])
        if pupils:
            groups.propose(student=pupils[0], said=PROPOSED, send_key="demo-proposed")
    if guest is not None and len(pupils) == MEMBERS:
        cast["guest"] = guest
        for group, talks in ((trades, IN_TRADES), (after, IN_AFTER)):
            for talk in talks:
                _hold_talk(cast, group.id, talk)
    db.session.execute(delete(Job).where(Job.id > last_job))


def let_through(moderator: Person, message_id: int) -> None:
    """Show a message that waits because it is one of the first of a new mentor."""
    drawn = select(Hold.id).where(Hold.message_id == message_id, Hold.waits)
    for hold_id in db.session.scalars(drawn).all():
        moderation.approve(moderator=moderator, hold_id=hold_id)


def person(number: int) -> Person:
    """Return somebody as a request knows them: with their roles."""
    wanted = select(Person).where(Person.id == number).options(joinedload(Person.role_rows))
    return db.session.scalars(wanted).unique().one()


def _hold_talk(cast: Mapping[str, Person], group_id: int, talk: Talk) -> None:
    """Have the posts of a topic sent and marked, then do with it what became of it."""
    day, moderator = clock.today() - timedelta(days=talk.days_ago), cast["moderation"]
    begun = clock.at(day, time(8, 40))
    numbers: list[int] = []
    topic_id = 0
    for place, line in enumerate(talk.lines):
        given = {"author": cast[line.who], "body": line.text}
        given["send_key"] = f"demo-talk-{group_id}-{talk.title[:20]}-{place}"
        with clock.frozen_at(begun + place * BETWEEN):
            if topic_id:
                quoted = numbers[line.quotes] if line.quotes is not None else None
                posted = posts.post(topic_id=topic_id, quoted_id=quoted, **given)  # type: ignore[arg-type]
            else:
                posted = topics.start(group_id=group_id, title=talk.title, **given)  # type: ignore[arg-type]
                topic_id = posted.thread_id
            let_through(moderator, posted.id)
            topics.mark_read(reader=cast[line.who], topic_id=topic_id, up_to=clock.now())
            for name in line.useful:
                posts.find_useful(reader=cast[name], message_id=posted.id, on=True)
        numbers.append(posted.id)
    with clock.frozen_at(begun + len(talk.lines) * BETWEEN):
        if talk.held:
            key = f"demo-held-{topic_id}"
            posts.post(author=cast["c"], topic_id=topic_id, body=talk.held, send_key=key)
        if talk.pinned:
            topics.pin(actor=moderator, topic_id=topic_id, on=True)
        if talk.closed:
            topics.close(actor=cast["conseil"], topic_id=topic_id, on=True)


def _invite(moderator: Person, group_id: int, mentor: Person) -> None:
    """Have a mentor come as a guest for two months, and say yes."""
    last: date = clock.today() + timedelta(days=60)
    memberships.invite_mentor(actor=moderator, group_id=group_id, mentor_id=mentor.id, last=last)
    memberships.answer(person=mentor, group_id=group_id, accept=True)


def _guest(moderator: Person, group_id: int, *, but: Sequence[int]) -> Person | None:
    """Invite the first carpenter who takes part; return them as a guest who accepted."""
    others = select(MentorOccupation.mentor_id).where(MentorOccupation.mentor_id.not_in(but))
    for wanted in (others.where(MentorOccupation.noc == "72310"), others):
        for number in db.session.scalars(wanted.order_by(MentorOccupation.mentor_id).limit(5)):
            guest = person(number)
            try:
                _invite(moderator, group_id, guest)
            except Invalid:  # away, or no longer verified
                continue
            return guest
    return None


def _school_of(student_id: int) -> int:
    return db.session.get_one(Student, student_id).school_id


def _pupils(school_id: int, *, but: Sequence[int]) -> list[Person]:
    wanted = (
        select(Student.person_id)
        .where(Student.school_id == school_id, Student.person_id.not_in(but), may_take_part())
        .order_by(Student.person_id)
        .limit(MEMBERS)
    )
    return [person(number) for number in db.session.scalars(wanted)]
