"""Writes the npy and npz fixtures with NumPy (they were made with 2.4); run in this folder."""

import io
import numpy as np
import zipfile

ramp = np.arange(6).reshape(2, 3)
ours = {
    "bool": ramp % 2 == 0, "u8": ramp.astype("u1"), "i32": (ramp - 3).astype("<i4"),
    "u32": ramp.astype("<u4"), "i64": (ramp - 3).astype("<i8"),
    "f32": (ramp / 4).astype("<f4"), "f64": (ramp / 4).astype("<f8"),
    "scalar": np.array(2.5), "empty": np.zeros((0, 3), "<f4"), "emptyinner": np.zeros((4, 0), "<i4"),
    "vector": np.arange(7, dtype="<f4"), "rank5": np.arange(24, dtype="<i4").reshape(1, 2, 3, 4, 1),
    # Headers one character below and at the length where NumPy's padding grows by a line.
    "below": np.zeros((0, 10) + 12 * (1,), "u1"), "above": np.zeros((0, 100) + 12 * (1,), "u1"),
}
for name, array in ours.items():
    np.save(f"npy/same-{name}.npy", array)

foreign = {
    "be-f4": (ramp / 4).astype(">f4"), "be-f8": (ramp / 4).astype(">f8"), "be-i4": (ramp - 3).astype(">i4"),
    "be-i8": (ramp - 3).astype(">i8"), "be-u4": ramp.astype(">u4"), "i1": (ramp - 3).astype("i1"),
    "i2": (ramp - 3).astype("<i2"), "be-i2": (ramp - 3).astype(">i2"), "u2": ramp.astype("<u2"),
    "u8": ramp.astype("<u8"), "f2": (ramp / 4 - 0.5).astype("<f2"), "be-f2": (ramp / 4).astype(">f2"),
    "fortran-f4": np.asfortranarray((ramp / 4).astype("<f4")),
    "fortran3-i2": np.asfortranarray(np.arange(24, dtype=">i2").reshape(2, 3, 4)),
    "half-edges": np.array([0, -0.0, 1, 65504, 6e-8, 6.1e-5, np.inf, -np.inf], "<f2"),
}
for name, array in foreign.items():
    np.save(f"npy/read-{name}.npy", array)
for version in [(2, 0), (3, 0)]:
    with open(f"npy/read-version{version[0]}.npy", "wb") as out:
        np.lib.format.write_array(out, (ramp / 4).astype("<f4"), version=version)

refused = {
    "c8": ramp.astype("<c8"), "U3": np.array(["abc"]), "S3": np.array([b"abc"]), "O": np.array([None]),
    "M8": np.array(["2020-01-01"], "M8[D]"), "fields": np.zeros(2, [("a", "<f4"), ("b", "<i4")]),
    "u8-large": np.array([1, 2**63], "<u8"), "f16": np.zeros(2, np.longdouble),
}
for name, array in refused.items():
    np.save(f"npy/no-{name}.npy", array)

pair = {"w": (ramp / 4).astype("<f4"), "größe": np.array(3, "<i4")}
np.savez("npz/stored.npz", **pair)
np.savez_compressed("npz/deflated.npz", **pair, zeros=np.zeros((50, 50)))


class Pipe(io.RawIOBase):
    """A target that cannot seek: zipfile then writes data descriptors."""

    def __init__(self): self.data = bytearray()
    def writable(self): return True
    def write(self, part): self.data += part; return len(part)


pipe = Pipe()
with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
    for name, array in pair.items():
        with archive.open(name + ".npy", "w", force_zip64=True) as member:
            np.lib.format.write_array(member, array)
open("npz/descriptors.npz", "wb").write(pipe.data)
with zipfile.ZipFile("npz/other.npz", "w") as archive:
    archive.writestr(zipfile.ZipInfo("readme.txt"), "no array")
with zipfile.ZipFile("npz/empty.npz", "w"):
    pass

import gzip

plain = b"one line\n" * 20
open("gzip/one.gz", "wb").write(gzip.compress(plain, mtime=0))
open("gzip/two.gz", "wb").write(gzip.compress(plain, mtime=0) + gzip.compress(b"and more", mtime=0))
open("gzip/bomb.gz", "wb").write(gzip.compress(bytes(20_000_000), 9, mtime=0))
