"""HTTP only: parse, call one query or one service, redirect or render."""

from portal.blueprints import (
    account,
    admin,
    concerns,
    coordinator,
    counsellor,
    front,
    health,
    matches,
    mentors,
    moderation,
    occupations,
    passwords,
    rules,
    saved_searches,
    sign_in,
    threads,
)

ALL = (
    front.bp,
    health.bp,
    sign_in.bp,
    passwords.bp,
    account.bp,
    occupations.bp,
    mentors.bp,
    matches.bp,
    saved_searches.bp,
    threads.bp,
    moderation.bp,
    concerns.bp,
    rules.bp,
    counsellor.bp,
    coordinator.bp,
    admin.bp,
)
