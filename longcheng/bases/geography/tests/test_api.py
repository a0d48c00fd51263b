"""The map for programs: open layers whole, others named and not passed on."""

from longcheng.bases.geography.models import MapLayer


def test_programs_list_the_layers_and_take_an_open_one_whole(open_map, client):
    listed = {layer["name"]: layer for layer in client.get("/api/geography/layers").json()}
    assert "seats" not in listed
    assert listed["towns"]["licence"] == "CC BY 4.0"
    towns = client.get("/api/geography/layers/towns").json()
    assert len(towns["features"]) == 67
    MapLayer.objects.filter(name="towns").update(is_open=False)
    assert client.get("/api/geography/layers/towns").status_code == 403
    assert client.get("/api/geography/layers/nothing").status_code == 404
