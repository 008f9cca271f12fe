"""The pages. Channel routers (the web chat's, webhooks) are mounted on this application by the assembly."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from db.away import is_away
from db.session import Database, DatabaseError
from handlers.filetypes import KINDS
from web.headers import SECURITY_HEADERS, SecurityHeaders
from web.overview import load_overview

HERE = Path(__file__).parent
STATIC = HERE / "static"
IMMUTABLE = "public, max-age=31536000, immutable"


class _VersionedFiles(StaticFiles):
    """Files under an address that changes with their bytes, so that a browser never asks twice."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = IMMUTABLE
        return response


Examples = Callable[[AsyncSession, datetime], Awaitable[Sequence[str]]]


async def _no_examples(session: AsyncSession, now: datetime) -> Sequence[str]:
    return ()


def create_app(database: Database, clock: Callable[[], datetime], examples: Examples = _no_examples) -> FastAPI:
    """The application with its pages. `examples` gives the questions that the start page offers to try."""
    app = FastAPI(title="Trống Trường", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(SecurityHeaders)
    static = f"/static/{_digest(STATIC)}"
    app.mount(static, _VersionedFiles(directory=STATIC))
    templates = _templates(static)
    _add_error_pages(app, templates)

    @app.get("/")
    async def start(request: Request) -> Response:
        async with database.read() as session:
            now = clock()
            overview = await load_overview(session, now, await examples(session, now))
        return templates.TemplateResponse(
            request, "start.html", {"overview": overview}, headers={"Cache-Control": "no-cache"}
        )

    @app.get("/healthz")
    async def healthz() -> Response:
        try:
            async with database.read() as session:
                await session.execute(text("SELECT 1"))
        except (DatabaseError, SQLAlchemyError):
            return PlainTextResponse("database unavailable", HTTPStatus.SERVICE_UNAVAILABLE)
        return PlainTextResponse("ok")

    return app


def _templates(static: str) -> Jinja2Templates:
    environment = Environment(
        loader=FileSystemLoader([HERE / "templates", STATIC]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"static": static, "file_kinds": ",".join(KINDS)}
    return Jinja2Templates(env=environment)


def _add_error_pages(app: FastAPI, templates: Jinja2Templates) -> None:
    def page(request: Request, status: int) -> Response:
        name = "not_found.html" if status == HTTPStatus.NOT_FOUND else "error.html"
        return templates.TemplateResponse(request, name, {}, status, dict(SECURITY_HEADERS))

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        response = page(request, error.status_code)
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(RequestValidationError)
    async def unreadable_address(request: Request, error: RequestValidationError) -> Response:
        return page(request, HTTPStatus.NOT_FOUND)

    @app.exception_handler(DatabaseError)
    @app.exception_handler(DBAPIError)
    async def database_failed(request: Request, error: Exception) -> Response:
        if not is_away(error):
            raise error
        # Nothing to log: who writes to the database says it once, and each open page asks every few seconds.
        return page(request, HTTPStatus.SERVICE_UNAVAILABLE)

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> Response:
        # Outside the middleware: hence the headers in `page`. The traceback goes to the server's log.
        return page(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def _digest(folder: Path) -> str:
    """Twelve hex digits that change with any file of `folder`."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
