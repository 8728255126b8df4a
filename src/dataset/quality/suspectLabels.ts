/**
 * Labels that do not fit their cells, found by the change of the perturbed gene itself where the targets of comparable perturbations change
 * as intended: exchanged pairs show each other's change and not their own; the target of an inert one does not change as intended: the 95 %
 * interval holds no change (or lies on the other side), and excludes half of what others of the kind do. A target that changes, but by
 * less than that half, is weakly perturbed and no suspect. No claim is made where targets do not change in general, as after most knockouts, which need not lower the mRNA.
 */
import { median, NORMAL_MAD } from '../../numerics/statistics';
import type { PerturbationKind } from '../mapping';

/** A label that does not fit its cells. */
export interface SuspectLabel {
  readonly label: string;
  /** 'swapped': its cells look like those of another label; 'inert': its target does not change as intended; 'other': neither fits. */
  readonly reason: 'swapped' | 'inert' | 'other';
  /** The label whose cells look like these. */
  readonly swappedWith: string | null;
}

/** A perturbation of one gene. */
interface LabelledTarget {
  readonly label: string;
  readonly kind: PerturbationKind;
  readonly target: number;
}

/** Mean normalised expression (no logarithm) with its standard error. */
interface Level {
  readonly mean: number;
  readonly error: number;
}

export interface ComparedLevels {
  readonly own: Level;
  readonly reference: Level;
}

export interface LabelCheck {
  readonly suspects: readonly SuspectLabel[];
  /** Median change of the targets, of kinds whose targets change in general: share of the level that is lost, or log2 ratio of a raised one. */
  readonly typical: ReadonlyMap<PerturbationKind, number>;
}

/** Share of the level that is lost, or log2 ratio of a raised level; positive as intended. */
interface Change {
  readonly size: number;
  readonly error: number;
}

/** Added to raised levels, so that silent genes have a ratio. */
const OFFSET = 0.05;
/** Smallest number of perturbations of a kind whose targets can be judged. */
const FEWEST = 4;

interface Gate {
  readonly typical: number;
  readonly share: number;
}

/** Smallest median change, and share of the targets that reach half of it, from which the targets of a kind are expected to change. */
const gates: Readonly<Record<PerturbationKind, Gate | null>> = {
  // The mRNA of a knocked-out gene may remain; only deletions and simulated knockouts lose nearly all of it.
  knockout: { typical: 0.7, share: 0.6 },
  knockdown: { typical: 0.4, share: 0.6 },
  overexpression: { typical: Math.log2(1.5), share: 0.6 },
  inhibitor: null,
};
/** A target is judged if its standard error is below this share of that change. */
const PRECISE = 0.25;
export const HALF = 0.5;
/** Standard errors of a 95 % interval. */
const REACH = 1.96;
/** A target has stayed if its change plus its standard error is below this share of the median change, and falls short of it. */
const STAYED = 0.4;
const STANDARD_ERRORS = 2.5;
/** A target falls short below the median change by this many deviations between perturbations, and by this share of it. */
const DEVIATIONS = 3;
const RANGE = 0.2;

/**
 * @param levelsOf the level of the target of perturbation `l` in the cells of perturbation `k`; null where it is not known
 * @param changesNothingElse whether perturbation `k` leaves the other genes as they were; null where that is not known
 */
export function checkLabels(
  labelled: readonly LabelledTarget[],
  levelsOf: (k: number, l: number) => ComparedLevels | null,
  changesNothingElse: (k: number) => boolean | null,
): LabelCheck {
  const places = [...labelled.keys()];
  const changeOf = (k: number, l: number): Change | null => {
    const [levels, of] = [levelsOf(k, l), labelled[l]];
    return levels === null || of === undefined ? null : intendedChange(of.kind, levels);
  };
  const typicalOf = new Map(
    [...new Set(labelled.map(({ kind }) => kind))].map((kind) => {
      const own = places.flatMap((k) => (labelled[k]?.kind === kind ? (changeOf(k, k) ?? []) : []));
      return [kind, typicalChange(kind, own)];
    }),
  );
  const typicalAt = (k: number): Typical | null => {
    const kind = labelled[k]?.kind;
    return (kind && typicalOf.get(kind)) ?? null;
  };
  const own = places.map((k) => changeOf(k, k));
  const partnerOf = new Map<number, number>();
  for (const [k, l] of pairsByGain(labelled, own, changeOf, typicalAt))
    if (!partnerOf.has(k) && !partnerOf.has(l)) partnerOf.set(k, l).set(l, k);
  const suspects = places.flatMap((k): readonly SuspectLabel[] => {
    const { label } = labelled[k] as LabelledTarget;
    const partner = partnerOf.get(k);
    if (partner !== undefined)
      return [{ label, reason: 'swapped', swappedWith: labelled[partner]?.label ?? null }];
    const [typical, change] = [typicalAt(k), own[k]];
    if (!typical || !change || !hasStayed(change, typical)) return [];
    const amongOthers = changeAmongOthers(k, labelled, levelsOf);
    if (amongOthers !== null && !hasStayed(amongOthers, typical)) return [];
    if (!holdsNoChange(change, typical)) return [];
    return [{ label, reason: changesNothingElse(k) === false ? 'other' : 'inert', swappedWith: null }];
  });
  return {
    suspects,
    typical: new Map([...typicalOf].flatMap(([kind, typical]) => (typical ? [[kind, typical.size]] : []))),
  };
}

/**
 * The change of the own target relative to its median level in the cells of the perturbations of other genes: what all perturbations do
 * to it, such as a response to stress, can hide its loss beside controls. null where too few of those levels are known.
 */
function changeAmongOthers(
  k: number,
  labelled: readonly LabelledTarget[],
  levelsOf: (k: number, l: number) => ComparedLevels | null,
): Change | null {
  const [levels, of] = [levelsOf(k, k), labelled[k]];
  if (levels === null || of === undefined) return null;
  const others = labelled.flatMap(({ target }, other) =>
    target === of.target ? [] : (levelsOf(other, k)?.own.mean ?? []),
  );
  if (others.length < FEWEST) return null;
  return intendedChange(of.kind, { own: levels.own, reference: { mean: median(others), error: 0 } });
}

/** Pairs whose cells show each other's target change while the own one of at least one falls short, the clearest first. */
function pairsByGain(
  labelled: readonly LabelledTarget[],
  own: readonly (Change | null)[],
  changeOf: (k: number, l: number) => Change | null,
  typicalAt: (k: number) => Typical | null,
): readonly (readonly [number, number])[] {
  const places = [...labelled.keys()];
  const isShort = places.map((k) => {
    const [change, typical] = [own[k], typicalAt(k)];
    return Boolean(change && typical && fallsShort(change, typical));
  });
  const gainOf = (k: number, l: number): number | null => {
    const [typicalK, typicalL] = [typicalAt(k), typicalAt(l)];
    const [ownK, ownL] = [own[k], own[l]];
    if (!typicalK || !typicalL || !ownK || !ownL || labelled[k]?.target === labelled[l]?.target) return null;
    const there = changeOf(k, l);
    if (!there || !isTypical(there, typicalL)) return null;
    const back = changeOf(l, k);
    if (!back || !isTypical(back, typicalK)) return null;
    return (there.size - ownL.size) / typicalL.size + (back.size - ownK.size) / typicalK.size;
  };
  return places
    .filter((k) => isShort[k])
    .flatMap((k) =>
      places.flatMap((l) => {
        const isNew = l !== k && (l > k || isShort[l] !== true);
        const gain = isNew ? gainOf(k, l) : null;
        return gain === null ? [] : [{ pair: [k, l] as const, gain }];
      }),
    )
    .toSorted((a, b) => b.gain - a.gain)
    .map(({ pair }) => pair);
}

function intendedChange(kind: PerturbationKind, { own, reference }: ComparedLevels): Change | null {
  if (kind === 'overexpression') {
    const [above, below] = [Math.max(0, own.mean) + OFFSET, Math.max(0, reference.mean) + OFFSET];
    return {
      size: Math.log2(above / below),
      error: Math.hypot(own.error / above, reference.error / below) / Math.LN2,
    };
  }
  if (!(reference.mean > 0)) return null;
  const left = own.mean / reference.mean;
  return { size: 1 - left, error: Math.hypot(own.error, left * reference.error) / reference.mean };
}

interface Typical {
  readonly size: number;
  /** Robust standard deviation between perturbations. */
  readonly deviation: number;
}

/** null where the targets of this kind do not change in general, or cannot be judged. */
function typicalChange(kind: PerturbationKind, own: readonly Change[]): Typical | null {
  const gate = gates[kind];
  if (gate === null) return null;
  const all = own.filter(({ error }) => error < PRECISE * gate.typical);
  if (all.length < FEWEST) return null;
  const sizes = all.map(({ size }) => size);
  const size = median(sizes);
  const reached = sizes.filter((one) => one >= HALF * size).length;
  if (size < gate.typical || reached < gate.share * all.length) return null;
  return { size, deviation: NORMAL_MAD * median(sizes.map((one) => Math.abs(one - size))) };
}

function hasStayed(change: Change, typical: Typical): boolean {
  return change.size + change.error < STAYED * typical.size && fallsShort(change, typical);
}

/** Does the interval hold no change as intended, and exclude half of the median one? */
function holdsNoChange({ size, error }: Change, typical: Typical): boolean {
  return size - REACH * error <= 0 && size + REACH * error < HALF * typical.size;
}

function fallsShort({ size, error }: Change, typical: Typical): boolean {
  return size + STANDARD_ERRORS * error < typical.size - rangeOf(typical);
}

function isTypical({ size, error }: Change, typical: Typical): boolean {
  return (
    error < PRECISE * typical.size &&
    size > HALF * typical.size &&
    size + STANDARD_ERRORS * error > typical.size - rangeOf(typical)
  );
}

/** How far below the median a change of working perturbations may be. */
function rangeOf({ size, deviation }: Typical): number {
  return Math.max(DEVIATIONS * deviation, RANGE * size);
}
