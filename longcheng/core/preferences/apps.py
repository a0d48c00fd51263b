"""The declaration of preferences."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Audience, MenuItem, Room


class PreferencesRoom(Room):
    name = "longcheng.core.preferences"
    title = _("Settings")
    summary = _("Language, size of text, light and dark, contrast, and from which place notices come.")
    plan_ids = ("C1", "C7")
    menu = (
        MenuItem(
            audience=Audience.RESIDENT,
            label=_("Settings"),
            url="portal:preferences:settings",
            hint=_("Language, size of text, light or dark, notices"),
            words=(
                "语言",
                "英文",
                "字号",
                "大字",
                "老年",
                "深色",
                "夜间",
                "对比度",
                "无障碍",
                "dark",
                "large text",
                "language",
            ),
        ),
        MenuItem(
            audience=Audience.RESIDENT,
            label=_("My page"),
            url="portal:me:page",
            hint=_("Everything of yours in one place"),
            needs_account=True,
            words=("我的", "个人中心", "账号", "注销", "account", "profile"),
        ),
        MenuItem(
            audience=Audience.RESIDENT,
            label=_("What we keep of you"),
            url="portal:sign_up:privacy",
            hint=_("On which law, for how long, and whom to ask"),
            words=("隐私", "个人信息", "告知", "注册", "privacy", "cookies", "sign up"),
        ),
    )
