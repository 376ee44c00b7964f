"""The screen: text and context in, findings and a verdict out (R6, R8, R9).

Pure: no Flask, no database; of `portal` it reads the shipped lists (`data`) alone.
Each family of kinds has its module of detectors, and `screener.DETECTORS` lists them.
"""

from portal.screening.findings import (
    DISTRESS,
    Context,
    Finding,
    Kind,
    Phrase,
    Severity,
    Verdict,
)
from portal.screening.notation import PhraseError
from portal.screening.phrases import check_phrase
from portal.screening.screener import screen

__all__ = [
    "DISTRESS",
    "Context",
    "Finding",
    "Kind",
    "Phrase",
    "PhraseError",
    "Severity",
    "Verdict",
    "check_phrase",
    "screen",
]
