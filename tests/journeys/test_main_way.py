"""The main job, end to end, without a browser: slip, first message, answer, approval, report.

tests/browser/test_main_journey.py walks the same way with script, eyes and keyboard.
"""

import email
import email.policy
import re
from pathlib import Path
from threading import Event

from flask import Flask
from flask.testing import FlaskClient

from portal.worker import loop
from tests.cast import GROUP_401, IDS, Cast
from tests.reports.documents import text_of

FILE = (
    "prénom;nom;date de naissance;niveau;groupe-repère;langue;identifiant local\n"
    "Maïka;Beauséjour;2010-02-03;sec 4;401;anglais;B0101\n"
)
GROUP = f"/counsellor/class-groups/{GROUP_401}"
WRITE_MARC, WRITE_GRACE = f"/mentors/{IDS['marc']}/write", f"/mentors/{IDS['grace']}/write"
QUESTION = "Hello, do you still like welding after all these years?"
ANSWER = "Oui, surtout les hivers de chantier."
HELD_ANSWER = "The night shifts are long, and I would not trade them."
OWN_PASSWORD = "trois-chats-sur-le-toit"


def test_from_the_slip_to_the_report(cast: Cast, tmp_path: Path) -> None:
    command(cast.app, "search", "rebuild")
    enrol(cast.app, tmp_path)
    claire = cast.client("claire")
    student = settle_in(cast.client(), *slip_of(claire))

    assert f'href="/mentors/{IDS["marc"]}"' in page(student, "/mentors?q=welder")
    thread = send_after_the_coach(student)
    assert mails(cast.app, "marc@example.org") == ["fr-CA"]

    marc = cast.client("marc")
    shown = page(marc, thread)
    assert QUESTION in shown
    assert "Maïka" in shown
    assert "Beauséjour" not in shown, "a mentor never sees the family name"
    assert send(marc, thread, ANSWER) == thread
    assert ANSWER in page(student, thread)

    other = send(student, WRITE_GRACE, "Hello, are the nights hard?")
    assert mails(cast.app, "grace@example.org") == ["en-CA"]
    send(cast.client("grace"), other, HELD_ANSWER)
    assert HELD_ANSWER not in page(student, other), "held: nobody else learns that it exists"
    approve_first_answer_of_grace(cast.client("mona"))
    assert HELD_ANSWER in page(student, other)
    assert "Mona Lévesque" in page(student, "/account/privacy")

    asked = f"/counsellor/reports?scope=class-group&id={GROUP_401}"
    report = text_of(claire.post(asked, data={"form": "pdf"}).data)
    line = next(line for line in report.splitlines() if "Beauséjour" in line)
    assert [word for word in line.split() if word == "2"] == ["2", "2"], "two sent, two received"
    assert QUESTION not in report


def command(app: Flask, *words: str) -> None:
    done = app.test_cli_runner().invoke(args=words)
    assert done.exit_code == 0, done.output


def enrol(app: Flask, folder: Path) -> None:
    file = folder / "students.csv"
    file.write_text(FILE, encoding="utf-8")
    command(app, "people", "import", "students", str(file), "--school", "100001")


def slip_of(claire: FlaskClient) -> tuple[str, str]:
    """Print the slips of the group; return the username and first password on the only one."""
    answer = claire.post(f"{GROUP}/slips", data={"receivers": "without_password"})
    assert answer.data.startswith(b"%PDF")
    lines = [line.split() for line in text_of(answer.data).splitlines() if line.strip()]
    at = next(i for i, words in enumerate(lines) if words[-1].startswith("http"))
    return lines[at + 1][-1], lines[at + 2][-1]


def settle_in(client: FlaskClient, username: str, password: str) -> FlaskClient:
    """Sign in with the slip, then choose a password and consent."""
    answer = client.post("/sign-in", data={"name": username, "password": password})
    assert answer.location == "/account/welcome"
    assert client.get("/mentors").location == "/account/welcome", "nothing opens before that"
    steps = {"new_password": OWN_PASSWORD, "consent": "y"}
    assert client.post("/account/welcome", data=steps).location == "/"
    return client


def send_after_the_coach(student: FlaskClient) -> str:
    """Write a phone number, read the coach, send without it; return the conversation."""
    data = {"body": f"{QUESTION} 514 555-0199", "send_key": "first"}
    coached = student.post(WRITE_MARC, data=data)
    assert coached.status_code == 200
    assert '<mark class="finding">514 555-0199' in coached.get_data(as_text=True)
    return send(student, WRITE_MARC, QUESTION, key="first")


def send(client: FlaskClient, address: str, body: str, *, key: str = "") -> str:
    """Send a letter twice, as a double click does; return the conversation it is in."""
    data = {"body": body, "send_key": key or body[:20]}
    answers = [client.post(address, data=data) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    thread = answers[0].location.partition("#")[0]
    assert page(client, thread).count(body) == 1
    return thread


def approve_first_answer_of_grace(mona: FlaskClient) -> None:
    found = re.search(r'href="(/moderation/\d+)">[^<]*Maïka', page(mona, "/moderation"))
    assert found is not None
    assert HELD_ANSWER in page(mona, found[1])
    assert mona.post(found[1], data={"decision": "approve"}).status_code == 302


def mails(app: Flask, address: str) -> list[str]:
    """Let the worker do what is due; return the languages of the mails sent to `address`.

    None of them says who wrote, nor what.
    """
    with app.app_context():
        loop.work(Event(), once=True)
    spoken = []
    for file in sorted((Path(app.config["INSTANCE"]) / "mail").glob("*.eml")):
        mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        if mail["To"] == address:
            text = f"{mail['Subject']} {mail.get_content()}"
            assert "Maïka" not in text
            assert "welding" not in text
            spoken.append(mail["Content-Language"])
    return spoken


def page(client: FlaskClient, address: str) -> str:
    return get(client, address).decode()


def get(client: FlaskClient, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.data
