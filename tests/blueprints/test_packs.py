"""Packs on their pages: who may order, follow and fetch one; two clicks make one."""

import pytest
from sqlalchemy import select

from portal.extensions import db, unit_of_work
from portal.models.class_groups import CounsellorSchool
from portal.models.packs import Pack, PackState
from portal.queries import packs as queries
from portal.reports import packs as reports
from tests.cast import ENVOL, GROUP_401, GROUP_402, GROUP_501, HAVRE, IDS, Cast
from tests.statements import statements_of

NEW = "/counsellor/packs/new?scope={}&id={}&lang=en"
THINGS = {
    "401": ("class-group", GROUP_401),
    "402": ("class-group", GROUP_402),
    "501": ("class-group", GROUP_501),
    "Envol": ("school", ENVOL),
    "Havre": ("school", HAVRE),
    "board": ("board", 1),
    "nobody": ("school", 999),
}
MAY = {
    "claire": {"401", "402", "Envol"},
    "denis": {"402"},
    "fatou": {"501", "Havre"},
}
ORDER = {"kind": "student", "spoken": "en", "meant_for": "school", "send_key": "key"}


def packs_of(cast: Cast) -> list[Pack]:
    with cast.app.app_context():
        return list(db.session.scalars(select(Pack).order_by(Pack.id)))


@pytest.mark.parametrize("name", ["zoe", "marc", "claire", "denis", "fatou", "mona", "adele"])
def test_who_may_order_what(cast: Cast, name: str) -> None:
    client = cast.client(name)
    found = {
        thing
        for thing, asked in THINGS.items()
        if client.get(NEW.format(*asked)).status_code == 200
    }
    assert found == MAY.get(name, set())
    for asked in THINGS.values():
        client.post(NEW.format(*asked), data={**ORDER, "send_key": str(asked)})
    assert len(packs_of(cast)) == len(found)


def test_a_double_click_finds_the_first_one(cast: Cast) -> None:
    claire, path = cast.client("claire"), NEW.format(*THINGS["401"])
    places = {claire.post(path, data=ORDER).location for _click in range(2)}
    assert len(places) == 1 and len(packs_of(cast)) == 1
    assert claire.post(path, data={**ORDER, "send_key": "other"}).location not in places
    (pack, _other) = packs_of(cast)
    assert (pack.scope, pack.number, pack.language, pack.reason) == (
        "class-group", GROUP_401, "en", "",
    )  # fmt: skip


def test_outside_asks_for_a_reason_and_a_wrong_period_is_said(cast: Cast) -> None:
    claire, path = cast.client("claire"), NEW.format(*THINGS["401"])
    page = claire.post(path, data={**ORDER, "meant_for": "outside"}).text
    assert "Say why a document that names students goes outside the school." in page
    page = claire.post(path, data={**ORDER, "from": "2026-10-02", "to": "2026-10-01"}).text
    assert "cannot be before the first" in page
    assert claire.post(path, data={**ORDER, "kind": "board"}).status_code == 200
    assert packs_of(cast) == []
    kept = {**ORDER, "meant_for": "outside", "reason": "Demande d’un cégep."}
    claire.post(path, data=kept)
    assert packs_of(cast)[0].reason == "Demande d’un cégep."


def test_one_person_does_not_fill_the_queue(cast: Cast) -> None:
    claire, path = cast.client("claire"), NEW.format(*THINGS["401"])
    for number in range(6):
        last = claire.post(path, data={**ORDER, "send_key": f"k{number}"})
    assert len(packs_of(cast)) == 5
    assert "let one be ready first" in claire.get(f"{last.location}?lang=en").text


def test_a_file_is_for_who_asked_as_long_as_they_follow(cast: Cast) -> None:
    claire = cast.client("claire")
    place = claire.post(NEW.format(*THINGS["402"]), data=ORDER).location
    assert claire.get(place).status_code == 200
    assert claire.get(f"{place}/file").status_code == 404, "not ready"
    with cast.app.app_context():
        queries.archive(1).write_bytes(b"PK")
        with unit_of_work():
            pack = db.session.get_one(Pack, 1)
            pack.state, pack.ended_at = PackState.READY, pack.asked_at
    for other in ("denis", "fatou"):
        for path in (place, f"{place}/file"):
            assert cast.client(other).get(path).status_code == 404
        assert cast.client(other).post(f"{place}/cancel").status_code == 404
    file = claire.get(f"{place}/file")
    assert (file.status_code, file.data, file.mimetype) == (200, b"PK", "application/zip")
    named = file.headers["Content-Disposition"]
    assert named.startswith("attachment; filename=reports_2026-07-01_") and "402" not in named
    assert file.headers["Cache-Control"] == "no-store"
    file.close()
    with cast.app.app_context(), unit_of_work():
        db.session.get_one(CounsellorSchool, (IDS["claire"], ENVOL)).school_id = HAVRE
    for path in (place, f"{place}/file"):
        assert claire.get(path).status_code == 404, "a counsellor who lost the school"
    assert "No pack yet" in claire.get("/counsellor/packs?lang=en").text
    with cast.app.app_context():
        reports.sweep(set())


def test_the_pages_ask_the_same_whatever_the_packs(cast: Cast) -> None:
    claire = cast.client("claire")
    claire.post(NEW.format(*THINGS["401"]), data=ORDER)
    few = [
        len(statements_of(claire, path)) for path in ("/counsellor/packs", "/counsellor/packs/1")
    ]
    for number in range(4):
        claire.post(NEW.format(*THINGS["402"]), data={**ORDER, "send_key": str(number)})
    many = [
        len(statements_of(claire, path)) for path in ("/counsellor/packs", "/counsellor/packs/1")
    ]
    assert few == many and max(many) <= 12
    assert len(statements_of(claire, NEW.format(*THINGS["Envol"]))) <= 12
