"""Zheng keeps the roles; what he gives shows at once, what he ends is gone."""

import pytest

from longcheng.core.access.models import RoleHeld

ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}
TERMS = {"username": "sun", "role": "notices.publisher", "organisation": "薛家镇人民政府", "area_code": "320411103"}


def test_a_role_is_given_found_and_ended(signed_in):
    client = signed_in("zheng")
    page = client.post("/roles/", TERMS, follow=True, **ENGLISH).content.decode()
    assert "The role is given." in page
    found = client.get("/roles/?q=小孙", **ENGLISH).content.decode()
    assert "网格员小孙" in found
    assert "吴警官" not in found
    held = RoleHeld.objects.get(account__username="sun", role="notices.publisher")
    assert "lose the role" in client.get(f"/roles/{held.pk}/end/", **ENGLISH).content.decode()
    client.post(f"/roles/{held.pk}/end/")
    assert signed_in("sun").get("/notices/desk/").status_code == 403


def test_roles_are_found_by_their_title_in_the_readers_language(signed_in):
    assert "吴警官" in signed_in("zheng").get("/roles/?q=Notice publisher", **ENGLISH).content.decode()


@pytest.mark.parametrize("changed", [{"until": "x"}, {"username": "zheng"}, {"area_code": "1"}, {"role": "\0"}])
def test_what_cannot_be_given_is_said_and_kept(signed_in, changed):
    answer = signed_in("zheng").post("/roles/", TERMS | changed, **ENGLISH)
    assert answer.status_code == 422
    assert "薛家镇人民政府" in answer.content.decode()


def test_a_keeper_of_one_district_sees_only_its_roles(signed_in, people):
    RoleHeld.objects.filter(account=people["zheng"], role="access.role_keeper").update(area_code="320412")
    page = signed_in("zheng").get("/roles/").content.decode()
    assert "何警官" in page
    assert "吴警官" not in page
    outside = RoleHeld.objects.filter(account=people["wu"]).first()
    assert signed_in("zheng").post(f"/roles/{outside.pk}/end/").status_code == 404
