/** What a perturbation does, in one word, from the tests of its genes (docs/method.md, "Effects before any model"). */
import { studentQuantile } from '../numerics/distributions';
import { adjusted, type Effects } from './effects';
import { LEAST_FOLD } from './folds';
import { isMostlyShared, type SharedResponse } from './sharedResponse';

/**
 * `not tested`: without replicates; `inert`: nothing was found, whether nothing happens or too little to be seen; `shared response`: it changes
 * what most perturbations change, and nothing else; `own target only`; `weak`: it acts as a whole, but fewer than three genes can be named;
 * `specific`; `broad`: it changes at least a twentieth of the tested genes.
 */
type EffectClass =
  | 'not tested'
  | 'inert'
  | 'shared response'
  | 'own target only'
  | 'weak'
  | 'specific'
  | 'broad';

/** Changed genes from which a perturbation is specific, and share of the tested genes from which it is broad. */
const NAMED_GENES = 3;
const BROAD_SHARE = 0.05;

export interface OwnChange {
  /** log2 fold change of the target and its 95 % interval. */
  readonly log2: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
}

export interface PerturbationClass {
  /** Genes that were tested, its own targets left out: none of single samples. */
  readonly tested: number;
  /** Those that change, up and down. */
  readonly increased: number;
  readonly decreased: number;
  /** null where the target is not measured, or where there are several. */
  readonly own: OwnChange | null;
  /**
   * Whether it changes anything but its own targets and what most perturbations change and, with several guides, these agree: each at the
   * rate over all perturbations.
   */
  readonly acts: boolean;
  readonly kind: EffectClass;
}

interface Classified extends Effects {
  /** [perturbations × genes] 1: a target. */
  readonly own: Uint8Array;
  /** [genes] share of the variance between cells that is counting noise. */
  readonly counting: Float64Array;
  /** [perturbations] whether it shares a batch with what it is compared with. */
  readonly isCompared: readonly boolean[];
  /** null: less than half of the perturbations differ from the controls. */
  readonly shared: SharedResponse | null;
}

/** Share of the screens in which nothing acts that have a perturbation which is said to act. */
const FALSE_ALARMS = 0.01;

/** [perturbations] the control is inert. @param rate false discovery rate of genes, of own targets, and of perturbations */
export function classes(effects: Classified, rate: number): readonly PerturbationClass[] {
  const { folds, tests, q, own, any, agreement, isCompared, shared } = effects;
  const genes = own.length / any.length;
  const strength = isMostlyShared(shared) ? shared.strength : null;
  // Guides that agree tell a perturbation from the error of the controls.
  const beyond = any.map((p, k) =>
    strength === null && !Number.isNaN(agreement[k]) ? p : (shared?.beyond[k] ?? p),
  );
  const [anyQ, agreementQ, beyondQ] = [any, agreement, beyond].map(adjusted) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  // Simes 1986: whether any perturbation acts at all.
  const someAct = [anyQ, beyondQ].every((all) => all.some((value) => value <= FALSE_ALARMS));
  const isOwn = (at: number) => own[at] === 1;
  const ownQ = adjusted(tests.p.map((p, at) => (isOwn(at) ? p : NaN)));
  return isCompared.map((compared, k) => {
    let [increased, decreased, tested, ownFound] = [0, 0, 0, false];
    const targets: number[] = [];
    for (let at = k * genes; at < (k + 1) * genes; at++) {
      if (isOwn(at)) {
        targets.push(at);
        ownFound ||= (ownQ[at] as number) < rate;
        continue;
      }
      tested += Number(Number.isFinite(q[at]));
      if (!((q[at] as number) < rate)) continue;
      if ((folds.log2[at] as number) > 0) increased += 1;
      else decreased += 1;
    }
    const target = targets.length === 1 ? targets[0] : undefined;
    const agrees = Number.isNaN(agreement[k]) || (agreementQ[k] as number) < rate;
    const changes = compared && (anyQ[k] as number) < rate && agrees;
    const acts = changes && someAct && (beyondQ[k] as number) < rate;
    const changed = increased + decreased;
    const shares = compared && strength !== null && (strength[k] as number) > 0;
    let kind: EffectClass = shares ? 'shared response' : compared && ownFound ? 'own target only' : 'inert';
    if (tested === 0 && targets.every((at) => Number.isNaN(tests.p[at]))) kind = 'not tested';
    if (acts) kind = changed < NAMED_GENES ? 'weak' : changed < BROAD_SHARE * tested ? 'specific' : 'broad';
    return {
      tested,
      increased,
      decreased,
      own: target === undefined ? null : ownChange(effects, target),
      acts,
      kind,
    };
  });
}

/** Interval of an own target's change. */
function ownChange({ folds, tests, variances, weights, counting }: Classified, at: number): OwnChange {
  const log2 = folds.log2[at] as number;
  const p = tests.p[at] as number;
  if (Number.isNaN(p)) return { log2, low: NaN, high: NaN, p };
  const freedom = tests.freedom[at] as number;
  const genes = counting.length;
  const ofCells = (weights.cells[Math.floor(at / genes)] as number) * (variances.cells[at % genes] as number);
  const share = Math.min(1, ofCells / (tests.error[at] as number) ** 2) * (counting[at % genes] as number);
  const half = studentQuantile(0.025, freedom) * (folds.error[at] as number) * 2 ** log2 * Math.LN2;
  return { log2, ...foldInterval(2 ** log2, half, share), p };
}

/**
 * log2 of the ends of the interval of all folds F with (F̂ − F)² ≤ half² F (a + (1 − a) F): counting noise, the share a of the variance at
 * F = 1, grows as the fold, the rest as its square. No lower end where F̂ is not above 0. @param half half the interval at F = 1
 */
export function foldInterval(
  fold: number,
  half: number,
  share: number,
): { readonly low: number; readonly high: number } {
  const square = half * half;
  const [a, b] = [1 - square * (1 - share), fold + (square * share) / 2];
  const root = Math.sqrt(Math.max(b * b - a * fold * fold, 0));
  return {
    low: Math.log2(Math.max((fold * fold) / (b + root), LEAST_FOLD)),
    high: a > 0 ? Math.log2((b + root) / a) : Infinity,
  };
}
