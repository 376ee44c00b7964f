"""The screen: text and context in, findings and a verdict out (R6, R8, R9).

Pure: no Flask, no database, nothing of `portal`. Each family of kinds has its module of
detectors, and `screener.DETECTORS` lists them.
"""

from portal.screening.findings import Context, Finding, Kind, Severity, Verdict
from portal.screening.screener import screen

__all__ = ["Context", "Finding", "Kind", "Severity", "Verdict", "screen"]
