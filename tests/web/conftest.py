from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from db.session import Database
from tests.conftest import Clock
from tests.web.site import Browser, Site


@pytest.fixture
async def site(database: Database, clock: Clock) -> AsyncIterator[Site]:
    async with Site(database, clock).running() as site:
        yield site


@pytest.fixture
async def browser(site: Site) -> AsyncIterator[Browser]:
    async with Browser.visit(site.url) as browser:
        yield browser
