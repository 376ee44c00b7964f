"""Demo matches and their conversations, in every state a match or a message can have."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from portal.demo import texts
from portal.demo.mentors import DemoMentor
from portal.demo.people import DemoStudent, People
from portal.demo.voices import Talk, Voices
from portal.models.access_log import AccessEntry
from portal.models.matches import ESTABLISHED_AFTER, Match, MatchClosing, MatchState
from portal.models.moderation import (
    Decision,
    Hold,
    HoldReason,
    MessageFinding,
    Verdict,
)
from portal.models.threads import Message, MessageState, Reading, Thread
from portal.school_time import SchoolTime
from portal.screening import Context, screen
from portal.services.holds import Delays, due_at

ENDED = (MatchState.CLOSED, MatchState.DECLINED, MatchState.EXPIRED, MatchState.WITHDRAWN)
SHARES = {
    MatchState.REQUESTED: 9,
    MatchState.ACTIVE: 14,
    MatchState.ESTABLISHED: 45,
    MatchState.CLOSED: 20,
    MatchState.DECLINED: 6,
    MatchState.EXPIRED: 4,
    MatchState.WITHDRAWN: 2,
}
# One message in so many was held: most were approved, some redacted or refused.
HELD_ONE_IN = 60
CLOSINGS = (
    MatchClosing.FINISHED,
    MatchClosing.SILENT,
    MatchClosing.FINISHED,
    MatchClosing.LEAVING,
    MatchClosing.UNSUITED,
    MatchClosing.FINISHED,
    MatchClosing.OTHER,
)
FIRST_REASON = 1  # of the shipped reasons for refusing: it gives a way to write elsewhere
SCHOOL = SchoolTime()
PENDING_SHARE = 0.2  # of the active matches end on a message that still waits
WINDOW_DAYS = 430
STATE_AFTER = {
    None: MessageState.HELD,
    Verdict.APPROVED: MessageState.VISIBLE,
    Verdict.REDACTED: MessageState.REDACTED,
    Verdict.REFUSED: MessageState.REFUSED,
}
LEVEL_WORDS = {
    "sec1": "secondaire 1", "sec2": "secondaire 2", "sec3": "secondaire 3", "sec4": "secondaire 4",
    "sec5": "secondaire 5", "adult": "formation générale des adultes",
    "vocational": "formation professionnelle",
}  # fmt: skip
LEVEL_WORDS_EN = {
    "sec1": "Secondary 1", "sec2": "Secondary 2", "sec3": "Secondary 3", "sec4": "Secondary 4",
    "sec5": "Secondary 5", "adult": "adult general education", "vocational": "vocational training",
}  # fmt: skip


@dataclass(slots=True)
class Conversation:
    """The message being written: who, when, and what was said before."""

    student: DemoStudent
    mentor: DemoMentor
    language: str
    at: datetime
    length: timedelta  # from the first message to the last, about
    step: timedelta = timedelta(days=2)  # from one message to the next, about
    said: str = ""
    visible: int = 0
    last_author: int | None = None
    last_at: datetime | None = None
    first_answer_at: datetime | None = None
    established_at: datetime | None = None

    def has_shown(self, author: int) -> None:
        """Count a message of `author` that the other person can read."""
        self.visible += 1
        self.last_author, self.last_at = author, self.at
        if author == self.mentor.id and self.first_answer_at is None:
            self.first_answer_at = self.at
        if self.visible == ESTABLISHED_AFTER:
            self.established_at = self.at


class Matches:
    """Adds matches with their threads and messages, about as many messages as asked."""

    def __init__(
        self,
        people: People,
        voices: Voices,
        *,
        moderator_id: int,
        counsellor_id: int,
        per_match: int,
    ) -> None:
        self.people, self.rows, self.rng = people, people.rows, people.rng
        self._voices = voices
        self._moderator_id, self._counsellor_id = moderator_id, counsellor_id
        self._per_match = max(per_match, 7)
        self._message_id = self._hold_id = self._count = 0

    def add(
        self,
        student: DemoStudent,
        mentor: DemoMentor,
        state: MatchState | None = None,
        *,
        is_known: bool = False,
    ) -> None:
        """Add a match of a drawn `state` (one that has ended when the mentor is full).

        `is_known`: of an account that tries the demo, whose own answers still wait.
        """
        rng = self.rng
        state = state or rng.choices(list(SHARES), weights=list(SHARES.values()))[0]
        if state not in ENDED and not mentor.has_room:
            state = MatchState.CLOSED
        mentor.open_matches += state not in ENDED
        self._count += 1
        talk = self._begin(student, mentor, state)
        requested_at = talk.at
        self._write(talk, state)
        self._add_match(talk, state, requested_at)
        self._voices.add(
            Talk(
                match_id=self._count,
                student=student,
                mentor_id=mentor.id,
                answered_at=talk.first_answer_at,
                established_at=talk.established_at,
                closed_at=talk.last_at if state is MatchState.CLOSED else None,
                is_known=is_known,
            )
        )

    def _begin(self, student: DemoStudent, mentor: DemoMentor, state: MatchState) -> Conversation:
        days = self.rng.randint(1, 12) if state is MatchState.REQUESTED else 0
        days = days or self.rng.randint(20, WINDOW_DAYS)
        start = self.people.now - timedelta(days=days, minutes=self.rng.randint(0, 700))
        length = timedelta(days=days * self.rng.uniform(0.5, 0.95))
        language = (
            student.language if student.language in mentor.languages else mentor.languages[0]
        )
        return Conversation(student, mentor, language, start, length)

    def _write(self, talk: Conversation, state: MatchState) -> None:
        self._first(talk, held=state is MatchState.REQUESTED and self.rng.random() < 0.3)
        match state:
            case MatchState.REQUESTED if talk.visible and self.rng.random() < 0.2:
                self._say(talk, talk.mentor.id, texts.ask_for_more(self.rng, talk.language))
            case MatchState.DECLINED:
                self._say(talk, talk.mentor.id, texts.decline(self.rng, talk.language))
            case MatchState.ACTIVE:
                self._exchange(talk, self.rng.randint(1, ESTABLISHED_AFTER - 2), moderated=False)
                if self.rng.random() < PENDING_SHARE:
                    self._hold(talk, self.rng.choice((talk.student.id, talk.mentor.id)), None)
            case MatchState.ESTABLISHED | MatchState.CLOSED:
                drawn = round(
                    self.rng.triangular(4, 3.1 * self._per_match, 1.45 * self._per_match)
                )
                self._exchange(talk, max(ESTABLISHED_AFTER - 1, drawn))
            case _:
                pass

    def _first(self, talk: Conversation, *, held: bool) -> None:
        level = (LEVEL_WORDS if talk.language == "fr" else LEVEL_WORDS_EN)[
            talk.student.level.value
        ]
        body = texts.first_message(
            self.rng, talk.language, talk.mentor.job(talk.language), talk.mentor.given_name,
            talk.student.given_name, level,
        )  # fmt: skip
        if held:
            self._hold(talk, talk.student.id, None)
        else:
            self._say(talk, talk.student.id, body)

    def _exchange(self, talk: Conversation, count: int, *, moderated: bool = True) -> None:
        talk.step = talk.length / (1.1 * (count + 2))
        for number in range(count):
            mentor_speaks = number % 2 == 0
            author = talk.mentor.id if mentor_speaks else talk.student.id
            if moderated and self.rng.randrange(HELD_ONE_IN) == 0:
                decided = self.rng.choice((*Verdict, Verdict.APPROVED, Verdict.REFUSED))
                self._hold(talk, author, decided)
            self._say(talk, author, self._reply(talk, number))
        if self.rng.random() < 0.02:
            self._add_reading_by_staff(talk)

    def _reply(self, talk: Conversation, number: int) -> str:
        rng, language, said = self.rng, talk.language, talk.said
        noc, given = talk.mentor.occupation.noc, talk.student.given_name
        if number == 0:
            about = talk.mentor.occupation.about(language)
            job = talk.mentor.job(language)
            return texts.mentor_answer(rng, language, job, given, about, asked=said, noc=noc)
        if number % 2 == 0:
            return texts.mentor_reply(rng, language, given, asked=said, noc=noc)
        return texts.student_reply(rng, language, asked=said)

    def _say(self, talk: Conversation, author: int, body: str) -> None:
        talk.said = body
        self._add_message(talk, author, body, MessageState.VISIBLE, shown_at=talk.at)
        talk.has_shown(author)
        talk.at += talk.step * self.rng.uniform(0.3, 1.7)
        talk.at = min(talk.at, self.people.now)

    def _add_message(
        self,
        talk: Conversation,
        author: int,
        body: str,
        state: MessageState,
        *,
        shown_at: datetime | None,
        redacted: str | None = None,
    ) -> None:
        self._message_id += 1
        self.rows.add(
            Message, id=self._message_id, thread_id=self._count, author_id=author, body=body,
            redacted_body=redacted, state=state, sent_at=talk.at, shown_at=shown_at,
            send_key=f"demo-{self._message_id}",
        )  # fmt: skip

    def _hold(self, talk: Conversation, author: int, verdict: Verdict | None) -> None:
        body = texts.held_message(self.rng, talk.language)
        findings = screen(body, Context()).findings
        state = STATE_AFTER[verdict]
        redacted = _without(body, findings) if verdict is Verdict.REDACTED else None
        shown = state in (MessageState.VISIBLE, MessageState.REDACTED)
        if verdict is None and talk.visible:  # what waits was written lately
            talk.at = max(talk.at, self.people.now - timedelta(hours=self.rng.randint(1, 60)))
        delay = timedelta(minutes=self.rng.randint(5, 300))
        decided_at = min(talk.at + delay, self.people.now)
        shown_at = decided_at if shown else None
        self._add_message(talk, author, body, state, shown_at=shown_at, redacted=redacted)
        self._add_case(talk, body, findings, verdict, decided_at)
        if shown:
            talk.at = decided_at
            talk.has_shown(author)

    def _add_case(
        self,
        talk: Conversation,
        body: str,
        findings: Any,
        verdict: Verdict | None,
        decided_at: datetime,
    ) -> None:
        message_id = self._message_id
        reason = HoldReason.FINDING if findings else HoldReason.FULL_REVIEW
        severity = max((int(found.severity) for found in findings), default=0)
        self._hold_id += 1
        self.rows.add(
            Hold, id=self._hold_id, message_id=message_id, reason=reason, waits=verdict is None,
            severity=severity, held_at=talk.at,
            due_at=due_at(severity, talk.at, Delays(), SCHOOL),
            escalated_at=None, escalated_by_id=None, claimed_by_id=None, claimed_until=None,
        )  # fmt: skip
        for found in findings:
            self.rows.add(
                MessageFinding, message_id=message_id, kind=found.kind.value, start=found.start,
                end=found.end, severity=int(found.severity), rule=found.rule,
            )  # fmt: skip
        if verdict is not None:
            refused = verdict is Verdict.REFUSED
            self.rows.add(
                Decision, message_id=message_id, hold_id=self._hold_id,
                moderator_id=self._moderator_id, verdict=verdict,
                reason_id=FIRST_REASON if refused else None, note="",
                decided_at=decided_at, stands=True, undone_at=None,
                original_hash=sha256(body.encode()).hexdigest(), before={},
            )  # fmt: skip

    def _add_reading_by_staff(self, talk: Conversation) -> None:
        reason = self.rng.choice(("Suivi demandé par la direction", "Vérification du ton"))
        self.rows.add(
            AccessEntry, reader_id=self._counsellor_id, reader_role="counsellor",
            thread_id=self._count, student_id=talk.student.id, reason=reason,
            read_at=self.people.lately(60),
        )  # fmt: skip

    def _add_match(self, talk: Conversation, state: MatchState, requested_at: datetime) -> None:
        ended = state in ENDED
        self.rows.add(
            Match, id=self._count, student_id=talk.student.id, mentor_id=talk.mentor.id,
            program_id=1, noc=talk.mentor.occupation.noc, state=state, requested_at=requested_at,
            told_mentor_at=requested_at if talk.visible else None,
            answered_at=talk.first_answer_at,
            more_asked_at=talk.first_answer_at if state is MatchState.REQUESTED else None,
            established_at=talk.established_at,
            ended_at=(talk.last_at or requested_at) if ended else None,
            **self._closing(talk, state),
            visible_messages=talk.visible, full_review=False,
        )  # fmt: skip
        self.rows.add(
            Thread, id=self._count, match_id=self._count, student_id=talk.student.id,
            mentor_id=talk.mentor.id, opened_at=requested_at,
            moved_at=talk.last_at or requested_at, last_author_id=talk.last_author,
        )  # fmt: skip
        self._add_readings(talk)

    def _closing(self, talk: Conversation, state: MatchState) -> dict[str, Any]:
        """Say why a match was closed, and which of the two did it; by turns, nothing is drawn."""
        if state is not MatchState.CLOSED:
            return {"closing": None, "closed_by_id": None}
        by = talk.student.id if self._count % 3 else talk.mentor.id
        return {"closing": CLOSINGS[self._count % len(CLOSINGS)], "closed_by_id": by}

    def _add_readings(self, talk: Conversation) -> None:
        for person_id in (talk.student.id, talk.mentor.id):
            if talk.last_at is not None and self.rng.random() < 0.75:
                self.rows.add(
                    Reading, thread_id=self._count, person_id=person_id, read_at=self.people.now
                )


def _without(body: str, findings: Any) -> str:
    """Return the text a moderator would leave: each datum replaced by three dots."""
    for found in sorted(findings, key=lambda f: f.start, reverse=True):
        body = f"{body[: found.start]}…{body[found.end :]}"
    return body
