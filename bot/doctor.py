"""What `doctor` looks at. Each finding says what was seen and, where something is to be done, what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text

from bot.settings import Settings
from bot.telegram_me import Me, ask_me
from db.migrate import upgrade
from db.models import ChannelTrouble, TroubleKind
from db.offices import all_offices
from db.plans import listed
from db.session import Database
from db.troubles import open_troubles
from handlers.alarming import shown
from knowledge.document import SchoolYear
from knowledge.errors import UserError

MOST_SKEW = timedelta(seconds=60)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
OLDEST_POSTGRESQL = 150_000  # server_version_num of 15.0
IMPORT = "python -m bot plan import TỆP --activate"


@dataclass(frozen=True, slots=True)
class Finding:
    well: bool
    what: str
    advice: str = ""


async def examine(settings: Settings) -> list[Finding]:
    me = await ask_me(settings)
    return [
        Finding(True, "Thiết lập: đọc được, không có gì sai."),
        *await _database(settings, datetime.now(UTC)),
        _token(settings, me),
        _clock(me),
    ]


async def _database(settings: Settings, now: datetime) -> list[Finding]:
    url = settings.database_url.get_secret_value()
    try:
        await upgrade(url)
    except UserError as error:
        return [Finding(False, f"Cơ sở dữ liệu: {error.sentence}", "Sửa BOT_DATABASE_URL, rồi chạy lại.")]
    database = Database(url)
    try:
        return [await _server(database), await _plans(database, now), *await _troubles(database)]
    finally:
        await database.close()


async def _server(database: Database) -> Finding:
    where = database.url.render_as_string(hide_password=True)
    if database.is_sqlite:
        return Finding(True, f"Cơ sở dữ liệu: {where}, bản mới nhất.")
    async with database.read() as session:
        version = int(await session.scalar(text("SHOW server_version_num")) or 0)
    new_enough = version >= OLDEST_POSTGRESQL
    advice = "" if new_enough else "Cần PostgreSQL 15 trở lên."
    return Finding(new_enough, f"Cơ sở dữ liệu: {where}, PostgreSQL {version // 10_000}.", advice)


async def _plans(database: Database, now: datetime) -> Finding:
    async with database.read() as session:
        offices, plans = await all_offices(session), await listed(session)
    active = [plan for plan, _ in plans if plan.status == "active"]
    if not active:
        return Finding(True, "Kế hoạch: chưa có bản nào đang dùng.", f"Nhập và kích hoạt: {IMPORT}")
    here = now.astimezone(ZoneInfo(offices[0].time_zone))
    year = SchoolYear.containing(here.date())
    of_this_year = sum(plan.school_year == year.start for plan in active)
    advice = "" if of_this_year else f"Chưa có kế hoạch năm học {year}. Nhập: {IMPORT}"
    return Finding(True, f"Kế hoạch: {len(active)} bản đang dùng, {of_this_year} của năm học {year}.", advice)


async def _troubles(database: Database) -> list[Finding]:
    """What staff were alerted of, and is not mended yet."""
    async with database.read() as session:
        found = await open_troubles(session)
    return [_trouble(each) for each in found]


def _trouble(trouble: ChannelTrouble) -> Finding:
    where, since = shown(trouble.channel), f"{trouble.since.astimezone(ZONE):%H:%M ngày %d/%m/%Y}"
    if trouble.kind is TroubleKind.READING:
        what = f"Nhận tin qua {where}: từ {since} có chương trình khác dùng cùng mã bot ({trouble.reason})."
        return Finding(False, what, "Tắt một trong hai chương trình, hoặc tạo một mã bot riêng cho mỗi chương trình.")
    advice = "Kiểm tra mã bot. Sửa xong, tin còn lại tự gửi tiếp trong một phút."
    return Finding(False, f"Gửi qua {where}: không gửi được từ {since} ({trouble.reason}).", advice)


def _token(settings: Settings, me: Me) -> Finding:
    if not settings.telegram_token:
        return Finding(True, "Telegram: chưa đặt mã bot, chỉ chạy web.", "Muốn dùng Telegram: đặt BOT_TELEGRAM_TOKEN.")
    if me.problem:
        return Finding(False, f"Telegram: {me.problem}", "Kiểm tra BOT_TELEGRAM_TOKEN, đường mạng, BOT_TELEGRAM_PROXY.")
    return Finding(True, f"Telegram: mã bot đúng, tên là @{me.username}.")


def _clock(me: Me) -> Finding:
    here = datetime.now(ZONE)
    shown = f"Đồng hồ: {here:%H:%M:%S ngày %d/%m/%Y} (giờ Việt Nam)"
    if me.ahead is None:
        return Finding(True, f"{shown}; không có máy chủ nào để so.")
    seconds = round(abs(me.ahead).total_seconds())
    if abs(me.ahead) > MOST_SKEW:
        advice = "Đặt lại đồng hồ máy, ví dụ bằng: timedatectl set-ntp true"
        return Finding(False, f"{shown}; lệch {seconds} giây so với Telegram.", advice)
    return Finding(True, f"{shown}; khớp với Telegram.")
