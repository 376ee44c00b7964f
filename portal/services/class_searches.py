"""Counting what class groups look for, by sector: anonymous, for their report (c.10)."""

from sqlalchemy import Date, Integer, String, func, literal, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.data.occupations import sectors
from portal.extensions import db, insert_into
from portal.models.class_groups import ClassGroupMember
from portal.models.class_searches import ClassSearch

SMALLEST_GROUP = 5  # students: of a smaller group, a count might say who searched


def count(*, student_id: int, sector: str, nobody: bool) -> None:
    """Count one search of a student in each of the own class groups, in the present month.

    `sector`: of the occupation that was meant, "" for words that mean none. Who searched is
    not written, nor a word of the search; groups of under five are not counted at all.
    """
    member = aliased(ClassGroupMember)
    size = (
        select(func.count())
        .where(member.class_group_id == ClassGroupMember.class_group_id)
        .scalar_subquery()
    )
    own = select(
        literal(clock.today().replace(day=1), Date()),
        ClassGroupMember.class_group_id,
        literal(sector if sector in sectors() else "", String()),
        literal(1, Integer()),
        literal(int(nobody), Integer()),
    ).where(ClassGroupMember.student_id == student_id, size >= SMALLEST_GROUP)
    columns = ["month", "class_group_id", "sector", "searches", "without"]
    adding = insert_into(ClassSearch.__table__).from_select(columns, own)
    db.session.execute(
        adding.on_conflict_do_update(
            index_elements=columns[:3],
            set_={
                "searches": ClassSearch.searches + 1,
                "without": ClassSearch.without + adding.excluded.without,
            },
        )
    )
