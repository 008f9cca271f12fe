"""The root of our own errors: each carries a sentence for the person and, as its arguments, a text for the log."""


class UserError(Exception):
    """Something a person can put right. `sentence` is polite Vietnamese and may be shown as it is."""

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(detail or sentence)
        self.sentence = sentence


class NotAPlanError(UserError):
    """A file that the reader refuses: empty, not text, too large, or no plan. Nothing was changed."""
