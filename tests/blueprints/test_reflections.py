"""What I keep from it: invited, never lost, shared, taken back, erased; distress is heard."""

from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.concerns import Concern, ConcernEntry, ConcernPriority
from portal.models.drafts import Draft
from portal.models.reflections import Reflection
from portal.models.students import Consent
from portal.screening import Finding, Kind, Severity, Verdict
from portal.services import jobs
from tests.cast import IDS, THREAD_ZOE_MARC
from tests.statements import statements_of

THREAD = f"/threads/{THREAD_ZOE_MARC}"
PAGE = f"{THREAD}/reflection"
STUDENT = f"/counsellor/students/{IDS['zoe']}"
DISTRESS = "je veux mourir"


def english(cast, who):
    client = cast.client(who)
    client.get("/language/en")
    return client


def kept(cast):
    with cast.app.app_context():
        return db.session.get(Reflection, 1)


def keep(client, do="keep", stamp="", **words):
    data = {f"body_{part}": text for part, text in words.items()} | {"do": do, "stamp": stamp}
    return client.post(PAGE, data=data, follow_redirects=True)


def test_invited_once_answered_until_something_is_kept(cast):
    zoe = english(cast, "zoe")
    assert f'href="{PAGE}"' in zoe.get("/").text and f'href="{PAGE}"' in zoe.get(THREAD).text
    assert f'href="{PAGE}"' not in cast.client("marc").get(THREAD).text
    assert "You alone read it." in zoe.get(PAGE).text
    assert "Write something under one of the three" in keep(zoe).text
    assert "It is kept, for you alone." in keep(zoe, surprised="Le calme.", checked="").text
    assert f'href="{PAGE}"' not in zoe.get("/").text, "home asks no more"
    assert "Le calme." in zoe.get(PAGE).text
    assert len(statements_of(zoe, PAGE)) <= 5


def test_shared_taken_back_and_erased(cast):
    zoe, claire = english(cast, "zoe"), english(cast, "claire")
    page = keep(zoe, "share", next_step="Visiter l’atelier.").text
    assert "Your guidance counsellors can read it." in page
    assert "Visiter l’atelier." in claire.get(STUDENT).text
    stamp = kept(cast).changed_at.isoformat()
    page = keep(zoe, "keep", stamp, next_step="Visiter l’atelier.").text
    assert "You alone read it." in page and "Visiter" not in claire.get(STUDENT).text
    page = zoe.post(f"{PAGE}/erase", follow_redirects=True).text
    assert "Your reflection is erased." in page and kept(cast) is None
    assert zoe.post(f"{PAGE}/erase").status_code == 302, "a second click changes nothing"


def test_what_is_typed_is_not_lost(cast):
    zoe = english(cast, "zoe")
    zoe.post("/account/draft", data={"path": f"{PAGE}/checked", "body": "Le salaire."})
    page = zoe.get(PAGE).text
    assert "Le salaire." in page
    token = page.split('name="author_token" value="', 1)[-1].split('"', 1)[0]
    lost = {"body_surprised": "Le bruit.", "body_next_step": "Demander.", "author_token": token}
    assert cast.client().post(PAGE, data=lost).status_code == 302, "the session had ended"
    page = zoe.get(PAGE).text
    assert all(words in page for words in ("Le salaire.", "Le bruit.", "Demander."))
    keep(zoe, surprised="Le bruit.")
    with cast.app.app_context():
        assert not db.session.scalars(select(Draft)).all()
    page = keep(zoe, stamp="older", surprised="Autre chose.")
    assert page.status_code == 409 and "In the other window:" in page.text
    assert "Le bruit." in page.text and "Autre chose." in page.text
    page = keep(zoe, stamp=kept(cast).changed_at.isoformat(), surprised="x" * 2001).text
    assert "at most 2000 characters" in page and "x" * 2001 in page


def test_what_others_may_not_read_is_kept_and_not_shared(cast):
    zoe = english(cast, "zoe")
    page = keep(zoe, "share", checked="Il a dit 514 555-0123.").text
    assert "It is kept, for you alone: before you share it" in page and "<mark" in page
    assert kept(cast).shared_at is None and kept(cast).checked == "Il a dit 514 555-0123."
    assert "It is kept, for you alone." in keep(
        zoe, stamp=kept(cast).changed_at.isoformat(), checked="Il a dit 514 555-0123."
    ).text, "nobody else reads it"  # fmt: skip


def test_distress_shows_help_at_once_and_the_student_is_named_not_the_words(cast):
    zoe, mona = english(cast, "zoe"), english(cast, "mona")
    page = keep(zoe, surprised=DISTRESS).text
    assert 'href="tel:18002632266"' in page and "They have not been told what you wrote" in page
    with cast.app.app_context():
        case = db.session.scalars(select(Concern)).one()
        assert (case.priority, case.student_id) == (ConcernPriority.IMMEDIATE, IDS["zoe"])
        assert (case.thread_id, case.message_id, case.body) == (None, None, "")
        number = case.id
    page = mona.get(f"/concerns/{number}").text
    assert "in a student's reflection" in page and DISTRESS not in page
    assert mona.get(THREAD).status_code == 404, "nor does the conversation open"
    assert DISTRESS not in english(cast, "claire").get(f"/concerns/{number}").text
    keep(zoe, stamp=kept(cast).changed_at.isoformat(), surprised=DISTRESS)
    keep(zoe, stamp=kept(cast).changed_at.isoformat(), surprised=f"{DISTRESS} encore")
    with cast.app.app_context():
        told = [
            line.event for line in db.session.scalars(select(ConcernEntry)) if not line.author_id
        ]
        assert told.count("reflected") == 2, "what did not change raises nothing again"
        assert db.session.scalars(select(Concern)).one().id == number
    assert "Your guidance counsellors can read it." in keep(
        zoe, "share", kept(cast).changed_at.isoformat(), surprised=DISTRESS
    ).text, "distress is never what keeps it back"  # fmt: skip


def test_a_doubt_is_told_once_the_counsellors_may_read_it(cast, monkeypatch):
    doubt = Verdict((Finding(Kind.SELF_HARM, 0, 5, Severity.NOTED, "cues.self_harm:gone"),))
    monkeypatch.setattr("portal.services.texts.look_over", lambda text: doubt)
    zoe = english(cast, "zoe")
    assert "In case something weighs on you" in keep(zoe, checked="Je suis au bout.").text
    with cast.app.app_context():
        assert db.session.scalar(select(Concern)) is None
    keep(zoe, "share", kept(cast).changed_at.isoformat(), checked="Je suis au bout.")
    with cast.app.app_context():
        assert db.session.scalars(select(Concern)).one().priority is ConcernPriority.SOON


def test_erased_when_a_consent_was_withdrawn_and_never_given_again(cast):
    keep(cast.client("zoe"), checked="Le salaire.")
    with cast.app.app_context(), unit_of_work():
        consent = db.session.scalars(select(Consent).where(Consent.student_id == IDS["zoe"])).one()
        consent.withdrawn_at = clock.now() - timedelta(days=29)
    with cast.app.app_context(), unit_of_work():
        jobs.clean_up()
    assert kept(cast) is not None
    with clock.moved_by(timedelta(days=2)), cast.app.app_context(), unit_of_work():
        jobs.clean_up()
    assert kept(cast) is None
