/**
 * Effects in each context alone, as of a cell type or a condition, and what differs between contexts (docs/method.md, "Contexts"). Contexts have
 * cells, variances and references of their own; guides are the same.
 */
import type { EveryGene } from '../dataset/quality/everyGene';
import { inContext } from './contextCells';
import { ContextPair, type PerturbationDifference } from './contextDifferences';
import { type ContextDifference, judged, type Unjudged } from './contextVerdicts';
import { contextTests, type ContextTests, type InContext, keyOf } from './contextTests';
import { adjusted } from './effects';
import type { Reference } from './measure';
import type { Told } from './pairs';
import { unitOf } from './samples';

/** Contexts that are set beside each other, and tests of all of them together. */
const [MOST_CONTEXTS, MOST_TESTS] = [6, 2 ** 25];
/** Cells of the controls, and of a perturbation, from which a context can be told. */
const [FEWEST_CONTROLS, FEWEST_CELLS] = [20, 10];

/** Why a context is not measured; null: it is. */
export type Hindrance = 'few controls' | 'few cells' | 'no replicates' | 'left out' | null;

interface Context {
  readonly name: string;
  readonly cells: number;
  readonly controls: number;
  readonly hindrance: Hindrance;
}

/** Genes that a perturbation changes in either context, or that differ: side by side, one entry for each perturbation and gene. */
interface DifferingGenes {
  readonly perturbation: Int32Array;
  /** Place among the names of all genes that are named. */
  readonly gene: Int32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
  readonly difference: Float32Array;
  readonly error: Float32Array;
  readonly p: Float64Array;
  /** Over all differences between the two contexts. */
  readonly q: Float64Array;
}

export interface ContextsBeside {
  /** Places among the contexts. */
  readonly first: number;
  readonly second: number;
  /** Correlation between what guides do beyond their perturbation in either. */
  readonly shared: number;
  readonly lines: readonly ContextDifference[];
  readonly genes: DifferingGenes;
}

export interface MeasuredContexts {
  readonly column: string;
  readonly contexts: readonly Context[];
  /** [perturbations of the screen][contexts] null: no cells, or the context is not measured. */
  readonly alone: readonly (readonly (InContext | null)[])[];
  readonly pairs: readonly ContextsBeside[];
  /** Names that `pairs` refer to. */
  readonly genes: readonly string[];
}

interface Options {
  readonly against: Reference;
  /** False discovery rate. */
  readonly rate: number;
}

/** null where contexts are not told apart. */
export async function measureContexts(
  screen: EveryGene,
  options: Options,
  onProgress: (share: number) => void,
): Promise<MeasuredContexts | null> {
  if (!screen.contexts) return null;
  const { column } = screen.contexts;
  const contexts: Context[] = possibleContexts(screen, options.against);
  const measured = contexts.filter(({ hindrance }) => hindrance === null).length;
  const placeOf = new Map(screen.perturbations.map((one, k) => [keyOf(one), k]));
  const tests: (ContextTests | null)[] = contexts.map(() => null);
  let done = 0;
  for (const [at, context] of contexts.entries()) {
    if (context.hindrance !== null) continue;
    const one = await contextTests(inContext(screen, at), placeOf, options, (share) => {
      onProgress((done + share) / measured);
    });
    done += 1;
    if (one.isTested) tests[at] = one;
    else contexts[at] = { ...context, hindrance: 'no replicates' };
  }
  const found = tests.flatMap((one, at) => (one ? [{ at, tests: one }] : []));
  const genes = new Map<string, number>();
  const pairs = found.flatMap((first, at) =>
    found.slice(at + 1).map((second) => ({
      first: first.at,
      second: second.at,
      ...beside(first.tests, second.tests, screen, options, genes),
    })),
  );
  return {
    column,
    contexts,
    alone: screen.perturbations.map((_, k) => tests.map((one) => one?.lines.get(k) ?? null)),
    pairs: judged(pairs, options.rate),
    genes: [...genes.keys()],
  };
}

/** All contexts, with what stands against measuring them. */
function possibleContexts(screen: EveryGene, against: Reference): Context[] {
  const { contexts, guides, guideOfCell, perturbations, genes } = screen;
  const names = contexts?.names ?? [];
  const isOfCells = unitOf(screen) === 'cell';
  const cells = names.map(() => new Float64Array(perturbations.length));
  guideOfCell.forEach((guide, cell) => {
    const of = cells[contexts?.ofCell[cell] ?? -1];
    const k = guides[guide]?.perturbation ?? 0;
    if (of) of[k] = (of[k] ?? 0) + 1;
  });
  let left = Math.min(MOST_CONTEXTS, Math.floor(MOST_TESTS / (perturbations.length * genes.length)));
  return names.map((name, at) => {
    const of = cells[at] ?? new Float64Array(0);
    const [controls = 0, ...others] = of;
    const hindrance: Hindrance =
      isOfCells && against !== 'pooled' && controls < FEWEST_CONTROLS
        ? 'few controls'
        : isOfCells && Math.max(0, ...others) < FEWEST_CELLS
          ? 'few cells'
          : left-- > 0
            ? null
            : 'left out';
    return { name, controls, cells: of.reduce((sum, value) => sum + value, 0), hindrance };
  });
}

const unknown: Told = { value: NaN, low: NaN, high: NaN };

function beside(
  first: ContextTests,
  second: ContextTests,
  { perturbations }: EveryGene,
  { rate }: Options,
  genes: Map<string, number>,
) {
  const pair = new ContextPair(first, second);
  const agreement = pair.agreement(perturbations.length);
  const differences = perturbations.map((_, k) =>
    k === 0 || !isEnough(first, second, k) ? null : pair.difference(k),
  );
  const sizes = differences.map((one) => one?.genes.p.length ?? 0);
  const p = new Float64Array(sizes.reduce((sum, size) => sum + size, 0));
  let from = 0;
  const starts = sizes.map((size) => (from += size) - size);
  differences.forEach((one, k) => one && p.set(one.genes.p, starts[k]));
  const q = adjusted(p);
  const ofPerturbation = (k: number) => q.subarray(starts[k], (starts[k] ?? 0) + (sizes[k] ?? 0));
  const lines = differences.slice(1).map((one, at): Unjudged => {
    const k = at + 1;
    const acts = [first, second].map((of) => of.lines.get(k)?.acts ?? false) as [boolean, boolean];
    const cells = [first, second].map((of) => of.lines.get(k)?.byCells ?? NaN) as [number, number];
    const isOwn = (place: number) =>
      one !== null &&
      first.own[(first.rowOf.get(k) ?? 0) * first.genes.length + (one.genes.first[place] ?? 0)] === 1;
    return {
      isEnough: one !== null,
      acts,
      cells,
      line: {
        perturbation: k,
        p: one?.any ?? NaN,
        byCells: one?.byCells ?? NaN,
        agreement: one ? (agreement[k] ?? NaN) : NaN,
        differing: ofPerturbation(k).filter((value, place) => value < rate && !isOwn(place)).length,
        similarity: one?.similarity ?? unknown,
        ofFirst: one?.ofFirst ?? unknown,
        ofSecond: one?.ofSecond ?? unknown,
      },
    };
  });
  const namedGenes = differingGenes(differences, ofPerturbation, [first, second], { rate, genes });
  return { shared: pair.shared, lines, genes: namedGenes };
}

/** Whether a perturbation was compared in both contexts, with cells enough. */
function isEnough(first: ContextTests, second: ContextTests, k: number): boolean {
  return [first, second].every((of) => {
    const line = of.lines.get(k);
    return line?.isCompared === true && (of.unit === 'sample' || line.cells >= FEWEST_CELLS);
  });
}

function differingGenes(
  differences: readonly (PerturbationDifference | null)[],
  qOf: (k: number) => Float64Array,
  [first, second]: readonly [ContextTests, ContextTests],
  { rate, genes }: { readonly rate: number; readonly genes: Map<string, number> },
): DifferingGenes {
  const rows = differences.flatMap((one, k) => {
    if (!one) return [];
    const q = qOf(k);
    const [rowA, rowB] = [first, second].map((of) => (of.rowOf.get(k) ?? 0) * of.genes.length) as [
      number,
      number,
    ];
    return Array.from(one.genes.first.keys()).flatMap((place) => {
      const [a, b] = [rowA + (one.genes.first[place] as number), rowB + (one.genes.second[place] as number)];
      const isNamed = (q[place] as number) < rate || first.changed[a] === 1 || second.changed[b] === 1;
      return isNamed ? [{ k, place, a, b, one: one.genes, q: q[place] as number }] : [];
    });
  });
  const placeOf = (name: string) => {
    const known = genes.get(name) ?? genes.size;
    genes.set(name, known);
    return known;
  };
  return {
    perturbation: Int32Array.from(rows, ({ k }) => k),
    gene: Int32Array.from(rows, ({ a }) => placeOf(first.genes[a % first.genes.length] ?? '')),
    first: Float32Array.from(rows, ({ a }) => first.log2[a] as number),
    second: Float32Array.from(rows, ({ b }) => second.log2[b] as number),
    difference: Float32Array.from(rows, ({ one, place }) => one.difference[place] as number),
    error: Float32Array.from(rows, ({ one, place }) => one.error[place] as number),
    p: Float64Array.from(rows, ({ one, place }) => one.p[place] as number),
    q: Float64Array.from(rows, ({ q }) => q),
  };
}
