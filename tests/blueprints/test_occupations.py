"""Occupations: open to everyone, never a name of a mentor."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask

from portal.data.occupations import occupations
from portal.extensions import db, unit_of_work
from portal.models.occupation_names import NameSource, OccupationName
from tests.cast import Cast
from tests.statements import statements


@pytest.fixture(autouse=True)
def _fresh_counts(app: Flask) -> None:
    app.extensions.pop("mentor_counts", None)


def page(cast: Cast, address: str, who: str | None = None) -> str:
    answer = cast.client(who).get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def suggested(cast: Cast, **asked: str) -> list[dict[str, object]]:
    answer = cast.client().get("/occupations/suggest", query_string=asked)
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    rows = json.loads(answer.data)
    assert isinstance(rows, list)
    return rows


@pytest.mark.parametrize("who", [None, "zoe", "marc", "claire", "adele"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_everyone_may_browse(cast: Cast, who: str | None, language: str) -> None:
    for address in ("", "?sector=nursing", "?q=soudeur", "/72106"):
        joint = "&" if "?" in address else "?"
        page(cast, f"/occupations{address}{joint}lang={language}", who)


def test_sectors_lead_to_their_occupations(cast: Cast) -> None:
    assert "/occupations?sector=nursing" in page(cast, "/occupations")
    assert 'href="/occupations/31301"' in page(cast, "/occupations?sector=nursing")
    assert "/occupations?sector=nursing" in page(cast, "/occupations?sector=unheard-of")


def test_words_give_the_best_first(cast: Cast) -> None:
    html = page(cast, "/occupations?q=infirmière")
    assert html.index('href="/occupations/31301"') < html.index('href="/occupations/32101"')


def test_a_chosen_suggestion_opens_its_page(cast: Cast) -> None:
    title = suggested(cast, q="soudeuse", lang="fr")[0]["title"]
    answer = cast.client().get("/occupations", query_string={"q": title})
    assert answer.headers["Location"] == "/occupations/72106"


def test_no_word_is_a_dead_end(cast: Cast) -> None:
    assert 'href="/occupations"' in page(cast, "/occupations?q=zzzzqqq")


def test_one_occupation(cast: Cast) -> None:
    html = page(cast, "/occupations/72106?lang=fr")
    for words in ("Soudeuse, soudeur", "welder", "72106"):
        assert words in html
    assert "/mentors?occupation=" in html
    assert "Marc" not in html
    assert "/mentors?occupation=" not in page(cast, "/occupations/72106", who="marc")


@pytest.mark.parametrize("noc", ["99999", "abc", "7210", "suggestion", "72106/x"])
def test_an_unknown_code_is_not_found(cast: Cast, noc: str) -> None:
    assert cast.client().get(f"/occupations/{noc}").status_code == 404


def test_suggestions_have_their_form(cast: Cast) -> None:
    rows = suggested(cast, q="infirmi", lang="fr")
    assert 1 <= len(rows) <= 10
    assert all(list(row) == ["noc", "title", "also", "sector", "mentors"] for row in rows)
    assert rows[0] == {
        "noc": "31301",
        "title": "Infirmière, infirmier",
        "also": "",
        "sector": "Soins infirmiers",
        "mentors": 1,
    }


def test_suggestions_are_in_the_language_asked_for(cast: Cast) -> None:
    assert suggested(cast, q="infirmière", lang="en")[0]["sector"] == "Nursing"
    assert suggested(cast, q="nurse", lang="fr")[0]["sector"] == "Soins infirmiers"
    assert suggested(cast, q="nurse", lang="xx")[0]["sector"] == "Soins infirmiers"


@pytest.mark.parametrize("typed", ["", " ", "🙂", "<script>", "a" * 10_000, "\x00", "zzzzqqq"])
def test_whatever_is_typed_is_answered(cast: Cast, typed: str) -> None:
    assert isinstance(suggested(cast, q=typed, lang="fr"), list)


def test_suggestions_may_be_kept_by_anyone(cast: Cast) -> None:
    answer = cast.client().get("/occupations/suggest?q=nurse&lang=en")
    assert answer.headers["Cache-Control"] == "public, max-age=2"
    assert "Set-Cookie" not in answer.headers


def test_an_answer_given_before_asks_the_database_nothing(app: Flask, cast: Cast) -> None:
    client = cast.client()
    client.get("/occupations/suggest?q=nurse&lang=en")
    with statements(app) as seen:
        for _ in range(3):
            client.get("/occupations/suggest?q=nurse&lang=en")
            client.get("/occupations/suggest?q=welder&lang=en")
    assert seen == []


def test_the_same_answer_is_not_sent_twice(cast: Cast) -> None:
    client, address = cast.client(), "/occupations/suggest?q=nurse&lang=en"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == "public, max-age=2"
    other = client.get("/occupations/suggest?q=welder&lang=en")
    assert other.headers["ETag"] != first.headers["ETag"]


def test_an_answer_in_the_readers_language_is_kept_by_the_reader_alone(cast: Cast) -> None:
    answer = cast.client().get("/occupations/suggest?q=nurse")
    assert answer.headers["Cache-Control"] == "private, max-age=2"


@pytest.fixture
def few(app: Flask) -> Iterator[Flask]:
    """The application, which suggests three things at once to a person, six to an address."""
    before = dict(app.config)
    app.config.update(SUGGESTIONS_PER_MINUTE=9, SUGGESTIONS_PER_MINUTE_PER_ADDRESS=18)
    app.extensions.pop("suggestion_throttle", None)
    yield app
    app.config.update(before)
    app.extensions.pop("suggestion_throttle", None)


def test_who_asks_too_often_is_told_when_to_come_back(few: Flask, cast: Cast) -> None:
    client = cast.client()
    answers = [client.get("/occupations/suggest?q=nurse&lang=en") for _ in range(7)]
    assert [a.status_code for a in answers] == [200] * 6 + [429]
    refused = answers[-1]
    assert refused.mimetype == "application/json"
    assert refused.get_json()["retry_after"] == int(refused.headers["Retry-After"]) >= 1
    assert refused.headers["Cache-Control"] == "no-store"
    elsewhere = client.get(
        "/occupations/suggest?q=nurse&lang=en", environ_base={"REMOTE_ADDR": "192.0.2.7"}
    )
    assert elsewhere.status_code == 200
    assert client.get("/occupations?q=nurse aide").status_code == 200, "the search itself goes on"


def test_at_one_school_each_person_has_an_allowance_of_their_own(few: Flask, cast: Cast) -> None:
    for who in ("zoe", "noah", "lea"):
        client = cast.client(who)
        codes = [client.get("/occupations/suggest?q=nurse").status_code for _ in range(4)]
        assert codes == [200, 200, 200, 429]
    assert cast.client().get("/occupations/suggest?q=nurse").status_code == 200


def test_one_ipv6_home_is_one_client(few: Flask, cast: Cast) -> None:
    client = cast.client()
    codes = [
        client.get(
            "/occupations/suggest?q=nurse",
            environ_base={"REMOTE_ADDR": f"2001:db8::{number:x}"},
        ).status_code
        for number in range(1, 8)
    ]
    assert codes == [200] * 6 + [429]


def also_called(cast: Cast, who: str | None = None) -> str:
    html = page(cast, "/occupations/72106?lang=fr", who)
    return html.split('id="names"')[1].split("</section>")[0]


def change_names(cast: Cast, verb: str, **data: str) -> None:
    address = f"/admin/occupations/72106{verb}"
    answer = cast.client("adele").post(address, data={"language": "fr", **data})
    assert answer.status_code == 302


def test_a_page_shows_the_names_of_the_board_and_not_those_it_took_away(cast: Cast) -> None:
    shipped = occupations()["72106"].names_fr[1]
    assert f"<li>{shipped.both}</li>" in also_called(cast)
    change_names(cast, "", masculine="zoubriolateur", feminine="zoubriolatrice")
    assert "<li>zoubriolatrice, zoubriolateur</li>" in also_called(cast)
    change_names(cast, "/take-away", name="zoubriolateur")
    change_names(cast, "/take-away", name=shipped.masculine)
    for who in (None, "zoe", "marc"):
        names = also_called(cast, who)
        assert "zoubriol" not in names
        assert f"<li>{shipped.both}</li>" not in names
    change_names(cast, "/bring-back", name=shipped.masculine)
    assert f"<li>{shipped.both}</li>" in also_called(cast)


def test_a_name_of_another_language_or_occupation_stays_there(cast: Cast) -> None:
    change_names(cast, "", masculine="zoubriolator", language="en")
    names, details = also_called(cast).split("<details>")
    assert "zoubriolator" not in names
    assert "<li>zoubriolator</li>" in details
    assert "zoubriolator" not in page(cast, "/occupations/31301")


def test_imported_titles_stay_out_of_the_page(cast: Cast) -> None:
    with cast.app.app_context(), unit_of_work():
        imported = OccupationName(noc="72106", language="fr", source=NameSource.STATISTICS_CANADA)
        imported.masculine, imported.feminine = "soudeur importé", "soudeuse importée"
        db.session.add(imported)
    change_names(cast, "", masculine="zoubriolateur")  # moves the stamp
    names = also_called(cast)
    assert "zoubriolateur" in names
    assert "importé" not in names


def test_names_cost_a_page_one_statement_once(app: Flask, cast: Cast) -> None:
    client, counts = cast.client(), []
    client.get("/occupations/72106")
    change_names(cast, "", masculine="zoubriolateur")
    client.get("/")  # reads the board again
    for _ in range(2):
        with statements(app) as seen:
            client.get("/occupations/72106")
        counts.append(sum("occupation_name" in one for one in seen))
    assert counts == [1, 0]


def test_the_name_that_was_met_stands_beside_the_title(cast: Cast) -> None:
    html = page(cast, "/occupations?q=pab&lang=fr")
    assert "PAB" in html[html.index('href="/occupations/33102"') :].split("</span>")[0]
    html = page(cast, "/occupations?q=infirmière&lang=fr")
    assert "span" not in html[html.index('href="/occupations/31301"') :].split("<br>")[0]


@pytest.mark.parametrize("words", ["🚀", "xyzzy", "*", "%_%", "je sais pas", "00000"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_words_that_mean_nothing_lead_on(
    app: Flask, cast: Cast, words: str, language: str
) -> None:
    app.extensions.pop("openings", None)
    answer = cast.client().get("/occupations", query_string={"q": words, "lang": language})
    html = answer.get_data(as_text=True)
    for way in ("/interests", "#subjects", "#sectors", "/surprise"):
        assert f"/occupations{way}" in html
    assert html.count('<a href="/occupations/') > 3, "some that have a mentor, by chance"


def test_a_code_opens_its_group_and_what_one_does_is_no_name(cast: Cast) -> None:
    assert [row["noc"] for row in suggested(cast, q="NOC 31301", lang="en")] == ["31301"]
    nails = suggested(cast, q="faire des ongles", lang="fr")[0]
    assert (nails["noc"], nails["also"]) == ("63211", "")
