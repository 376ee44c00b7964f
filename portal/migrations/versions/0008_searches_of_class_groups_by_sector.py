"""How often class groups looked for mentors, by sector and month.

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-22 10:20:06.899823

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('class_search',
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('class_group_id', sa.Integer(), nullable=False),
    sa.Column('sector', sa.String(), nullable=False),
    sa.Column('searches', sa.Integer(), nullable=False),
    sa.Column('without', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['class_group_id'], ['class_group.id'], name=op.f('fk_class_search_class_group_id_class_group')),
    sa.PrimaryKeyConstraint('month', 'class_group_id', 'sector', name=op.f('pk_class_search'))
    )


def downgrade():
    op.drop_table('class_search')
