"""Class groups: the lists of students that a counsellor follows and prints."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.extensions import Model
from portal.models.schools import School


class ClassGroup(Model):
    """A group of one school in one school year (« groupe-repère »)."""

    __tablename__ = "class_group"
    __table_args__ = (UniqueConstraint("school_id", "school_year", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    school_year: Mapped[int]  # the year in which it begins: 2026 for 2026-2027
    name: Mapped[str]

    school: Mapped[School] = relationship(lazy="raise")


class ClassGroupMember(Model):
    """A student who belongs to a class group."""

    __tablename__ = "class_group_member"

    class_group_id: Mapped[int] = mapped_column(ForeignKey("class_group.id"), primary_key=True)
    student_id: Mapped[int] = mapped_column(
        ForeignKey("student.person_id"), primary_key=True, index=True
    )


class CounsellorSchool(Model):
    """A counsellor follows every student of a school."""

    __tablename__ = "counsellor_school"

    counsellor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True, index=True)


class CounsellorClassGroup(Model):
    """A counsellor or teacher follows one class group."""

    __tablename__ = "counsellor_class_group"

    counsellor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    class_group_id: Mapped[int] = mapped_column(
        ForeignKey("class_group.id"), primary_key=True, index=True
    )


class ClassCode(Model):
    """A short code, readable aloud, with which students join a class group by themselves."""

    __tablename__ = "class_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    class_group_id: Mapped[int] = mapped_column(ForeignKey("class_group.id"), index=True)
    code: Mapped[str] = mapped_column(unique=True)  # as it is compared: no space, no capital
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
