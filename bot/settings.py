"""Every setting in one table: name, default, a line of help. From the environment, `.env` and secret files."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self
from urllib.parse import quote, quote_plus, urlsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, AwareDatetime, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url

from db.session import DatabaseError, parse_url
from knowledge.errors import UserError

PREFIX = "BOT_"
ENV_FILE = Path(".env")
MASK = "••••••"


class SettingsError(UserError):
    """A setting that cannot be used. The program stops with exit status 2."""


def _wrong(reason: str) -> PydanticCustomError:
    return PydanticCustomError("wrong", "{reason}", {"reason": reason})


def _check_database_url(value: SecretStr) -> SecretStr:
    try:
        parse_url(value.get_secret_value())
    except (DatabaseError, ValueError):
        raise _wrong(
            "cần dạng sqlite+aiosqlite:///đường-dẫn hoặc postgresql+psycopg://tên:mật-khẩu@máy/cơ-sở-dữ-liệu"
        ) from None
    return value


def _check_web_url(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.netloc):
        raise _wrong("cần địa chỉ bắt đầu bằng http:// hoặc https://")
    return value.rstrip("/")


def _check_token(value: SecretStr) -> SecretStr:
    if value and not re.fullmatch(r"\d+:[\w-]+", value.get_secret_value(), re.ASCII):
        raise _wrong("mã bot có dạng 123456789:chữ-và-số, như @BotFather đã cấp")
    return value


def _check_webhook_secret(value: SecretStr) -> SecretStr:
    if value and not re.fullmatch(r"[\w-]{1,256}", value.get_secret_value(), re.ASCII):
        raise _wrong("chỉ gồm 1 đến 256 ký tự A-Z a-z 0-9 _ -")
    return value


def _check_proxy(value: SecretStr) -> SecretStr:
    _check_web_url(value.get_secret_value())
    return value


DatabaseUrl = Annotated[SecretStr, AfterValidator(_check_database_url)]
WebUrl = Annotated[str, AfterValidator(_check_web_url)]
NO_SECRET = SecretStr("")


class Settings(BaseSettings):
    """The descriptions are what `python -m bot settings` shows."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    database_url: DatabaseUrl = Field(
        SecretStr("sqlite+aiosqlite:///data/bot.sqlite3"),
        description="Cơ sở dữ liệu: sqlite+aiosqlite:///đường-dẫn hoặc postgresql+psycopg://… (PostgreSQL 15 trở lên)",
    )
    database_url_file: Path | None = Field(None, description="Tệp chứa BOT_DATABASE_URL")
    demo_database_url: DatabaseUrl = Field(
        SecretStr("sqlite+aiosqlite:///data/demo.sqlite3"),
        description="Cơ sở dữ liệu riêng của bản chạy thử (demo)",
    )
    web_host: str = Field("127.0.0.1", description="Địa chỉ mà trang web lắng nghe")
    web_port: int = Field(8080, ge=0, le=65535, description="Cổng của trang web (0: cổng trống bất kỳ)")
    web_public_url: WebUrl = Field(
        "", description="Địa chỉ công khai của trang web, nếu đứng sau máy chủ trung gian (proxy)"
    )
    telegram_token: Annotated[SecretStr, AfterValidator(_check_token)] = Field(
        NO_SECRET, description="Mã bot Telegram do @BotFather cấp; để trống thì chỉ chạy web"
    )
    telegram_token_file: Path | None = Field(None, description="Tệp chứa BOT_TELEGRAM_TOKEN")
    telegram_api_url: WebUrl = Field(
        "https://api.telegram.org", description="Máy chủ Bot API: giao thức, tên máy và cổng"
    )
    telegram_mode: Literal["polling", "webhook"] = Field(
        "polling", description="Cách nhận tin: polling (tự hỏi) hoặc webhook (Telegram gọi tới)"
    )
    telegram_webhook_url: WebUrl = Field("", description="Địa chỉ https đầy đủ mà Telegram gọi tới khi dùng webhook")
    telegram_webhook_secret: Annotated[SecretStr, AfterValidator(_check_webhook_secret)] = Field(
        NO_SECRET, description="Khóa mà Telegram phải kèm theo mỗi lần gọi webhook; để trống thì suy từ mã bot"
    )
    telegram_webhook_secret_file: Path | None = Field(None, description="Tệp chứa BOT_TELEGRAM_WEBHOOK_SECRET")
    telegram_proxy: Annotated[SecretStr, AfterValidator(_check_proxy)] = Field(
        NO_SECRET, description="Máy chủ trung gian (proxy) để tới Telegram khi Telegram bị chặn, dạng http://máy:cổng"
    )
    telegram_rate_per_s: float = Field(
        25, gt=0, le=1000, description="Số tin gửi nhiều nhất mỗi giây, tính cả mọi cuộc trò chuyện"
    )
    telegram_chat_rate_per_s: float = Field(
        1, gt=0, le=1000, description="Số tin gửi nhiều nhất mỗi giây vào một cuộc trò chuyện, về lâu dài"
    )
    telegram_chat_burst: int = Field(
        20, ge=1, le=1000, description="Số tin gửi liền nhau vào một cuộc trò chuyện trước khi phải giãn ra"
    )
    uncertain: Literal["resend", "ask"] = Field(
        "resend",
        description="Thông báo chưa rõ đã tới chưa: resend (tự gửi lại, nhiều nhất 5 lần) hoặc ask (để cán bộ bấm)",
    )
    retention_days: int = Field(30, ge=1, le=3650, description="Số ngày giữ nội dung tin nhắn trước khi xóa")
    question_asker_days: int = Field(
        30, ge=1, le=365, description="Số ngày một câu hỏi chưa được trả lời còn gắn với người hỏi"
    )
    file_max_mb: int = Field(
        20, ge=1, le=20, description="Dung lượng lớn nhất của một ảnh hay tài liệu kèm báo cáo, tính bằng MB"
    )
    invite_days: int = Field(7, ge=1, le=365, description="Số ngày mã mời còn hiệu lực")
    clock_start: AwareDatetime | None = Field(
        None, description="Chỉ để thử: giờ bắt đầu của chương trình, ví dụ 2026-10-01T07:29:00+07:00"
    )
    clock_rate: float = Field(1, gt=0, le=1_000_000, description="Chỉ để thử: số giây trôi qua trong mỗi giây thật")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Mức nhật ký ghi ra stderr")

    def secrets(self) -> list[str]:
        """What must never be logged."""
        held = (self.telegram_token, self.telegram_webhook_secret, self.telegram_proxy)
        urls = (self.database_url, self.demo_database_url)
        passwords = (str(make_url(url.get_secret_value()).password or "") for url in urls)
        known = [*(secret.get_secret_value() for secret in held), *passwords]
        return [form for secret in known if secret for form in {secret, quote(secret, safe=""), quote_plus(secret)}]

    @model_validator(mode="after")
    def _webhook_is_complete(self) -> Self:
        if self.telegram_token and self.telegram_mode == "webhook" and not self.telegram_webhook_url:
            raise _wrong("BOT_TELEGRAM_MODE=webhook cần thêm BOT_TELEGRAM_WEBHOOK_URL")
        return self

    @model_validator(mode="after")
    def _clock_is_for_trying(self) -> Self:
        moved = self.clock_start is not None or self.clock_rate != 1
        if moved and self.telegram_token and urlsplit(self.telegram_api_url).hostname == "api.telegram.org":
            raise _wrong("BOT_CLOCK_START và BOT_CLOCK_RATE chỉ để thử, không dùng được với Telegram thật")
        return self


class Shown(NamedTuple):
    """One line of the table. Secrets are masked in `value`; a database URL keeps all but its password."""

    name: str
    value: str
    default: str
    help: str


def load() -> Settings:
    """The settings in force. Raises SettingsError with one Vietnamese sentence, which never holds a secret."""
    given = _given()
    _refuse_unknown(given)
    try:
        return Settings.model_validate(_secrets_from_files(given))  # the rest it takes from the environment and `.env`
    except ValidationError as error:
        raise SettingsError(_sentence(error.errors(include_url=False)[0], given)) from None


def table(settings: Settings) -> list[Shown]:
    return [
        Shown(
            variable(name), _shown(name, getattr(settings, name)), _shown(name, field.default), field.description or ""
        )
        for name, field in Settings.model_fields.items()
    ]


def variable(name: str) -> str:
    """The environment variable of a setting: web_port -> BOT_WEB_PORT."""
    return PREFIX + name.upper()


def _given() -> dict[str, str]:
    """What was set under our prefix, by field name; the environment goes before `.env`, an empty value means unset."""
    try:
        from_file = dotenv_values(ENV_FILE, encoding="utf-8") if ENV_FILE.is_file() else {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"Không đọc được tệp {ENV_FILE}: {_reason(error)}.") from None
    merged = {key.upper(): value for key, value in [*from_file.items(), *os.environ.items()]}
    return {
        key.removeprefix(PREFIX).lower(): value for key, value in merged.items() if key.startswith(PREFIX) and value
    }


def _refuse_unknown(given: Mapping[str, str]) -> None:
    for name in given:
        if name not in Settings.model_fields:
            near = difflib.get_close_matches(name, Settings.model_fields, n=1)
            advice = f" Có phải là {variable(near[0])}?" if near else " Xem danh sách: python -m bot settings."
            raise SettingsError(f"Không có thiết lập {variable(name)}.{advice}")


def _secrets_from_files(given: Mapping[str, str]) -> dict[str, str]:
    secrets = {}
    for file_name in (name for name in given if name.endswith("_file")):
        name, path = file_name.removesuffix("_file"), given[file_name]
        if name in given:
            raise SettingsError(f"Chỉ đặt một trong hai: {variable(name)} hoặc {variable(file_name)}.")
        try:
            secrets[name] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{variable(file_name)}: không đọc được tệp “{path}”: {_reason(error)}.") from None
        if not secrets[name]:
            raise SettingsError(f"{variable(file_name)}: tệp “{path}” trống.")
    return secrets


def _reason(error: Exception) -> str:
    match error:
        case FileNotFoundError():
            return "không có tệp này"
        case PermissionError():
            return "không có quyền đọc"
        case IsADirectoryError():
            return "đây là một thư mục"
        case UnicodeDecodeError():
            return "tệp không phải văn bản UTF-8"
    return "lỗi đọc tệp"


def _sentence(error: ErrorDetails, given: Mapping[str, str]) -> str:
    reason = _what_is_wrong(error)
    if not error["loc"]:
        return f"{reason}."
    name = str(error["loc"][0])
    shown = "" if _is_secret(name) else f" “{given.get(name, '')}”"
    return f"{variable(name)}: giá trị{shown} không dùng được: {reason}."


def _what_is_wrong(error: ErrorDetails) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "wrong":
        return str(context["reason"])
    if kind == "literal_error":
        return f"chọn một trong {context['expected']}".replace(" or ", " hoặc ").replace("'", "")
    limits = {"greater_than_equal": ("ge", "nhỏ nhất là"), "less_than_equal": ("le", "lớn nhất là")}
    if kind in limits:
        key, words = limits[kind]
        return f"{words} {context[key]}"
    if kind == "greater_than":
        return f"phải lớn hơn {context['gt']:g}"
    if kind.startswith(("datetime", "timezone")):
        return "cần ngày giờ kèm múi giờ, ví dụ 2026-10-01T07:29:00+07:00"
    return "cần một số" if kind.startswith(("int", "float")) else "sai kiểu"


def _is_secret(name: str) -> bool:
    return isinstance(Settings.model_fields[name].default, SecretStr)


def _shown(name: str, value: Any) -> str:
    if not isinstance(value, SecretStr):
        return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    if name.endswith("database_url"):
        return make_url(value.get_secret_value()).render_as_string(hide_password=True)
    return MASK if value else ""
