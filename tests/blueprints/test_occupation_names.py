"""The administrator's pages about the names of occupations."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.data.occupations import occupations
from portal.extensions import db
from portal.models.occupation_names import OccupationName
from tests.cast import Cast
from tests.statements import statements_of

ALL = "/admin/occupations"
WELDER = f"{ALL}/72106"
ODD = "zoubriolateur"
SHIPPED = occupations()["72106"].names_fr[1]


def text_of(response) -> str:
    return response.get_data(as_text=True)


def post(client: FlaskClient, address: str, **data: str) -> str:
    """Send a form; return the page that answers or follows, in English."""
    response = client.post(f"{address}?lang=en", data=data)
    if response.status_code == 302:
        response = client.get(f"{response.headers['Location']}?lang=en")
    assert response.status_code == 200
    return text_of(response)


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a finder of this moment's names, however busy the machine is."""
    monkeypatch.setattr("portal.blueprints.admin.occupations.WAIT_SECONDS", 120)


def add(client: FlaskClient, masculine: str = ODD, feminine: str = "") -> str:
    return post(client, WELDER, masculine=masculine, feminine=feminine, language="fr")


@pytest.mark.parametrize("who", [None, "zoe", "marc", "claire", "mona", "coralie"])
def test_to_others_the_pages_are_absent(cast: Cast, who: str | None) -> None:
    client = cast.client(who)
    refused = 404 if who else 302
    for address in (ALL, WELDER):
        assert client.get(address).status_code == refused
    for verb in ("", "/take-away", "/bring-back"):
        data = {"name": SHIPPED.masculine, "masculine": ODD, "language": "fr"}
        assert client.post(f"{WELDER}{verb}", data=data).status_code == refused
    with cast.app.app_context():
        assert db.session.scalars(select(OccupationName.id)).all() == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("address", [ALL, f"{ALL}?q=soudeur&titles=en", WELDER, f"{WELDER}?q=x"])
def test_an_administrator_opens_them(cast: Cast, address: str, language: str) -> None:
    joint = "&" if "?" in address else "?"
    assert cast.client("adele").get(f"{address}{joint}lang={language}").status_code == 200


def test_an_unknown_code_is_absent(cast: Cast) -> None:
    client = cast.client("adele")
    for noc in ("99999", "x", "7210", "%F0%9F%94%A5"):
        assert client.get(f"{ALL}/{noc}").status_code == 404
        assert client.post(f"{ALL}/{noc}/take-away", data={"language": "fr"}).status_code == 404


def test_a_code_leads_to_its_occupation(cast: Cast) -> None:
    answer = cast.client("adele").get(f"{ALL}?q=72106")
    assert answer.headers["Location"] == WELDER


def test_a_name_is_added_tried_taken_away_and_brought_back(cast: Cast) -> None:
    client = cast.client("adele")
    before = text_of(client.get(f"{ALL}?q={ODD}&titles=fr&lang=en"))
    assert f"also called “{ODD}" not in before
    html = add(client, feminine="zoubriolatrice")
    assert "zoubriolatrice, zoubriolateur" in html
    assert "added by the board" in html
    tried = text_of(client.get(f"{ALL}?q={ODD}&titles=fr&lang=en"))
    assert tried.index(f"{ALL}/72106") < tried.index("also called “zoubriolatrice, zoubriolateur”")
    assert "1 name added" in tried
    html = post(client, f"{WELDER}/take-away", language="fr", name=ODD)
    assert "Taken away" in html
    again = text_of(client.get(f"{WELDER}?q={ODD}&titles=fr&lang=en"))
    assert "also called “zoubriolatrice" not in again
    html = post(client, f"{WELDER}/bring-back", language="fr", name=ODD)
    assert "Taken away" not in html


def test_a_shipped_name_is_taken_away_for_everyone(cast: Cast) -> None:
    client = cast.client("adele")
    html = post(client, f"{WELDER}/take-away", language="fr", name=SHIPPED.masculine)
    assert "formaction" not in html
    assert "Bring back" in html
    assert "1 name taken away" in text_of(client.get(f"{ALL}?lang=en"))


def test_the_name_that_pages_show_has_no_button_and_stays(cast: Cast) -> None:
    client, headline = cast.client("adele"), occupations()["72106"].names_fr[0].masculine
    assert f'name="name" value="{headline}"' not in text_of(client.get(WELDER))
    html = post(client, f"{WELDER}/take-away", language="fr", name=headline)
    assert "it stays" in html


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Write the name."),
        ("   ", "Write the name."),
        ("!!!", "at least one letter"),
        ("é" * 101, "at most 100 characters"),
        ("SOUDEUR", "found by this name already"),
    ],
)
def test_what_cannot_be_a_name_is_told_and_kept_in_the_field(
    cast: Cast, typed: str, said: str
) -> None:
    html = add(cast.client("adele"), typed)
    assert said in html
    assert f'value="{typed.strip()}"' in html or not typed.strip()


@pytest.mark.parametrize("odd", ["<script>", "' OR 1=1 --", "%", "🔥 pompier", "a" * 2_000])
def test_odd_words_are_only_words(cast: Cast, odd: str) -> None:
    client = cast.client("adele")
    for address in (ALL, WELDER):
        html = text_of(client.get(address, query_string={"q": odd, "lang": "en"}))
        assert "<script>" not in html.split("<main", 1)[1]


def test_pages_ask_as_much_whatever_was_changed(cast: Cast) -> None:
    client = cast.client("adele")
    few = [len(statements_of(client, address)) for address in (ALL, WELDER)]
    for number in range(6):
        add(client, f"{ODD} {number}")
    post(client, f"{WELDER}/take-away", language="fr", name=SHIPPED.masculine)
    many = [len(statements_of(client, address)) for address in (ALL, WELDER)]
    assert many == few
    assert max(many) <= 12
