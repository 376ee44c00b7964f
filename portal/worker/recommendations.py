"""A counsellor suggested something: a mail to a student who has an address."""

from portal import mail
from portal.i18n import _l
from portal.queries.recommendations import student_to_tell
from portal.worker.letters import write
from portal.worker.registry import JobInHand, on


@on("recommendation.made")
def tell_student(job: JobInHand, *, recommendation_id: int) -> None:
    """Tell the student that the school suggests something; what, only the page says."""
    student = student_to_tell(recommendation_id)
    if student is not None:
        page, subject = mail.link("recommendations.mine"), _l("A suggestion for you on Lanterne")
        write(job, str(student.email), student.language, subject, "recommendation_made", page)
