"""Checkpoints: signed as others can read them, refused when anything about them is wrong."""

import base64

import pytest

from longcheng.core.transparency.notes import Checkpoint, NoteError, Signer, Verifier, opened

ROOT = bytes(range(32))
OURS, OTHERS = Signer("city/access-ledger", b"\x01" * 32), Signer("city/access-ledger", b"\x02" * 32)
CHECKPOINT = Checkpoint("city/access-ledger", 7, ROOT)
NOTE = OURS.sign(CHECKPOINT.text())

# The example of the signed-note specification (golang.org/x/mod/sumdb/note): a key and a text that it signed.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_checkpoint_is_written_as_the_standard_says():
    lines = NOTE.split("\n")
    assert lines[:2] == ["city/access-ledger", "7"]
    assert lines[2] == "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    assert lines[3] == ""
    assert lines[4].startswith("— city/access-ledger ")
    assert opened(NOTE, [OURS.verifier]) == (CHECKPOINT, OURS.verifier)


def test_a_note_that_another_program_signed_is_understood():
    text = GO_NOTE.rpartition("\n\n")[0] + "\n"
    signature = base64.b64decode(GO_NOTE.splitlines()[-1].split(" ")[2])
    peter = Verifier.of(GO_KEY)
    assert signature[:4] == peter.key_id
    assert peter.fits(text, signature[4:])
    assert peter.vkey == GO_KEY


def test_a_key_survives_being_written_down_and_a_misspelt_one_is_refused():
    vkey = OURS.verifier.vkey
    assert Verifier.of(vkey) == OURS.verifier
    for wrong in ("", "x", vkey[:-4], vkey.replace("city", "town"), vkey + "AA", "a+b+c", "a+00000000+AQ=="):
        with pytest.raises(NoteError):
            Verifier.of(wrong)


def test_a_changed_text_a_strange_key_and_a_torn_note_are_refused():
    with pytest.raises(NoteError, match="does not fit"):
        opened(NOTE.replace("\n7\n", "\n8\n"), [OURS.verifier])
    with pytest.raises(NoteError, match="not among the known"):
        opened(NOTE, [OTHERS.verifier])
    for torn in ("", NOTE[:-1], NOTE[:30], NOTE.replace("— ", "- "), "\n\n\n", NOTE.replace("\n\n", "\n")):
        with pytest.raises(NoteError):
            opened(torn, [OURS.verifier])


@pytest.mark.parametrize(
    "text", ["a\n1\n", "a\n-1\nAA==\n", "a\n01\nAA==\n", "a\n1\nAA==\n", "a\n1e3\n\n", "\n1\nAA==\n"]
)
def test_a_text_that_is_no_checkpoint_is_refused(text):
    with pytest.raises(NoteError):
        Checkpoint.parse(text)


def test_a_second_signature_beside_ours_does_no_harm():
    both = NOTE + OTHERS.sign(CHECKPOINT.text()).rpartition("\n\n")[2]
    assert opened(both, [OTHERS.verifier])[0] == CHECKPOINT
    assert opened(both, [OURS.verifier])[0] == CHECKPOINT
