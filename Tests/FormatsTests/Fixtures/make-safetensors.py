"""Writes the safetensors fixtures with the package of that name (0.8); run in this folder."""

import numpy as np
from safetensors.numpy import save_file

# Every element type that is ours, names that need escapes, an empty tensor: to be encoded to the same bytes.
save_file({
    "layers.0.w": (np.arange(6) / 4).astype("f4").reshape(2, 3), "layers.0.b": np.array([1.5, -2], "f8"),
    "n": np.array(7, "i4"), "flag": np.array([True, False]), "u8": np.arange(5, dtype="u1"),
    "u32": np.array([4000000000], "u4"), "i64": np.array([-3, 2**40], "i8"), "empty": np.zeros((0, 3), "f4"),
    'größe "x"\n': np.array([1, 2], "f4"),
}, "safetensors/ours.safetensors")

# Types that are read as others, and metadata.
save_file({
    "half": np.array([1, -0.5, 65504, 6e-8, np.inf], "f2"), "i16": np.array([-300], "i2"),
    "u16": np.array([60000], "u2"), "i8": np.array([-1], "i1"), "u64": np.array([9], "u8"),
}, "safetensors/foreign.safetensors", metadata={"format": "np", "note": 'a é "q"'})
