"""Where an article's own words end and the page's begin."""

import re

# A paragraph at the foot is the page's, not the reporter's, when it is short and asks the reader to
# do something for the publisher. Matched from its start, so that a story *about* newsletters stays.
_FOOTER = re.compile(
    r"""\W*(?:
        (?:[^.?!]{0,60}[.?!:]\s+)?(?:click\ here\ to\ )?(?:sign\ up|subscribe|register)\b
            (?:.*\b(?:newsletters?|inbox|briefing|alerts|podcast|digest|channel|journalism)\b
              |(?:\ (?:now|today|here|free|for\ free))*\W*$|.*\b(?:free|e-?mail)\ updates\W*$)
      | (?:get|receive|enjoy)\b.*\b(?:newsletters?|inbox)\b
      | .*\b(?:to|in|into)\ your\ inbox\b
      | (?:our|daily|weekly|free)\b.{0,30}\bnewsletters?\W*$
      | (?:like|follow|join|find)\ (?:us|\w+)\ on\ (?:facebook|twitter|x|instagram|telegram
            |whatsapp|linkedin|youtube|threads)
      | join\ our\ \w+\ (?:channel|group|community)\b
      | (?:share|print|email|e-mail|save|bookmark|comment\ on)\ this\ (?:article|story|page|post)
      | share\ (?:on|via)\b
      | (?:read|see|watch|view)\ (?:more|next|also)\b.{0,200}$
      | (?:more\ on\ this|you\ (?:may|might)\ also\ like)\b.{0,200}$
      | (?:related|recommended|most\ (?:read|popular))\b\s*(?:$|:|(?:for\ you|articles|content
            |coverage|links|news|posts|reading|stories|topics|videos)\b).{0,200}$
      | (?:advertisement|sponsored\ content|promoted)\W*$
      | (?:copyright\W*(?:$|\d{4}|©|\(c\))|©|\(c\)).*
      | .*\ball\ rights\ reserved\b.*
      | (?:read\ )?(?:our\ )?(?:cookie|privacy)\ (?:policy|settings|notice)\b.*
      | (?:we|this\ (?:web)?site)\ uses?\ cookies\b.*
      | enter\ your\ e-?mail\b.*
      | terms\ (?:of|and)\ (?:use|service|conditions)\b.*
      | (?:support\ (?:us|our|independent|local|quality)|donate|become\ a\ (?:member|subscriber))
            \b.*\b(?:journalism|newsroom|reporting)\b
      | comments?\W*(?:\d+\W*)?$
      | page\ \d+(?:\ of\ \d+)?\W*$
      | \d{1,3}\W*$
      | (?:enable|please\ enable)\ javascript\b.*
    )""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_LONGEST_FOOTER = 300  # characters


def body_end(text: str) -> int:
    """Return the offset at which ``text``'s body ends and boilerplate at its foot begins.

    Only paragraphs at the very end are judged, from the last one backwards, and never the first:
    an article that is nothing but a sign-up line is still an article.
    """
    end = len(text)
    while True:
        start = max(text.rfind("\n", 0, end) + 1, 0)
        paragraph = text[start:end].strip()
        if not text[:start].strip():
            return end
        if paragraph and not _is_footer(paragraph):
            return end
        end = len(text[:start].rstrip())


def _is_footer(paragraph: str) -> bool:
    """Whether one line at the foot of a page speaks for the publisher."""
    return len(paragraph) <= _LONGEST_FOOTER and _FOOTER.match(paragraph) is not None
