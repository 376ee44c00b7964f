"""What changes about a person."""

from portal.models.people import Person


def choose_language(*, person: Person, language: str) -> None:
    """Keep the language in which `person` reads pages and mails."""
    person.language = language
