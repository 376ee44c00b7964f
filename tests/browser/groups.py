"""Groups in a served portal: those beside the cast, and one that a student proposed."""

import subprocess
import sys

from tests.browser.served import ROOT, Served

ADD = """
from portal import create_app
from portal.extensions import db, unit_of_work
from portal.search.posts import mend_posts
from portal.services import groups, posts
from tests.cast import Cast
from tests.circles import write_circle, write_over
from tests.groups import QUESTION, say, write_groups
from portal.models.threads import Message
app = create_app()
cast = Cast(app)
with app.app_context():
    topic_id = write_groups(cast)
    first = Message.__table__.select().where(Message.body == QUESTION)
    with unit_of_work():
        number = db.session.execute(first).one().id
        posts.edit(author=cast.person("zoe"), message_id=number, body=f"{QUESTION} Et après?")
        said = groups.Said("Les métiers du bois", "Les métiers du bois")
        groups.propose(student=cast.person("zoe"), said=said, send_key="proposed")
    circle, in_circle = write_circle(cast, glance=True)
    say(cast, "zoe", in_circle, "Est-ce dur?")
    _over, asked = write_over(cast, "Est-ce dur?", "Au début.")
    mend_posts()
    print(topic_id, number, asked)
"""


def add_groups(served: Served) -> tuple[int, int, int]:
    """Write the groups; return a topic, its first post and a question that has its answer."""
    done = subprocess.run(
        [sys.executable, "-c", ADD],
        cwd=ROOT, env=served.environ, check=True, capture_output=True, text=True,
    )  # fmt: skip
    topic_id, number, asked = done.stdout.split()[-3:]
    return int(topic_id), int(number), int(asked)
