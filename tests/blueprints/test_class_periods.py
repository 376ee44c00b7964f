"""A period in the computer lab, from its preparation to the bell."""

import pytest

from portal.models.activities import ActivityKind
from portal.queries.activities import has_done
from tests.cast import GROUP_402, IDS, Cast
from tests.statements import statements

HELLO = "Bonjour, à quoi ressemble une journée?"
BEGIN = f"/counsellor/class-groups/{GROUP_402}/period"
RIGHT = {"number": "no", "alone": "no", "uneasy": "yes", "read": "yes"}


def begun(cast: Cast, **given: str) -> str:
    data = {"minutes": "60", "glance": "y"} | given
    return cast.client("denis").post(BEGIN, data=data).location


def text(cast: Cast, who: str, path: str) -> str:
    sign = "&" if "?" in path else "?"
    return cast.client(who).get(f"{path}{sign}lang=en").get_data(as_text=True)


def steps_of_noah(cast: Cast, path: str) -> list[bool]:
    row = text(cast, "denis", path).split("Tremblay, Noah", 1)[1].split("</tr>", 1)[0]
    return ["yes" in cell for cell in row.split("<td>")[1:]]


def test_the_steps_of_a_student_show_as_they_are_reached(cast: Cast) -> None:
    path = begun(cast)
    assert steps_of_noah(cast, path) == [False] * 5
    noah = cast.client()
    noah.post("/sign-in", data={"name": "noah", "password": "lampe-douce-du-soir"})
    assert steps_of_noah(cast, path) == [True, False, False, False, False]
    noah.post("/orientation", data=RIGHT)
    noah.get("/occupations?q=soudeur")
    assert steps_of_noah(cast, path) == [True, True, True, False, False]
    write = f"/mentors/{IDS['marc']}/write"
    noah.post("/account/draft", data={"path": write, "body": "Bonj"})
    assert steps_of_noah(cast, path) == [True, True, True, True, False]
    assert "looks at a first message before it goes" in noah.get(f"{write}?lang=en").get_data(
        as_text=True
    )
    noah.post(write, data={"body": HELLO, "send_key": "k"})
    assert steps_of_noah(cast, path) == [True] * 5
    assert "1 first message waits for your glance" in text(cast, "denis", path)


def test_the_adult_reads_lets_go_or_gives_back_and_the_student_sees_it(cast: Cast) -> None:
    path, noah, denis = begun(cast), cast.client("noah"), cast.client("denis")
    sent = noah.post(f"/mentors/{IDS['marc']}/write", data={"body": HELLO, "send_key": "k"})
    assert "Waits for the adult who leads your class" in text(cast, "noah", sent.location)
    assert cast.client("mona").get(sent.location).status_code == 404, "not the moderators' yet"
    page = text(cast, "denis", f"{path}/messages")
    assert HELLO in page
    assert "Noah Tremblay to Marc B." in page
    number = page.split("/messages/", 1)[1].split('"', 1)[0]
    empty = denis.post(f"{path}/messages/{number}?lang=en", data={"do": "back", "line": " "})
    assert "Say what to change." in empty.get_data(as_text=True)
    number_in = denis.post(
        f"{path}/messages/{number}?lang=en",
        data={"do": "back", "line": "Écris-moi au 514 555-0123"},
    ).get_data(as_text=True)
    assert "514 555-0123" in number_in, "what was typed is not lost"
    denis.post(f"{path}/messages/{number}", data={"do": "back", "line": "Une question, svp."})
    seen = text(cast, "noah", sent.location)
    assert "gave it back to you" in seen
    assert "Une question, svp." in seen
    assert HELLO not in text(cast, "marc", sent.location)
    assert "Looking at first messages in class" in text(cast, "noah", "/account/privacy")
    late = denis.post(f"{path}/messages/{number}", data={"do": "go"}, follow_redirects=True)
    assert late.status_code == 200
    assert HELLO not in text(cast, "marc", sent.location)


def test_the_bell_ends_sessions_and_keeps_texts(cast: Cast) -> None:
    path = begun(cast)
    noah = cast.client()
    noah.post("/sign-in", data={"name": "noah", "password": "lampe-douce-du-soir"})
    write = f"/mentors/{IDS['marc']}/write"
    noah.post("/account/draft", data={"path": write, "body": "Bonjour, j’aimerais"})
    said = cast.client("denis").post(f"{path}/sign-out", follow_redirects=True)
    assert said.status_code == 200
    assert noah.get("/threads").status_code == 302, "signed out"
    noah.post("/sign-in", data={"name": "noah", "password": "lampe-douce-du-soir"})
    assert "Bonjour, j’aimerais" in noah.get(write).get_data(as_text=True)
    ended = cast.client("denis").post(f"{path}/end", follow_redirects=True)
    assert "terminée" in ended.get_data(as_text=True)


@pytest.mark.parametrize("minutes", ["", "abc", "0", "14", "181", "-3", "60.5"])
def test_a_length_that_is_none_gets_a_sentence(cast: Cast, minutes: str) -> None:
    answer = cast.client("denis").post(f"{BEGIN}?lang=en", data={"minutes": minutes})
    assert answer.status_code == 200
    assert "field-error" in answer.get_data(as_text=True)


def test_the_pages_are_for_who_follows_the_group(cast: Cast) -> None:
    path = begun(cast)
    for name in IDS:
        wanted = 200 if name in ("claire", "denis") else 404
        for page in (path, f"{path}/messages"):
            assert cast.client(name).get(page).status_code == wanted, (name, page)
        for post in ("sign-out", "end"):
            if wanted == 404:
                assert cast.client(name).post(f"{path}/{post}").status_code == 404


def test_the_live_page_asks_as_much_for_any_class(cast: Cast) -> None:
    path = begun(cast)
    cast.client("denis").get(path)
    with statements(cast.app) as few:
        cast.client("denis").get(path)
    cast.client("claire").post(
        f"/counsellor/class-groups/{GROUP_402}/students",
        data={"do": "add", "students": [IDS["zoe"], IDS["theo"]]},
    )
    with statements(cast.app) as more:
        cast.client("denis").get(path)
    assert len(more) == len(few) <= 12


def test_orientation_explains_a_wrong_answer_and_keeps_none(cast: Cast) -> None:
    zoe = cast.client("zoe")
    assert "Before you write for the first time" in text(cast, "zoe", "/")
    wrong = zoe.post("/orientation?lang=en", data=RIGHT | {"alone": "yes"})
    assert "A visit goes through the school" in wrong.get_data(as_text=True)
    some = zoe.post("/orientation?lang=en", data={"alone": "no"})
    assert "Choose an answer." in some.get_data(as_text=True)
    with cast.app.app_context():
        assert not has_done(cast.person("zoe"), ActivityKind.ORIENTED)
    for _click in range(2):
        assert zoe.post("/orientation", data=RIGHT).status_code == 302
    assert "Before you write for the first time" not in text(cast, "zoe", "/")
    assert cast.client("marc").get("/orientation").status_code == 404


def test_a_search_is_remembered_by_the_day_and_not_for_what(cast: Cast, indexed: object) -> None:
    zoe = cast.client("zoe")
    zoe.get("/mentors")
    with cast.app.app_context():
        assert not has_done(cast.person("zoe"), ActivityKind.SEARCHED), "no search yet"
    zoe.get("/mentors?q=soudure", headers={"Sec-Purpose": "prefetch"})
    with cast.app.app_context():
        assert not has_done(cast.person("zoe"), ActivityKind.SEARCHED), "the browser's own idea"
    zoe.get("/mentors?q=soudure")
    with cast.app.app_context():
        assert has_done(cast.person("zoe"), ActivityKind.SEARCHED)
    with statements(cast.app) as again:
        zoe.get("/mentors?q=soudure")
    assert not [line for line in again if "INSERT" in line]
