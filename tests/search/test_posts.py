"""Messages of groups, found by their words by those who may read them, and by nobody else."""

from collections.abc import Callable
from threading import Event

import pytest
from sqlalchemy import delete, select

from portal.errors import NotFound
from portal.extensions import db, unit_of_work
from portal.models.post_words import PostWords
from portal.models.students import Student
from portal.models.threads import Message, MessageState
from portal.queries.posts import topic_page
from portal.search.posts import check_posts, mend_posts, rebuild_posts, search_posts
from portal.services import groups, memberships, moderation, posts, topics
from portal.worker.loop import work
from tests.cast import CAST, HAVRE, IDS, Cast
from tests.groups import OF_HAVRE, QUESTION, WELDING, say, write_groups
from tests.statements import statements_of

READERS = {"zoe", "marc", "claire", "mona", "coralie", "adele"}


@pytest.fixture
def topic_id(cast: Cast) -> int:
    """The topic that the groups beside the cast begin with, its words in the index."""
    with cast.app.app_context():
        number = write_groups(cast)
        index_now()
        return number


def index_now() -> None:
    work(Event(), once=True)


def found(cast: Cast, name: str, words: str, group_id: int | None = None) -> list[int]:
    results = search_posts(cast.person(name), words, group_id=group_id)
    return [row.message_id for row in results.rows]


def message_id(body: str) -> int:
    return db.session.scalars(select(Message.id).where(Message.body == body)).one()


def test_accents_gender_number_and_capitals_do_not_count(cast: Cast, topic_id: int) -> None:
    with cast.app.app_context():
        post = say(cast, "marc", topic_id, "Les soudeuses expérimentées gagnent leur vie.")
        index_now()
        for words in ("soudeur", "SOUDEUSES", "experimente", "d’expérimentés soudeurs"):
            assert found(cast, "zoe", words) == [post.id], words
        assert found(cast, "zoe", "plombier") == []


def test_titles_come_first_then_the_newest_and_some_words_are_better_than_none(
    cast: Cast, topic_id: int
) -> None:
    with cast.app.app_context():
        first = message_id(QUESTION)
        said = [say(cast, "marc", topic_id, f"Un horaire de {n} jours.").id for n in (5, 4)]
        index_now()
        assert found(cast, "zoe", "horaires") == [first, *reversed(said)]
        some = search_posts(cast.person("zoe"), "horaires introuvable")
        assert (some.every, len(some.rows)) == (False, 3)
        assert search_posts(cast.person("zoe"), "horaires jours").every
        assert found(cast, "zoe", "le la de") == found(cast, "zoe", "«»?! ---") == []


def test_who_reads_a_topic_finds_it_and_nobody_else(cast: Cast, topic_id: int) -> None:
    with cast.app.app_context():
        finds, reads = set(), set()
        for name in CAST.split():
            finds |= {name} if found(cast, name, "horaires durs") else set()
            try:
                topic_page(cast.person(name), topic_id)
            except NotFound:
                continue
            reads.add(name)
        assert finds == reads == READERS


def withdraw(cast: Cast, post_id: int, topic_id: int) -> None:
    posts.withdraw(author=cast.person("marc"), message_id=post_id)


def report(cast: Cast, post_id: int, topic_id: int) -> None:
    moderation.hold_again(message=db.session.get_one(Message, post_id))


def change(cast: Cast, post_id: int, topic_id: int) -> None:
    posts.edit(author=cast.person("marc"), message_id=post_id, body="Autre chose, merci.")


def hide(cast: Cast, post_id: int, topic_id: int) -> None:
    topics.hide(actor=cast.person("mona"), topic_id=topic_id, on=True)


def move(cast: Cast, post_id: int, topic_id: int) -> None:
    topics.move(actor=cast.person("mona"), topic_id=topic_id, group_id=OF_HAVRE)


def leave(cast: Cast, post_id: int, topic_id: int) -> None:
    memberships.leave(person=cast.person("zoe"), group_id=WELDING)


def change_school(cast: Cast, post_id: int, topic_id: int) -> None:
    db.session.get_one(Student, IDS["zoe"]).school_id = HAVRE


@pytest.mark.parametrize(
    "gone",
    [withdraw, report, change, hide, move, leave, change_school],
    ids=lambda deed: deed.__name__,
)
def test_what_is_no_longer_theirs_to_read_is_found_no_more_at_once(
    cast: Cast, topic_id: int, gone: Callable[[Cast, int, int], None]
) -> None:
    with cast.app.app_context():
        post_id = say(cast, "marc", topic_id, "On chauffe le zirconium lentement.").id
        index_now()
        assert found(cast, "zoe", "zirconium") == [post_id]
        with unit_of_work():
            gone(cast, post_id, topic_id)
        assert found(cast, "zoe", "zirconium") == []
        # What is not shown any more, or says something else, has left no word behind.
        kept = db.session.get(PostWords, post_id)
        assert (kept is None) is (gone in (withdraw, report, change))
        index_now()
        assert found(cast, "zoe", "zirconium") == []
        assert found(cast, "zoe", "autre chose") == ([post_id] if gone is change else [])
        assert check_posts() == []


def test_another_title_is_found_and_the_first_one_no_more(cast: Cast, topic_id: int) -> None:
    with cast.app.app_context():
        with unit_of_work():
            topics.rename(actor=cast.person("mona"), topic_id=topic_id, title="La paie")
        assert db.session.get(PostWords, message_id(QUESTION)) is None
        index_now()
        assert found(cast, "zoe", "paie") == [message_id(QUESTION)]
        with unit_of_work():
            groups.archive(actor=cast.person("mona"), group_id=WELDING, on=True)
        assert found(cast, "zoe", "paie") == [message_id(QUESTION)]  # read, not written in


def test_an_erased_message_takes_its_words_along(cast: Cast, topic_id: int) -> None:
    with cast.app.app_context():
        post_id = say(cast, "marc", topic_id, "On chauffe le zirconium lentement.").id
        index_now()
        with unit_of_work():
            db.session.execute(delete(Message).where(Message.id == post_id))
        asked = "SELECT count(*) FROM post_index WHERE post_index MATCH 'fzirconium'"
        assert db.session.connection().exec_driver_sql(asked).scalar() == 0


def test_the_words_kept_are_no_text(cast: Cast, topic_id: int) -> None:
    with cast.app.app_context():
        body = db.session.get_one(PostWords, message_id(QUESTION)).body
        assert body == " ".join(sorted(set(body.split())))
        assert "horaires" not in body and "Est-ce" not in body


def test_a_wrong_index_is_seen_and_mended(cast: Cast, topic_id: int) -> None:
    with cast.app.app_context():
        first = message_id(QUESTION)
        with unit_of_work():
            db.session.get_one(PostWords, first).body = "fautre"
            db.session.add(Message(**_private()))
            db.session.flush()
            db.session.add(PostWords(message_id=message_id("privé"), title="", body="fpriv"))
        assert check_posts() == [
            f"post {first}: missing or out of date",
            f"post {message_id('privé')}: to be removed",
        ]
        assert mend_posts() == 2 and check_posts() == []
        with unit_of_work():
            db.session.connection().exec_driver_sql(
                "INSERT INTO post_index(post_index) VALUES ('delete-all')"
            )
        assert check_posts() == ["index of posts: does not equal their words"]
        assert rebuild_posts() == 2 and check_posts() == []


def _private() -> dict[str, object]:
    zoe = select(Message).where(Message.thread_id == 1).limit(1)
    letter = db.session.scalars(zoe).one()
    return {
        "thread_id": 1,
        "author_id": letter.author_id,
        "body": "privé",
        "state": MessageState.VISIBLE,
        "send_key": "private",
    }


def test_the_page_marks_words_and_goes_on(cast: Cast, topic_id: int) -> None:
    zoe = cast.client("zoe")
    nothing = zoe.get("/groups/search").get_data(as_text=True)
    assert "féminin" in nothing
    few = statements_of(zoe, "/groups/search?q=horaire")
    with cast.app.app_context():
        with unit_of_work():
            db.session.add_all(
                Message(
                    **_private()
                    | {
                        "thread_id": topic_id,
                        "body": f"Un <b>horaire</b> {n}",
                        "send_key": f"k{n}",
                    }
                )
                for n in range(45)
            )
        assert mend_posts() == 47
    many = statements_of(zoe, "/groups/search?q=horaire")
    assert len(many) == len(few) <= 12
    page = zoe.get("/groups/search?q=horaire").get_data(as_text=True)
    assert "Les <mark>horaires</mark>" in page and "&lt;b&gt;<mark>horaire</mark>" in page
    seen, after, pages = set(), None, 0
    with cast.app.app_context():
        while pages == 0 or after is not None:
            results = search_posts(cast.person("zoe"), "horaire", after=after)
            numbers = {row.message_id for row in results.rows}
            assert not seen & numbers
            seen, after, pages = seen | numbers, results.next, pages + 1
    assert (len(seen), pages) == (46, 3)
    assert "Résultats suivants" in page


@pytest.mark.parametrize(
    "address",
    [
        "q=%22%29%20OR%20title%3A*",
        "q=NEAR(a%20b)%20AND%20NOT%20%27%3B--",
        "q=" + "mot%20" * 60,
        "q=%00%F0%9F%98%80",
        "q=horaire&after=t99999999999999999999",
        "q=horaire&after=x-1",
        "q=c%2B%2B%20c%23",
    ],
)
def test_nothing_that_is_typed_breaks_the_search(cast: Cast, topic_id: int, address: str) -> None:
    assert cast.client("zoe").get(f"/groups/search?{address}").status_code == 200


def test_a_group_that_is_not_theirs_is_absent(cast: Cast, topic_id: int) -> None:
    assert cast.client("zoe").get(f"/groups/search?q=a&group={WELDING}").status_code == 200
    assert cast.client("zoe").get(f"/groups/search?q=a&group={OF_HAVRE}").status_code == 404
    assert cast.client("zoe").get(f"/groups/search?q=a&group={'9' * 30}").status_code == 404
    assert cast.client().get("/groups/search?q=horaire").status_code == 302


def test_a_misspelt_word_is_offered_as_a_reader_wrote_it(cast: Cast, topic_id: int) -> None:
    with cast.app.app_context():
        say(cast, "marc", topic_id, "Mon métier de plombière me plaît.")
        index_now()
        assert search_posts(cast.person("zoe"), "plonbiere").meant == "plombière"
        assert search_posts(cast.person("lea"), "plonbiere").meant == ""
