"""A television and the phone of its owner, as two browsers that share nothing."""

import re

import pytest
from django.test import Client


class Living:
    """王秀英 with her phone, in front of her television."""

    def __init__(self, phone: Client) -> None:
        self.phone, self.tv = phone, Client(headers={"User-Agent": "Mozilla/5.0 (Linux; Android 12; TV) Chrome/120.0"})

    def code(self) -> str:
        """The six digits on the set."""
        page = self.tv.get("/tv/pair/").content.decode()
        return re.search(r'id="code">([\d ]+)<', page)[1].replace(" ", "")

    def pair(self, *, shows: str = "evening", area: str = "320411103", name: str = "客厅") -> None:
        """Connect the set, as its owner does it; the set has fetched its key afterwards."""
        form = {"code": self.code(), "answer": "yes", "name": name, "area_code": area, "shows": shows}
        answer = self.phone.post("/television/pair/", form)
        assert answer.status_code == 302, answer.content.decode()
        assert self.tv.get("/tv/pair/").status_code == 302


@pytest.fixture
def living(signed_in) -> Living:
    """The two of 王秀英, not yet paired."""
    return Living(signed_in("wangxiuying"))
