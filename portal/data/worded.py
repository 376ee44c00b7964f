"""What the shipped lists share: a code, and its words in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Worded:
    """A code of the portal's own, which stands in addresses and never changes, and its words."""

    slug: str
    fr: str
    en: str

    def name(self, language: str) -> str:
        """The words in "fr" or "en"."""
        return self.fr if language == "fr" else self.en
