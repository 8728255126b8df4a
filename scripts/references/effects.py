"""Reference values for src/effects from NumPy and SciPy: effects of the perturbations of two small screens, each with known effects.

Writes the screens and, for each of five cases, effects.tsv and perturbations.tsv.
  /usr/bin/python3 scripts/references/effects.py fixture tests/fixtures/effects
"""
import sys, os
import numpy as np, scipy.sparse as sp, scipy.stats as st
from scipy.special import polygamma, digamma

# ---------------------------------------------------------------- size factors and residuals
def size_factors(C, dominating=.05):
    """Total without the genes that dominate, over its mean: a gene that is most of a panel moves no other.
    Genes above `dominating` of all counts are left out, the largest first, while the others keep at least half of all counts; the very largest is left out whenever it holds a fifth or more and five genes remain."""
    share = C.sum(0) / C.sum(); use = np.ones(len(share), bool)
    for j in np.argsort(-share, kind='stable'):
        if share[j] < dominating: break
        if share[use].sum() - share[j] >= .5 or (use.all() and share[j] >= .2 and len(share) > 5): use[j] = False
        else: break
    s = C[:, use].sum(1); s = s / s.mean(); return np.maximum(s, 1e-3 if s.min() <= 0 else s.min())

def residuals(C, s, batch, clip=10.):
    """Pearson residuals of a negative binomial with mean mu_b s and moment dispersion per gene and batch, clipped."""
    Y = np.empty_like(C)
    for b in np.unique(batch):
        m = batch == b; c, sb = C[m], s[m]; mu = c.sum(0) / sb.sum(); e = mu * sb[:, None]
        phi = np.maximum((((c - e) ** 2).sum(0) - mu * sb.sum()) / np.maximum(mu ** 2 * (sb ** 2).sum(), 1e-12), 0)
        Y[m] = np.clip((c - e) / np.sqrt(np.maximum(e * (1 + phi * e), 1e-12)), -clip, clip)
    return Y

def moments(C, s):
    mu = C.sum(0) / s.sum(); return mu, np.maximum((((C - mu * s[:, None]) ** 2).sum(0) - mu * s.sum()) / np.maximum(mu ** 2 * (s ** 2).sum(), 1e-12), 0)

def slope(C, s, batch):
    """h of each gene: a fold change F moves the mean residual by (F - 1) h. With moments of batches, as residuals have them."""
    h = np.empty_like(C)
    for b in np.unique(batch):
        m = batch == b; mu, phi = moments(C[m], s[m]); e = mu * s[m][:, None]; h[m] = np.sqrt(e / (1 + phi * e))
    return h.mean(0)

def slopes_at_depth(C, s, h, of):
    """h in the cells of each group of `of`, [groups x genes]: a gene of mean m and share of counting noise a in average cells has sqrt(r m / (1 + phi r m)) at r times their depth."""
    mu, phi = moments(C, s); m = h ** 2 * (1 + phi * mu); r = np.array([np.sqrt(s[of == k]).mean() for k in range(of.max() + 1)]) ** 2 / np.sqrt(s).mean() ** 2
    return np.sqrt(r[:, None] * m / (1 + r[:, None] * m * (phi * mu / m)))

# ---------------------------------------------------------------- one pass over the cells
def accumulate(Y, guide, batch, depth=None):
    """guide, batch: integer codes per cell. Returns the sums that the fit needs: (guides + batches + 2) x genes."""
    n, G = Y.shape; I, B = guide.max() + 1, batch.max() + 1
    on = lambda codes, k: sp.csr_matrix((np.ones(n), (codes, np.arange(n))), (k, n))
    Z = np.eye(B)[batch][:, 1:] if B > 1 else np.zeros((n, 0))
    if depth is not None: Z = np.column_stack([Z, depth - depth.mean()])
    U = on(guide, I)
    return dict(n=np.bincount(guide, minlength=I).astype(float), S=U @ Y, z=U @ Z, ZZ=Z.T @ Z, Zy=Z.T @ Y, yy=(Y ** 2).sum(0), y3=(Y ** 3).sum(0), y1=Y.sum(0), cells=n)

# ---------------------------------------------------------------- variance of cells
def pinv(M): return np.linalg.pinv(M, rcond=1e-9) if M.size else M

def cell_variance(a):
    """Residual variance within guides, batches (and depth) taken out."""
    keep = a['n'] > 0; n, S, z = a['n'][keep], a['S'][keep], a['z'][keep]
    A = a['ZZ'] - (z / n[:, None]).T @ z; r = a['Zy'] - (z / n[:, None]).T @ S
    rss = a['yy'] - (S ** 2 / n[:, None]).sum(0) - (r * (pinv(A) @ r)).sum(0) if z.shape[1] else a['yy'] - (S ** 2 / n[:, None]).sum(0)
    df = a['cells'] - len(n) - (np.linalg.matrix_rank(A) if A.size else 0)
    return np.maximum(rss, 0) / df, df

# ---------------------------------------------------------------- fit: batch fixed, guide random
def average_batch(a, target):
    """Shares of the batches but the first in what is known of differences: cells by the probability that two of them are of different perturbations. Levels are told in this batch."""
    n = np.column_stack([a['n'] - a['z'].sum(1), a['z']]); k = np.array([n[target == t].sum(0) for t in range(target.max() + 1)]); all = k.sum(0); d = (k * (all - k)).sum(0) / np.maximum(all, 1)
    return ((d if d.any() else all) / (d.sum() or all.sum()))[1:]

def fit(a, target, rho):
    """target: code of each guide's perturbation, 0 = control. Generalised least squares with var(guide) = rho x var(cell)."""
    n, S, z = a['n'], a['S'], a['z']; T = target.max() + 1; use = n > 0
    w = np.where(use, n / (1 + rho * n), 0); f = np.where(use, 1 / (1 + rho * n), 0); kappa = np.where(use, rho / (1 + rho * n), 0)
    D = np.bincount(target, w, T); on = sp.csr_matrix((f, (target, np.arange(len(n)))), (T, len(n)))
    R = on @ S; C = on @ z; D1 = np.where(D > 0, D, 1)[:, None]
    if z.shape[1]:
        M = a['ZZ'] - (kappa[:, None] * z).T @ z - (C / D1).T @ C; r = a['Zy'] - (kappa[:, None] * z).T @ S - (C / D1).T @ R
        Mi = pinv(M); gamma = Mi @ r
    else: Mi = np.zeros((0, 0)); gamma = np.zeros((0, S.shape[1]))
    first = (R - C @ gamma) / D1; beta = first + average_batch(a, target) @ gamma
    e = np.where(use[:, None], (S - z @ gamma) / np.where(use, n, 1)[:, None], 0) - first[target]
    return dict(beta=beta, gamma=gamma, Mi=Mi, C=C / D1, D=D, w=w, e=e)

def tri_inverse(x):
    """Newton for the inverse of trigamma (Smyth 2004, appendix)."""
    x = np.asarray(x, float); y = .5 + 1 / x
    for _ in range(50):
        t = polygamma(1, y); d = t * (1 - t / x) / polygamma(2, y); y = y + d
        if np.max(-d / y) < 1e-8: break
    return y

def squeeze(v, d):
    """Prior degrees of freedom and prior variance of a scaled F (Smyth 2004): v estimates with d degrees of freedom each."""
    v = v[np.isfinite(v) & (v > 1e-15)]
    if len(v) < 3: return np.inf, 1.0
    e = np.log(v) - digamma(d / 2) + np.log(d / 2); m = e.mean(); s = e.var(ddof=1) - polygamma(1, d / 2)
    if s <= 0: return np.inf, float(np.exp(m))
    d0 = 2 * float(tri_inverse(s)); return d0, float(np.exp(m + digamma(d0 / 2) - np.log(d0 / 2)))

# ---------------------------------------------------------------- variance between guides
def spread(a, F, target, drop):
    """Squares of guide means about the mean of their own perturbation (weights = cells), summed over the perturbations that do not respond (drop: perturbation x gene).
    Returns Q, degrees of freedom and c2 of each gene: expected Q = d sigma2 + c2 tau2."""
    n = a['n']; m = (a['S'] - a['z'] @ F['gamma']) / np.maximum(n, 1)[:, None]; G = m.shape[1]; Q = np.zeros(G); d = np.zeros(G); c2 = np.zeros(G)
    for t in range(target.max() + 1):
        i = np.where((target == t) & (n > 0))[0]
        if len(i) < 2: continue
        w = n[i]; mu = (w[:, None] * m[i]).sum(0) / w.sum(); ok = ~drop[t]
        Q += np.where(ok, (w[:, None] * (m[i] - mu) ** 2).sum(0), 0); d += ok * (len(i) - 1); c2 += ok * (w.sum() - (w ** 2).sum() / w.sum())
    return Q, d, c2

def guide_variance(Q, d, c2, s2, share, h):
    """tau2 of each gene. Prior: theta x share expressing x sigma2; then the ratio of observed to expected, squeezed over genes (Smyth 2004); never below zero.
    Then half the variance of that estimate, which comes from the spread of guides with the noise of cells in it, and the third central moment:
    guides differ by log-normal factors, h the level at the factor 1."""
    ok = (s2 > 0) & (share > 0) & (d > 0); use = ok & (share >= .02)
    if use.sum() < 10: use = ok
    if not use.any(): return np.zeros(len(s2)), np.zeros(len(s2)), np.zeros(len(s2)), np.inf, 0.0, np.inf, 1.0
    one = lambda v: np.where(ok, v, 1)
    rho = np.where(ok, (Q / one(s2) - d) / one(c2), 0); theta = max(0.0, (rho[ok] * share[ok]).sum() / (share[ok] ** 2).sum())
    e = d + c2 * theta * share; r = np.where(ok, Q / one(s2) / one(e), 1.0); dm = float(np.median(d[use])); d0, s0 = squeeze(r[use], dm)
    post = np.full(len(r), s0) if np.isinf(d0) else (d0 * s0 + d * r) / (d0 + d)
    tau2 = np.where(ok, np.maximum(0, (post * e - d) / one(c2)) * s2, 0); v = tau2 / np.where(h > 0, h, 1) ** 2
    return tau2, np.where(ok, (post * e * s2 / one(c2)) ** 2 / (d0 + dm), 0), np.where(h > 0, h ** 3 * v ** 2 * (3 + v), 0), d0 + dm, theta, d0, s0

def third(a, s2, h):
    """Third central moment of each gene within guides: that over all cells, without what guides that are clearly apart (4 standard errors) add
    to it. Their cells vary as s2 (1 + d / h) at a distance d, and not at all where a gene is gone."""
    n = a['cells']; m = a['y1'] / n; keep = a['n'] > 0; w = a['n'][keep][:, None]; d = a['S'][keep] / w - m
    apart = np.where(w * d ** 2 >= 16 * s2, w / n * (d ** 3 + 3 * d * np.maximum(d / np.maximum(h, m), -1) * s2), 0).sum(0)
    return a['y3'] / n - 3 * m * a['yy'] / n + 2 * m ** 3 - apart

def unskew(z, g):
    """Wilson and Hilferty (1931): normal score of a gamma variable with skewness g, from its standardised value z."""
    g = np.where(np.abs(g) < 1e-4, 1e-4, g); return np.where(np.abs(g) <= 1e-4, z, 6 / g * (np.cbrt(np.maximum(1 + z * g / 2, 0)) - 1) + g / 6)

def test(F, a, target, s2, tau2, doubt, k3=None, pool=None, k3g=0.0):
    """Effect of each perturbation against the reference, its standard error, degrees of freedom, normal score, two-sided p.
    Reference: code 0; with pool (perturbation x gene, True = does not respond) the other perturbations of the pool and the controls."""
    n, w, D, C, Mi, beta = a['n'], F['w'], F['D'], F['C'], F['Mi'], F['beta']; T = len(D); n1 = np.maximum(n, 1)
    B1, B2, B3, B4 = (np.bincount(target, np.where(n > 0, v, 0), T) for v in (w ** 2 / n1, w ** 2, w ** 3 / n1 ** 2, w ** 3)); D1 = np.where(D > 0, D, 1)
    col = lambda v: v[:, None]
    if pool is None:
        W0, m0, r1, r2, r3, r4 = D1[0], beta[0], B1[0] / D1[0] ** 2, B2[0] / D1[0] ** 2, B3[0] / D1[0] ** 3, B4[0] / D1[0] ** 3; k = C - C[0]
    else:
        K = pool.astype(float); K[0] = 1; sums = lambda v: np.maximum((K * col(v)).sum(0) - K * col(v), 0)   # without the perturbation itself
        W0 = np.maximum(sums(D), 1e-9); m0 = ((K * col(D) * beta).sum(0) - K * col(D) * beta) / W0; r1, r2, r3, r4 = sums(B1) / W0 ** 2, sums(B2) / W0 ** 2, sums(B3) / W0 ** 3, sums(B4) / W0 ** 3; k = C - (D @ C - col(D) * C) / col(np.maximum(D.sum() - D, 1e-9))
    vb = ((k @ Mi) * k).sum(1) if Mi.size else np.zeros(T)
    effect = beta - m0; vc = (col(B1 / D1 ** 2 + vb) + r1) * s2; g2 = col(B2 / D1 ** 2) + r2; vg = g2 * tau2; var = vc + vg
    with np.errstate(all='ignore'):
        df = np.where(g2 ** 2 * doubt > 0, var ** 2 / np.where(g2 ** 2 * doubt > 0, g2 ** 2 * doubt, 1), 1e9)
        z = effect / np.sqrt(var); z = unskew(z, ((col(B3 / D1 ** 3) - r3) * k3 + (col(B4 / D1 ** 3) - r4) * k3g) / var ** 1.5) if k3 is not None else z
        p = 2 * st.t.sf(np.abs(z), np.minimum(df, 1e6))
    p = np.where((var > 0) & col(D > 0), p, np.nan); 
    if pool is None: p[0] = np.nan
    return effect, np.sqrt(var), df, p

def adjust(p):
    q = np.full(p.shape, np.nan); ok = np.isfinite(p); x = p[ok]; o = np.argsort(x); m = len(x)
    if m: y = np.minimum.accumulate((x[o] * m / np.arange(1, m + 1))[::-1])[::-1]; z = np.empty(m); z[o] = np.minimum(y, 1); q[ok] = z
    return q


# ---------------------------------------------------------------- the recipe
def recipe(a, target, share, h, least=4, pooled=None):
    """a: sums of accumulate(); target: code of each guide's perturbation, 0 = control; share: share of cells expressing each gene; h: slope().
    With fewer than `least` control guides the reference is controls and all perturbations that do not move the gene."""
    s2, dfc = cell_variance(a); k3 = third(a, s2, h); F = fit(a, target, 0.0); none = np.zeros_like(s2)
    pooled = (a['n'][target == 0] > 0).sum() < least if pooled is None else pooled
    if pooled:   # first look: against the weighted median of all perturbations
        o = np.argsort(F['beta'], 0); c = np.cumsum(F['D'][o], 0); m = np.take_along_axis(F['beta'], np.take_along_axis(o, (c >= c[-1] / 2).argmax(0)[None], 0), 0)[0]
        n1 = np.bincount(target, a['n'], target.max() + 1); z = (F['beta'] - m) * np.sqrt(np.maximum(n1, 1))[:, None] / np.sqrt(np.where(s2 > 0, s2, 1)); drop = np.nan_to_num(adjust(2 * st.norm.sf(np.abs(z))), nan=1) < .1
    else: drop = np.nan_to_num(adjust(test(F, a, target, s2, none, none, k3)[3]), nan=1) < .1
    for look in range(2):   # the first look takes large differences between guides for effects; the second knows them
        Q, d, c2 = spread(a, F, target, drop); tau2, doubt, k3g, dg, theta, d0, s0 = guide_variance(Q, d, c2, s2, share, h)
        ok = (s2 > 0) & (share >= .02); rho = float(np.median(tau2[ok] / s2[ok])) if ok.any() else 0.0
        F = fit(a, target, rho); effect, se, df, p = test(F, a, target, s2, tau2, doubt, k3, ~drop if pooled else None, k3g)
        p[0] = np.nan
        if not look: whole = dict(p=p, w=F['w'], tau2=tau2, doubt=doubt)   # for perturbations as a whole: guides that act off their targets count as effects there
        if look or not tau2.any(): break
        drop = np.nan_to_num(adjust(p), nan=1) < .01
    return dict(effect=effect, se=se, df=df, p=p, whole=whole, q=adjust(p), s2=s2, tau2=tau2, doubt=doubt, k3=k3, theta=theta, d0=d0, s0=s0, dg=dg, rho=rho, fit=F, pooled=pooled, drop=drop)

# ---------------------------------------------------------------- does a perturbation do anything
def guide_scores(a, r, target):
    """Standardised deviation of each guide from the controls (control guides: from the other controls)."""
    n, w = a['n'], r['whole']['w']; n1 = np.maximum(n, 1)[:, None]; m = (a['S'] - a['z'] @ r['fit']['gamma']) / n1; c = target == 0; W = w[c].sum(); ref = (w[c, None] * m[c]).sum(0) / W
    v = np.where(r['s2'] > 0, r['s2'], 1) / n1 + r['whole']['tau2']; v0 = ((w[c, None] / W) ** 2 * v[c] * excess(v[c], r['whole']['doubt'])).sum(0)
    dev = m - ref; dev[c] *= (W / np.maximum(W - w[c], 1e-9))[:, None]; return dev, v, v0

def excess(v, doubt):
    """By how much a squeezed variance exceeds its estimate on average, d / (d - 2) with d degrees of freedom (Smyth 2004), at least six."""
    d = np.maximum(np.divide(v ** 2, doubt, out=np.full(np.broadcast(v, doubt).shape, np.inf), where=doubt > 0), 6); return np.where(np.isfinite(d), d / np.where(np.isfinite(d), d - 2, 1), 1)

def pairs_variance(m, r):
    """Of the sum of products over pairs of m normal scores of variance 1 and correlation r: tr((A S)^2) / 2, A = 11' - I, S = (1 - r) I + r 11'."""
    A, S = 1 - np.eye(m), (1 - r) * np.eye(m) + r; return np.trace(A @ S @ A @ S) / 2

def agreement(a, r, target, leave=None):
    """Do guides of one perturbation agree? Sum over pairs of guides of the inner product of standardised deviations, shared error of the controls taken out,
    and what they have in common since the variance in the unit is known from few guides, themselves among them: (d / (d - 2) - 1) / m of m guides.
    Unit: the spread of the same product between guides of different perturbations (median absolute deviation), at least that of independent normal scores.
    Twice: over all genes, and over those beyond two standard errors in one of the two guides, for half, or in both; combined by Cauchy. There scores of a guide
    are divided by their root mean square where it is above 1. leave: perturbation x gene, True = left out (own target)."""
    dev, v, v0 = guide_scores(a, r, target); ok = (r['s2'] > 0) & np.isfinite(dev / np.sqrt(v)).all(0); v0 = v0[ok]; doubt = r['whole']['doubt'][ok]; use = a['n'] > 0
    on = np.ones((len(target), ok.sum()), bool) if leave is None else ~leave[:, ok][target]; u = 1 / np.sqrt(v[:, ok] + v0); Z = np.clip(dev[:, ok] * u, -5, 5) * on
    ms = np.maximum((Z ** 2).mean(1), 1); more = ((excess(v[:, ok], doubt) - 1) * on).sum(1); N = Z / np.sqrt(ms)[:, None]; H = np.where(np.abs(N) > 2, N, 0); S = np.sqrt(np.outer(ms, ms))
    C = (u * v0) @ u.T; c = st.chi2.sf(4, 3); i, j = np.triu_indices(len(target), 1); k = use[i] & use[j] & (target[i] > 0) & (target[j] > 0); i, j = i[k], j[k]; other = target[i] != target[j]
    T = target.max() + 1; p = np.full((T, 2), np.nan)
    for which, (P, E, one) in enumerate([(Z @ Z.T - C, more, 1), ((H @ N.T + N @ H.T) / 2 - c * C / S, (c + 8 * st.norm.pdf(2)) * more / ms, c * (1 + c) / 2)]):
        scale = 1.4826 * np.median(np.abs(P[i, j][other]))
        for t in range(1, T):
            s = ~other & (target[i] == t); m = ((target == t) & use).sum()
            if not s.any(): continue
            shared = C[i, j][s].mean() / ok.sum()
            p[t, which] = st.norm.sf((P[i, j][s] - (E[i] + E[j])[s] / 2 / m).sum() / np.sqrt(max(scale ** 2 / pairs_variance(2, shared), one * ok.sum()) * pairs_variance(m, shared)))
    return np.array([cauchy(q) for q in p])

# ---------------------------------------------------------------- one number for a perturbation
def cauchy(p):
    """Cauchy combination (Liu and Xie 2020): valid under dependence."""
    p = np.clip(p[np.isfinite(p)], 1e-300, 1 - 1e-12); t = np.where(p < 1e-12, 1 / (p * np.pi), np.tan((.5 - p) * np.pi)); m = t.mean() if len(t) else np.nan
    return 1 / (m * np.pi) if m > 1e12 else .5 - np.arctan(m) / np.pi

def gene_correlation(Y, guide):
    """Mean of r_ij^2 over pairs of genes and of r_ij r_jk r_ki over triples, within guides, their bias taken out."""
    k = np.bincount(guide).astype(float); n = len(guide); U = sp.csr_matrix((np.ones(n), (guide, np.arange(n))), (len(k), n)); E = Y - ((U @ Y) / np.maximum(k, 1)[:, None])[guide]; E /= np.maximum(E.std(0), 1e-9)
    R = E.T @ E / n; np.fill_diagonal(R, 0); G = Y.shape[1]; r2 = max(0, (R ** 2).sum() / (G * (G - 1)) - 1 / n)
    return r2, max(0, (R @ R * R).sum() / (G * (G - 1) * (G - 2)) - 3 * r2 / n - 1 / n ** 2)

def sum_of_squares(s, n, c):
    """Tail of a sum of squares of n normal variables of such correlations, by its three moments (Imhof 1961)."""
    c2 = n + n * (n - 1) * c[0]; c3 = min(max(n + 3 * n * (n - 1) * c[0] + n * (n - 1) * (n - 2) * c[1], c2 ** 2 / n), c2 ** 1.5); h = c2 ** 3 / c3 ** 2
    return st.chi2.sf(max(0, (s - n) * np.sqrt(h / c2) + h), h)

def anything(r, own, correlation):
    """Does a perturbation change any gene but its own? Cauchy of the genes' p (few strong) and of the sum of squares (many weak), combined by Cauchy."""
    out = []
    for k in range(1, len(r['p'])):
        ok = np.isfinite(r['whole']['p'][k]) & ~own[k]; p = r['whole']['p'][k][ok]; z = st.norm.isf(np.clip(p, 1e-300, 1) / 2); 
        out.append(cauchy(np.array([cauchy(p), sum_of_squares((z ** 2).sum(), ok.sum(), correlation)])))
    return np.array(out)

def shared_noise(r, a, target, keep):
    """Covariance by noise of the effects of every two perturbations, summed over genes: by the effects of batches and, with controls as the reference, their variance;
    with a pool both are compared with the others in it, and either with the other."""
    D, n = r['fit']['D'], np.maximum(a['n'], 1); T = len(D); cells, guides = (np.bincount(target, v, T) for v in (r['fit']['w'] ** 2 / n, r['fit']['w'] ** 2)); noise = np.outer(cells, r['s2']) + np.outer(guides, r['tau2'])
    k = r['fit']['C']; k = k - (D @ k - D[:, None] * k) / (D.sum() - D)[:, None] if r['similar_to_pool'] else k - k[0]; batches = (k @ r['fit']['Mi'] @ k.T)[1:, 1:] * (r['s2'] * keep).sum() if k.size else 0
    if not r['similar_to_pool']: return batches + np.full((T - 1, T - 1), (noise[0] * keep).sum() / D[0] ** 2)
    pool = (~r['drop']).astype(float); pool[0] = 1; W = D @ pool; out = np.zeros((T - 1, T - 1))
    for i in range(1, T):
        for j in range(1, T):
            if i == j: continue
            Wi, Wj = (np.where(w > 1e-9, w, np.inf) for w in (W - pool[i] * D[i], W - pool[j] * D[j])); others = (pool * noise).sum(0) - pool[i] * noise[i] - pool[j] * noise[j]
            out[i - 1, j - 1] = (keep * (others / Wi / Wj - pool[i] * noise[i] / D[i] / Wj - pool[j] * noise[j] / D[j] / Wi)).sum()
    return out + batches

def told_by(E, V, keep):
    return ((E ** 2 * keep).sum(1) - (V * keep).sum(1)) / np.sqrt(2 * (V ** 2 * keep).sum(1)) > 4

def similarity(r, a, target, keep):
    """Cosine of effects with the noise of both, and what they share of it, taken out; told only where the signal is 4 standard errors. Where a perturbation is more
    than a twentieth of the pool, the reference is the controls: small effects of one in the pool would make others seem opposite, and both
    references must tell it: what the controls have by chance is no signal of all others."""
    D = r['fit']['D']; r['similar_to_pool'] = r['pooled'] and not (D[0] > 0 and (D[1:] > .05 * D.sum()).any())
    effect, se = (r['effect'], r['se']) if r['similar_to_pool'] or not r['pooled'] else test(r['fit'], a, target, r['s2'], r['tau2'], r['doubt'])[:2]
    E, V = effect[1:], se[1:] ** 2; own = (E ** 2 * keep).sum(1) - (V * keep).sum(1); told = told_by(E, V, keep) & told_by(r['effect'][1:], r['se'][1:] ** 2, keep); num = (E * keep) @ E.T - shared_noise(r, a, target, keep); np.fill_diagonal(num, own)
    return np.where(told[:, None] & told, num / np.sqrt(np.outer(np.maximum(own, 1e-9), np.maximum(own, 1e-9))), np.nan), told

# ---------------------------------------------------------------- files
def analyse(C, label, guide, batch, control, genes, least=.005):
    ug, gi = np.unique(np.char.add(np.char.add(label, '|'), guide), return_inverse=True); bi = np.unique(batch, return_inverse=True)[1]
    of = np.array([u.split('|')[0] for u in ug]); targets = [control] + sorted(set(of) - {control}); tc = np.array([targets.index(t) for t in of])
    share = (C > 0).mean(0); s = size_factors(C); keep = share > least; C, share, genes = C[:, keep], share[keep], genes[keep]
    Y = residuals(C, s, bi); a = accumulate(Y, gi, bi); h = slope(C, s, bi); r = recipe(a, tc, share, h)
    own = np.array([[g == t for g in genes] for t in targets])
    base = 1 + (r['fit']['beta'] - r['effect']) / h   # the reference that the test compares with: controls, or the pool without the perturbation itself
    F = np.maximum((1 + r['fit']['beta'] / h) / np.maximum(base, .02), 2 ** -7); seF = r['se'] / h / np.maximum(base, .02)
    own_h = slopes_at_depth(C, s, h, tc[gi]); ref_h = h if r['pooled'] else own_h[0]; base = np.maximum(1 + (r['fit']['beta'] - r['effect']) / ref_h, .02)
    at = np.maximum((1 + r['fit']['beta'] / own_h) / base, 2 ** -7); at_depth = np.log2(at), r['se'] / own_h / base / at / np.log(2)
    r.update(targets=targets, genes=genes, guides=ug, target=tc, own=own, log2fc=np.log2(F), se_log2=seF / F / np.log(2), at_depth=at_depth, any=anything(r, own, gene_correlation(Y, gi)), agree=agreement(a, r, tc, own)[1:], a=a, h=h, share=share)
    r['similarity'], r['told'] = similarity(r, a, tc, ~own.any(0)); return r, Y, gi, bi

def write(r, out):
    os.makedirs(out, exist_ok=True); f = lambda x: '' if not np.isfinite(x) else f'{x:.8g}'
    with open(f'{out}/effects.tsv', 'w') as o:
        o.write('perturbation\tgene\town\tlog2fc\tse\tlog2fc_depth\tse_depth\teffect\teffect_se\tdf\tp\tq\n')
        for k in range(1, len(r['targets'])):
            for j, g in enumerate(r['genes']): o.write('\t'.join([r['targets'][k], g, 'yes' if r['own'][k, j] else 'no'] + [f(x[k, j]) for x in (r['log2fc'], r['se_log2'], *r['at_depth'], r['effect'], r['se'], r['df'], r['p'], r['q'])]) + '\n')
    with open(f'{out}/perturbations.tsv', 'w') as o:
        o.write('perturbation\tcells\tguides\tresponders\tp_any\tp_agreement\tnearest\tsimilarity\n')
        for k in range(1, len(r['targets'])):
            i = (r['target'] == k) & (r['a']['n'] > 0); s = r['similarity'][k - 1].copy(); s[k - 1] = np.nan; j = int(np.nanargmax(s)) if np.isfinite(s).any() else None
            o.write('\t'.join([r['targets'][k], str(int(r['a']['n'][i].sum())), str(int(i.sum())), str(int(((r['q'][k] < .05) & ~r['own'][k]).sum())), f(r['any'][k - 1]), f(r['agree'][k - 1]), r['targets'][j + 1] if j is not None else '', f(s[j]) if j is not None else '']) + '\n')

def fixture(out):
    """A small screen with known effects: 4 control guides, 5 targets of 2 or 3 guides, 2 lanes, 24 genes, one of which holds a third of the counts."""
    g = np.random.default_rng(20261124); G = 24; genes = np.array([f'g{j:02d}' for j in range(G)]); mu = np.exp(g.normal(0, 1.2, G)); mu[-1] = mu[:-1].sum() / 2; lane = np.exp(g.normal(0, .2, (2, G))); phi = .3
    fold = np.ones((6, G)); fold[1, 0] = .2; fold[2, 1] = .3; fold[2, 5:13] = 2; fold[3, 2] = .4; fold[3, 5:13] = 1.8; fold[4, 3] = .5; fold[5, -1] = .2; C, L, U, B = [], [], [], []
    for k in range(6):
        for u in range(4 if k == 0 else 3 if k < 4 else 2):
            n = 40; b = g.integers(0, 2, n); s = g.lognormal(0, .3, n) * (.6 if k == 4 else 1); m = mu * lane[b] * fold[k] * np.exp(g.normal(0, .08, G)) * s[:, None]
            C.append(g.poisson(g.gamma(1 / phi, m * phi))); L += ['control' if k == 0 else genes[k - 1] if k < 5 else genes[-1]] * n; U += [f'u{u}'] * n; B += [f'lane{x}' for x in b]
    C = np.concatenate(C).astype(float); L, U, B = np.array(L), np.array(U), np.array(B); os.makedirs(out, exist_ok=True)
    write(analyse(C, L, U, B, 'control', genes)[0], f'{out}/controls')
    one = (L != 'control') | (U == 'u0'); write(analyse(C[one], L[one], U[one], B[one], 'control', genes)[0], f'{out}/pooled')                 # one control guide: pooled reference
    single = (L == 'control') | (U == 'u0'); write(analyse(C[single], L[single], U[single], B[single], 'control', genes)[0], f'{out}/one-guide')  # one guide per target
    write(analyse(C, L, U, np.full(len(L), 'all'), 'control', genes)[0], f'{out}/no-batch')
    N = g.poisson(np.exp(g.normal(1, .5, G)), (len(L), G)).astype(float); write(analyse(N, L, U, B, 'control', genes)[0], f'{out}/null')           # nothing happens, guides alike
    for name, X in (('screen', C), ('null-screen', N)):
        with open(f'{out}/{name}.tsv', 'w') as o:
            o.write('\t'.join(['perturbation', 'guide', 'lane', *genes]) + '\n')
            for i in range(len(X)): o.write('\t'.join([L[i], U[i], B[i], *(str(int(x)) for x in X[i])]) + '\n')

if __name__ == '__main__':
    fixture(sys.argv[2])
