/** What perturbations that act alike have in common, and what sets each of them apart. */
import { studentTail } from '../numerics/distributions';
import { benjaminiHochberg } from '../numerics/significance';
import { errorOfFold } from './folds';
import type { MeasuredEffects } from './measure';

/** A gene of the common response of a group. */
interface CommonGene {
  readonly gene: number;
  /** log2 fold change and its standard error, the members combined. */
  readonly log2: number;
  readonly error: number;
}

/** A gene that a member changes otherwise than the rest of its group, whose response is taken at its own strength. */
interface ApartGene {
  readonly gene: number;
  /** log2 fold change in the member, and in the rest of the group. */
  readonly log2: number;
  readonly others: number;
  readonly q: number;
}

export interface GroupResponse {
  readonly members: readonly number[];
  /** Genes that more than half of the members change the same way, no member's targets; the surest first. */
  readonly common: readonly CommonGene[];
  /** Of each member: the strength of the group's response in it, the rest of the group being 1, and genes by q. */
  readonly apart: readonly { readonly strength: number; readonly genes: readonly ApartGene[] }[];
}

/** Standard error of log2 fold changes up to which members are compared: beyond, the logarithm is far from normal. */
const LARGEST_ERROR = 0.5;

type Measured = Pick<
  MeasuredEffects,
  | 'genes'
  | 'folds'
  | 'fit'
  | 'isPooled'
  | 'tests'
  | 'q'
  | 'own'
  | 'scales'
  | 'counting'
  | 'weights'
  | 'variances'
>;

/** What a group does, and what sets each member apart. @param rate false discovery rate of both */
export function groupResponse(effects: Measured, members: readonly number[], rate: number): GroupResponse {
  const width = effects.genes.length;
  const group = membersOf(effects, members);
  const genes = Array.from({ length: width }, (_, gene) => gene).filter((gene) =>
    members.every((k) => effects.own[k * width + gene] !== 1),
  );
  const common = genes.flatMap((gene) => {
    const signs = members.map((k) => {
      const at = k * width + gene;
      return (effects.q[at] as number) < rate ? Math.sign(effects.folds.log2[at] as number) : 0;
    });
    const same = Math.max(...[-1, 1].map((sign) => signs.filter((one) => one === sign).length));
    return same > members.length / 2 ? [{ gene, ...combined(effects, group, gene) }] : [];
  });
  const compared = group.map((member) => {
    const others = group.filter((other) => other !== member);
    return differences(effects, genes, member, others);
  });
  const q = benjaminiHochberg(compared.flatMap(({ tested }) => tested.map(({ p }) => p)));
  let from = 0;
  return {
    members,
    common: common.toSorted((a, b) => Math.abs(b.log2) / b.error - Math.abs(a.log2) / a.error),
    apart: compared.map(({ strength, tested }) => {
      const told = tested.map(({ gene, log2, others }, at): ApartGene => ({
        gene,
        log2,
        others,
        q: q[from + at] as number,
      }));
      from += tested.length;
      return { strength, genes: told.filter((gene) => gene.q < rate).toSorted((a, b) => a.q - b.q) };
    }),
  };
}

/** What is the same in every combination that a perturbation is part of. */
interface Member {
  /** Where its genes begin. */
  readonly row: number;
  /** Share of its variance that the reference has. */
  readonly ofReference: number;
  /** [genes] standard error of log2 fold changes. */
  readonly errors: Float64Array;
}

function membersOf(effects: Measured, members: readonly number[]): readonly Member[] {
  const { genes, isPooled } = effects;
  const { weights } = effects.fit;
  const reference = isPooled ? weights.reduce((sum, weight) => sum + weight, 0) : (weights[0] as number);
  return members.map((k) => {
    const row = k * genes.length;
    return {
      row,
      ofReference: (weights[k] as number) / ((weights[k] as number) + reference),
      errors: Float64Array.from(genes, (_, gene) => errorOfFold(effects, row + gene)),
    };
  });
}

/**
 * Mean of log2 fold changes, weighted by the precision of levels, which a change found too large does not alter, with its standard error, and
 * that of the noise if nothing changed; what members owe to the same reference is an error of all alike.
 */
function combined({ folds, tests }: Measured, members: readonly Member[], gene: number) {
  let [total, log2, own, atRest, shared] = [0, 0, 0, 0, 0];
  for (const { row, ofReference, errors } of members) {
    const at = row + gene;
    const precision = 1 / (tests.error[at] as number) ** 2;
    const variance = (folds.error[at] as number) ** 2;
    const byReference = ofReference * variance;
    total += precision;
    log2 += precision * (folds.log2[at] as number);
    own += precision ** 2 * ((errors[gene] as number) ** 2 - byReference);
    atRest += precision ** 2 * (variance - byReference);
    shared += precision * Math.sqrt(byReference);
  }
  const errorBy = (ofMembers: number) => Math.sqrt(ofMembers + shared ** 2) / total;
  return { log2: log2 / total, error: errorBy(own), atRest: errorBy(atRest) };
}

/** Tests of a member against `strength` times the rest of the group. */
function differences(
  effects: Measured,
  genes: readonly number[],
  { row, errors }: Member,
  others: readonly Member[],
) {
  const { folds, tests } = effects;
  const at = (gene: number) => row + gene;
  const rows = genes
    .map((gene) => ({
      gene,
      log2: folds.log2[at(gene)] as number,
      error: errors[gene] as number,
      freedom: tests.freedom[at(gene)] as number,
      rest: combined(effects, others, gene),
    }))
    .filter(({ error, rest }) => error < LARGEST_ERROR && rest.error < LARGEST_ERROR);
  let [product, square] = [0, 0];
  for (const { gene, log2, rest } of rows) {
    const weight = 1 / ((folds.error[at(gene)] as number) ** 2 + rest.atRest ** 2);
    product += weight * log2 * rest.log2;
    // Rises have more noise than unchanged genes and falls less: over all of them it is that of unchanged ones.
    square += weight * (rest.log2 ** 2 - rest.atRest ** 2);
  }
  const strength = product / square;
  return {
    strength,
    tested: rows.map(({ gene, log2, error, freedom, rest }) => {
      const z = (log2 - strength * rest.log2) / Math.hypot(error, strength * rest.error);
      return { gene, log2, others: rest.log2, p: 2 * studentTail(Math.abs(z), freedom) };
    }),
  };
}
