"""One document for each student, in a folder of the instance, then in one file with its index.

A document's file name holds the student's number and the code of the print: what a worker that
died left behind says by itself what is done, and under which code.
"""

import os
import re
import shutil
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from flask import render_template

from portal.errors import NotFound
from portal.i18n import in_language
from portal.models.packs import Pack
from portal.models.people import Person
from portal.models.prints import PrintForm, PrintKind
from portal.queries import packs as queries
from portal.queries.participation import RosterRow
from portal.reports import documents, files
from portal.reports.documents import ReportKind
from portal.reports.figures import Heading
from portal.reports.periods import Period
from portal.services.prints import Order, shown_code

# Names of files that some system refuses or that turn the reading direction of a list.
_REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]')
LONGEST_NAME = 60  # characters of a student's name in the name of a file
NOTHING = ".none"  # instead of a document: there is nothing to print of this student


@dataclass(frozen=True, slots=True)
class Document:
    """A document that is made: of which student, under which code."""

    student_id: int
    code: str
    path: Path


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the index: a student, and the file that stands beside it."""

    name: str
    level: str
    file: str
    code: str


def order_of(pack: Pack, student_id: int) -> Order:
    """Return what is printed of one student of a pack."""
    return Order(
        kind=PrintKind(pack.kind),
        number=student_id,
        form=PrintForm.PDF,
        language=pack.language,
        first=pack.first,
        last=pack.last,
        named=True,
        meant_for=pack.meant_for,
        reason=pack.reason,
    )


def workshop(pack_id: int) -> Path:
    """Return the folder in which a pack is made, closed to other accounts."""
    made = queries.folder() / str(pack_id)
    made.mkdir(mode=0o700, exist_ok=True)
    return made


def print_one(viewer: Person, pack: Pack, student_id: int) -> None:
    """Make the document of one student, whole or not at all.

    Raises what `files.make` raises; a student who is not the viewer's any more gets none.
    """
    order, place = order_of(pack, student_id), workshop(pack.id)
    try:
        report = documents.build(
            ReportKind(pack.kind), viewer, student_id, Period(pack.first, pack.last)
        )
    except NotFound:
        report = None
    if report is None or documents.fault_of(report, pack.language):
        _write(place / f"{student_id}{NOTHING}", b"")
        return
    content, code = files.make(order, report)
    _write(place / f"{student_id}-{code}.pdf", content)


def made(pack_id: int) -> list[Document]:
    """List the documents of a pack that are made."""
    return [
        Document(int(path.stem.partition("-")[0]), path.stem.partition("-")[2], path)
        for path in workshop(pack_id).glob("*-*.pdf")
    ]


def seen_to(pack_id: int) -> set[int]:
    """Return the students of whom there is a document, or nothing to print."""
    nothing = {int(path.stem) for path in workshop(pack_id).glob(f"*{NOTHING}")}
    return nothing | {document.student_id for document in made(pack_id)}


def assemble(pack: Pack, students: Sequence[RosterRow], heading: Heading) -> None:
    """Put the documents of these students into the pack's file, with the index; whole or not.

    `students`: those whom the pack is about now, in the order of the index.
    """
    by_student = {document.student_id: document for document in made(pack.id)}
    there = [row for row in students if row.id in by_student]
    lines = [_line(place, row, by_student[row.id]) for place, row in enumerate(there, 1)]
    without = [row for row in students if row.id not in by_student]
    part = queries.archive(pack.id).with_suffix(".part")
    with in_language(pack.language):
        index = render_template(
            "reports/pack.html",
            pack=pack,
            shown_code=shown_code,
            about=queries.about(pack.scope, pack.number),
            heading=heading,
            lines=lines,
            without=[f"{row.family_name}, {row.given_name}" for row in without],
        )
    with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        with ZipFile(file, "w", ZIP_STORED) as archive:  # a PDF is compressed already
            archive.writestr("index.html", index)
            for line, row in zip(lines, there, strict=True):
                archive.write(by_student[row.id].path, line.file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(queries.archive(pack.id))


def sweep(kept: set[int]) -> None:
    """Erase the files of packs that are not among `kept`."""
    for path in queries.folder().iterdir():
        number = path.name.partition(".")[0]
        if number.isdigit() and int(number) in kept:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def clear(pack_id: int) -> None:
    """Erase the folder in which a pack was made."""
    shutil.rmtree(queries.folder() / str(pack_id), ignore_errors=True)


def file_name(place: int, family: str, given: str) -> str:
    """Return the name of a student's file: in the order of the index, one that every system takes.

    Arabic letters and composed accents stay as they are; what no file name may hold is left out.
    """
    name = unicodedata.normalize("NFC", f"{family}_{given}")
    name = re.sub(r"\s+", "-", _REFUSED.sub("", name)).strip("._-")
    return f"{place:04}_{name[:LONGEST_NAME].rstrip('._-')}.pdf"


def _line(place: int, row: RosterRow, document: Document) -> Line:
    return Line(
        name=f"{row.family_name}, {row.given_name}",
        level=row.level.value,
        file=file_name(place, row.family_name, row.given_name),
        code=document.code,
    )


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
    part.replace(path)
