/**
 * What perturbations do to their own targets: as their kind should, or not; and labels that do not fit their cells. Knockdown lowers the mRNA,
 * overexpression and activation raise it; a knockout changes the protein, and is judged only where the mRNA falls in general.
 */
import { isRatio, type PerturbationKind } from '../dataset/mapping';
import type { EveryGene } from '../dataset/quality/everyGene';
import { checkLabels, HALF, type ComparedLevels, type SuspectLabel } from '../dataset/quality/suspectLabels';
import type { OwnChange } from './classes';
import type { MeasuredEffects } from './measure';

/**
 * `unclear`: the interval includes no change; `weak`: it excludes no change, and half of what perturbations of the kind do to their targets
 * in this screen.
 */
export type TargetVerdict = 'as expected' | 'weak' | 'unclear' | 'opposite' | 'not assessed';

export interface OwnTargets {
  /** [perturbations] null where none, or several, of the measured genes are its target. */
  readonly verdicts: readonly (TargetVerdict | null)[];
  readonly suspects: readonly SuspectLabel[];
}

type Perturbation = EveryGene['perturbations'][number];

/** A perturbation of one measured gene. */
interface Single {
  readonly perturbation: number;
  readonly label: string;
  readonly kind: PerturbationKind;
  /** Place among the tested genes. */
  readonly target: number;
}

/** @param told [perturbations] change of the own target, and whether other genes change */
export function ownTargets(
  effects: Pick<MeasuredEffects, 'genes' | 'own' | 'folds' | 'mean' | 'values' | 'isCompared' | 'isTested'>,
  perturbations: readonly Perturbation[],
  told: readonly { readonly own: OwnChange | null; readonly acts: boolean }[],
): OwnTargets {
  const { genes, own, isCompared, isTested } = effects;
  const singles = perturbations.flatMap(({ label, kind, names }, k): readonly Single[] => {
    const target = own.subarray(k * genes.length, (k + 1) * genes.length).indexOf(1);
    if (kind === null || names.length !== 1 || target < 0 || isCompared[k] !== true) return [];
    return [{ perturbation: k, label, kind, target }];
  });
  const latest = isTested ? latestOf(singles, perturbations) : [];
  const { suspects, typical } = checkLabels(
    latest,
    (k, l) => levelIn(effects, latest[k]?.perturbation ?? 0, latest[l]?.target ?? 0),
    (k) => told[latest[k]?.perturbation ?? 0]?.acts === false,
  );
  const verdicts: (TargetVerdict | null)[] = perturbations.map(() => null);
  for (const { perturbation, kind } of singles) {
    const change = told[perturbation]?.own;
    // Without an interval nothing is said.
    if (change && change.low <= change.high)
      verdicts[perturbation] = verdictOn(change, kind, typical.get(kind) ?? null);
  }
  return { verdicts, suspects };
}

/** Of several times of a perturbation the last. */
function latestOf(singles: readonly Single[], perturbations: readonly Perturbation[]): readonly Single[] {
  const last = new Map<string, Single>();
  const timeOf = ({ perturbation }: Single) => perturbations[perturbation]?.time ?? 0;
  for (const single of singles) {
    const key = `${single.kind} ${perturbations[single.perturbation]?.names[0]}`;
    const before = last.get(key);
    if (before === undefined || timeOf(single) > timeOf(before)) last.set(key, single);
  }
  return [...last.values()];
}

/** Level of a gene in the cells of a perturbation, beside that of what it is compared with. */
function levelIn(
  { genes, folds, mean, values }: Pick<MeasuredEffects, 'genes' | 'folds' | 'mean' | 'values'>,
  perturbation: number,
  gene: number,
): ComparedLevels | null {
  const at = perturbation * genes.length + gene;
  const base = isRatio(values) ? 1 : (mean[gene] as number);
  const level = base * 2 ** (folds.log2[at] as number);
  const error = level * Math.LN2 * (folds.error[at] as number);
  return Number.isFinite(error) ? { own: { mean: level, error }, reference: { mean: base, error: 0 } } : null;
}

function verdictOn({ low, high }: OwnChange, kind: PerturbationKind, typical: number | null): TargetVerdict {
  switch (kind) {
    case 'inhibitor':
      return 'not assessed';
    case 'knockout':
      return typical === null ? 'not assessed' : fallen(low, high, typical);
    case 'knockdown':
      return fallen(low, high, typical);
    case 'overexpression':
      if (low <= 0) return high < 0 ? 'opposite' : 'unclear';
      return typical !== null && high < HALF * typical ? 'weak' : 'as expected';
    default:
      return kind satisfies never;
  }
}

function fallen(low: number, high: number, typical: number | null): TargetVerdict {
  if (high >= 0) return low > 0 ? 'opposite' : 'unclear';
  return typical !== null && low > Math.log2(1 - HALF * typical) ? 'weak' : 'as expected';
}
