"""Who read a conversation that is not theirs, and who did what: for the record (R23, R44)."""

from datetime import datetime

from sqlalchemy import DDL, ForeignKey, Index, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.extensions import Model
from portal.models.people import Person


class AccessEntry(Model):
    """A member of the staff read a conversation; its student can see this line."""

    __tablename__ = "access_entry"
    __table_args__ = (
        Index("ix_access_entry_student_id_read_at", "student_id", "read_at"),
        Index("ix_access_entry_reader_id_thread_id", "reader_id", "thread_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reader_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reader_role: Mapped[str]
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    # Whose words it was about; none: in a topic, of somebody else than a student.
    student_id: Mapped[int | None] = mapped_column(ForeignKey("student.person_id"))
    reason: Mapped[str]
    read_at: Mapped[datetime] = mapped_column(default=clock.now)

    reader: Mapped[Person] = relationship(lazy="raise")


class AuditEntry(Model):
    """Who did what to which row. Identifiers only: no name, no text.

    Each entry carries the hash of the one before it, so that a changed or missing line
    shows (`flask audit verify`); the database itself refuses to change one.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_noun_noun_id", "noun", "noun_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # none: the portal
    event: Mapped[str]
    noun: Mapped[str]
    noun_id: Mapped[int]
    detail: Mapped[str] = mapped_column(default="", server_default=text("''"))  # a code
    done_at: Mapped[datetime] = mapped_column(default=clock.now)
    previous_hash: Mapped[str] = mapped_column(default="", server_default=text("''"))
    hash: Mapped[str] = mapped_column(default="", server_default=text("''"))


# What a migration also does: no row of the audit is changed or taken out, by anyone's code.
for _verb in ("update", "delete"):
    event.listen(
        AuditEntry.__table__,
        "after_create",
        DDL(  # type: ignore[no-untyped-call]
            f"CREATE TRIGGER audit_entry_no_{_verb} BEFORE {_verb.upper()} ON audit_entry "
            "BEGIN SELECT RAISE(ABORT, 'the audit is not edited'); END"
        ).execute_if(dialect="sqlite"),
    )
