"""What tests of packs order and look at."""

from datetime import date
from zipfile import ZipFile

from portal import clock
from portal.extensions import unit_of_work
from portal.models.packs import Pack
from portal.models.prints import PrintFor
from portal.queries import packs as queries
from portal.services import packs
from tests.cast import GROUP_401, Cast

YEAR = (date(2026, 7, 1), clock.today())


def order(
    cast: Cast,
    *,
    kind: str = "student",
    scope: str = "class-group",
    number: int = GROUP_401,
    person: str = "claire",
    key: str = "k",
) -> int:
    """Order a pack and return its number."""
    wanted = packs.PackOrder(kind, scope, number, "en", *YEAR, PrintFor.SCHOOL)
    with unit_of_work():
        return packs.order(person=cast.person(person), wanted=wanted, send_key=key).id


def now(pack_id: int) -> Pack:
    """Return a pack as it is now."""
    pack = queries.in_hand(pack_id)
    assert pack is not None
    return pack


def page_of(cast: Cast, pack_id: int) -> str:
    """Return the page of a pack, in English."""
    client = cast.client("claire")
    assert cast.app.url_map  # the first look at it brings the pages
    with cast.app.app_context():  # a fresh one: the outbox keeps another open
        return client.get(f"/counsellor/packs/{pack_id}?lang=en").text


def archived(pack_id: int) -> dict[str, bytes]:
    """Return what the file of a pack holds."""
    with ZipFile(queries.archive(pack_id)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}
