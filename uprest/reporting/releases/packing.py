"""Prints of changes as bytes to store, and back. Their tables are named by what is compared."""

import io
from collections.abc import Mapping

import numpy as np

from uprest.reporting.releases.leaks import Basis, Vector

Packed = Mapping[str, Basis]


def pack_basis(tables: Packed) -> bytes:
    """Return prints by table and unit as bytes."""
    found = [(table, unit, vector) for table in tables for unit, vector in tables[table].items()]
    stream = io.BytesIO()
    np.savez(
        stream,
        tables=np.array(list(tables), dtype=np.str_),
        units=np.array([f"{table}\n{unit}" for table, unit, _ in found], dtype=np.str_),
        lengths=np.array([vector.businesses.size for _, _, vector in found], dtype=np.int64),
        businesses=np.concatenate(
            [np.zeros(0, dtype=np.int64), *(vector.businesses for _, _, vector in found)]
        ),
        prints=np.concatenate(
            [np.zeros(0, dtype=np.uint64), *(vector.prints for _, _, vector in found)]
        ),
    )
    return stream.getvalue()


def unpack_basis(packed: bytes) -> Packed:
    """Return the prints that ``pack_basis`` made bytes of."""
    with np.load(io.BytesIO(packed), allow_pickle=False) as columns:
        tables: dict[str, dict[str, Vector]] = {name: {} for name in columns["tables"].tolist()}
        ends = np.cumsum(columns["lengths"])[:-1]
        businesses = np.split(columns["businesses"], ends)
        prints = np.split(columns["prints"], ends)
        units = columns["units"].tolist()
    for name, ids, numbers in zip(units, businesses, prints, strict=False):
        table, unit = name.split("\n")
        tables[table][unit] = Vector(businesses=ids, prints=numbers)
    return tables
