"""Letters as they compare: no accents, no capitals, no ligatures."""

import unicodedata

# What Unicode does not take apart.
_PLAIN = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "ı": "i"}
)


def plain(text: str) -> str:
    """Return `text` in small letters without accents: "Œuvré" becomes "oeuvre"."""
    apart = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return bare.translate(_PLAIN)


def squeezed(text: str) -> str:
    """Return only the letters and digits of `text`, plain: "Date de naissance" is one word."""
    return "".join(letter for letter in plain(text) if letter.isalnum())
