"""Reference values for src/dynamics/prepare and src/inference/diagnosis, computed with NumPy from a small synthetic screen.

Every quantity is written from docs/method.md with whole matrices and explicit row selections, not the way the program
does it. Writes tests/support/dynamics/prepare.reference.json.   /usr/bin/python3 scripts/references/prepare_reference.py
"""
import json
import pathlib

import numpy as np


def of_mean(z):
    """Variance of the mean of cells; of fewer than 20 the reference's variance of 1 takes the place of what lacks."""
    trusted = min(1, len(z) / 20) if len(z) > 1 else 0
    return (trusted * z.var(0) + (1 - trusted)) / len(z)


def of_pseudobulk(own, control, s):
    """Squared standard error of (log1p(mean of own) − log1p(mean of control))/s, of amounts."""

    def missing(cells, known):
        return 1 - np.minimum(1, cells * known.mean(0) ** 2 / known.var(0) / 20)

    n, m = len(own), len(control)
    of_own, of_control = (cells.var(0) / ((1 + cells.mean(0)) * s) ** 2 for cells in (own, control))
    unit = np.maximum(1, (np.sqrt(of_control) + 0.05 / s) ** 2)
    trusted = min(1, n / 20) if n > 1 else 0
    of_cell = np.maximum(trusted * of_own + (1 - trusted) * unit, missing(n, control) * unit)
    of_logs = (np.log1p(own) / s).var(0)
    return np.minimum(of_cell / n, np.maximum(1, of_logs)) + np.maximum(of_control, missing(m, own) * of_own) / m


random = np.random.default_rng(2026)
GENES = 6
CANDIDATES = [0, 1, 2, 4]
CONDITIONS = [
    ("control", [], 44),
    ("g0", [(0, "knockout")], 9),
    ("g1", [(1, "overexpression")], 10),
    ("g3", [(3, "knockdown")], 8),
    ("g0+g4", [(0, "knockout"), (4, "overexpression")], 11),
    ("g2", [(2, "knockout")], 7),
]
HELD_OUT = "g2"

# Log-normal expression with one shared factor, normalised to a total of 100, logarithm rounded to what the JSON keeps.
base = np.array([2.0, 1.5, 1.0, 2.5, 0.8, 3.0])
loading = np.array([0.5, -0.2, 0.4, 0.1, 0.3, -0.3])
effect = {
    "control": np.zeros(6),
    "g0": np.array([0.3, -0.6, 0.2, 0.0, 0.4, 0.1]),
    "g1": np.array([0.1, 1.2, 0.5, -0.2, 0.0, 0.9]),
    "g3": np.array([0.0, 0.1, -0.3, -1.4, 0.2, -0.1]),
    "g0+g4": np.array([-0.5, -0.4, 0.1, 0.2, 1.1, 0.3]),
    "g2": np.array([0.2, 0.1, -2.0, 0.3, -0.4, 0.0]),
}
rows, condition = [], []
for index, (label, _, cells) in enumerate(CONDITIONS):
    factor = random.normal(size=(cells, 1))
    amount = np.exp(base + effect[label] + factor * loading + 0.3 * random.normal(size=(cells, GENES)))
    rows.append(np.log1p(amount / amount.sum(1, keepdims=True) * 100))
    condition += [index] * cells
X = np.round(np.concatenate(rows), 4)
condition = np.array(condition)
batch = np.arange(len(X)) % 2
X_batches = np.round(X + 0.3 * batch[:, None] * np.array([1, 0, 2, 0, 1, 0]), 4)
targets = [[gene for gene, _ in interventions] for _, interventions, _ in CONDITIONS]


def off_target(values, k):
    kept = values.copy()
    kept[targets[k]] = 0
    return kept


def composition(k):
    treated, control = np.expm1(X[condition == k]), np.expm1(X[condition == 0])
    m, m0 = treated.mean(0), control.mean(0)
    change = np.log(m) - np.log(m0)
    n, n0 = len(treated), len(control)
    within = np.concatenate([treated - m, control - m0]).var(0)
    relative = within / np.concatenate([treated, control]).mean(0) ** 2
    weight = 1 / (relative * (1 / n + 1 / n0) + 0.05**2)
    order = [g for g in np.argsort(change) if g not in targets[k] and min(n, n0) >= 3 * relative[g]]
    cumulated = np.cumsum(weight[order])
    return change[order[int(np.argmax(cumulated >= cumulated[-1] / 2))]]


def ridge(groups, set_genes):
    """groups: [(matrix of rows, cells each row counts for, targets)]"""
    W = np.zeros((GENES, len(CANDIDATES)))
    for i in range(GENES):
        used = [(Z, n) for (Z, n), genes in zip(groups, set_genes) if i not in genes]
        Z = np.concatenate([Z * np.sqrt(n) for Z, n in used])
        cells = sum(len(Z) * n for Z, n in used)
        others = [r for r in CANDIDATES if r != i]
        solved = np.linalg.solve(Z[:, others].T @ Z[:, others] + 0.1 * cells * np.eye(len(others)), Z[:, others].T @ Z[:, i])
        for r, value in zip(others, solved):
            W[i, CANDIDATES.index(r)] = value
    return W


def with_composition():
    shifts = np.array([0.0] + [composition(k) for k in range(1, len(CONDITIONS))])
    corrected = np.log1p(np.expm1(X) * np.exp(-shifts[condition])[:, None])
    control = X[condition == 0]
    mu, s = control.mean(0), control.std(0) + 0.05
    z, raw = (corrected - mu) / s, (X - mu) / s
    z0 = np.maximum(-4, -mu / s)
    bulk = lambda values: np.log1p(np.expm1(values).mean(0))
    K = range(1, len(CONDITIONS))
    D = {k: (bulk(corrected[condition == k]) - bulk(control)) / s for k in K}
    amounts = np.expm1(corrected)
    se = {k: np.sqrt(of_pseudobulk(amounts[condition == k], amounts[condition == 0], s)) for k in K}
    raw_shift = {k: raw[condition == k].mean(0) for k in K}
    train = [k for k in K if CONDITIONS[k][0] != HELD_OUT]
    cells = []
    for k in [0] + train:
        own = z[condition == k]
        if k:
            own = own - own.mean(0) + D[k]
        for gene, kind in CONDITIONS[k][1]:
            if kind == "knockout":
                own[:, gene] = z0[gene]
        cells.append(own)
    within = np.concatenate([own - own.mean(0) for own in cells])
    variance, U = np.linalg.eigh(within.T @ within / len(within))
    spread = np.sqrt(variance)
    moved = np.sqrt(np.mean([(off_target(D[k], k) @ U) ** 2 for k in train], axis=0))
    f = np.minimum(1, np.maximum(1.5, 0.4 * moved / np.median(moved)) * np.median(spread) / spread)
    plain = np.minimum(1, 1.5 * np.median(spread) / spread)
    P, P_plain = U @ np.diag(f) @ U.T, U @ np.diag(plain) @ U.T
    capped = []
    for own, k in zip(cells, [0] + train):
        damped = own.mean(0) + (own - own.mean(0)) @ P
        for gene, kind in CONDITIONS[k][1]:
            if kind == "knockout":
                damped[:, gene] = z0[gene]
        capped.append(damped)
    set_genes = [targets[k] for k in [0] + train]
    W = ridge([(own, 1) for own in capped], set_genes)
    between = ridge([(own.mean(0)[None], len(own)) for own in cells], set_genes)
    inside = ridge([((own - own.mean(0)) @ P_plain, 1) for own in cells], set_genes)
    perturbed = {gene for genes in set_genes for gene in genes}
    pairs = [(i, c) for c, r in enumerate(CANDIDATES) if r in perturbed for i in range(GENES) if i != r]
    agreement = np.corrcoef([between[p] for p in pairs], [inside[p] for p in pairs])[0, 1]

    precision = np.array([1 / (se[k] ** 2 + 0.05**2) for k in train])
    weight = precision / precision.mean() / precision.size
    for row, k in enumerate(train):
        weight[row, targets[k]] = 0

    total = np.expm1(control).mean(0)

    def at_total(shift):
        y = np.maximum(np.expm1(np.log1p(total) + s * shift), 0)
        return (np.log1p(y * total.sum() / y.sum()) - np.log1p(total)) / s

    R = np.array([off_target(at_total(D[k]), k) for k in train])
    T = np.array([raw_shift[k] for k in train])
    a = 3 * (R**2).sum(0).mean()
    gene_scale = ((R * T).sum(0) + a * (R * T).sum() / (R**2).sum()) / ((R**2).sum(0) + a)
    probe = np.array([0.5, -0.3, 0.0, 1.0, -0.8, 0.2])

    amount = np.expm1(X)
    control = amount[condition == 0]
    amount = amount - np.expm1(shifts)[condition][:, None] * control.mean(0)
    floor = 0.05 * (1 + amount[np.isin(condition, [0, *train])].mean(0))

    def squares(own, others, degrees):
        """Squared t of each gene, with the standard deviation pooled within the two groups, and its floor."""
        within = ((own - own.mean(0)) ** 2).sum(0) + ((others - others.mean(0)) ** 2).sum(0)
        deviation = np.sqrt(within / degrees) + floor
        return (own.mean(0) - others.mean(0)) ** 2 / (deviation**2 * (1 / len(own) + 1 / len(others)))

    # Fewer than 20 cells: controls are drawn in their place and compared with the other controls.
    observed, permuted = 0, 0
    for k in train:
        own = amount[condition == k]
        free = [g for g in range(GENES) if g not in targets[k]]
        observed += squares(own, control, len(own) + len(control) - 2)[free].sum()
        for _ in range(2000):
            drawn = control[random.permutation(len(control))]
            permuted += squares(drawn[: len(own)], drawn[len(own) :], len(control) - 2)[free].sum() / 2000
    order = train + [k for k in K if k not in train]
    return dict(
        composition=shifts, mean=mu, scale=s, knockoutValue=z0, knockdown=max(-4, D[3][3]),
        shift=[D[k] for k in order], rawShift=[raw_shift[k] for k in order], standardError=[se[k] for k in order],
        low=np.quantile(np.concatenate(capped), 0.02, axis=0), high=np.quantile(np.concatenate(capped), 0.98, axis=0),
        spread=spread, factors=f, capped=np.concatenate(capped)[::7], ridge=W, weight=weight,
        probe=probe, geneScale=gene_scale, sentBack=at_total(probe) * gene_scale,
        agreement=agreement, sharedFactor=spread[-1] / np.median(spread), signal=observed / permuted,
    )


def in_batches():
    """No composition; μ and s from the controls of each of the two batches."""
    z = np.zeros_like(X)
    for b in (0, 1):
        control = X_batches[(condition == 0) & (batch == b)]
        z[batch == b] = (X_batches[batch == b] - control.mean(0)) / (control.std(0) + 0.05)
    return dict(shift=[z[condition == k].mean(0) for k in range(1, len(CONDITIONS))])


def free_of(gene):
    """Cells of conditions that do not set the gene; here the first 44 cells set gene 5."""
    return np.array([gene not in (targets[k] if k else [5]) for k in condition])


def against_others():
    """No controls: the first 44 cells count as a knockout of gene 5; even cells are day 1, odd cells day 4.

    The reference of a gene never includes the conditions that set it."""
    train = [k for k in range(len(CONDITIONS)) if CONDITIONS[k][0] != HELD_OUT]
    used = np.isin(condition, train)
    inside, freedom = np.zeros(GENES), 0
    for k in train:
        for day in (0, 1):
            own = X[(condition == k) & (batch == day)]
            inside += ((own - own.mean(0)) ** 2).sum(0)
            freedom += len(own) - 1
    s = np.sqrt(inside / freedom) + 0.05
    shift, error = [], []
    order = train + [k for k in range(len(CONDITIONS)) if k not in train]
    for k in order:
        for day in (0, 1):
            own = X[(condition == k) & (batch == day)]
            rows = used & (condition != k) & (batch == day)
            others = [X[rows & free_of(g), g] for g in range(GENES)]
            shift.append((own.mean(0) - np.array([other.mean() for other in others])) / s)
            error.append(np.sqrt(of_mean(own / s) + np.array([of_mean(other / s[g]) for g, other in enumerate(others)])))
    mean = np.array([X[used & (batch == 0) & free_of(g), g].mean() for g in range(GENES)])
    return dict(scale=s, shift=shift, standardError=error, firstCell=(X[0] - mean) / s)


def plain(value):
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    return np.round(np.asarray(value, dtype=float), 7).tolist()


fixture = dict(
    genes=[f"g{i}" for i in range(GENES)],
    candidates=CANDIDATES,
    heldOut=[HELD_OUT],
    conditions=[
        dict(label=label, interventions=[dict(gene=gene, kind=kind) for gene, kind in interventions], cells=cells)
        for label, interventions, cells in CONDITIONS
    ],
    values=X.ravel().tolist(),
    valuesWithBatchOffsets=X_batches.ravel().tolist(),
    composed=plain(with_composition()),
    batches=plain(in_batches()),
    others=plain(against_others()),
)
path = pathlib.Path(__file__).parents[2] / "tests/support/dynamics/prepare.reference.json"
path.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
print(path, path.stat().st_size)
