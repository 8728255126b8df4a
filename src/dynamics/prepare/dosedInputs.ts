/**
 * The curves of inputs with several doses (dynamics/doses.ts): the Hill equation of slope 1, fitted to what the doses do along the direction that they
 * have in common (docs/method.md, "Doses in the model"). Only training perturbations are used.
 */
import type { Intervention } from '../../dataset/dataset';
import type { PerturbationKind } from '../../dataset/mapping';
import { commonStrength, fitCurve, hillOfSlopeOne } from '../../numerics/doseCurve';
import { type LevelCurve, type DosedInput, shareAt } from '../doses';
import type { MeasuredPerturbation } from './measured';

interface Given {
  readonly shift: Float64Array;
  readonly error: Float64Array;
}

/**
 * Inputs with several doses, in the order of `training`. A knocked-down gene that is measured tells its levels itself; one that is raised has a learned
 * strength for all its doses.
 * @param latent genes that are not measured
 * @param fullOf z at the full level
 */
export function dosedInputs(
  training: readonly MeasuredPerturbation[],
  latent: readonly number[],
  fullOf: (intervention: Intervention) => number,
): readonly DosedInput[] {
  const found = new Map<
    string,
    { gene: number; kind: PerturbationKind; unit: string; given: Map<number, Given> }
  >();
  for (const { interventions, endpoints } of training) {
    const [only, second] = interventions;
    const last = endpoints.at(-1);
    if (only?.dose === undefined || second !== undefined || last === undefined || !(only.dose.value > 0))
      continue;
    if (only.kind === 'overexpression' && !latent.includes(only.gene)) continue;
    const { gene, kind, dose } = only;
    const key = `${gene} ${kind} ${dose.unit}`;
    const own = found.get(key) ?? { gene, kind, unit: dose.unit, given: new Map<number, Given>() };
    found.set(key, own);
    // The error of a single sample is not known.
    const error = last.cells > 1 ? last.standardError : new Float64Array(last.shift.length);
    own.given.set(dose.value, { shift: last.shift, error });
  }
  return [...found.values()].flatMap(({ given, ...input }): DosedInput[] => {
    if (given.size < 2) return [];
    const doses = Float64Array.from(given.keys()).toSorted();
    const rows = Array.from(doses, (dose) => given.get(dose) as Given);
    const isSet = (gene: number) => gene === input.gene || latent.includes(gene);
    const full = fullOf(input);
    if (full === 0) return [];
    if (input.kind === 'knockdown' && !latent.includes(input.gene)) {
      const levels = Float64Array.from(rows, ({ shift }) => (shift[input.gene] as number) / full);
      return [{ ...input, full, doses, levels, half: null }];
    }
    return [{ ...input, full, doses, ...saturation(doses, rows, isSet) }];
  });
}

/** Errors of a mean beyond those that are told: no weight grows without bound. */
const ERROR_FLOOR = 0.05;
/** Degrees of freedom of the errors of means of cells. */
const FREEDOM = 1000;

function saturation(
  doses: Float64Array,
  rows: readonly Given[],
  isSet: (gene: number) => boolean,
): Pick<LevelCurve, 'levels' | 'half'> {
  const genes = rows[0]?.shift.length ?? 0;
  const free = Array.from({ length: genes }, (_, gene) => gene).filter((gene) => !isSet(gene));
  const variances = free.map((gene) =>
    rows.map(({ error }) => (error[gene] as number) ** 2 + ERROR_FLOOR ** 2),
  );
  const weights = variances.map((own) => own.length / own.reduce((sum, value) => sum + value, 0));
  const products = rows.map((a, i) =>
    rows.map((b, j) =>
      free.reduce((sum, gene, at) => {
        const noise = i === j ? (variances[at]?.[i] as number) : 0;
        return (
          sum + (weights[at] as number) * ((a.shift[gene] as number) * (b.shift[gene] as number) - noise)
        );
      }, 0),
    ),
  );
  const effects = commonStrength(products);
  if (effects.every((effect) => effect === 0)) return { levels: doses.map(() => 1), half: null };
  const own = rows.map(
    (_, dose) =>
      variances.reduce((sum, of, at) => sum + (weights[at] as number) * (of[dose] as number), 0) /
      free.length,
  );
  const points = { doses, effects, variances: Float64Array.from(own), shared: 0, freedom: FREEDOM };
  const fit = fitCurve(points, hillOfSlopeOne);
  if (fit.verdict === 'not monotone') {
    const most = Math.max(...effects);
    return { levels: effects.map((effect) => Math.max(0, effect) / most), half: null };
  }
  const levels = doses.map((dose) => shareAt({ doses, levels: doses, half: fit.half }, dose));
  return { levels, half: fit.half };
}
