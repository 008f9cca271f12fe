"""A local Bot API server: in the test's own process (`serving`) or in one of its own (`python -m tests.botapi`)."""

from tests.botapi.server import TOKEN, BotApi, serving

__all__ = ["TOKEN", "BotApi", "serving"]
