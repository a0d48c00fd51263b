"""Data packs: all defects at once, each file whole or not at all, nothing loaded twice."""

import pytest

from longcheng.core.datapack import loading
from longcheng.core.datapack.loading import load_pack
from longcheng.core.datapack.models import LoadedFile
from longcheng.core.datapack.pack import PackError, read_pack
from longcheng.core.datapack.tables import LINE, read_table

ENTRY = '[[file]]\npath = "{}"\nkind = "{}"\norigin = "a test"\nlicence = "CC0"\n'
HEAD = 'code = "1"\n[name]\nzh = "城"\n'


def number(text: str) -> int:
    if not text.isdigit():
        raise ValueError("must be a number")
    return int(text)


def make_pack(folder, *files: tuple[str, str, str]):
    (folder / "pack.toml").write_text(HEAD + "".join(ENTRY.format(name, kind) for name, kind, _ in files))
    for name, _, text in files:
        (folder / name).write_text(text, encoding="utf-8")
    return read_pack(folder)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("code = ", "Invalid value"),
        ('[name]\nzh = "城"\n', "code is required"),
        (HEAD + '[[file]]\npath = "x"\n', "kind, origin, licence must be given"),
        (HEAD + ENTRY.format("gone.csv", "k"), "gone.csv does not exist"),
        (HEAD + ENTRY.format("../../etc/passwd", "k"), "lies outside the pack"),
    ],
)
def test_a_defective_manifest_is_told(tmp_path, text, told):
    (tmp_path / "pack.toml").write_text(text)
    with pytest.raises(PackError, match=told):
        read_pack(tmp_path)


def test_a_folder_without_manifest_says_what_a_pack_is(tmp_path):
    with pytest.raises(PackError, match=r"a folder with a pack\.toml"):
        read_pack(tmp_path)


def test_every_defect_of_a_table_is_named_by_its_line_and_column(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,x\n\n,2\n3,3\n", encoding="utf-8-sig")
    with pytest.raises(PackError) as error:
        read_table(path, {"a": number, "b": number})
    assert [line.split("a.csv", 1)[1] for line in str(error.value).splitlines()] == [
        ":2: b: must be a number (it is 'x').",
        ":4: a: must be a number (it is '').",
    ]
    path.write_text("a,b\n\n7,8\n")
    assert read_table(path, {"b": number}) == [{LINE: 3, "b": 8}]


def test_a_missing_column_and_a_wrong_encoding_are_told(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(PackError, match="the column c is missing"):
        read_table(path, {"c": number})
    path.write_bytes("城".encode("gbk"))
    with pytest.raises(PackError, match="must be UTF-8"):
        read_table(path, {"a": number})


def test_a_file_is_loaded_once_until_it_changes_and_an_unknown_kind_is_passed_over(db, tmp_path, monkeypatch):
    loaded = []
    monkeypatch.setattr(loading, "loaders", lambda: {"known": lambda path: loaded.append(path.name) or 1})
    pack = make_pack(tmp_path, ("a.csv", "known", "1"), ("b.csv", "unknown", "2"))
    said: list[str] = []
    assert load_pack(pack, report=said.append) == 1
    assert load_pack(pack) == 0
    (tmp_path / "a.csv").write_text("other")
    assert load_pack(pack) == 1
    assert loaded == ["a.csv", "a.csv"]
    assert "no installed service reads unknown" in said[1]


def test_a_file_that_two_rooms_read_is_loaded_by_each_of_them_once(db, tmp_path, monkeypatch):
    loaded = []
    kinds = {kind: lambda path, kind=kind: loaded.append(kind) or 1 for kind in ("map", "register")}
    monkeypatch.setattr(loading, "loaders", lambda: kinds)
    pack = make_pack(tmp_path, ("a.csv", "map", "1"), ("a.csv", "register", "1"))
    assert (load_pack(pack), load_pack(pack)) == (2, 0)
    assert loaded == ["map", "register"]


def test_defects_of_several_files_come_together_and_the_good_file_is_loaded(db, tmp_path, monkeypatch):
    def load(path) -> int:
        if "bad" in path.name:
            raise PackError(f"{path.name} is bad")
        return 1

    monkeypatch.setattr(loading, "loaders", lambda: {"k": load})
    pack = make_pack(tmp_path, ("bad1.csv", "k", ""), ("good.csv", "k", ""), ("bad2.csv", "k", ""))
    with pytest.raises(PackError, match=r"bad1\.csv is bad\nbad2\.csv is bad"):
        load_pack(pack)
    assert list(LoadedFile.objects.values_list("path", flat=True)) == ["good.csv"]


def test_a_local_file_is_read_beside_the_checkout_if_it_is_there_and_only_told_if_not(db, tmp_path, monkeypatch):
    read = []
    monkeypatch.setattr(loading, "loaders", lambda: {"k": lambda path: read.append(path) or 1})
    pack, beside = tmp_path / "pack", tmp_path / "beside"
    pack.mkdir()
    beside.mkdir()
    entry = ENTRY.format("a.csv", "k") + "local = true\n"
    (pack / "pack.toml").write_text(HEAD + entry)
    said: list[str] = []
    assert load_pack(read_pack(pack, local_data=beside), report=said.append) == 0
    assert "no open licence" in said[0]
    (beside / "a.csv").write_text("1")
    found = read_pack(pack, local_data=beside)
    assert (found.files, found.absent) == ((), ())
    assert load_pack(found) == 1
    assert read == [beside / "a.csv"]
    assert list(LoadedFile.objects.values_list("path", flat=True)) == ["local:a.csv"]
    (pack / "pack.toml").write_text(HEAD + entry.replace("a.csv", "../pack/pack.toml"))
    with pytest.raises(PackError, match="lies outside the pack"):
        read_pack(pack, local_data=beside)


def test_what_follows_a_kind_is_loaded_again_after_it_and_a_marked_loader_gets_the_entry(db, tmp_path, monkeypatch):
    seen: list[str] = []

    @loading.reads_entry
    def whole(entry) -> int:
        seen.append(entry.facts["dated"])
        return 1

    monkeypatch.setattr(loading, "loaders", lambda: {"first": lambda path: 1, "second": whole})
    (tmp_path / "a.csv").write_text("1")
    (tmp_path / "b.csv").write_text("1")
    second = ENTRY.format("b.csv", "second") + 'follows = ["first"]\ndated = "2020"\n'
    (tmp_path / "pack.toml").write_text(HEAD + ENTRY.format("a.csv", "first") + second)
    assert load_pack(read_pack(tmp_path)) == 2
    assert load_pack(read_pack(tmp_path)) == 0
    (tmp_path / "a.csv").write_text("2")
    assert load_pack(read_pack(tmp_path)) == 2
    assert seen == ["2020", "2020"]
