"""What the rules ask: each topic has somebody who must act, in both languages."""

import pytest

from portal.data.duties import duties, duties_of
from portal.models.boards import Board
from portal.models.concerns import ConcernTopic

DELAYS = {"opening", "without_delay", "ombudsman"}


@pytest.mark.parametrize("topic", list(ConcernTopic))
def test_somebody_must_open_a_concern_of_every_topic(topic: ConcernTopic) -> None:
    assert next(duty.delay for duty in duties_of(topic.value, minor=False)) == "opening"


@pytest.mark.parametrize(
    ("topic", "rules"),
    [
        ("distress", {"opening", "youth_protection"}),
        ("neglect", {"opening", "youth_protection"}),
        ("violence", {"opening", "youth_protection", "youth_protection_anyone", "ombudsman"}),
        ("bullying", {"opening", "ombudsman"}),
        ("silence", {"opening"}),
    ],
)
def test_the_duties_of_a_minor_s_case(topic: str, rules: set[str]) -> None:
    assert {duty.rule for duty in duties_of(topic, minor=True)} == rules


def test_youth_protection_is_without_delay_and_for_those_under_18() -> None:
    found = [duty for duty in duties().values() if "youth" in duty.rule]
    assert {(duty.delay, duty.minors_only) for duty in found} == {("without_delay", True)}
    assert all("39" in duty.law_fr and "39" in duty.law_en for duty in found)


@pytest.mark.parametrize("rule", list(duties()))
def test_a_duty_is_whole(rule: str) -> None:
    duty = duties()[rule]
    assert duty.delay in DELAYS
    assert set(duty.topics) <= {topic.value for topic in ConcernTopic}
    assert duty.contact == "" or hasattr(Board, duty.contact)
    for name in ("who", "text", "law"):
        french, english = getattr(duty, f"{name}_fr"), getattr(duty, f"{name}_en")
        assert french and english and french != english
        assert "'" not in french, "a French apostrophe is ’"
