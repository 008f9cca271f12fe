"""The page as a person meets it, in Chromium: phone and desktop, keyboard, reload, a server that was away."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    FilePayload,
    Page,
    Route,
    ViewportSize,
    async_playwright,
    expect,
)
from sqlalchemy import select

from db.models import Action, Delivery
from db.session import Database
from handlers.messages import Block, BlockKind, Outgoing
from tests.conftest import Clock
from tests.web.samples import add_plan
from tests.web.site import EXAMPLES, Site
from tests.web.test_webchat_changes import change

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

PHONE: ViewportSize = {"width": 360, "height": 640}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=30_000)  # a busy machine is slow; only what never comes takes so long
AUDIT = (Path(__file__).parent / "audit.js").read_text()


def find_chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("Chromium not found")
    return found or pytest.skip("Chromium not found")


# Starting Chromium takes longer than any of these tests: one for all of them, and so one event loop for all.
@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    path = find_chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def context(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """A person with a phone and no cookies. What goes wrong inside the page fails the test."""
    context = await chromium.new_context(viewport=PHONE, has_touch=True, reduced_motion="reduce")
    faults: list[str] = []
    context.on("weberror", lambda fault: faults.append(str(fault.error)))
    context.on("console", lambda line: faults.append(line.text) if "Content Security" in line.text else None)
    yield context
    await context.close()
    assert faults == []


@pytest_asyncio.fixture(loop_scope="module")
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


@pytest_asyncio.fixture(loop_scope="module")
async def site(database: Database, clock: Clock) -> AsyncIterator[Site]:
    async with Site(database, clock).running() as site:
        yield site


@pytest_asyncio.fixture(loop_scope="module")
async def page(site: Site, context: BrowserContext) -> Page:
    await add_plan(site.database, site.clock())
    page = await context.new_page()
    async with page.expect_response("**/chat/stream*"):  # what was said is shown by then
        await page.goto(site.url)
    return page


async def ask(page: Page, text: str) -> None:
    await page.get_by_label("Câu hỏi của anh/chị").fill(text)
    await page.get_by_role("button", name="Gửi", exact=True).click()


async def test_a_question_is_answered_with_its_source_without_reloading(page: Page) -> None:
    await page.evaluate("window.same = true")
    await ask(page, "Khi nào nộp báo cáo?")
    answer = page.get_by_role("article").last
    await expect(answer).to_contain_text("Nghe: Khi nào nộp báo cáo?")
    await expect(answer.locator("blockquote")).to_have_text("Nguyên câu.")
    await expect(answer.locator(".source")).to_have_text("Nguồn: 12/KH-VHXH, mục III.2")
    await expect(page.locator("#typing .words")).to_be_empty()
    assert await page.evaluate("window.same") is True


async def test_an_edit_takes_the_place_of_what_was_said_and_a_deletion_leaves_none(page: Page, site: Site) -> None:
    await ask(page, "một")
    await expect(page.get_by_role("article").last).to_contain_text("Nghe: một")
    await ask(page, "hai")
    await expect(page.get_by_role("article").last).to_contain_text("Nghe: hai")
    async with site.database.read() as session:
        ids = list(await session.scalars(select(Delivery.id).order_by(Delivery.id)))
    await change(site, ids[0], Action.EDIT, "Đã sửa")
    await expect(page.get_by_role("article").nth(1)).to_contain_text("Đã sửa")
    await expect(page.get_by_text("Nghe: một")).to_have_count(0)
    await change(site, ids[1], Action.DELETE)
    await expect(page.get_by_role("article")).to_have_count(3)
    await page.reload()
    await expect(page.get_by_role("article")).to_have_count(3)
    await expect(page.get_by_text("Đã sửa")).to_have_count(1)


async def test_nothing_is_said_before_the_person_speaks(page: Page, site: Site) -> None:
    await expect(page.get_by_label("Câu hỏi của anh/chị")).to_be_enabled()
    await expect(page.get_by_role("article")).to_have_count(0)
    assert site.heard == []


async def test_an_example_is_asked_at_a_touch(page: Page) -> None:
    await page.get_by_role("button", name=EXAMPLES[1]).click()
    await expect(page.get_by_role("article").last).to_contain_text(f"Nghe: {EXAMPLES[1]}")
    await expect(page.locator("#examples")).to_be_hidden()


async def test_a_reload_keeps_the_conversation(page: Page, clock: Clock) -> None:
    said: list[str] = []
    for number, text in enumerate(("một", "hai"), 1):
        await ask(page, text)
        said += [f"Anh/chị: {text}", f"Trống Trường: Nghe: {text}Trích nguồnNguyên câu.Nguồn: 12/KH-VHXH, mục III.2"]
        await expect(page.get_by_role("article")).to_have_count(2 * number)
        clock.go(1)
    await expect(page.get_by_role("article")).to_have_text(said)
    await page.reload()
    await expect(page.get_by_role("article")).to_have_text(said)


async def test_what_is_asked_before_the_browser_has_a_cookie_waits_for_it(site: Site, context: BrowserContext) -> None:
    page, may_look = await context.new_page(), asyncio.Event()

    async def hold(route: Route) -> None:
        await may_look.wait()
        await route.continue_()

    await page.route("**/chat/history", hold)
    await page.goto(site.url)
    await ask(page, "rất sớm")
    await expect(page.get_by_role("article")).to_contain_text("Đang gửi…")
    may_look.set()
    await expect(page.get_by_role("article").last).to_contain_text("Nghe: rất sớm")


async def test_another_tab_shows_the_question_with_its_answer(page: Page, context: BrowserContext) -> None:
    other = await context.new_page()
    await other.goto(page.url)
    await expect(other.get_by_label("Câu hỏi của anh/chị")).to_be_enabled()
    await ask(page, "ở thẻ kia")
    for tab in (page, other):
        await tab.bring_to_front()
        await expect(tab.get_by_role("article")).to_have_count(2)
    shown = await other.get_by_role("article").all_inner_texts()
    await page.bring_to_front()
    await expect(page.get_by_role("article")).to_have_text(shown, use_inner_text=True)  # once nothing is being sent


async def test_a_button_is_pressed_and_answered(page: Page) -> None:
    await ask(page, "chọn")
    await page.get_by_role("button", name="Phường Hoa Mai").click()
    await expect(page.get_by_role("article").last).to_contain_text("Nghe: office:2")
    await expect(page.get_by_role("article").nth(2)).to_contain_text("Phường Hoa Mai")
    await expect(page.get_by_role("button", name="Phường Hoa Sen")).to_have_attribute("aria-disabled", "true")


async def test_by_keyboard_alone(page: Page, site: Site) -> None:
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Chuyển đến ô nhập câu hỏi")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Câu hỏi của anh/chị")).to_be_focused()
    await page.keyboard.type("chọn")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.press("Backspace")
    await page.keyboard.press("Enter")
    choice = page.get_by_role("button", name="Phường Hoa Sen")
    await expect(choice).to_be_visible()
    await expect(page.get_by_label("Câu hỏi của anh/chị")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Shift+Tab")
    await expect(choice).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("article").last).to_contain_text("Nghe: office:1")
    await expect(choice).to_be_focused()
    assert [heard.text or heard.button for heard in site.heard] == ["chọn", "office:1"]


async def test_shift_enter_is_a_new_line_and_enter_in_a_composed_word_sends_nothing(page: Page, site: Site) -> None:
    question = page.get_by_label("Câu hỏi của anh/chị")
    await question.press_sequentially("một")
    await question.press("Shift+Enter")
    await question.press_sequentially("hai")
    composing = "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true})"
    await question.evaluate(f"field => field.dispatchEvent({composing})")
    await expect(question).to_have_value("một\nhai")
    await question.press("Enter")
    await expect(page.get_by_role("article")).to_have_count(2)
    await expect(page.get_by_role("article").first).to_contain_text("một\nhai", use_inner_text=True)
    assert [heard.text for heard in site.heard] == ["một\nhai"]


async def test_on_a_phone_nothing_scrolls_sideways_and_the_input_stays(page: Page) -> None:
    fits = "document.documentElement.scrollWidth <= innerWidth"
    assert await page.evaluate(fits)
    await ask(page, "dài")
    await expect(page.get_by_role("article")).to_have_count(2)
    await ask(page, "x" * 400)
    await expect(page.get_by_role("article")).to_have_count(4)
    for where in ("document.body.scrollHeight", "document.body.scrollHeight / 2"):
        await page.evaluate(f"scrollTo(0, {where})")
        await expect(page.get_by_label("Câu hỏi của anh/chị")).to_be_in_viewport(ratio=1)
    assert await page.evaluate(fits)


async def test_a_long_answer_is_shown_from_its_beginning(page: Page) -> None:
    await ask(page, "dài")
    await expect(page.get_by_text("Ba mươi việc.")).to_be_in_viewport()


async def test_every_answer_comes_into_view_and_other_news_waits_for_a_touch(page: Page, site: Site) -> None:
    for number in range(3):
        await ask(page, "dài")
        await expect(page.get_by_role("article")).to_have_count(2 * number + 2)
        await expect(page.get_by_role("article").last.get_by_text("Ba mươi việc.")).to_be_in_viewport()
    await page.evaluate("scrollTo(0, 0)")
    news = Outgoing((Block(BlockKind.LEAD, "Thông báo: nghỉ học vì bão."),))
    async with site.database.write() as session:
        await site.outbox.enqueue(session, "webchat", "web", site.heard[0].chat_id, [news])
    site.outbox.wake()
    await page.get_by_role("button", name="Có tin mới").click()
    await expect(page.get_by_text("nghỉ học vì bão")).to_be_in_viewport()
    await expect(page.get_by_role("button", name="Có tin mới")).to_be_hidden()


async def test_what_staff_made_bold_is_bold_and_never_mark_up(page: Page, site: Site) -> None:
    await ask(page, "trước hết")
    await expect(page.get_by_role("article")).to_have_count(2)
    text = "*Mai <b>nghỉ</b>* vì _bão_, 2*3*4\n- *Đội tuyển* vẫn học\n\n- hết"
    news = Outgoing((Block(BlockKind.LEAD, "Thông báo"), Block(BlockKind.RICH, text)))
    async with site.database.write() as session:
        await site.outbox.enqueue(session, "webchat", "web", site.heard[0].chat_id, [news])
    site.outbox.wake()
    shown = page.get_by_role("article").last.locator(".rich")
    await expect(shown.locator("p")).to_have_text("Mai <b>nghỉ</b> vì bão, 2*3*4")
    await expect(shown.locator("li")).to_have_text(["Đội tuyển vẫn học", "hết"])
    await expect(shown.get_by_text("Mai <b>nghỉ</b>", exact=True)).to_have_css("font-weight", "650")
    await expect(shown.get_by_text("bão", exact=True)).to_have_css("font-style", "italic")


async def test_a_shared_computer_forgets_the_chat_when_told(page: Page) -> None:
    await ask(page, "chuyện của tôi")
    await expect(page.get_by_role("article")).to_have_count(2)
    page.on("dialog", lambda dialog: dialog.accept())
    async with page.expect_response("**/chat/stream*"):  # of the page that comes then
        await page.get_by_role("button", name="Xóa cuộc trò chuyện").click()
    await expect(page.get_by_role("button", name=EXAMPLES[0])).to_be_visible()
    await expect(page.get_by_role("article")).to_have_count(0)


async def test_what_is_typed_is_shown_as_text(page: Page) -> None:
    typed = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>"
    await ask(page, typed)
    await expect(page.get_by_role("article")).to_have_count(2)
    await expect(page.get_by_role("article").first.locator(".said")).to_have_text(typed)
    await expect(page.get_by_role("article").last).to_contain_text(typed)
    assert await page.evaluate("window.hacked") is None
    assert await page.locator("#log img, #log script").count() == 0


async def test_a_server_that_was_away_answers_all_the_same(
    database: Database, clock: Clock, context: BrowserContext
) -> None:
    site = Site(database, clock)
    page = await context.new_page()
    async with site.running(handling=False):
        await page.goto(site.url)
        async with page.expect_response("**/chat/messages"):
            await ask(page, "hỏi trước khi tắt")
        await expect(page.locator("#typing")).to_contain_text("Đang trả lời")
    await expect(page.locator("#offline")).to_be_visible()
    await ask(page, "hỏi khi mất mạng")
    await expect(page.get_by_role("button", name="Gửi lại")).to_be_visible()
    async with site.running():
        await expect(page.get_by_role("article")).to_have_count(4, timeout=90_000)
        await expect(page.locator("#offline")).to_be_hidden()
        await expect(page.get_by_role("button", name="Gửi lại")).to_have_count(0)
        await expect(page.locator("#typing .words")).to_be_empty()
        await page.close()
    assert [heard.text for heard in site.heard] == ["hỏi trước khi tắt", "hỏi khi mất mạng"]


async def test_a_refused_message_says_why_and_can_be_sent_again(page: Page, clock: Clock) -> None:
    for number in range(10):
        await ask(page, f"câu {number}")
    await ask(page, "câu quá nhanh")
    await expect(page.locator(".failed")).to_contain_text("chờ vài giây")
    clock.go(60)
    await page.get_by_role("button", name="Gửi lại").click()
    await expect(page.get_by_text("Nghe: câu quá nhanh")).to_be_visible()
    await expect(page.locator(".failed")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_everyone_can_read_and_reach_everything(page: Page, scheme: Any, size: ViewportSize) -> None:
    """Names, roles, one heading first, targets of 24 px, contrast AA (WCAG 2.2: 1.3.1, 1.4.3, 2.5.8, 4.1.2)."""
    await page.emulate_media(color_scheme=scheme)
    await page.set_viewport_size(size)
    assert await page.evaluate(AUDIT) == []
    await ask(page, "chọn")
    await page.get_by_role("button", name="Phường Hoa Mai").click()
    await expect(page.get_by_role("article")).to_have_count(4)
    assert await page.evaluate(AUDIT) == []
    log = page.get_by_role("log", name="Tin nhắn")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(log.get_by_role("article").first).to_have_text("Anh/chị: chọn")


async def test_files_are_chosen_by_keyboard_survive_a_reload_and_go_with_the_words(page: Page, site: Site) -> None:
    photo: FilePayload = {"name": "bếp.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff..."}
    paper: FilePayload = {"name": "Báo cáo.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    film: FilePayload = {"name": "phim.mp4", "mimeType": "video/mp4", "buffer": b"...."}
    page.on("filechooser", lambda _: None)  # from now on, and not only from the key press: Chromium takes a moment
    clip = page.get_by_role("button", name="Đính kèm ảnh hoặc tài liệu")
    waiting = page.get_by_role("list", name="Tệp gửi kèm tin sau").get_by_role("listitem")
    await page.get_by_label("Câu hỏi của anh/chị").focus()
    await page.keyboard.press("Tab")
    await expect(clip).to_be_focused()
    async with page.expect_file_chooser() as chooser:
        await page.keyboard.press("Enter")
    await (await chooser.value).set_files([photo, film])
    await expect(page.locator("#tray-line")).to_contain_text("“phim.mp4” không thuộc các loại")
    await expect(waiting).to_have_text([re.compile("bếp.jpg")])
    await page.route("**/chat/uploads*", lambda route: route.abort())
    await page.locator("#chosen").set_input_files([paper])
    again = page.get_by_role("button", name="Thử lại Báo cáo.pdf")
    await expect(again).to_be_visible()
    assert await page.evaluate(AUDIT) == []
    await page.get_by_role("button", name="Gửi", exact=True).click()
    await expect(page.locator("#tray-line")).to_contain_text("chưa tải lên xong")
    await page.unroute("**/chat/uploads*")
    await again.click()
    await expect(page.locator("#tray-line")).to_contain_text("Đã đính kèm “Báo cáo.pdf”")
    await page.reload()
    await expect(waiting).to_have_count(2)
    await ask(page, "xong rồi ạ")
    await expect(page.get_by_role("article")).to_have_count(2)
    await page.reload()
    await expect(page.get_by_role("article").first.get_by_role("listitem")).to_have_text(["bếp.jpg", "Báo cáo.pdf"])
    await expect(waiting).to_have_count(0)
    assert [(heard.text, [file.name for file in heard.files]) for heard in site.heard] == [
        ("xong rồi ạ", ["bếp.jpg", "Báo cáo.pdf"])
    ]
