"""The words by which posts of groups are found, and the full text index of each database.

Nothing to fill: no portal that was released held a post. `flask search rebuild` fills it in any case.

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-22 10:34:00.000000

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

TAKE_OUT = (
    "INSERT INTO post_index(post_index, rowid, title, body) "
    "VALUES ('delete', old.message_id, old.title, old.body);"
)
PUT_IN = (
    "INSERT INTO post_index(rowid, title, body) VALUES (new.message_id, new.title, new.body);"
)
IN_SQLITE = (
    "CREATE VIRTUAL TABLE post_index USING fts5(title, body, content='post_words', "
    "content_rowid='message_id', tokenize=\"ascii tokenchars '+#'\", detail='column')",
    f"CREATE TRIGGER post_words_added AFTER INSERT ON post_words BEGIN {PUT_IN} END",
    f"CREATE TRIGGER post_words_gone AFTER DELETE ON post_words BEGIN {TAKE_OUT} END",
    f"CREATE TRIGGER post_words_changed AFTER UPDATE ON post_words BEGIN {TAKE_OUT} {PUT_IN} END",
)
IN_POSTGRESQL = (
    "CREATE INDEX ix_post_words_all ON post_words USING gin "
    "(array_to_tsvector(string_to_array(btrim(title || ' ' || body), ' ')))",
)


def upgrade():
    op.create_table('post_words',
    sa.Column('message_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_post_words_message_id_message'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('message_id', name=op.f('pk_post_words'))
    )
    here = op.get_context().dialect.name
    for statement in {"sqlite": IN_SQLITE, "postgresql": IN_POSTGRESQL}[here]:
        op.execute(statement)


def downgrade():
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TABLE post_index")
    op.drop_table('post_words')
