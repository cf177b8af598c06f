"""Every error that Clippings raises on purpose.

    ClippingsError              the base: its message is one sentence that a person can act on
    ├── ArticleError            a file or a record that cannot become an article
    ├── LibraryError            a library that cannot be opened, read or written
    │   ├── EmbedderMismatch    the library was built with another embedding model
    │   └── UnknownArticle      no article has that id or path
    ├── MetadataError           a date or a web address that is none
    ├── ModelError              an embedder or a reader that is missing, damaged or unfit
    ├── QuestionError           a question that cannot be asked
    ├── GoldError               a file of gold questions that cannot be used
    ├── ReportError             a run of an evaluation that cannot be kept or read back
    └── ServerError             a chat window that cannot be opened

The command line and the chat catch ``ClippingsError`` alone and show its message. Anything else is
a bug, and shows as one.
"""


class ClippingsError(Exception):
    """A failure that the user can understand and mend."""


class ArticleError(ClippingsError):
    """A file or a record that cannot become an article."""


class LibraryError(ClippingsError):
    """A library that cannot be opened, read or written."""


class EmbedderMismatch(LibraryError):
    """The library was built with another embedding model."""


class UnknownArticle(LibraryError):
    """No article of the library has that id or path."""


class MetadataError(ClippingsError):
    """A date or a web address that is none."""


class ModelError(ClippingsError):
    """An embedder or a reader that is missing, damaged or of the wrong kind."""


class QuestionError(ClippingsError):
    """A question that cannot be asked."""


class GoldError(ClippingsError):
    """A file of gold questions that cannot be used."""


class ReportError(ClippingsError):
    """A run of an evaluation that cannot be kept or read back."""


class ServerError(ClippingsError):
    """A chat window that cannot be opened."""
