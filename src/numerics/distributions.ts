/** Tails and quantiles of the distributions of tests, and the derivatives of ln Γ. */
import { normalTail, ratioOfPolynomials } from './significance';

/** From here on the asymptotic series below err by less than 1e-12. */
const ASYMPTOTIC = 12;

/** ln Γ(x), x > 0, by Stirling's series (Abramowitz & Stegun 6.1.41). */
export function logGamma(x: number): number {
  let [shifted, product] = [x, 1];
  for (; shifted < ASYMPTOTIC; shifted++) product *= shifted;
  const square = shifted * shifted;
  const series = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square) / shifted;
  return (
    (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product)
  );
}

/** Derivative of ln Γ at x > 0 (6.3.18). */
export function digamma(x: number): number {
  let [shifted, sum] = [x, 0];
  for (; shifted < ASYMPTOTIC; shifted++) sum += 1 / shifted;
  const square = 1 / (shifted * shifted);
  const series =
    square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))));
  return Math.log(shifted) - 0.5 / shifted - series - sum;
}

/** Second derivative of ln Γ at x > 0 (6.4.12). */
export function trigamma(x: number): number {
  let [shifted, sum] = [x, 0];
  for (; shifted < ASYMPTOTIC; shifted++) sum += 1 / (shifted * shifted);
  const square = 1 / (shifted * shifted);
  const series =
    square * (1 / 6 - square * (1 / 30 - square * (1 / 42 - square * (1 / 30 - (square * 5) / 66))));
  return sum + 1 / shifted + 0.5 * square + series / shifted;
}

/** Third derivative of ln Γ at x > 0 (6.4.13). */
function tetragamma(x: number): number {
  let [shifted, sum] = [x, 0];
  for (; shifted < ASYMPTOTIC; shifted++) sum += 2 / shifted ** 3;
  const square = 1 / (shifted * shifted);
  const series =
    square * (1 / 2 - square * (1 / 6 - square * (1 / 6 - square * (3 / 10 - (square * 5) / 6))));
  return -sum - square - square / shifted - series * square;
}

/** x with trigamma(x) = y > 0, by the monotone Newton iteration of Smyth (2004), appendix. */
export function trigammaInverse(y: number): number {
  let x = 0.5 + 1 / y;
  for (let step = 0; step < 50; step++) {
    const value = trigamma(x);
    const change = (value * (1 - value / y)) / tetragamma(x);
    x += change;
    if (-change / x < 1e-8) break;
  }
  return x;
}

/** Degrees of freedom from which Student's distribution is taken for this one; its tail at 5 is then within 2e-4 of the normal one. */
const MOST_FREEDOM = 1e6;
/** Degrees of freedom up to this t, and degrees of freedom at any t, beyond which the normal score is as exact. */
const [MANY, SMALL, ENOUGH] = [100, 8, 1e4];

/** P(T > t) of Student's distribution with `freedom` > 0 degrees of freedom, to about 9 digits. */
export function studentTail(t: number, freedom: number): number {
  if (t < 0) return 1 - studentTail(-t, freedom);
  if (freedom > ENOUGH || (freedom > MANY && t < SMALL)) return normalTail(hill(t, freedom));
  const square = (t * t) / freedom;
  const x = 1 / (1 + square);
  return 0.5 * incompleteBeta(x, square * x, freedom / 2, 0.5, -Math.log1p(square));
}

/** Fewest degrees of freedom of the approximation. */
const FEW = 6;

/** The normal score with the tail of t, of the sign of t; that tail is within a ten thousandth up to t = 8. */
export function studentScore(t: number, freedom: number): number {
  const size = Math.abs(t);
  const score =
    freedom < FEW ? normalQuantile(Math.max(studentTail(size, freedom), 1e-300)) : hill(size, freedom);
  return Math.sign(t) * score;
}

/** Hill (1970), Algorithm 395, equation for many degrees of freedom; t ≥ 0. */
function hill(t: number, freedom: number): number {
  const df = Math.min(freedom, MOST_FREEDOM);
  const a = df - 0.5;
  const b = 48 * a * a;
  const y = a * Math.log1p((t * t) / df);
  const series = (((-0.4 * y - 3.3) * y - 24) * y - 85.5) / (0.8 * y * y + 100 + b);
  return ((series + y + 3) / b + 1) * Math.sqrt(y);
}

/** The t > 0 that Student's distribution exceeds with probability `tail` < ½, by bisection. */
export function studentQuantile(tail: number, freedom: number): number {
  let [low, high] = [0, 1];
  while (studentTail(high, freedom) > tail) high *= 2;
  while (high - low > 1e-10 * high) {
    const middle = (low + high) / 2;
    if (studentTail(middle, freedom) > tail) low = middle;
    else high = middle;
  }
  return high;
}

const nearQuantiles = new Map<string, number>();

/** The same at three digits of the degrees of freedom, which are seldom known better: each is searched for once. */
export function nearStudentQuantile(tail: number, freedom: number): number {
  const near = Number(freedom.toPrecision(3));
  const key = `${tail} ${near}`;
  const found = nearQuantiles.get(key) ?? studentQuantile(tail, near);
  nearQuantiles.set(key, found);
  return found;
}

/** Regularised incomplete beta function I_x(a, b); `y` = 1 − x and `logX` = ln x are given for their precision. */
function incompleteBeta(x: number, y: number, a: number, b: number, logX: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const scale = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * logX + b * Math.log(y));
  return x < (a + 1) / (a + b + 2)
    ? (scale * betaFraction(x, a, b)) / a
    : 1 - (scale * betaFraction(y, b, a)) / b;
}

/** Lentz's method divides by these. */
function nonzero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

/** Continued fraction of the incomplete beta function (26.5.8), by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / nonzero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonzero(1 + even * d);
    c = nonzero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonzero(1 + odd * d);
    c = nonzero(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return fraction;
}

/** P(X > x) of the χ² distribution with `freedom` > 0 degrees of freedom, which need not be whole. */
export function chiSquareTail(x: number, freedom: number): number {
  const [a, z] = [freedom / 2, x / 2];
  if (z <= 0) return 1;
  const scale = Math.exp(a * Math.log(z) - z - logGamma(a));
  if (z < a + 1) {
    let [term, sum] = [1 / a, 1 / a];
    for (let k = 1; term > 1e-17 * sum; k++) sum += term *= z / (a + k);
    return 1 - scale * sum;
  }
  // Continued fraction of the upper incomplete gamma function (6.5.31), by Lentz's method.
  let b = z + 1 - a;
  let [c, d] = [1e300, 1 / b];
  let fraction = d;
  for (let k = 1; k < 100_000; k++) {
    const term = -k * (k - a);
    b += 2;
    d = 1 / (term * d + b || 1e-300);
    c = b + term / c || 1e-300;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return scale * fraction;
}

/** Rational approximations of Wichura (1988), Algorithm AS 241, coefficients of the highest power first: for p above .075, e^−25, and below. */
const [MIDDLE, OUTER, FAR] = [
  [
    [
      2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
      1971.5909503065513, 133.14166789178438, 3.3871328727963665,
    ],
    [
      5226.495278852855, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
      687.1870074920579, 42.31333070160091, 1,
    ],
  ],
  [
    [
      0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
      5.769497221460691, 4.630337846156546, 1.4234371107496835,
    ],
    [
      1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
      0.6897673349851, 1.6763848301838038, 2.053191626637759, 1,
    ],
  ],
  [
    [
      2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
      0.2965605718285049, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
    ],
    [
      2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
      0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
    ],
  ],
] as const;

/** z with P(Z > z) = p of the standard normal distribution, p in (0, 1), to about 15 digits. */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  const below = 0.5 - p;
  if (below <= 0.425) return below * ratioOfPolynomials(MIDDLE, 0.180625 - below * below);
  const root = Math.sqrt(-Math.log(p));
  return root <= 5 ? ratioOfPolynomials(OUTER, root - 1.6) : ratioOfPolynomials(FAR, root - 5);
}

/** ln k!, from the exact product below 16. */
function logFactorial(k: number): number {
  if (k < 16) {
    let product = 1;
    for (let factor = 2; factor <= k; factor++) product *= factor;
    return Math.log(product);
  }
  return logGamma(k + 1);
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/**
 * ln P(X ≥ overlap) for the number X of marked items among `drawn` of `universe` items, `marked` of which are marked; all are whole
 * numbers ≥ 0. 0 where every draw has that many, −∞ where none has.
 */
export function logHypergeometricTail(
  overlap: number,
  drawn: number,
  marked: number,
  universe: number,
): number {
  const least = Math.max(0, drawn + marked - universe);
  const most = Math.min(drawn, marked);
  if (overlap <= least) return 0;
  if (overlap > most) return -Infinity;
  const logTerm = (k: number) =>
    logChoose(marked, k) + logChoose(universe - marked, drawn - k) - logChoose(universe, drawn);
  const rising = (k: number) =>
    ((marked - k) * (drawn - k)) / ((k + 1) * (universe - marked - drawn + k + 1));
  // Sum the side without the mode: its terms fall, and the other is 1 minus it.
  const mode = Math.floor(((drawn + 1) * (marked + 1)) / (universe + 2));
  if (overlap > mode) {
    let [term, sum] = [1, 1];
    for (let k = overlap; k < most && term > 1e-18 * sum; k++) sum += term *= rising(k);
    return Math.min(0, logTerm(overlap) + Math.log(sum));
  }
  let [term, sum] = [1, 1];
  for (let k = overlap - 1; k > least && term > 1e-18 * sum; k--) sum += term /= rising(k - 1);
  return Math.log1p(-Math.min(1, Math.exp(logTerm(overlap - 1)) * sum));
}
