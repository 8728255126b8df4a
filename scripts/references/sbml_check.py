"""Reads an SBML file that `modulode export` wrote with libsbml, checks its consistency, and solves its equations.

    /usr/bin/python3 scripts/references/sbml_check.py FILE '{"steps": 12, "horizon": 6, "sets": [{}, {"GATA1": 0}]}'

Each of `sets` maps names of genes to their values of `set_GENE`. Prints as JSON what libsbml finds (`errors`, by severity), and of each
set the levels z at the end: by `steps` steps of the classical Runge-Kutta method (`rk4`), and by an adaptive method of SciPy (`exact`).
libsbml (Debian: libsbml5) is called by its C interface, because Debian 12 has no package for Python.
"""

import ctypes
import ctypes.util
import json
import math
import sys

import numpy
import scipy.integrate

library = ctypes.CDLL(ctypes.util.find_library("sbml") or "libsbml.so.5")


def call(name, *given, result=ctypes.c_void_p):
    function = getattr(library, name)
    function.restype = result
    function.argtypes = [
        ctypes.c_char_p if isinstance(one, bytes) else ctypes.c_uint if isinstance(one, int) and one < 2**31 else ctypes.c_void_p
        for one in given
    ]
    return function(*given)


def pointer(name, *given):
    return ctypes.c_void_p(call(name, *given))


def text(name, *given):
    return (call(name, *given, result=ctypes.c_char_p) or b"").decode()


def number(name, *given):
    return call(name, *given, result=ctypes.c_double)


def count(name, *given):
    return call(name, *given, result=ctypes.c_uint)


def each(model, kind):
    many = kind if kind.endswith("s") else f"{kind}s"
    return [pointer(f"Model_get{kind}", model, at) for at in range(count(f"Model_getNum{many}", model))]


def piecewise(*given):
    for value, when in zip(given[0::2], given[1::2]):
        if when:
            return value
    return given[-1]


def logarithm(value):
    return math.log(value) if value > 0 else -math.inf


FUNCTIONS = {
    "exp": math.exp,
    "ln": logarithm,
    "log": lambda base, value: logarithm(value) / math.log(base),
    "log2": lambda value: logarithm(value) / math.log(2),
    "piecewise": piecewise,
    "lt": lambda a, b: a < b,
    "gt": lambda a, b: a > b,
    "neq": lambda a, b: a != b,
}


def compiled(node):
    # Numbers are written with their unit.
    formula = text("SBML_formulaToL3String", node).replace(" dimensionless", "")
    return compile(formula, formula[:40], "eval")


def errors_of(document):
    call("SBMLDocument_checkConsistency", document)
    found = [pointer("SBMLDocument_getError", document, at) for at in range(count("SBMLDocument_getNumErrors", document))]
    return [
        {
            "severity": ["information", "warning", "error", "fatal"][min(3, count("XMLError_getSeverity", one))],
            "id": count("XMLError_getErrorId", one),
            "message": text("XMLError_getMessage", one).strip(),
        }
        for one in found
    ]


class Equations:
    def __init__(self, model):
        self.species = [text("Species_getId", one) for one in each(model, "Species")]
        self.names = [text("Species_getName", one) for one in each(model, "Species")]
        self.values = {
            text("Parameter_getId", one): number("Parameter_getValue", one) for one in each(model, "Parameter")
        }
        self.initial = [
            (text("InitialAssignment_getSymbol", one), compiled(pointer("InitialAssignment_getMath", one)))
            for one in each(model, "InitialAssignment")
        ]
        rules = each(model, "Rule")
        of = lambda test: [
            (text("Rule_getVariable", one), compiled(pointer("Rule_getMath", one))) for one in rules if count(test, one)
        ]
        self.assigned = of("Rule_isAssignment")
        rates = dict(of("Rule_isRate"))
        self.rates = [rates[one] for one in self.species]

    def begin(self, sets):
        values = {**FUNCTIONS, **self.values}
        for name, level in sets.items():
            values[self.species[self.names.index(name)].replace("z_", "set_", 1)] = level
        for symbol, formula in self.initial:
            values[symbol] = eval(formula, values)
        return values, numpy.array([values[one] for one in self.species])

    def slope(self, values, state):
        values = {**values, **dict(zip(self.species, map(float, state)))}
        for symbol, formula in self.assigned:
            values[symbol] = eval(formula, values)
        return numpy.array([eval(one, values) for one in self.rates])

    def solved(self, sets, horizon, steps):
        values, start = self.begin(sets)
        slope = lambda state: self.slope(values, state)
        h, state = horizon / steps, start
        for _ in range(steps):
            k1 = slope(state)
            k2 = slope(state + h / 2 * k1)
            k3 = slope(state + h / 2 * k2)
            k4 = slope(state + h * k3)
            state = state + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        exact = scipy.integrate.solve_ivp(
            lambda _, state: slope(state), (0, horizon), start, method="DOP853", rtol=1e-10, atol=1e-12
        )
        return {"rk4": list(state), "exact": list(exact.y[:, -1]), "slope": list(slope(start))}


def main(path, asked):
    document = pointer("readSBMLFromFile", path.encode())
    model = pointer("SBMLDocument_getModel", document)
    answer = {
        "level": count("SBMLDocument_getLevel", document),
        "version": count("SBMLDocument_getVersion", document),
        "errors": errors_of(document),
    }
    if not any(one["severity"] in ("error", "fatal") for one in answer["errors"]):
        equations = Equations(model)
        answer["genes"] = equations.names
        answer["ends"] = [equations.solved(one, asked["horizon"], asked["steps"]) for one in asked["sets"]]
    json.dump(answer, sys.stdout)


main(sys.argv[1], json.loads(sys.argv[2]))
