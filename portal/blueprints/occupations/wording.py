"""Training levels and interests in plain words."""

from portal.i18n import _


def training(teer: int) -> str:
    """Say in a sentence what training an occupation asks for, by its TEER category (0 to 5)."""
    return (
        _("Management: experience in the field, often with a diploma."),
        _("University degree."),
        _("College diploma (DCS), or two years of apprenticeship and more."),
        _("Vocational training (DVS), short college training or apprenticeship."),
        _("High school diploma, or some weeks of training."),
        _("Short demonstration on the job; no diploma asked."),
    )[teer]


def interests(letters: str) -> list[tuple[str, str]]:
    """Spell out RIASEC letters, strongest first: the name of each type and what it likes."""
    types = {
        "R": (_("Realistic"), _("likes to work with hands, tools, machines, plants or animals")),
        "I": (_("Investigative"), _("likes to observe, understand and solve problems")),
        "A": (_("Artistic"), _("likes to create and imagine")),
        "S": (_("Social"), _("likes to help, teach and take care of people")),
        "E": (_("Enterprising"), _("likes to lead, persuade and start projects")),
        "C": (_("Conventional"), _("likes order, precision and clear methods")),
    }
    return [types[letter] for letter in letters if letter in types]
