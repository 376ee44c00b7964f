"""Who keeps searches, and who sees them: their owner alone."""

import pytest
from sqlalchemy import select

from portal.errors import NotFound
from portal.extensions import db, unit_of_work
from portal.models.saved_searches import SavedSearch
from portal.policies import saved_searches as policy
from portal.services import saved_searches as service
from tests.cast import IDS, Cast

MAY_SAVE = {
    "zoe": True,
    "noah": True,
    "claire": True,
    "denis": True,
    "mona": True,
    "coralie": True,
    "adele": True,
    "marc": False,
    "grace": False,
    "paul": False,
    "nadia": False,
}


@pytest.mark.parametrize(("who", "may"), MAY_SAVE.items())
def test_who_may_keep_a_search(cast: Cast, who: str, may: bool) -> None:
    with cast.app.app_context():
        assert policy.may_save(cast.person(who)) is may


@pytest.mark.parametrize("who", MAY_SAVE)
def test_only_the_owner_sees_a_search(cast: Cast, who: str) -> None:
    with cast.app.app_context():
        with unit_of_work():
            search_id = service.save(person=cast.person("zoe"), terms={"q": "x"}, known=()).id
        viewer = cast.person(who)
        own = select(SavedSearch.id).where(policy.owned_by(viewer))
        assert (search_id in db.session.scalars(own).all()) is (who == "zoe")
        if who == "zoe":
            assert policy.get_own(viewer, search_id).person_id == IDS["zoe"]
        else:
            with pytest.raises(NotFound):
                policy.get_own(viewer, search_id)
