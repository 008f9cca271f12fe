"""PTB's requests on aiohttp: a send costs a third of the CPU that it costs on httpx (PTB's default).

Two things PTB leaves to its transport are settled here. The `__cause__` of every NetworkError and TimedOut is `NotSent`
or `PerhapsSent`, so that a sender knows whether it may repeat. And no exception holds a URL, since the token is part of
every URL: the library's own exceptions are replaced, not chained.
"""

from __future__ import annotations

import asyncio
import json
import re
from http import HTTPStatus
from typing import Any

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

_OK_JSON = re.compile(rb'\s*\{\s*"ok"\s*:\s*true\b')
_NOT_STORABLE = re.compile(rb"\\u0000|\\u[dD][89a-fA-F]")  # NUL, and surrogates that may stand alone
_KEEP_ALIVE_S = 20.0
_JSON_HEADERS = {"User-Agent": BaseRequest.USER_AGENT, "Content-Type": "application/json"}
_FORM_HEADERS = {"User-Agent": BaseRequest.USER_AGENT}


class NotSent(Exception):
    """The request did not leave this machine: repeating it is safe."""


class PerhapsSent(Exception):
    """The request was on the wire and its answer was lost: it may have been carried out."""


class AiohttpRequest(BaseRequest):
    """One pool of kept-alive connections. Timeouts are in seconds; `proxy` is a URL, "" for none.

    Proxy variables of the environment are ignored: a bot behind a proxy says so in its settings.
    """

    __slots__ = ("_connect_s", "_media_write_s", "_pool_s", "_pool_size", "_proxy", "_read_s", "_session", "_write_s")

    def __init__(
        self,
        *,
        pool_size: int = 32,
        connect_timeout: float = 10.0,
        read_timeout: float = 20.0,
        write_timeout: float = 20.0,
        media_write_timeout: float = 120.0,
        pool_timeout: float = 10.0,
        proxy: str = "",
    ) -> None:
        self._pool_size = pool_size
        self._connect_s = connect_timeout
        self._read_s = read_timeout
        self._write_s = write_timeout
        self._media_write_s = media_write_timeout
        self._pool_s = pool_timeout
        self._proxy = proxy or None
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._read_s

    async def initialize(self) -> None:
        """Nothing to do: the session is made by the first request, on the event loop that runs it."""

    async def shutdown(self) -> None:
        """Closes all connections. The next request opens new ones: this is also how to be rid of a stuck pool."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The payload as JSON that every database can keep: without NUL and lone surrogates."""
        try:
            parsed: dict[str, Any] = json.loads(payload)
        except (ValueError, RecursionError) as error:
            raise TelegramError("the server's answer is no JSON") from NotSent(type(error).__name__)
        return storable(parsed) if _NOT_STORABLE.search(payload) else parsed

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """The status and the body, made such that PTB sorts them right (see `_plain_answer`)."""
        media = request_data is not None and request_data.contains_files
        timeout = _timeout(
            connect_s=_given(connect_timeout, self._connect_s),
            pool_s=_given(pool_timeout, self._pool_s),
            write_s=_given(write_timeout, self._media_write_s if media else self._write_s),
            read_s=_given(read_timeout, self._read_s),
        )
        try:
            async with self._open_session().request(
                method,
                URL(url, encoded=True),
                data=_body(request_data) if request_data else None,
                headers=_FORM_HEADERS if media else _JSON_HEADERS,
                timeout=timeout,
                proxy=self._proxy,
                allow_redirects=False,
            ) as response:
                status, body = response.status, await response.read()
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            failure = _network_error(error)
        else:
            return _plain_answer(status, body) if method == "POST" else (status, body)
        raise failure  # outside the except block, so that the library's exception is not chained to it

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._pool_size, keepalive_timeout=_KEEP_ALIVE_S),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )
        return self._session


def storable(value: Any) -> Any:
    """The same JSON with NUL and lone surrogates replaced by U+FFFD: PostgreSQL stores neither."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [storable(item) for item in value]
    return value


def _given(value: Any, default: float) -> float | None:
    return default if isinstance(value, DefaultValue) else value


def _timeout(
    *, connect_s: float | None, pool_s: float | None, write_s: float | None, read_s: float | None
) -> aiohttp.ClientTimeout:
    """aiohttp has no write timeout: the total is what all steps together may take."""
    steps = (connect_s, pool_s, write_s, read_s)
    return aiohttp.ClientTimeout(
        total=None if None in steps else sum(step for step in steps if step is not None),
        connect=None if connect_s is None or pool_s is None else connect_s + pool_s,
        sock_connect=connect_s,
        sock_read=read_s,
    )


def _body(data: RequestData) -> bytes | aiohttp.FormData:
    """JSON, which costs far less to encode than a form full of Vietnamese; multipart where files go along."""
    if not data.contains_files:
        return data.json_payload
    form = aiohttp.FormData(quote_fields=False)  # names stay as they are: Telegram shows them
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, part in data.multipart_data.items():
        file_name, content, media_type = part
        form.add_field(name, content, filename=file_name, content_type=media_type)
    return form


def _network_error(error: Exception) -> NetworkError:
    """What PTB expects, told apart by its cause. Only the kind of the error is kept: its text may hold the URL."""
    kind = type(error).__name__
    not_sent = isinstance(error, (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL))
    cause = NotSent(kind) if not_sent else PerhapsSent(kind)
    timed_out = isinstance(error, (asyncio.TimeoutError, TimeoutError))
    result = TimedOut(f"timed out ({kind})") if timed_out else NetworkError(f"network error ({kind})")
    result.__cause__ = cause
    return result


def _plain_answer(status: int, body: bytes) -> tuple[int, bytes]:
    """The answer in the form that PTB relies on: a status that tells success from failure, and a JSON object.

    PTB believes the HTTP status, but a proxy may answer 200 with a page of its own, and 502 with a page that repeats
    the URL. Such pages are dropped; `ok: false` under 200 gets the status that its error_code names.
    """
    if 200 <= status < 300 and _OK_JSON.match(body):
        return status, body
    try:
        parsed = json.loads(body)
        if not isinstance(parsed, dict):
            raise TypeError
    except (ValueError, TypeError, RecursionError):
        return _failure(HTTPStatus.BAD_GATEWAY if status < 400 else status)
    if status >= 400 or parsed.get("ok") is True:
        return status, body
    code = parsed.get("error_code")
    return (code, body) if isinstance(code, int) and 400 <= code < 600 else _failure(HTTPStatus.INTERNAL_SERVER_ERROR)


def _failure(status: int) -> tuple[int, bytes]:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Unknown status"
    return status, json.dumps({"ok": False, "error_code": status, "description": f"{phrase} ({status})"}).encode()
