"""A case: a program of the language, its inputs, and the value that it must give.

Neighbours: `make.py` writes the books, `areas/` fills them.
"""

import json
import math
import os

os.environ["JAX_ENABLE_X64"] = "1"
os.environ["JAX_THREEFRY_PARTITIONABLE"] = "1"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import numpy as np

NAMES = {
    "float32": "f32", "float64": "f64", "int32": "i32", "int64": "i32", "uint8": "u8", "uint32": "u32",
    "bool": "bool",
}
TYPES = {"f32": np.float32, "f64": np.float64, "i32": np.int32, "u8": np.uint8, "u32": np.uint32, "bool": np.bool_}


def f32(*values):
    return np.array(values[0] if len(values) == 1 else values, dtype=np.float32)


def f64(*values):
    return np.array(values[0] if len(values) == 1 else values, dtype=np.float64)


def i32(*values):
    return np.array(values[0] if len(values) == 1 else values, dtype=np.int32)


def sample(seed, *shape, low=-2.0, high=2.0, dtype=np.float64):
    """Numbers with few digits, the same at every run, exact in f32."""
    numbers = np.random.default_rng(seed).integers(int(low * 64), int(high * 64), size=shape, endpoint=True)
    return (numbers / 64).astype(dtype)


class Host:
    """An expected host number, bool or string, as against a 0-d tensor."""

    def __init__(self, value):
        self.value = value


class Error:
    """The kind of error that the program must end with."""

    def __init__(self, kind):
        self.kind = kind


def number(x):
    """A number as JSON has it; what JSON lacks is a string."""
    if isinstance(x, (bool, np.bool_)):
        return int(x)
    if isinstance(x, (int, np.integer)):
        return int(x)
    if math.isnan(x):
        return "nan"
    if math.isinf(x):
        return "inf" if x > 0 else "-inf"
    if x == 0 and math.copysign(1, x) < 0:
        return "-0"
    shortest = float(str(x)) if isinstance(x, np.float32) else float(x)
    return int(shortest) if shortest == int(shortest) and abs(shortest) < 2**53 else shortest


def encoded(value):
    if isinstance(value, Host):
        if isinstance(value.value, str):
            return {"string": value.value}
        return {"number": number(value.value)}
    if isinstance(value, Error):
        return {"error": value.kind}
    if value is None:
        return {"none": True}
    if isinstance(value, (list, tuple)):
        return {"list": [encoded(item) for item in value]}
    if isinstance(value, dict):
        return {"record": {key: encoded(item) for key, item in value.items()}}
    array = np.asarray(value)
    return {
        "dtype": NAMES[str(array.dtype)],
        "shape": list(array.shape),
        "data": [number(x) for x in array.reshape(-1)],
    }


class Book:
    """The cases of one area."""

    def __init__(self, area):
        self.area = area
        self.cases = []
        self.names = set()

    def add(self, name, program, expected, inputs=None, by="jax", largest=False, zeros=False, tol=None, note=None):
        """One case.

        largest: the tolerance is relative to the largest element, not to each (sums that cancel).
        zeros: the signs of zeros must agree.
        tol: a relative tolerance in place of 1e-5 (f32) or 1e-12 (f64).
        """
        assert name not in self.names, f"two cases are called {name}"
        self.names.add(name)
        case = {"name": name, "program": program}
        if inputs:
            case["inputs"] = {key: encoded(np.asarray(value)) for key, value in inputs.items()}
        case["expected"] = encoded(expected)
        case["by"] = by
        if largest:
            case["largest"] = True
        if zeros:
            case["zeros"] = True
        if tol:
            case["tolerance"] = tol
        if note:
            case["note"] = note
        self.cases.append(case)

    def both(self, name, program, oracle, inputs, grad=None, dtypes=("f32", "f64"), seed=101, **options):
        """The value in f32 and f64, and the gradients in the inputs named by `grad` (a string of names).

        The gradient is that of sum(weight * value), with fixed weights, so that no two entries agree by chance.
        """
        for dtype in dtypes:
            given = {k: cast(v, dtype) for k, v in inputs.items()}
            value = oracle(**{k: jnp.asarray(v) for k, v in given.items()})
            self.add(f"{name} {dtype}", program, value, given, **options)
            if grad:
                self.gradient(f"{name} gradient {dtype}", program, oracle, given, grad.split(), dtype, seed, **options)

    def gradient(self, name, program, oracle, given, wrt, dtype, seed=101, **options):
        value = oracle(**{k: jnp.asarray(v) for k, v in given.items()})
        weight = sample(seed, *np.shape(value), dtype=TYPES[dtype])
        others = {k: v for k, v in given.items() if k not in wrt}

        def loss(active):
            return jnp.sum(jnp.asarray(weight) * oracle(**active, **others))

        slopes = jax.grad(loss)({k: jnp.asarray(given[k]) for k in wrt})
        arguments = ", ".join(wrt)
        places = "0" if len(wrt) == 1 else "(" + ", ".join(str(i) for i in range(len(wrt))) + ")"
        text = (
            f"fn f({arguments}) {{\n  " + program.replace("\n", "\n  ") + "\n}\n"
            f"grad(({arguments}) -> sum(weight * f({arguments})), wrt = {places})({arguments})"
        )
        expected = slopes[wrt[0]] if len(wrt) == 1 else [slopes[k] for k in wrt]
        options = {"largest": True, **options}
        self.add(name, text, expected, {**given, "weight": weight}, **options)

    def json(self):
        lines = ",\n".join("  " + json.dumps(case, ensure_ascii=False) for case in self.cases)
        return f'{{"area": "{self.area}", "cases": [\n{lines}\n]}}\n'


def cast(value, dtype):
    array = np.asarray(value)
    return array.astype(TYPES[dtype]) if array.dtype.kind == "f" else array
