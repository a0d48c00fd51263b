"""Mapbox Vector Tile 2.1 written straight from arrays of shapes, thousands at once.

https://github.com/mapbox/vector-tile-spec/tree/master/2.1: geometry is a list of commands and zigzag steps from
point to point (4.3), outer rings wind clockwise in the tile and inner ones the other way (4.3.4.4), keys and values
stand once and are named by their numbers (4.4). Protocol buffers: https://protobuf.dev/programming-guides/encoding/.
"""

import struct
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Value = str | int | float | bool
VERSION = 2
POINT, LINE, POLYGON = 1, 2, 3
MOVE, DRAW, CLOSE = 1, 2, 7


def layer(name: str, shapes: Any, columns: Mapping[str, Sequence[Value | None]], *, extent: int) -> bytes:
    """One layer: an array of shapes of one dimension in the tile's units, y downwards, and their properties by name.

    A shape of which nothing is left when it is rounded is left out. None in a column: the shape has no such property.
    """
    kind, lengths, ints = _commands(shapes)
    drawn = lengths > 0
    geometries = _by_feature(ints, lengths[drawn])
    keys, values, tags = _tags(columns, drawn)
    if not geometries:
        return b""
    body = bytearray(b"\x0a" + _text(name))
    head = b"\x18" + bytes([kind]) + b"\x22"
    sizes, most = _SIZES, len(_SIZES)
    for tag, geometry in zip(tags, geometries, strict=True):
        # By a table, for a dense tile has ten thousand of them.
        if len(tag) + len(geometry) + 16 < most:
            told = sizes[len(tag)] + tag + head + sizes[len(geometry)] + geometry
            body += b"\x12" + sizes[len(told) + 1] + b"\x12" + told
        else:
            body += b"\x12" + _sized(b"\x12" + _sized(tag) + head + _sized(geometry))
    for key in keys:
        body += b"\x1a" + _text(key)
    for value in values:
        body += b"\x22" + _sized(_value(value))
    body += b"\x28" + _varint(extent) + b"\x78" + _varint(VERSION)
    return b"\x1a" + _sized(bytes(body))


def _commands(shapes: Any) -> tuple[int, Whole, Whole]:
    """The kind of the layer, how many whole numbers each shape has, and the numbers of all one behind the other."""
    kind, coordinates, offsets = shapely.to_ragged_array(shapes)
    points = np.rint(coordinates).astype(np.int64)
    match kind:
        case shapely.GeometryType.POINT:
            return POINT, *_of_points(points, np.arange(len(points) + 1))
        case shapely.GeometryType.MULTIPOINT:
            return POINT, *_of_points(points, np.asarray(offsets[0], dtype=np.int64))
        case shapely.GeometryType.LINESTRING:
            parts = np.arange(len(shapes) + 1)
            return LINE, *_of_paths(points, [np.asarray(offsets[0], dtype=np.int64)], of_shape=parts, closed=False)
        case shapely.GeometryType.MULTILINESTRING:
            return LINE, *_of_paths(points, offsets[:1], of_shape=np.asarray(offsets[1], dtype=np.int64), closed=False)
        case shapely.GeometryType.POLYGON:
            of_polygon = np.asarray(offsets[1], dtype=np.int64)
            return POLYGON, *_of_paths(points, offsets[:2], of_shape=of_polygon, closed=True)
        case _:
            of_polygon = np.asarray(offsets[1], dtype=np.int64)
            of_shape = of_polygon[np.asarray(offsets[2], dtype=np.int64)]
            return POLYGON, *_of_paths(points, offsets[:2], of_shape=of_shape, closed=True)


def _of_points(points: Whole, of_shape: Whole) -> tuple[Whole, Whole]:
    counts = np.diff(of_shape)
    steps = _steps(points, of_shape[:-1][counts > 0])
    lengths = np.where(counts > 0, 1 + 2 * counts, 0)
    ints = np.empty(int(lengths.sum()), dtype=np.int64)
    starts = (np.cumsum(lengths) - lengths)[counts > 0]
    ints[starts] = (counts[counts > 0] << 3) | MOVE
    rest = np.ones(len(ints), dtype=bool)
    rest[starts] = False
    ints[rest] = _zigzag(steps).reshape(-1)
    return lengths, ints


def _of_paths(points: Whole, offsets: Sequence[Any], *, of_shape: Whole, closed: bool) -> tuple[Whole, Whole]:
    """Lines and rings. `of_shape` are the numbers of the first part of each shape, and one behind the last."""
    starts = np.asarray(offsets[0], dtype=np.int64)
    part = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    is_outer = np.zeros(len(starts) - 1, dtype=bool)
    if closed:
        is_outer[np.asarray(offsets[1], dtype=np.int64)[:-1]] = True
    # What falls on the point before it draws nothing; the point that closes a ring is told by a command.
    fresh = np.ones(len(points), dtype=bool)
    fresh[1:] = (points[1:] != points[:-1]).any(axis=1) | (part[1:] != part[:-1])
    points, part = points[fresh], part[fresh]
    if closed and len(points):
        last = np.append(part[1:] != part[:-1], True)
        first_of = np.searchsorted(part, part)
        open_ended = ~(last & (points == points[first_of]).all(axis=1))
        points, part = points[open_ended], part[open_ended]
    counts = np.bincount(part, minlength=len(starts) - 1)
    kept = counts >= (3 if closed else 2)
    if closed:
        areas = _areas(points, counts)
        kept &= areas != 0
        # Without its outer ring, a hole is a hole in nothing.
        outer_of = np.maximum.accumulate(np.where(is_outer, np.arange(len(is_outer)), 0))
        kept &= kept[outer_of]
        points = _wound(points, counts, turn=kept & ((areas > 0) != is_outer))
    points = points[kept[part]]
    shape_of = np.repeat(np.arange(len(of_shape) - 1), np.diff(of_shape))
    return _path_ints(points, counts[kept], shape_of=shape_of[kept], shapes=len(of_shape) - 1, closed=closed)


def _path_ints(points: Whole, counts: Whole, *, shape_of: Whole, shapes: int, closed: bool) -> tuple[Whole, Whole]:
    sizes = 2 * counts + (3 if closed else 2)
    lengths = np.bincount(shape_of, weights=sizes, minlength=shapes).astype(np.int64)
    ints = np.empty(int(sizes.sum()), dtype=np.int64)
    begin = np.cumsum(sizes) - sizes
    ints[begin] = (1 << 3) | MOVE
    ints[begin + 3] = ((counts - 1) << 3) | DRAW
    if closed:
        ints[begin + sizes - 1] = (1 << 3) | CLOSE
    first = np.cumsum(counts) - counts
    new_shape = np.append(True, shape_of[1:] != shape_of[:-1]) if len(shape_of) else np.empty(0, dtype=bool)
    steps = _zigzag(_steps(points, first[new_shape]))
    within = np.arange(len(points)) - np.repeat(first, counts)
    at = np.repeat(begin, counts) + 1 + 2 * within + (within > 0)
    ints[at], ints[at + 1] = steps[:, 0], steps[:, 1]
    return lengths, ints


def _areas(points: Whole, counts: Whole) -> NDArray[np.int64]:
    """Twice the signed area of each ring: positive where it winds clockwise with y downwards."""
    if not len(points):
        return np.zeros(len(counts), dtype=np.int64)
    starts = np.cumsum(counts) - counts
    following = np.arange(1, len(points) + 1)
    ends = (np.cumsum(counts) - 1)[counts > 0]
    following[ends] = starts[counts > 0]
    crossed = points[:, 0] * points[following, 1] - points[following, 0] * points[:, 1]
    areas = np.zeros(len(counts), dtype=np.int64)
    areas[counts > 0] = np.add.reduceat(crossed, starts[counts > 0])
    return areas


def _wound(points: Whole, counts: Whole, *, turn: NDArray[np.bool_]) -> Whole:
    """The points with some rings turned around."""
    starts = np.cumsum(counts) - counts
    order = np.arange(len(points))
    mirrored = np.repeat(2 * starts + counts - 1, counts) - order
    wound: Whole = points[np.where(np.repeat(turn, counts), mirrored, order)]
    return wound


def _steps(points: Whole, firsts: Whole) -> Whole:
    """From each point to the next; the first of a shape from the tile's corner."""
    steps = points.copy()
    steps[1:] -= points[:-1]
    steps[firsts] = points[firsts]
    return steps


def _zigzag(steps: Whole) -> Whole:
    folded: Whole = (steps << 1) ^ (steps >> 63)
    return folded


def _tags(
    columns: Mapping[str, Sequence[Value | None]], drawn: NDArray[np.bool_]
) -> tuple[list[str], list[Value], list[bytes]]:
    """The names and the values that occur, each once, and the pairs of their numbers for each shape that is drawn."""
    table: dict[tuple[type, Value], int] = {}
    keys: list[str] = []
    chosen = np.flatnonzero(drawn).tolist()
    pairs: list[Whole] = []
    for key, column in columns.items():
        numbers = [
            -1 if (value := column[one]) is None else table.setdefault((type(value), value), len(table))
            for one in chosen
        ]
        if any(number >= 0 for number in numbers):
            of_key = np.asarray(numbers, dtype=np.int64)
            pairs += [np.where(of_key < 0, -1, len(keys)), of_key]
            keys.append(key)
    if not pairs:
        return keys, [], [b""] * len(chosen)
    every = np.column_stack(pairs)
    told = every >= 0
    return keys, [value for _type, value in table], _by_feature(every[told], told.sum(axis=1))


def _by_feature(ints: Whole, lengths: Whole) -> list[bytes]:
    """The numbers as varints, cut into the pieces that belong to each shape."""
    sizes = np.ones(len(ints), dtype=np.int64)
    for bits in (7, 14, 21, 28):
        sizes += ints >= (1 << bits)
    ends = np.cumsum(sizes)
    written = np.zeros(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    begins = ends - sizes
    for place in range(5):
        has = sizes > place
        if not has.any():
            break
        more = np.where(sizes[has] > place + 1, 0x80, 0)
        written[begins[has] + place] = ((ints[has] >> (7 * place)) & 0x7F) | more
    whole = written.tobytes()
    cuts = np.concatenate(([0], np.append(0, ends)[np.cumsum(lengths)])).tolist()
    return [whole[start:end] for start, end in pairwise(cuts)]


def _value(value: Value) -> bytes:
    if isinstance(value, bool):
        return b"\x38" + (b"\x01" if value else b"\x00")
    if isinstance(value, str):
        return b"\x0a" + _text(value)
    if isinstance(value, int):
        return b"\x28" + _varint(value) if value >= 0 else b"\x30" + _varint((value << 1) ^ (value >> 63))
    return b"\x19" + struct.pack("<d", value)


def _text(text: str) -> bytes:
    return _sized(text.encode())


def _sized(body: bytes) -> bytes:
    return _varint(len(body)) + body


def _varint(number: int) -> bytes:
    if number < 0x80:
        return bytes((number,))
    if number < 0x4000:
        return bytes((number & 0x7F | 0x80, number >> 7))
    written = bytearray()
    while number >= 0x80:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


_SIZES = tuple(_varint(number) for number in range(1024))
