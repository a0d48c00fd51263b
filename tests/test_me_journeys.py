"""Newcomers and their settings, in a real browser against a whole running city."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from benchmarks.running_city import RunningCity
from tests.test_journeys import PHONE, sign_in, visit

WORDS = "three green bridges"


def sign_up(context: BrowserContext, *, name: str, username: str) -> Page:
    """Through the three steps of signing up on a Chinese phone."""
    page = context.new_page()
    page.goto("/sign-up/")
    page.get_by_label("您的姓名").fill(name)
    page.get_by_label("用户名").fill(username)
    page.get_by_role("button", name="下一步：设置密码").click()
    page.locator("#field-new").fill(WORDS)
    page.locator("#field-again").fill(WORDS)
    page.get_by_role("button", name="下一步：最后一步").click()
    page.get_by_label("想收哪个镇、街道的通知").select_option(label="薛家镇")
    page.get_by_label("我已阅读告知书").check()
    page.get_by_label("我已年满十四周岁").check()
    page.get_by_role("button", name="注册账号").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{name}，欢迎您")
    return page


def enter(context: BrowserContext, username: str) -> Page:
    page = context.new_page()
    page.goto("/sign-in/")
    page.locator("#field-username").fill(username)
    page.locator("#field-password").fill(WORDS)
    page.locator("main form button.button").first.click()
    page.wait_for_url("**/")
    return page


@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without"])
def test_a_newcomer_signs_up_on_a_chinese_phone_and_finds_their_choice_in_another_browser(
    city: RunningCity, browser: Browser, has_script: bool
):
    username = f"linxia{int(has_script)}"
    context = browser.new_context(viewport=PHONE, base_url=city.url, java_script_enabled=has_script, locale="zh-CN")
    with context:
        page = sign_up(context, name="林夏", username=username)
        page.goto("/settings/")
        page.get_by_label("English").check()
        page.get_by_label("大字").check()
        page.get_by_label("深色").check()
        page.get_by_role("button", name="保存设置").click()
        expect(page.get_by_role("status")).to_have_text("Your settings are saved.")
        expect(page.get_by_role("heading", level=1)).to_have_text("Settings")
    with browser.new_context(viewport=PHONE, base_url=city.url, locale="zh-CN") as other:
        page = other.new_page()
        page.goto("/")
        expect(page.locator("html")).to_have_attribute("data-theme", "auto")
        page = enter(other, username)
        page.goto("/me/")
        html = page.locator("html")
        expect(html).to_have_attribute("lang", "en")
        expect(html).to_have_attribute("data-theme", "dark")
        expect(html).to_have_attribute("data-size", "large")
        expect(page.get_by_role("heading", name="What waits for you")).to_be_visible()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0


def test_a_press_in_the_footer_makes_the_text_larger_and_stays_on_the_page(city: RunningCity, browser: Browser):
    with visit(browser, city) as context:
        page = context.new_page()
        page.goto("/privacy/")
        page.get_by_role("button", name="Larger text").click()
        expect(page).to_have_url(re.compile("/privacy/$"))
        expect(page.locator("html")).to_have_attribute("data-size", "large")
        page.get_by_role("button", name="Normal text").click()
        expect(page.locator("html")).to_have_attribute("data-size", "normal")


def test_settings_show_a_choice_at_once_and_keep_it_only_when_saved(city: RunningCity, browser: Browser):
    with visit(browser, city) as context:
        page = context.new_page()
        page.goto("/settings/")
        page.get_by_label("Stronger").check()
        expect(page.locator("html")).to_have_attribute("data-contrast", "more")
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-contrast", "normal")


def test_a_newcomer_gets_notices_of_the_place_they_chose_and_closes_the_account(city: RunningCity, browser: Browser):
    with browser.new_context(viewport=PHONE, base_url=city.url, locale="zh-CN") as context:
        page = sign_up(context, name="林秋", username="linqiu")
        with visit(browser, city) as desk:
            staff = sign_in(desk, city, "wu")
            staff.goto("/notices/desk/")
            staff.locator("#field-title").fill("Fair at the bridge")
            staff.locator("#field-body").fill("On Saturday.")
            staff.locator("#field-area_code").fill("320411103")
            staff.get_by_role("button", name="Publish the notice").click()
            expect(staff.get_by_role("status")).to_contain_text("on its way")
        page.goto("/inbox/")
        expect(page.get_by_text("Fair at the bridge")).to_be_visible()
        page.goto("/me/close/")
        page.locator("#field-username").fill("linqiu")
        page.get_by_role("button", name="永久注销我的账号").click()
        expect(page.get_by_role("status")).to_contain_text("已注销")
        page.goto("/me/")
        expect(page).to_have_url(re.compile("/sign-in/"))
