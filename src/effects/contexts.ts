/**
 * Effects in each context alone, as of a cell type or a condition, and what differs between contexts (docs/method.md, "Contexts"). Contexts have
 * cells, variances and references of their own; guides are the same.
 */
import { type EveryGene, Index } from '../dataset/quality/everyGene';
import { inContext } from './contextCells';
import { ContextPair, type PerturbationDifference } from './contextDifferences';
import { type ContextDifference, type FoundGenes, judged, noneFound, type Unjudged } from './contextVerdicts';
import { contextTests, type ContextTests, type InContext, keyOf } from './contextTests';
import { adjusted } from './effects';
import type { Reference } from './measure';
import type { Told } from './pairs';
import { withCounts } from './recoveredCounts';
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
  /** 1: a target of the perturbation. */
  readonly own: Uint8Array;
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
  given: EveryGene,
  options: Options,
  onProgress: (share: number) => void,
): Promise<MeasuredContexts | null> {
  // Once for all of them.
  const screen = given.contexts ? await withCounts(given, () => onProgress(0)) : given;
  if (!screen.contexts) return null;
  const { contexts, perturbations, genes } = screen;
  const cells = contexts.names.map(() => new Float64Array(perturbations.length));
  screen.guideOfCell.forEach((guide, cell) => {
    const of = cells[contexts.ofCell[cell] ?? -1];
    const k = screen.guides[guide]?.perturbation ?? 0;
    if (of) of[k] = (of[k] ?? 0) + 1;
  });
  let left = Math.min(MOST_CONTEXTS, Math.floor(MOST_TESTS / (perturbations.length * genes.length)));
  const sides = contexts.names.map((name, at): Side => {
    const context = contextOf(name, cells[at] ?? new Float64Array(1), unitOf(screen), options.against);
    const isLeft = context.hindrance === null && left-- <= 0;
    return {
      context: isLeft ? { ...context, hindrance: 'left out' } : context,
      screen: () => inContext(screen, at),
    };
  });
  return measuredBeside(contexts.column, sides, perturbations, options, onProgress);
}

/** A context, and its cells alone with perturbations among those of all contexts. */
interface Side {
  readonly context: Context;
  readonly screen: () => EveryGene;
}

/**
 * Two screens as two contexts: genes and guides are the same where they have the same name, perturbations where keyOf says so. `alone` and
 * lines are of all perturbations, those of the first in its order, then the others.
 */
export async function measureScreens(
  screens: readonly [first: EveryGene, second: EveryGene],
  names: readonly [first: string, second: string],
  options: Options,
  onProgress: (share: number) => void,
): Promise<MeasuredContexts & Pick<EveryGene, 'perturbations'>> {
  const all = new Index<EveryGene['perturbations'][number]>();
  for (const { perturbations } of screens) for (const one of perturbations) all.at(keyOf(one), one);
  const sides = screens.map((screen, at): Side => {
    const cells = new Float64Array(screen.perturbations.length);
    for (const guide of screen.guideOfCell) {
      const k = screen.guides[guide]?.perturbation ?? 0;
      cells[k] = (cells[k] ?? 0) + 1;
    }
    return {
      context: contextOf(names[at] ?? '', cells, unitOf(screen), options.against),
      screen: () => screen,
    };
  });
  const perturbations = all.values;
  return { ...(await measuredBeside('run', sides, perturbations, options, onProgress)), perturbations };
}

/** The perturbations of a screen are told by keyOf among `perturbations`. */
async function measuredBeside(
  column: string,
  sides: readonly Side[],
  perturbations: EveryGene['perturbations'],
  options: Options,
  onProgress: (share: number) => void,
): Promise<MeasuredContexts> {
  const contexts = sides.map(({ context }) => context);
  const measured = contexts.filter(({ hindrance }) => hindrance === null).length;
  const placeOf = new Map(perturbations.map((one, k) => [keyOf(one), k]));
  const tests: (ContextTests | null)[] = contexts.map(() => null);
  let done = 0;
  for (const [at, { context, screen }] of sides.entries()) {
    if (context.hindrance !== null) continue;
    const one = await contextTests(screen(), placeOf, options, (share) => {
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
      ...beside(first.tests, second.tests, perturbations, options, genes),
    })),
  );
  return {
    column,
    contexts,
    alone: perturbations.map((_, k) => tests.map((one) => one?.lines.get(k) ?? null)),
    pairs: judged(pairs, options.rate),
    genes: [...genes.keys()],
  };
}

/** With what stands against measuring it. @param cells [perturbations] the control first */
function contextOf(name: string, cells: Float64Array, unit: 'cell' | 'sample', against: Reference): Context {
  const [controls = 0, ...others] = cells;
  const isOfCells = unit === 'cell';
  return {
    name,
    controls,
    cells: cells.reduce((sum, value) => sum + value, 0),
    hindrance:
      isOfCells && against !== 'pooled' && controls < FEWEST_CONTROLS
        ? 'few controls'
        : isOfCells && Math.max(0, ...others) < FEWEST_CELLS
          ? 'few cells'
          : null,
  };
}

const unknown: Told = { value: NaN, low: NaN, high: NaN };

function beside(
  first: ContextTests,
  second: ContextTests,
  perturbations: EveryGene['perturbations'],
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
        found: one ? foundIn([first, second], one.genes, k, isOwn) : noneFound,
        similarity: one?.similarity ?? unknown,
        ofFirst: one?.ofFirst ?? unknown,
        ofSecond: one?.ofSecond ?? unknown,
      },
    };
  });
  const namedGenes = differingGenes(differences, ofPerturbation, [first, second], { rate, genes });
  return { shared: pair.shared, lines, genes: namedGenes };
}

/** How many genes, own targets left out, that were tested in both are found in either, in both with one sign, and with opposite signs. */
function foundIn(
  of: readonly [ContextTests, ContextTests],
  genes: PerturbationDifference['genes'],
  k: number,
  isOwn: (place: number) => boolean,
): FoundGenes {
  const found = { either: 0, both: 0, opposite: 0 };
  genes.first.forEach((a, place) => {
    if (isOwn(place)) return;
    const [one, other] = [a, genes.second[place] ?? 0].map((gene, side) => {
      const tests = of[side === 0 ? 0 : 1];
      const at = (tests.rowOf.get(k) ?? 0) * tests.genes.length + gene;
      return tests.changed[at] === 1 ? Math.sign(tests.log2[at] as number) : 0;
    });
    if (one === 0 && other === 0) return;
    found.either += 1;
    if (one === 0 || other === 0) return;
    found[one === other ? 'both' : 'opposite'] += 1;
  });
  return found;
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
    own: Uint8Array.from(rows, ({ a }) => first.own[a] as number),
    first: Float32Array.from(rows, ({ a }) => first.log2[a] as number),
    second: Float32Array.from(rows, ({ b }) => second.log2[b] as number),
    difference: Float32Array.from(rows, ({ one, place }) => one.difference[place] as number),
    error: Float32Array.from(rows, ({ one, place }) => one.error[place] as number),
    p: Float64Array.from(rows, ({ one, place }) => one.p[place] as number),
    q: Float64Array.from(rows, ({ q }) => q),
  };
}
