"""Who is told that a post calls on a role of theirs.

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-22 13:20:00.000000

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('mention_notice',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('mail_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_mention_notice_message_id_message'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_mention_notice_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', 'message_id', name=op.f('pk_mention_notice'))
    )
    with op.batch_alter_table('mention_notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mention_notice_message_id'), ['message_id'], unique=False)


def downgrade():
    op.drop_table('mention_notice')
