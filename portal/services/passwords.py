"""Passwords: kept as Argon2id hashes, never readable again.

Parameters: 19 MiB, 2 passes, 1 lane, the OWASP minimum; a class of 30 that
signs in at once waits about a second on two cores (docs/decisions/0005).
"""

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
# Checked when an account does not exist, so that the answer takes the same time.
_NOBODY = _hasher.hash("nobody")

MIN_LENGTH = 10


def hash_password(password: str) -> str:
    """Return the hash to keep."""
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Say whether `password` is the one of `password_hash`; None takes as long and is False."""
    try:
        verified = _hasher.verify(password_hash or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return verified and password_hash is not None
