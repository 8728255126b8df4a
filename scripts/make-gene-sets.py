"""Writes the gene sets that the page offers, public/sets/*.gmt.gz, and the mouse orthologs of their genes (public/sets/README.md).

  python3 scripts/make-gene-sets.py HALLMARK REACTOME GO ANNOTATIONS NAMES SLIM ORTHOLOGS

HALLMARK, REACTOME and SLIM (yeast) are GMT files, GO and ANNOTATIONS the SQLite files of the Bioconductor packages GO.db and org.Hs.eg.db, NAMES a
table with the columns symbol and entrez (HGNC), ORTHOLOGS one with the columns human and mouse; all but the SQLite files are packed with gzip.
"""
import csv
import gzip
import pathlib
import sqlite3
import sys

FOLDER = pathlib.Path("public/sets")
# Terms that are broader say little of a module, and terms of fewer genes are seldom in a model.
GO_GENES = range(15, 701)
REACTOME_GENES = range(10, 301)
# Inferred electronically, and no data.
NOT_REVIEWED = ("IEA", "ND")


def text_of(path):
    return gzip.decompress(pathlib.Path(path).read_bytes()).decode()


def gmt(path):
    """(name, about, members) of every line."""
    rows = [line.split("\t") for line in text_of(path).splitlines() if line.strip()]
    return [(name, about, sorted(set(filter(None, members)))) for name, about, *members in rows]


def processes(terms, annotations, names):
    """Biological processes with the genes of their descendants; of terms with the same genes the one with the longest name."""
    symbols = {row["entrez"]: row["symbol"] for row in csv.DictReader(text_of(names).splitlines(), delimiter="\t")}
    term_of = dict(sqlite3.connect(terms).execute("SELECT go_id, term FROM go_term"))
    found = {}
    marks = ",".join("?" * len(NOT_REVIEWED))
    for go, entrez in sqlite3.connect(annotations).execute(
        "SELECT go_id, gene_id FROM go_bp_all JOIN genes USING (_id) WHERE evidence NOT IN (%s)" % marks, NOT_REVIEWED
    ):
        if entrez in symbols and go in term_of:
            found.setdefault(go, set()).add(symbols[entrez])
    kept = {}
    for go, members in sorted(found.items()):
        key = tuple(sorted(members))
        before = kept.get(key)
        if len(key) in GO_GENES and (before is None or len(term_of[go]) > len(term_of[before])):
            kept[key] = go
    return sorted((term_of[go], go, list(key)) for key, go in kept.items())


def write(name, text):
    packed = gzip.compress(text.encode(), 9, mtime=0)
    (FOLDER / name).write_bytes(packed)
    print(f"{FOLDER / name}: {len(text.splitlines())} lines, {len(packed) / 1000:.0f} kB")


def write_sets(name, sets):
    write(name, "".join("\t".join([title, about, *members]) + "\n" for title, about, members in sets))
    return {member for _, _, members in sets for member in members}


def main(hallmark, reactome, terms, annotations, names, slim, orthologs):
    FOLDER.mkdir(exist_ok=True)
    human = write_sets("hallmark.gmt.gz", [(name, "", members) for name, _, members in gmt(hallmark)])
    human |= write_sets("reactome.gmt.gz", [one for one in gmt(reactome) if len(one[2]) in REACTOME_GENES])
    human |= write_sets("go-processes.gmt.gz", processes(terms, annotations, names))
    write_sets("go-slim-yeast.gmt.gz", gmt(slim))
    mouse = {}
    for row in csv.DictReader(text_of(orthologs).splitlines(), delimiter="\t"):
        mouse.setdefault(row["human"], set()).add(row["mouse"])
    # A gene with one ortholog of the same spelling needs no line.
    lines = [
        "\t".join([symbol, *sorted(mouse.get(symbol, ()))])
        for symbol in sorted(human)
        if {name.upper() for name in mouse.get(symbol, ())} != {symbol.upper()}
    ]
    write("mouse-orthologs.tsv.gz", "".join(line + "\n" for line in lines))


if __name__ == "__main__":
    if len(sys.argv) != 8:
        sys.exit(__doc__)
    main(*sys.argv[1:])
