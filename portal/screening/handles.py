"""Accounts on other platforms, and invitations to go there (R6, R8, c.9)."""

from functools import lru_cache

from portal.screening.folding import squeeze

# Digits and signs drawn as letters: sn@p, 1nsta, disc0rd. A 1 is an i or an l, so both
# letters are read as one.
DRAWN = str.maketrans("0134578@$!|l", "oieastbasiii")


@lru_cache(maxsize=8192)
def key(word: str) -> str:
    """Return the form under which a platform's name is known, however it is drawn."""
    return squeeze(word.translate(DRAWN))


def keys(words: str) -> frozenset[str]:
    """Return the keys of several words."""
    return frozenset(key(word) for word in words.split())


# The name alone says nothing: « j'ai travaillé chez Instagram » passes (c.9).
PLATFORMS = keys(
    "instagram insta ig snapchat snap snapp tiktok tik-tok discord messenger whatsapp telegram"
    " facebook fb linkedin skype bereal twitter kik wechat viber reddit twitch youtube roblox"
    " xbox playstation psn steam fortnite gmail hotmail outlook imessage facetime wattpad vsco"
)
# Everyday words too, so they need more around them.
WORKADAY = keys("signal teams zoom line threads messages")
