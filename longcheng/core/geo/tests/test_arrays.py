"""Many points at once: the same places as one by one, and fast enough for a city's outlines."""

import time

import numpy as np
import pytest

from longcheng.core.geo import Datum, convert
from longcheng.core.geo.arrays import to_wgs84


@pytest.mark.parametrize("datum", list(Datum))
def test_many_points_come_to_the_same_places_as_one_by_one(datum):
    points = np.random.default_rng(7).uniform((100, 20), (125, 45), (300, 2))
    points = np.vstack([points, [[2.35, 48.85], [139.7, 35.7]]])  # abroad nothing is moved
    found = to_wgs84(points, source=datum)
    expected = [convert(lon, lat, source=datum, target=Datum.WGS84) for lon, lat in points.tolist()]
    assert np.abs(found - np.array(expected)).max() < 1e-9


def test_what_is_no_number_stays_so_and_nothing_is_fine():
    assert np.isnan(to_wgs84(np.array([[np.nan, 31.8]]), source=Datum.BD09)[0, 0])
    assert to_wgs84(np.empty((0, 2)), source=Datum.GCJ02).shape == (0, 2)


def test_a_hundred_thousand_points_take_less_than_a_second():
    points = np.random.default_rng(7).uniform((119, 31), (120, 32), (100_000, 2))
    began = time.process_time()
    to_wgs84(points, source=Datum.BD09)
    assert time.process_time() - began < 1
