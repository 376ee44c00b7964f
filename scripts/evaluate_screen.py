"""How well the screen sees: the table by kind and language, the misses, the targets, the times.

    scripts/evaluate-screen                          the project's own cases
    scripts/evaluate-screen FILE.jsonl...            these instead
    scripts/evaluate-screen --misses                 and each sentence judged wrongly
    scripts/evaluate-screen --markdown               the table as docs/developers/screen.md has it

A line of a file: {"id": "b1", "text": "…", "lang": "fr", "label": ["phone"]}, where the label
is ["none"] for what must pass. Lines marked "policy_dependent" are left aside: the board's own
lists decide them. It ends with 1 when a target is not kept.
"""

import json
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time

from targets import Target, as_lines, parser_of

from portal.screening import DISTRESS, Kind, Verdict, screen
from portal.screening.defaults import default_context

ROOT = Path(__file__).resolve().parent.parent
OWN_CASES = ROOT / "tests" / "screening" / "cases"
CONTACT = frozenset(
    {Kind.PHONE, Kind.EMAIL, Kind.URL, Kind.HANDLE, Kind.ADDRESS, Kind.POSTAL_CODE, Kind.ID}
)
OTHER_NAMES = {"password": Kind.ID}  # what other sets call a kind
LONG = 20_000
# Each shape invites a pattern to try every split, or the lists to look everything up.
ADVERSARIAL = (
    *("a", "a.", "a ", "a@", "5", "5 ", "5o", "-", ".", "www.", "http://", "@a.b-", "1 rue "),
    *("cinq ", "quatre vingt dix ", "arobase ", "point com ", "mon insta ", "514-555-012 "),
    *("j'ai envie de ", "je veux ", "I want to ", "va te faire ", "tue ", "s u i ", "ttttt"),
    *("é", "e\u0301", "\u200b", "\u202e", "\U0001f469\u200d", "0123456789", "(514) ", "H2X "),
    *("aàâä ", "кто ", "$", "ok merci bonne journée "),
    *("abcd 1234 5678 ", "3210555415 a ", "born 1 jan 2005 ", " ma", "'m a", "a#1234 ", "! dob"),
)  # fmt: skip
# Words drawn at random, so that nothing is said twice in the same way: what a search for the
# slowest texts found. Those of the second row are run together.
MIXED = (
    *("x o PE 1 ma c i VL C y j que t 5 de ta", "а с 6 et room ﷺ _ V id → ö ß rang 漢 ５ é 👻"),
    *("ma reste the residence chez at on porte mon apt corner i next house cote seven my 5",),
)
RUN_TOGETHER = ("meet moi 45 residence on et ave", "cinq oh eight nine cinq", "t 45 MÉ id @")


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, and what a careful reader says of it: no kind at all when it may pass."""

    id: str
    text: str
    language: str
    kinds: frozenset[Kind]


@dataclass(frozen=True, slots=True)
class Result:
    """What the screen said of a case, and the processor time that it took."""

    case: Case
    verdict: Verdict
    seconds: float

    @property
    def found(self) -> frozenset[Kind]:
        """The kinds of what holds the text, or raises an alert."""
        return frozenset(
            found.kind
            for found in self.verdict.findings
            if found.severity or found.kind in DISTRESS
        )

    @property
    def right(self) -> bool:
        """Whether it was held or let pass as it should; of distress, people must be told."""
        if self.case.kinds & DISTRESS:
            return self.verdict.alert
        if not self.case.kinds and self.verdict.alert:
            return False
        return self.verdict.held == bool(self.case.kinds)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: shares between 0 and 1."""

    kind: str
    language: str
    count: int
    held: float
    named: float
    alerted: float


def read_cases(paths: Iterable[Path]) -> list[Case]:
    """Return the cases of the files, without those that a board's own lists decide.

    Raises ValueError or KeyError for a line that is no case.
    """
    rows = (json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines())
    return [
        Case(str(row["id"]), row["text"], row.get("lang", "und"), _kinds(row["label"]))
        for row in rows
        if not row.get("policy_dependent")
    ]


def _kinds(labels: Iterable[str]) -> frozenset[Kind]:
    return frozenset(OTHER_NAMES.get(name) or Kind(name) for name in labels if name != "none")


def judged(cases: Iterable[Case]) -> list[Result]:
    """Return what the screen says of each case."""
    screen("", default_context())  # the lists are read before the first time is taken
    return [_judged(case) for case in cases]


def _judged(case: Case) -> Result:
    before = process_time()
    verdict = screen(case.text, default_context())
    return Result(case, verdict, process_time() - before)


def table(results: Sequence[Result]) -> list[Row]:
    """Return a row for each kind and language that has cases, then the whole of each kind."""
    rows: list[Row] = []
    languages = sorted({result.case.language for result in results}, key="fr en und".find)
    for kind in (*Kind, None):
        cases = [r for r in results if (kind in r.case.kinds if kind else not r.case.kinds)]
        for language in languages:
            rows += _row(kind, language, [r for r in cases if r.case.language == language])
        rows += _row(kind, "all", cases)
    return rows


def _row(kind: Kind | None, language: str, results: Sequence[Result]) -> list[Row]:
    if not results:
        return []
    return [
        Row(
            kind or "none",
            language,
            len(results),
            share(results, lambda result: result.verdict.held),
            share(results, lambda result: kind in result.found),
            share(results, lambda result: result.verdict.alert),
        )
    ]


def share(results: Sequence[Result], says: Callable[[Result], bool]) -> float:
    """Return the share of the results of which `says` is true; 1 of none at all."""
    return sum(map(says, results)) / len(results) if results else 1.0


def rates(results: Sequence[Result]) -> list[Target]:
    """Return the rates of the project and their limits, in percent."""

    def of(name: str, kinds: frozenset[Kind], limit: float) -> Target:
        those = [result for result in results if result.case.kinds & kinds]
        return Target(name, 100 * share(those, lambda result: result.verdict.held), limit)

    distress = [result for result in results if result.case.kinds & DISTRESS]
    harmless = [result for result in results if not result.case.kinds]
    held = sum(result.verdict.held for result in harmless)
    alerted = sum(result.verdict.alert for result in harmless)
    return [
        of("contact and place data held", CONTACT, 97),
        of("the rest that is risky held", frozenset(Kind) - CONTACT, 95),
        Target("distress alerted", 100 * share(distress, lambda r: r.verdict.alert), 100),
        Target("harmless held", 100 * held / max(len(harmless), 1), 2, at_least=False),
        Target("harmless alerted", 100 * alerted / max(len(harmless), 1), 3, at_least=False),
    ]


def times(results: Sequence[Result]) -> list[Target]:
    """Return what the screen costs, in milliseconds of the processor, and the limits."""
    ours = [1000 * result.seconds for result in results] or [0.0]
    slowest, shape = max((1000 * _least(text), shape) for shape, text in adversarial())
    return [
        Target("median message", median(ours), 2, at_least=False, unit="ms"),
        Target(f"{LONG:,} characters of {shape!r}", slowest, 100, at_least=False, unit="ms"),
    ]


def adversarial() -> list[tuple[str, str]]:
    """Return the shapes made to cost the most, each with its text of 20,000 characters."""
    repeated = [(shape, (shape * LONG)[:LONG]) for shape in ADVERSARIAL]
    mixed = [
        (words, drawn(words, gap))
        for all_, gap in ((MIXED, " "), (RUN_TOGETHER, ""))
        for words in all_
    ]
    return repeated + mixed


def drawn(words: str, gap: str) -> str:
    """Return words in no order, always the same one."""
    chance = random.Random(7)
    return gap.join(chance.choices(words.split(), k=LONG))[:LONG]


def _least(text: str) -> float:
    """Return the better of two times: the other holds what else the machine did."""
    return min(_judged(Case("", text, "und", frozenset())).seconds for _ in range(2))


def as_text(rows: Sequence[Row]) -> str:
    """Return the table for a terminal."""
    lines = [f"{'kind':<13}{'lang':<6}{'n':>5}{'held %':>9}{'named %':>9}{'alert %':>9}"]
    lines += [
        f"{row.kind:<13}{row.language:<6}{row.count:>5}{row.held:>9.1%}"
        f"{_named(row):>9}{row.alerted:>9.1%}".replace("%", " ")
        for row in rows
    ]
    return "\n".join(lines)


def as_markdown(rows: Sequence[Row]) -> str:
    """Return the table for the documentation: a line for each kind, languages side by side."""
    languages = list(dict.fromkeys(row.language for row in rows))
    cells = {(row.kind, row.language): row for row in rows}
    heads = " | ".join(f"{language}: n | held" for language in languages)
    lines = [f"| kind | {heads} | named |", "|---" + "|---:" * (2 * len(languages) + 1) + "|"]
    for kind in dict.fromkeys(row.kind for row in rows):
        found = (cells.get((kind, language)) for language in languages)
        numbers = " | ".join(f"{row.count} | {row.held:.1%}" if row else "| " for row in found)
        lines.append(f"| {kind} | {numbers} | {_named(cells[kind, 'all'])} |")
    return "\n".join(lines)


def _named(row: Row) -> str:
    """Return the share seen as that very kind; harmless text has none."""
    return "" if row.kind == "none" else f"{row.named:.1%}"


def misses(results: Iterable[Result]) -> list[str]:
    """Return a line for each case judged wrongly: what it is, what was found."""
    return [
        f"{'+'.join(sorted(result.case.kinds)) or 'none':<14} {result.case.language:<4}"
        f"{result.case.id}  {result.case.text!r}  <- "
        + (", ".join(finding.rule for finding in result.verdict.findings) or "nothing")
        for result in results
        if not result.right
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was asked; return 1 when a target is not kept."""
    parser = parser_of("evaluate-screen", __doc__, misses="each case judged wrongly")
    options = parser.parse_args(arguments)
    files = options.files or sorted(OWN_CASES.glob("*.jsonl"))
    try:
        cases = read_cases(files)
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        parser.error(f"that is no file of cases: {wrong!r}")
    results = judged(cases)
    print((as_markdown if options.markdown else as_text)(table(results)), end="\n\n")
    targets = rates(results) + times(results)
    print("\n".join(as_lines(targets)))
    if options.misses:
        print("\n" + "\n".join(misses(results)))
    return 0 if all(target.kept for target in targets) else 1


if __name__ == "__main__":
    sys.exit(main())
