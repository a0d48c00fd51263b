"""Inboxes: once in each, however often the sender repeats itself."""

from datetime import timedelta

from django.utils.translation import gettext, override

from longcheng.core.access.models import Account
from longcheng.core.messages.actions import mark_read, send, signal
from longcheng.core.messages.languages import in_each_language
from longcheng.core.messages.models import InboxItem, Message, Signal
from longcheng.core.messages.queries import inbox, unread_count, with_words
from longcheng.core.messages.tasks import forget_expired_signals


def accounts(count: int) -> list[Account]:
    return Account.objects.bulk_create(Account(username=f"a{n}", display_name=f"A {n}") for n in range(count))


def test_the_same_key_is_the_same_message_and_nobody_gets_it_twice(db):
    ids = [account.pk for account in accounts(3)]
    assert send(key="k", sender="City", account_ids=ids[:2], title="Water") == 2
    assert send(key="k", sender="City", account_ids=ids, title="Water") == 1, "only the third is new"
    assert send(key="k", sender="City", account_ids=ids, title="Water") == 0
    assert (Message.objects.count(), InboxItem.objects.count()) == (1, 3)


def test_each_run_of_inbox_items_is_signalled_with_its_first_and_last(db):
    ids = [account.pk for account in accounts(3)]
    send(key="k", sender="City", account_ids=ids, title="Water")
    items = list(InboxItem.objects.order_by("pk").values_list("pk", flat=True))
    told = Signal.objects.get().data
    assert (told["first"], told["last"]) == (items[0], items[-1])
    send(key="k", sender="City", account_ids=ids, title="Water")
    assert Signal.objects.count() == 1, "nothing new, nothing to tell"


def test_reading_is_ones_own(db):
    first, second = accounts(2)
    send(key="k", sender="City", account_ids=[first.pk, second.pk], title="Water")
    item = inbox(second).get()
    assert mark_read(first, item_ids=[item.pk]) == 0
    assert mark_read(second) == 1
    assert (unread_count(first), unread_count(second)) == (1, 0)


def test_expired_signals_are_forgotten_an_hour_later(db):
    signal(channel="area:1", kind="notice", data={})
    gone = signal(channel="area:1", kind="notice", data={}, lasts=timedelta(hours=-2))
    forget_expired_signals()
    assert not Signal.objects.filter(pk=gone.pk).exists()
    assert Signal.objects.count() == 1


def test_everybody_reads_a_message_in_their_own_language_also_after_changing_it(db):
    (reader,) = accounts(1)
    title = in_each_language(lambda: gettext("My messages"))
    send(key="k", sender="薛家镇", account_ids=[reader.pk], title=title, body="停水")
    message = inbox(reader).get().message
    for language, told in (("zh-hans", "我的消息"), ("en", "My messages"), ("zh-hans", "我的消息")):
        with override(language):
            assert (message.said.title, message.said.sender, message.said.body) == (told, "薛家镇", "停水")
    with override("de"):
        assert message.said.title == "我的消息", "a language that the city does not speak reads the first"


def test_words_too_long_are_cut_in_each_language(db):
    send(key="k", sender="City", account_ids=[], title=in_each_language(lambda: "x" * 300))
    message = Message.objects.get()
    assert len(message.title) == len(message.words["en"]["title"]) == 200


def test_a_search_finds_the_readers_words_and_the_senders(db):
    (reader,) = accounts(1)
    send(key="k", sender="City", account_ids=[reader.pk], title=in_each_language(lambda: gettext("My messages")))
    with override("en"):
        assert with_words(inbox(reader), "messages").count() == 1
        assert with_words(inbox(reader), "我的").count() == 1
        assert with_words(inbox(reader), "title").count() == 0, "names of columns are no words of a message"
    with override("zh-hans"):
        assert with_words(inbox(reader), "messages").count() == 0
        assert with_words(inbox(reader), "我的").count() == 1
