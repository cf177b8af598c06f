"""A subject that was not named, put at a question's end for the search."""

_ATTACHED = ", in the case of "


def attached(question: str, subject: str) -> str:
    """Return a question, which has no question mark, with the subject under discussion."""
    return f"{question}{_ATTACHED}{subject}"


def unattached(question: str) -> str:
    """Return a question as it was before ``attached`` gave it a subject.

    Passages are searched for with the subject, and it is theirs; in the question that is read it
    is a clause that no sentence answers, and in the talk nobody has said it.
    """
    bare, joint, _ = question.partition(_ATTACHED)
    return f"{bare}?" if joint else question
