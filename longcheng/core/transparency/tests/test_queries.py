"""Each line is provable, and the log's growth is."""

import pytest

from longcheng.core.transparency import queries
from longcheng.core.transparency.models import Line
from longcheng.core.transparency.notes import NoteError
from longcheng.core.transparency.sealing import seal
from longcheng.core.transparency.tests.conftest import LI, WANG, reading
from longcheng.core.transparency.writing import append


@pytest.fixture
def looked(db) -> None:
    """Seven readings of Wang and one of Li, singly and in bulk."""
    append([reading(WANG, purpose="own", reference="", organisation="")])
    append([reading(WANG, purpose="mandate", reference="5", for_id=WANG, reader_id=77)])
    append(reading().of_each([WANG, LI]))
    for case in ("case-1", "case-2", "case-3", "case-4"):
        append([reading(WANG, reference=case)])


def test_each_line_is_provable_once_it_is_sealed(looked):
    line = Line.objects.filter(subject_id=WANG).latest("id")
    with pytest.raises(queries.NotSealedYet):
        queries.proof_of(line.id)
    seal()
    proven, checkpoint = queries.proof_of(line.id).check(vkey=queries.public_key())
    assert (proven["reference"], checkpoint.size) == ("case-4", 8)
    for strange in (0, -1, 10**12, 2**63, 10**30):
        with pytest.raises(queries.LineMissing):
            queries.proof_of(strange)


def test_every_line_of_a_larger_log_is_provable_and_its_growth_too(db):
    notes = []
    for count in (1, 255, 1, 700):
        append(reading().of_each(range(1, count + 1)))
        seal()
        notes.append(queries.newest_checkpoint())
    for line_id in Line.objects.order_by("id").values_list("id", flat=True)[::37]:
        queries.proof_of(line_id)
    for note in notes:
        assert queries.growth_since(note).holds()
    assert queries.checkpoint_of(notes[-1]).size == 957
    with pytest.raises(NoteError):
        queries.growth_since("nonsense")
