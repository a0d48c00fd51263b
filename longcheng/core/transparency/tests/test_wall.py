"""What the wall says of the ledger."""

from longcheng.core.transparency.tests.conftest import reading
from longcheng.core.transparency.wall import reads
from longcheng.core.transparency.writing import append


def test_the_wall_tells_apart_who_read_their_own_data_and_who_came_by_a_mandate(db):
    append([reading(purpose="own", reference=""), *(reading(purpose="mandate", reference="7") for _ in range(6))])
    shown = {row.title: row.note for row in reads().rows}
    assert shown == {"代办": "6", "查看自己的信息": "1–4"}
