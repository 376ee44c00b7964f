"""The same directory in SQLite FTS5, as somebody would build it who is good at SQL.

The words are those of the index, stemmed already, so that both find the same. Filters are
columns and narrow tables with indexes; who may be found is a column, as if it were free.
"""

import sqlite3
from collections.abc import Iterable, Iterator

from portal.queries.mentors import Presence, on_duty_now, to_index
from portal.search.analysis import asked_words, stem
from portal.search.mentors import PAGE_SIZE, MentorQuery
from portal.search.schema import document

ONE = ("region", "path")
MANY = ("sector", "occupation", "language")
_ADD_WORDS = "INSERT INTO words(rowid, all_fr, all_en) VALUES (?, ?, ?)"
_FOUND = "FROM hit JOIN mentor USING (id)"
Answer = tuple[int, dict[str, dict[str, int]], list[int]]


class FullText:
    """Answers searches from a database in memory."""

    def __init__(self) -> None:
        """Copy every mentor whom the index holds; needs an application context."""
        self._db = sqlite3.connect(":memory:")
        self._db.executescript(
            """
            CREATE VIRTUAL TABLE words USING fts5(
                all_fr, all_en, content='',
                tokenize="unicode61 remove_diacritics 0 tokenchars '+#'"
            );
            CREATE TABLE mentor (
                id INTEGER PRIMARY KEY, region, path, free INTEGER, newcomers INTEGER
            );
            CREATE TABLE value (name, value, id INTEGER, PRIMARY KEY (name, value, id))
                WITHOUT ROWID;
            CREATE INDEX value_of ON value (id, name, value);
            CREATE TEMP TABLE hit (id INTEGER PRIMARY KEY, rank REAL);
            """
        )
        there = {row.mentor_id: row for row in on_duty_now()}
        for mentor in to_index():
            self._add(mentor.person_id, document(mentor), there.get(mentor.person_id))
        self._db.execute("INSERT INTO words(words) VALUES ('optimize')")
        self._db.execute("ANALYZE")
        self._db.commit()

    def ask(self, query: MentorQuery) -> Answer:
        """Return how many are found, what each filter's values would leave, the first page."""
        self._db.execute("DELETE FROM hit")
        self._db.execute(*_hits(query.text))
        used = query.filters
        chosen, given = _narrow(used)
        total = self._one(f"SELECT count(*) {_FOUND} WHERE {chosen}", given)
        return total, self._counts(used), self._page(chosen, given)

    def _counts(self, used: dict[str, str]) -> dict[str, dict[str, int]]:
        counts: dict[str, dict[str, int]] = {}
        for name in (*MANY[:2], *ONE, *MANY[2:]):
            others, given = _narrow({n: v for n, v in used.items() if n != name})
            counts[name] = dict(self._db.execute(_counting(name, others), given))
        base, given = _narrow({n: v for n, v in used.items() if n != "available"})
        for name, value, rule in (
            ("near", "1", "0"),
            ("newcomers", "1", "newcomers"),
            ("available", "any", "1"),
        ):
            where = base if name != "available" else base.replace("free = 1", "free >= 0")
            found = self._one(f"SELECT count(*) {_FOUND} WHERE {where} AND {rule}", given)
            counts[name] = {value: found} if found else {}
        return counts

    def _page(self, chosen: str, given: list[str]) -> list[int]:
        rows = self._db.execute(
            f"SELECT id {_FOUND} WHERE {chosen} ORDER BY rank, id LIMIT ?",
            [*given, PAGE_SIZE],
        )
        return [row[0] for row in rows]

    def _one(self, statement: str, given: Iterable[str]) -> int:
        return int(self._db.execute(statement, list(given)).fetchone()[0])

    def _add(self, number: int, held: dict[str, object], seen: Presence | None) -> None:
        said = [" ".join(_as_list(held[name])) for name in ("all_fr", "all_en")]
        self._db.execute(_ADD_WORDS, [number, *said])
        free = -1 if seen is None else int(seen.has_room)
        newcomers = seen is not None and seen.newcomers_welcome
        row = (number, held["region"], held["path"], free, newcomers)
        self._db.execute("INSERT INTO mentor VALUES (?, ?, ?, ?, ?)", row)
        for name in MANY:
            rows = [(name, value, number) for value in _as_list(held[name])]
            self._db.executemany("INSERT OR IGNORE INTO value VALUES (?, ?, ?)", rows)


def _hits(text: str) -> tuple[str, list[str]]:
    words = asked_words(text)
    if not words:
        return "INSERT INTO hit SELECT id, 0 FROM mentor", []
    each = (f'({{all_fr}}: "{stem(w, "fr")}" OR {{all_en}}: "{stem(w, "en")}")' for w in words)
    return "INSERT INTO hit SELECT rowid, rank FROM words WHERE words MATCH ?", [
        " AND ".join(each)
    ]


def _narrow(used: dict[str, str]) -> tuple[str, list[str]]:
    """Return the condition of some filters, and its parameters."""
    parts = dict(_conditions(used))
    return " AND ".join(["free = 1", *parts]), [value for value in parts.values() if value]


def _conditions(used: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in used.items():
        if name in ONE:
            yield f"mentor.{name} = ?", value
        elif name in MANY:
            yield f"id IN (SELECT id FROM value WHERE name = '{name}' AND value = ?)", value


def _counting(name: str, others: str) -> str:
    if name in ONE:
        return f"SELECT {name}, count(*) {_FOUND} WHERE {others} GROUP BY {name}"
    return (
        f"SELECT value, count(*) {_FOUND} JOIN value USING (id) "
        f"WHERE value.name = '{name}' AND {others} GROUP BY value"
    )


def _as_list(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]
