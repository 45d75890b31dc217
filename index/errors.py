"""What can go wrong, as one small tree.

    PullquoteError
    ├── CorpusError          no folder of articles, or nothing in it to index
    ├── UnusableIndex        the index cannot be used as it is
    │   ├── IndexMissing     nothing has been built yet
    │   ├── IndexMismatch    built with another encoder, splitter or format
    │   └── IndexDamaged     a file of the generation is missing, short or changed, or it cannot be read
    ├── NothingToRestore     no generation is kept that can be gone back to
    ├── BuildBusy            another build holds the lock
    ├── DataNotWritable      the data folder cannot be written, where it must be
    ├── NotesDamaged         the file that notes what was added from where cannot be read any more
    ├── IndexServerError     the server that keeps the passages cannot be reached, or refuses
    ├── EncoderError         the encoder model cannot be loaded or exported
    │   └── EncoderDamaged   it was exported, and cannot be opened
    ├── ReaderError          a reader cannot be opened, or the operator's own not be exported
    ├── NotFetched           a page that cannot or may not be fetched
    │   └── NotReached       one that cannot be fetched now, and may be later
    ├── ArchiveClosed        a question to an archive that was closed
    └── QuestionError        a question that cannot be asked: empty, or far too long
        └── FilterError      what is asked of: a date that is none, or no day between two

Every message holds the values at fault and, where one exists, the command that mends it. A surface turns
any of these into one sentence and an exit code; none of them ever reaches a person as a traceback.
"""

from __future__ import annotations


class PullquoteError(Exception):
    """Base of every error that Pullquote raises on purpose."""


class CorpusError(PullquoteError):
    """There is no folder of articles, or it holds nothing that can be indexed."""


class UnusableIndex(PullquoteError):
    """The index cannot be used as it is."""


class IndexMissing(UnusableIndex):
    """Nothing has been built in this data folder yet."""


class IndexMismatch(UnusableIndex):
    """The index was made with another encoder, splitter or format than the ones in use."""


class IndexDamaged(UnusableIndex):
    """A file of the published generation is missing, is not what was written, or cannot be read.

    `what` says what is damaged, `mend` what mends it for whoever meets it. What cannot be read may be whole: then an
    OSError is the cause of this, and the message says so.
    """

    def __init__(self, what: str, mend: str = "") -> None:
        super().__init__(" ".join(filter(None, (what, mend))))
        self.what = what

    @property
    def is_unreadable(self) -> bool:
        """Whether nothing is known to be damaged, as a file could not be read."""
        return isinstance(self.__cause__, OSError)


class NothingToRestore(PullquoteError):
    """No generation is kept that can be gone back to, or none of that name."""


class BuildBusy(PullquoteError):
    """Another build of the same data folder is running."""


class DataNotWritable(PullquoteError):
    """The data folder cannot be created or written."""


class NotesDamaged(PullquoteError):
    """The file that notes what was added from where is no database any more; the articles are as they were."""


class IndexServerError(PullquoteError):
    """The server that keeps the passages cannot be reached, or refuses; what it keeps is as it was."""


class EncoderError(PullquoteError):
    """The encoder model cannot be found, loaded or exported."""


class EncoderDamaged(EncoderError):
    """The encoder was exported, and its files cannot be opened; a build exports it anew. `what` says that alone."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} Run `pullquote index` to make it anew.")
        self.what = what


class ReaderError(PullquoteError):
    """A reader cannot be opened; or the operator's own not be found or exported, or it is no such model."""


class NotFetched(PullquoteError):
    """What lies at a web address cannot or may not be fetched; the text is the reason, for people."""


class NotReached(NotFetched):
    """What lies at a web address cannot be fetched now, for a fault of the way there; it may be later."""


class ArchiveClosed(PullquoteError):
    """The archive was closed before it was asked."""


class QuestionError(PullquoteError):
    """The question cannot be asked: it is empty, or longer than `MAX_QUESTION` characters."""


class FilterError(QuestionError):
    """What a question is to be asked of cannot be told: a date that is none, or no day between two."""
