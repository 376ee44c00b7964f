"""The words by which posts of groups are found: stems, sorted, each once. Nobody reads them.

On SQLite, FTS5 keeps the index of this table and its own triggers feed it; on PostgreSQL it is
an index of tsvectors. Both follow the row: when the row goes, what can be found by it goes.
"""

from typing import Any, Final

from sqlalchemy import (
    DDL,
    ColumnElement,
    ForeignKey,
    Text,
    column,
    event,
    func,
    literal_column,
    table,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model

INDEX: Final = "post_index"  # the FTS5 table of SQLite
# Names of tables that FTS5 makes for itself: no migration compares them with the models.
INDEX_TABLES: Final = frozenset(
    {INDEX, *(f"{INDEX}_{part}" for part in ("data", "idx", "docsize", "config"))}
)
# `INDEX` as statements name it; its hidden column of the same name takes what is looked for.
post_index: Final[Any] = table(INDEX, column("rowid"), column(INDEX, Text))


class PostWords(Model):
    """What one shown post of a topic is found by."""

    __tablename__ = "post_words"

    message_id: Mapped[int] = mapped_column(
        ForeignKey("message.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    title: Mapped[str]  # of the topic that the post begins; "" for every other post
    body: Mapped[str]


def vector(*words: Any) -> ColumnElement[Any]:
    """Return words as PostgreSQL's tsvector: as they stand, it knows no French with English."""
    said = words[0]
    for more in words[1:]:
        said = said + literal_column("' '") + more
    return func.array_to_tsvector(func.string_to_array(func.btrim(said), literal_column("' '")))


_TAKE_OUT = (
    "INSERT INTO post_index(post_index, rowid, title, body) "
    "VALUES ('delete', old.message_id, old.title, old.body);"
)
_PUT_IN = (
    "INSERT INTO post_index(rowid, title, body) VALUES (new.message_id, new.title, new.body);"
)
_MAKE = "CREATE TRIGGER post_words_"
# No positions, no accents to fold and nothing to stem: `search.posts` has done all of it.
IN_SQLITE: Final = (
    "CREATE VIRTUAL TABLE post_index USING fts5(title, body, content='post_words', "
    "content_rowid='message_id', tokenize=\"ascii tokenchars '+#'\", detail='column')",
    f"{_MAKE}added AFTER INSERT ON post_words BEGIN {_PUT_IN} END",
    f"{_MAKE}gone AFTER DELETE ON post_words BEGIN {_TAKE_OUT} END",
    f"{_MAKE}changed AFTER UPDATE ON post_words BEGIN {_TAKE_OUT} {_PUT_IN} END",
)
IN_POSTGRESQL: Final = (
    "CREATE INDEX ix_post_words_all ON post_words USING gin "
    "(array_to_tsvector(string_to_array(btrim(title || ' ' || body), ' ')))",
)


def _when(moment: str, statement: str, dialect: str) -> None:
    made: Any = DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(PostWords.__table__, moment, made.execute_if(dialect=dialect))


for _statement in IN_SQLITE:
    _when("after_create", _statement, "sqlite")
for _statement in IN_POSTGRESQL:
    _when("after_create", _statement, "postgresql")
_when("before_drop", "DROP TABLE post_index", "sqlite")


def is_compared(name: str | None, kind: str, _parents: object) -> bool:
    """Say whether a table of the database is one that the models describe."""
    return not (kind == "table" and name in INDEX_TABLES)
