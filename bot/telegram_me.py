"""Asks Telegram who we are: for start links, and for `doctor`, which also wants the server's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings

PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class Me:
    """`username` is "" without a token or an answer; `problem` is a Vietnamese sentence, "" where all is well.

    `ahead` is how far our clock goes before the server's, None where the server did not say.
    """

    username: str = ""
    problem: str = ""
    ahead: timedelta | None = None


async def ask_me(settings: Settings) -> Me:
    """One getMe. Never raises, and no answer or error of it holds the token."""
    import aiohttp

    token = settings.telegram_token.get_secret_value()
    if not token:
        return Me()
    url = f"{settings.telegram_api_url}/bot{token}/getMe"
    proxy = settings.telegram_proxy.get_secret_value() or None
    try:
        timeout = aiohttp.ClientTimeout(total=PATIENCE_S)
        async with aiohttp.ClientSession(timeout=timeout) as http, http.get(url, proxy=proxy) as answer:
            body = await answer.json(content_type=None)
            return _understood(answer.status, body, answer.headers.get("Date", ""))
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return Me(problem=f"không kết nối được tới {settings.telegram_api_url}.")


def _understood(status: int, body: object, date: str) -> Me:
    ahead = _ahead(date)
    if status in (401, 404):
        return Me(problem="Telegram không nhận mã bot này; hãy lấy mã mới ở @BotFather.", ahead=ahead)
    result = body.get("result") if isinstance(body, dict) else None
    if status != 200 or not isinstance(result, dict) or not result.get("username"):
        return Me(problem=f"Telegram trả lời không như mong đợi (mã {status}).", ahead=ahead)
    return Me(username=str(result["username"]), ahead=ahead)


def _ahead(date: str) -> timedelta | None:
    try:
        return datetime.now(UTC) - parsedate_to_datetime(date)
    except (ValueError, TypeError):
        return None
