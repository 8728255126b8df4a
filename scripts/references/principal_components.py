"""Reference values for src/numerics/principalComponents, with numpy's singular value decomposition of the centred matrix.

Not the eigenvectors of a covariance, which the program takes. Writes src/numerics/principalComponents.reference.json.
/usr/bin/python3 scripts/references/principal_components.py
"""
import json
import pathlib

import numpy

generator = numpy.random.default_rng(2026)
ROWS, COLUMNS = 24, 7
mixed = generator.normal(size=(ROWS, 3)) @ generator.normal(size=(3, COLUMNS))
values = (mixed + 0.3 * generator.normal(size=(ROWS, COLUMNS)) + 2).round(3)
_, singular, axes = numpy.linalg.svd(values - values.mean(0), full_matrices=False)
largest = numpy.take_along_axis(axes, abs(axes).argmax(1)[:, None], 1)
axes = axes * numpy.sign(largest)
rounded = lambda array: [float(f"{value:.15g}") for value in array.flatten()]
pathlib.Path("src/numerics/principalComponents.reference.json").write_text(
    json.dumps(
        {
            "columns": COLUMNS,
            "values": rounded(values),
            "axes": rounded(axes[:3]),
            "shares": rounded((singular**2 / (singular**2).sum())[:3]),
        }
    )
    + "\n"
)
