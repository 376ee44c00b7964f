"""Suggesting mentors: profiles in, a ranking with its reasons out; pure, as an appeal asks."""

from portal.matching.profiles import MentorProfile, StudentProfile
from portal.matching.ranking import GOOD, Because, Match, Reason, chosen, rank

__all__ = [
    "GOOD",
    "Because",
    "Match",
    "MentorProfile",
    "Reason",
    "StudentProfile",
    "chosen",
    "rank",
]
