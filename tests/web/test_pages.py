"""The pages: what they say, and that nothing of them comes from elsewhere."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import PlanStatus
from db.session import Database
from tests.conftest import Clock
from tests.web.samples import add_plan
from tests.web.site import EXAMPLES
from web.app import HERE, STATIC, create_app
from web.headers import SECURITY_HEADERS


async def examples(session: AsyncSession, now: datetime) -> tuple[str, ...]:
    return EXAMPLES


@pytest.fixture
def pages(database: Database, clock: Clock) -> httpx.AsyncClient:
    app = create_app(database, clock, examples)

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("mật khẩu trong lỗi")

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://trong.example")


async def test_the_start_page_says_which_plans_it_knows(
    pages: httpx.AsyncClient, database: Database, clock: Clock
) -> None:
    await add_plan(
        database, clock(), 2021, number="26/KH-PGDĐT", note="Phiếu dữ kiện & không phải bản gốc. Đã sửa lỗi."
    )
    await add_plan(database, clock(), 2026, title="Kế hoạch <b>mới</b>")
    await add_plan(database, clock(), 2025, PlanStatus.DRAFT, title="Bản thảo")
    page = (await pages.get("/")).text
    assert "Đang trả lời từ 2 kế hoạch" in page
    assert "Kế hoạch &lt;b&gt;mới&lt;/b&gt;" in page
    assert page.index("Năm học 2026-2027<") < page.index("Năm học 2021-2022, không phải năm học này")
    assert "Phường số 2021" in page
    assert "Số 26/KH-PGDĐT" in page
    assert "Bản thảo" not in page
    assert '<p class="note">Phiếu dữ kiện &amp; không phải bản gốc.</p>' in page
    assert page.count('class="note"') == 1
    assert all(example in page for example in EXAMPLES)


@pytest.mark.parametrize(("hour", "current"), [(16, "Năm học 2026-2027, không phải"), (17, "Năm học 2026-2027<")])
async def test_the_school_year_turns_at_midnight_of_the_office(
    pages: httpx.AsyncClient, database: Database, clock: Clock, hour: int, current: str
) -> None:
    await add_plan(database, clock())
    clock.now = datetime(2026, 7, 31, hour, 0, tzinfo=UTC)  # Việt Nam is seven hours ahead
    assert current in (await pages.get("/")).text


async def test_without_a_plan_it_says_so_and_offers_no_questions(pages: httpx.AsyncClient) -> None:
    page = (await pages.get("/")).text
    assert "Chưa có kế hoạch nào" in page
    assert EXAMPLES[0] not in page


async def test_without_scripts_the_page_says_what_is_missing(pages: httpx.AsyncClient) -> None:
    page = (await pages.get("/")).text
    assert re.search(r"<noscript><p[^>]*>Phần trò chuyện cần JavaScript", page)
    assert re.search(r"<textarea[^>]* disabled>", page), "what would not be sent cannot be typed"


async def test_a_plan_without_a_year_or_number_shows_neither(
    pages: httpx.AsyncClient, database: Database, clock: Clock
) -> None:
    await add_plan(database, clock(), None, number="")
    page = (await pages.get("/")).text
    assert "facts" not in page


@pytest.mark.parametrize(
    "path", ["/khong-co", "/docs", "/openapi.json", "/redoc", "/static/x.css", "/static/../app.py"]
)
async def test_what_is_not_there_is_said_in_vietnamese(pages: httpx.AsyncClient, path: str) -> None:
    answer = await pages.get(path)
    assert answer.status_code == 404
    assert "Không tìm thấy trang này" in answer.text


async def test_a_failure_shows_nothing_of_itself(pages: httpx.AsyncClient) -> None:
    answer = await pages.get("/broken")
    assert answer.status_code == 500
    assert "Trang đang gặp lỗi" in answer.text
    assert "mật khẩu" not in answer.text


async def test_a_wrong_method_keeps_its_status(pages: httpx.AsyncClient) -> None:
    answer = await pages.post("/")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


@pytest.mark.parametrize("path", ["/", "/khong-co", "/broken", "/healthz"])
async def test_every_answer_is_guarded(pages: httpx.AsyncClient, path: str) -> None:
    headers = (await pages.get(path)).headers
    assert {name: headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert "unsafe" not in headers["content-security-policy"]
    assert "set-cookie" not in headers


async def test_health_is_the_databases(
    pages: httpx.AsyncClient, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    assert (await pages.get("/healthz")).text == "ok"
    lost = Database("postgresql+psycopg://127.0.0.1:1/none")
    transport = httpx.ASGITransport(create_app(lost, clock))
    async with httpx.AsyncClient(transport=transport, base_url="http://trong.example") as client:
        assert (await client.get("/healthz")).status_code == 503
        page = await client.get("/")
    await lost.close()
    assert (page.status_code, "Trang đang gặp lỗi" in page.text) == (503, True)
    assert not caplog.records  # every open page asks every few seconds


async def test_files_are_kept_by_the_browser_under_an_address_of_their_own(pages: httpx.AsyncClient) -> None:
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', (await pages.get("/")).text)
    assert len(addresses) >= 4
    for address in addresses:
        answer = await pages.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


def files() -> list[Path]:
    return [*STATIC.iterdir(), *(HERE / "templates").iterdir()]


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_nothing_comes_from_elsewhere_and_nothing_runs_inline(path: Path) -> None:
    text = path.read_text().replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|//[a-z]+\.", text)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", text)
    assert "innerHTML" not in text


def test_it_is_small() -> None:
    """30 kB for talking, 6 kB for files that go along."""
    assert sum(path.stat().st_size for path in files()) < 36_000
