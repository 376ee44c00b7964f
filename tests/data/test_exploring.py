"""Ways in: every occupation and every sector is reached, and programs are real ones."""

import pytest

from portal.data.exploring import (
    LETTERS,
    levels,
    levels_of,
    of_level,
    of_subject,
    questions,
    subjects,
)
from portal.data.occupations import occupations, sectors
from portal.data.programs import programs_of

EVERY = list(occupations().values())


def slugs(noc: str) -> list[str]:
    return [level.slug for level in levels_of(occupations()[noc])]


def test_there_is_one_question_for_each_letter_in_both_languages() -> None:
    assert [question.slug for question in questions()] == list(LETTERS)
    assert all(question.fr != question.en for question in questions())


def test_every_sector_is_reached_from_something_one_likes_in_school() -> None:
    reached = {sector.slug for subject in subjects().values() for sector in subject.sectors}
    assert reached == set(sectors())


@pytest.mark.parametrize("slug", subjects())
def test_a_subject_leads_to_the_occupations_of_its_sectors(slug: str) -> None:
    found = of_subject(slug)
    assert len(found) >= 10
    assert {occupation.sector for occupation in found} == set(subjects()[slug].sectors)


def test_every_occupation_has_a_level_of_training_and_every_level_an_occupation() -> None:
    assert [o.noc for o in EVERY if not levels_of(o)] == []
    assert [slug for slug in levels() if not of_level(slug)] == []


@pytest.mark.parametrize(
    ("noc", "usual"),
    {
        "72106": ["dep"],  # welder
        "31301": ["dec", "university"],  # nurse
        "42202": ["aec", "dec"],  # early childhood educator
        "31102": ["health-doctorate"],  # family physician
        "31200": ["graduate"],  # psychologist
        "21300": ["university"],  # civil engineer
        "65200": ["on-the-job", "dep"],  # server
        "10011": ["experience"],  # human resources manager
        "72011": ["dep", "experience"],  # electrical contractor
        "53200": ["experience"],  # athlete
    }.items(),
)
def test_levels_are_those_of_quebec(noc: str, usual: list[str]) -> None:
    assert slugs(noc) == usual


def test_programs_lead_to_at_least_150_occupations_that_exist() -> None:
    led = [o.noc for o in EVERY if programs_of(o.noc)]
    assert len(led) >= 150
    assert "99999" not in led and programs_of("99999") == ()


def test_a_program_has_a_code_of_its_kind_and_its_level_is_shown() -> None:
    for occupation in EVERY:
        for program in programs_of(occupation.noc):
            assert program.kind in slugs(occupation.noc), occupation.noc
            is_college = "." in program.code
            assert (program.kind == "dec") is is_college, program
            assert program.fr and "'" not in program.fr


def test_a_program_is_named_in_french_where_it_has_no_english_name() -> None:
    welding, music = programs_of("72106")[0], programs_of("51122")[0]
    assert (welding.name("en"), welding.number("en")) == ("Welding and Fitting", "5695")
    assert (music.name("en"), music.spoken("en")) == (music.fr, "fr")
    assert music.spoken("fr") == "fr"
