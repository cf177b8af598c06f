"""Text mended before it is stored: what a program broke is put right, what a person wrote stays."""

import re

from index.article import clean_text

# Invisible, and in the way of whoever looks for the word: soft hyphens, zero-width spaces, word
# joiners, marks of direction. Zero-width joiners and non-joiners stay: emoji and Persian need them.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]+")
# In typeset text a soft hyphen at a line end is the only sign that the word goes on.
_SOFT_HYPHEN_AT_LINE_END = re.compile(r"\u00ad[^\S\n]*\n[^\S\n]*(?=\w)")


def mended(raw: str) -> str:
    """Return ``raw`` as it will be stored, without what only programs put into texts.

    Mojibake (``Ã©`` for ``é``) is undone where ftfy is sure of it, ligatures become their letters,
    invisible characters go, accents are composed (NFC). Quotation marks stay curly or straight as
    they are, wide letters wide, and ``&amp;`` stays: a text may be about such things.
    """
    from ftfy import TextFixerConfig, fix_text

    careful = TextFixerConfig(
        # A text is no page: formats that have entities resolve their own.
        unescape_html=False,
        # The author's choice of characters, in whose words we answer.
        fix_character_width=False,
        uncurl_quotes=False,
        # Left to clean_text, which keeps tabs and drops lone surrogates.
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        explain=False,
    )
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    text = _SOFT_HYPHEN_AT_LINE_END.sub("", text)
    return clean_text(_INVISIBLE.sub("", fix_text(text, careful)))
