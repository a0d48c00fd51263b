"""The help pages: whole in both languages, each findable, none a dead end."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.test import Client
from django.urls import Resolver404, resolve

from longcheng.core.search.actions import refresh_all
from longcheng.portal.design.icons import icons
from longcheng.portal.help.topics import AUDIENCES, topic_of, topics

LONGCHENG = Path(__file__).resolve().parents[3]
QUOTED = re.compile("“([^”]+)”")
# What a person types themselves, and words of the browser.
SAID = {"我的手机", "my phone", "分享", "Share"}
TOPICS = [pytest.param(topic, id=topic.slug) for topic in topics()]


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_whole_in_both_languages_and_short(topic):
    for words in (topic.zh, topic.en):
        assert words.title
        assert words.intro
        assert 1 <= len(words.steps) <= 5
        assert bool(words.button) == bool(topic.url)
    assert len(topic.zh.steps) == len(topic.en.steps)
    assert len(topic.zh.plain) < 400
    assert topic.audience in AUDIENCES
    assert topic.icon in icons()


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_leads_on_to_topics_and_pages_that_exist(topic):
    assert all(topic_of(slug) for slug in topic.see)
    if topic.url:
        try:
            resolve(topic.url)
        except Resolver404:
            pytest.fail(f"{topic.slug} leads to {topic.url}, which does not exist")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("topic", TOPICS)
def test_a_topics_page_says_what_to_do_and_where_a_person_helps(db, topic, language):
    answer = Client().get(f"/help/{topic.slug}/", headers={"Accept-Language": language})
    html = answer.content.decode()
    assert answer.status_code == 200
    said = topic.said(language)
    assert said.title in html.replace("&#x27;", "'").replace("&quot;", '"')
    assert topic.slug == "counter" or "/help/counter/" in html


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_is_found_by_its_title_and_by_each_of_its_words(db, topic):
    from django.contrib.auth.models import AnonymousUser

    from longcheng.core.search.queries import find

    refresh_all()
    for typed in (topic.zh.title, topic.en.title, *topic.words):
        found = [hit.url for hit in find(typed, by=AnonymousUser()).hits]
        assert f"/help/{topic.slug}/" in found, typed


def test_a_topic_that_is_none_is_not_found(db):
    assert Client().get("/help/nonsense/").status_code == 404
    assert "/help/sign-up/" in Client().get("/help/").content.decode()


@pytest.fixture(scope="module")
def written() -> set[str]:
    """Every text of every page, in both languages."""
    texts: set[str] = set()
    for path in LONGCHENG.rglob("locale/zh_Hans/LC_MESSAGES/*.po"):
        with path.open("rb") as source:
            for entry in read_po(source, locale="zh_Hans"):
                texts.update(word for word in (entry.id, entry.string) if isinstance(word, str))
    return texts


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_quotes_only_words_that_stand_on_a_page(written, topic):
    for words in (topic.zh, topic.en):
        quoted = {word.rstrip(",.") for word in QUOTED.findall(words.plain)} - SAID
        assert quoted <= written, quoted - written
