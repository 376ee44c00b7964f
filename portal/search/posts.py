"""Posts of groups: what they are found by, looked for, and kept equal to what is shown.

The words are compared as in the directory (`portal.search.analysis`); they are kept as stems
of both languages, sorted and each once, so that no text can be read in them. Messages outgrow
Whoosh, so the database's own full text finds them (decision 0033).
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.exc import DatabaseError

from portal.data.search_words import search_words
from portal.extensions import db, insert_into, unit_of_work
from portal.i18n import LANGUAGES
from portal.models.post_words import PostWords
from portal.policies.viewers import Viewer
from portal.queries import post_words as query
from portal.queries.post_words import Asked, FoundPost, Indexed, Wanted
from portal.search.analysis import asked_words, split, stem
from portal.search.highlights import Highlighter
from portal.search.occupation_names import shipped_finder
from portal.search.spelling import Vocabulary

ON_A_PAGE = 20
MOST_WORDS = 12
LONGEST = 200  # characters of what is typed that are looked at
AT_ONCE = 200  # posts whose words are written in one transaction
ALIKE = 0.8  # how sure a guess must be to be offered in place of a word


@dataclass(frozen=True, slots=True)
class After:
    """The last post of a page, after which the next one goes on."""

    message_id: int
    titled: bool = False  # it was found by its title: those found by their text come after
    every: bool = True  # the pages hold every word, or some


@dataclass(frozen=True, slots=True)
class PostResults:
    """A page of posts, those with the words in their title first, then the newest."""

    rows: tuple[FoundPost, ...]
    words: tuple[str, ...]  # that were looked for
    every: bool  # whether each post holds every one of them, or some
    next: After | None
    meant: str  # words that find something, when these found nothing


@dataclass(frozen=True, slots=True)
class _Place:
    """Whose search it is, where, and for how many finds."""

    viewer: Viewer
    group_id: int | None
    limit: int = ON_A_PAGE + 1


def search_posts(
    viewer: Viewer, text: str, *, group_id: int | None = None, after: After | None = None
) -> PostResults:
    """Return a page of the posts that hold every word of `text`, or some when none holds all.

    Only of groups that `viewer` may read now. At most four statements when something is
    found, six when nothing is.
    """
    words = telling(text)
    place = _Place(viewer, group_id)
    if not words:
        return PostResults((), (), True, None, "")
    every = after is None or after.every
    rows = _page(place, words, every, after)
    if not rows and after is None and len(words) > 1:
        rows, every = _page(place, words, False, None), False
    meant = "" if rows or after is not None else _meant(place, words)
    return _results(rows, words, every or not rows, meant)


def telling(text: str) -> tuple[str, ...]:
    """Return the folded words of `text` that a post can be found by, each once."""
    words = asked_words(text[:LONGEST])
    return tuple(word for word in words if word not in search_words().stop)[:MOST_WORDS]


def words_of(post: Indexed) -> dict[str, object]:
    """Return the row that a post is found by."""
    return {
        "message_id": post.message_id,
        "title": " ".join(_held(post.title)),
        "body": " ".join(_held(post.body)),
    }


def update_posts(ids: Collection[int]) -> int:
    """Put in the words of those of the messages that are shown posts; take the others' out.

    Return how many are found by their words now. Opens a unit of work.
    """
    with unit_of_work():
        found = query.to_index(ids)
        _take_out(set(ids) - {post.message_id for post in found})
        _put_in(found)
    return len(found)


def mend_posts() -> int:
    """Make the words of all posts equal to what is shown; return how many posts have words.

    In parts, between which others may write.
    """
    held = 0
    for first, last in _parts():
        with unit_of_work():
            posts = query.next_to_index(first, AT_ONCE)
            wrong, gone = _differences(posts, first, last)
            _take_out(gone)
            _put_in(wrong)
        held += len(posts)
    return held


def rebuild_posts() -> int:
    """Do as `mend_posts`, and make the index of SQLite anew from the words."""
    held = mend_posts()
    with unit_of_work():
        _tell_index("rebuild")
    return held


def check_posts() -> list[str]:
    """Compare words with what is shown, index with words; return a line for each difference."""
    lines: list[str] = []
    for first, last in _parts():
        wrong, gone = _differences(query.next_to_index(first, AT_ONCE), first, last)
        lines += [f"post {post.message_id}: missing or out of date" for post in wrong]
        lines += [f"post {number}: to be removed" for number in sorted(gone)]
    try:
        with unit_of_work():
            _tell_index("integrity-check")
    except DatabaseError:
        lines.append("index of posts: does not equal their words")
    return lines


def _parts() -> Iterator[tuple[int, int | None]]:
    """Yield from which number to which one the next `AT_ONCE` posts stand; the last to no end."""
    first = 1
    while (last := query.last_of_next(first, AT_ONCE)) is not None:
        yield first, last
        first = last + 1
    yield first, None


def _page(
    place: _Place, words: tuple[str, ...], every: bool, after: After | None
) -> list[tuple[FoundPost, bool]]:
    """Return the finds of a page and one more, each with whether its title was met."""
    asked, found = _asked(words), list[tuple[FoundPost, bool]]()
    for titled in (True, False):
        if titled and after is not None and not after.titled:
            continue  # they all came before
        here = after is not None and after.titled is titled
        before = after.message_id if after is not None and here else None
        wanted = Wanted(asked, every, titled, place.group_id, before)
        room = place.limit - len(found)
        rows = query.found_posts(place.viewer, wanted, limit=room) if room else []
        found += [(row, titled) for row in rows]
    return found


def _results(
    found: list[tuple[FoundPost, bool]], words: tuple[str, ...], every: bool, meant: str
) -> PostResults:
    rows = tuple(row for row, _titled in found[:ON_A_PAGE])
    last = None
    if len(found) > ON_A_PAGE:
        row, titled = found[ON_A_PAGE - 1]
        last = After(row.message_id, titled, every)
    return PostResults(rows, words, every, last, meant)


def _meant(place: _Place, words: tuple[str, ...]) -> str:
    """Return words near these, as a post that `viewer` may read writes them, or "".

    Guessed from the shipped names of occupations alone: a vocabulary of the posts would tell
    of groups that are not the reader's.
    """
    known = shipped_finder().vocabulary
    guessed = tuple(word if word in known else _nearest(known, word) for word in words)
    if guessed == words:
        return ""
    found = _page(_Place(place.viewer, place.group_id, limit=1), guessed, True, None)
    if not found:
        return ""
    row, _titled = found[0]
    text = f"{row.title} {row.body}"
    return " ".join(next(iter(Highlighter(word).words_in(text)), word) for word in guessed)


def _nearest(known: Vocabulary, word: str) -> str:
    guesses = known.guesses(word, begun=False)
    best = max(guesses, key=lambda guess: guesses[guess], default=word)
    return best if guesses.get(best, 0.0) >= ALIKE else word


def _asked(words: Iterable[str]) -> Asked:
    return [_stems(word) for word in words]


def _stems(word: str) -> tuple[str, ...]:
    """Return what a word is held as: its stem of each language, marked with whose it is."""
    return tuple(f"{code[0]}{stem(word, code)}" for code in LANGUAGES)


def _held(text: str) -> list[str]:
    stop = search_words().stop
    return sorted({held for word in split(text) if word not in stop for held in _stems(word)})


def _differences(
    posts: list[Indexed], first: int, last: int | None
) -> tuple[list[Indexed], set[int]]:
    """Return the posts whose words are not as they should be, and the numbers of gone ones."""
    kept = query.kept_words(first, last)
    wrong = []
    for post in posts:
        row = words_of(post)
        if kept.pop(post.message_id, None) != (row["title"], row["body"]):
            wrong.append(post)
    return wrong, set(kept)


def _put_in(posts: Iterable[Indexed]) -> None:
    rows = [words_of(post) for post in posts]
    if rows:
        into = insert_into(PostWords)
        said = {"title": into.excluded.title, "body": into.excluded.body}
        known = into.on_conflict_do_update(index_elements=["message_id"], set_=said)
        db.session.connection().execute(known, rows)


def _take_out(ids: Collection[int]) -> None:
    db.session.execute(delete(PostWords).where(PostWords.message_id.in_(ids)))


def _tell_index(command: str) -> None:
    """Give FTS5 a command about the whole index; PostgreSQL's follows its table by itself.

    With the 1, a check compares the index with the words that it was made from.
    """
    if db.engine.dialect.name == "sqlite":
        db.session.connection().exec_driver_sql(
            "INSERT INTO post_index(post_index, rank) VALUES (?, 1)", (command,)
        )
