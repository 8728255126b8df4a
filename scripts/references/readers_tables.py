"""Writes tables as programs and people write them, with and without header, and their content as read by pandas with the right
options (tests/fixtures/readers/tables.json: the bytes in base64, names and values).

Synthetic data only. Run: python3 scripts/references/readers_tables.py (pandas 1.5, numpy 1.24).
"""

import base64
import gzip
import io
import json
import os

import numpy as np
import pandas as pd

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "..", "tests", "fixtures", "readers")
random = np.random.default_rng(6)
CELLS = ["".join(random.choice(list("ACGT"), 14)) + "-1" for _ in range(9)]
GENES = ["GATA1", "SPI1", "KLF1", "HLA-A", "NKX2-1", "FLI1", "CEBPA"]
LABELS = ["control", "GATA1", "SPI1"] * 3
COUNTS = random.poisson(3, (9, 7)) * random.integers(0, 40, (9, 7))
LOGS = np.round(np.log1p(COUNTS), 4)
found = {}


def keep(name, data, rows="cells", labels=None, **how):
    """`how`: options of pandas."""
    data = data.encode() if isinstance(data, str) else data
    table = pd.read_csv(io.BytesIO(data), compression="gzip" if name.endswith(".gz") else None, **how)
    if labels is not None:
        table = table.drop(columns=labels)
    table = table.dropna(axis=1, how="all")
    found[name] = {
        "bytes": base64.b64encode(data).decode(),
        "rows": rows,
        "rowNames": [str(v) for v in table.index] if how.get("index_col") is not None else None,
        "columnNames": None if how.get("header", 0) is None else [str(v) for v in table.columns],
        "values": table.to_numpy().astype("f8").tolist(),
    }


def lines(header, rows, sep=",", end="\n", number=str):
    return end.join([*([] if header is None else [header]), *(sep.join(v if isinstance(v, str) else number(v) for v in row) for row in rows)]) + end


named = [[c, *map(float, row)] for c, row in zip(CELLS, LOGS)]
counted = [[c, *map(int, row)] for c, row in zip(CELLS, COUNTS)]
by_gene = [[g, *map(int, row)] for g, row in zip(GENES, COUNTS.T)]
comma = lambda v: str(v).replace(".", ",")
head = "cell," + ",".join(GENES)

# Without header.
none = {"header": None}
keep("numbers only.csv", lines(None, COUNTS.tolist()), **none)
keep("logarithms only.tsv", lines(None, LOGS.tolist(), "\t"), sep="\t", **none)
keep("genes named.tsv", lines(None, by_gene, "\t"), rows="genes", sep="\t", index_col=0, **none)
keep("cells named.csv", lines(None, counted), index_col=0, **none)
keep("rows counted.csv", lines(None, [[i, *map(float, row)] for i, row in enumerate(LOGS)]), index_col=0, **none)
keep("cells and labels.csv", lines(None, [[c, l, *row] for (c, *row), l in zip(counted, LABELS)]), index_col=0, labels=[1], **none)
keep("decimal commas, no names.csv", lines(None, LOGS.tolist(), ";", number=comma), sep=";", decimal=",", **none)
keep("genes named, quoted, packed.csv.gz", gzip.compress(lines(None, [[f'"{g}"', *row] for g, *row in by_gene]).encode(), mtime=0), rows="genes", index_col=0, **none)

# With header, in every dialect.
table, index = lines(head, named), {"index_col": 0}
keep("semicolons and decimal commas.csv", lines(head.replace(",", ";"), named, ";", number=comma), sep=";", decimal=",", **index)
keep("tabs and decimal commas.txt", lines(head.replace(",", "\t"), named, "\t", number=comma), sep="\t", decimal=",", **index)
keep("quoted decimal commas.csv", lines(head, [[c, *(f'"{comma(v)}"' for v in row)] for c, *row in named]), decimal=",", **index)
keep("quotes.csv", lines(",".join(f'"{v}"' for v in head.split(",")), [[f'"{c}, the ""one"""', *row] for c, *row in named]), **index)
keep("comments.csv", "# made by a tool\n#again, with commas\n" + table.replace("\n", "\n# within\n", 1), comment="#", **index)
keep("told to Excel.csv", "sep=;\r\n" + lines(head.replace(",", ";"), named, ";", "\r\n"), sep=";", skiprows=1, **index)
keep("told to Excel with tabs.csv", "sep=\t\n" + lines(head.replace(",", "\t"), named, "\t"), sep="\t", skiprows=1, **index)
keep("tabs.tab", lines(head.replace(",", "\t"), named, "\t"), sep="\t", **index)
keep("spaces.txt", lines(head.replace(",", "  "), named, "   "), sep=r"\s+", **index)
keep("trailing delimiters.csv", lines(head + ",", [[*row, ""] for row in named]), **index)
keep("byte order mark.csv", "\ufeff" + table, encoding="utf-8-sig", **index)
keep("UTF-16, little end first.csv", ("\ufeff" + table).encode("utf-16-le"), encoding="utf-16", **index)
keep("UTF-16, big end first.txt", ("\ufeff" + lines(head.replace(",", "\t"), named, "\t")).encode("utf-16-be"), sep="\t", encoding="utf-16", **index)
keep("UTF-16, packed.csv.gz", gzip.compress(("\ufeff" + table).encode("utf-16-le"), mtime=0), encoding="utf-16", **index)
keep("carriage returns alone.csv", table.replace("\n", "\r"), lineterminator="\r", **index)
keep("carriage returns, quoted, packed.csv.gz", gzip.compress(lines(head, [[f'"{c}"', *row] for c, *row in named], end="\r").encode(), mtime=0), lineterminator="\r", **index)
keep("exponents.csv", lines(head, named, number=lambda v: f"{v:.6E}"), **index)
keep("written by R.txt", lines("\t".join(f'"{g}"' for g in GENES), [[f'"{c}"', *row] for c, *row in named], "\t"), sep="\t", index_col=None)
found["written by R.txt"]["rowNames"] = CELLS
assert found["written by R.txt"]["columnNames"] == GENES
keep("letters of Windows.csv", lines("Zelle,größe,µ,GATA1", [[f"Zellé{i}", *map(int, row[:3])] for i, row in enumerate(COUNTS)]).encode("cp1252"), encoding="cp1252", **index)

with open(os.path.join(OUT, "tables.json"), "w") as out:
    json.dump(found, out, indent=0)
    out.write("\n")
