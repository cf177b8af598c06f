"""What people said of answers, kept in the library's database."""

from index.database import Database
from index.feedback import Feedback, Place


class FeedbackLog:
    """All feedback of a library, in the order in which it was given."""

    def __init__(self, db: Database) -> None:
        """Take the library's database."""
        self._db = db

    def keep(self, feedback: Feedback) -> None:
        """Store one word on an answer, after all that were stored before."""
        place = feedback.place
        with self._db.writing() as db:
            db.execute(
                "INSERT INTO feedback (time, question, answer, verdict, correction, article, first,"
                " last) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    feedback.time,
                    feedback.question,
                    feedback.answer,
                    feedback.verdict,
                    feedback.correction,
                    *((place.article, place.start, place.end) if place else (None, None, None)),
                ),
            )

    def all(self) -> list[Feedback]:
        """Return all feedback, in the order in which it was given."""
        with self._db.reading() as db:
            rows = db.execute(
                "SELECT time, question, answer, verdict, correction, article, first, last"
                " FROM feedback ORDER BY id"
            ).fetchall()
        return [
            Feedback(
                time=time,
                question=question,
                answer=answer,
                verdict=verdict,
                correction=correction,
                place=None if place[0] is None else Place(*place),
            )
            for time, question, answer, verdict, correction, *place in rows
        ]
