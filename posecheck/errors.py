"""The exceptions PoseCheck raises, all on one page.

    PoseCheckError              one clear sentence that says what to do
    ├── InputError              what was given cannot be used (a file, an option, an address)
    │   ├── MediaError          an image or video that cannot be read
    │   └── StretchError        a stretch or routine file with mistakes, or an unknown one
    ├── ModelError              the pose model cannot be provided
    ├── StoreError              the history cannot be read or written
    ├── LoginError              people have to log in here, and this one has not
    └── ClusterError            the workers of a batch cannot be had

They are raised at the edges and shown once. Inside, "cannot tell" is a value (`posecheck.landmarks.Unknown`), never an
exception.
"""


class PoseCheckError(Exception):
    """Base of everything PoseCheck raises on purpose. Its text is one sentence for the person."""


class InputError(PoseCheckError):
    """What was given cannot be used."""


class MediaError(InputError):
    """An image or a video cannot be read."""


class StretchError(InputError):
    """A stretch or routine file has mistakes, or none has that id."""


class ModelError(PoseCheckError):
    """The pose model cannot be provided."""


class StoreError(PoseCheckError):
    """The history cannot be read or written."""


class GoneError(StoreError):
    """What was to be changed has been deleted: by another tab, or by whoever keeps the history."""


class LoginError(PoseCheckError):
    """People have to log in here, and this one has not."""


class ClusterError(PoseCheckError):
    """The workers of a batch cannot be had, or are gone."""
