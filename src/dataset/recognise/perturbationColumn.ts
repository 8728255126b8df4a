/**
 * Which column of obs says what was perturbed: scored by its name, by how many of its values are measured genes, and by
 * whether one of them reads like a control.
 */
import type { AnnotationColumn } from '../annotation';
import type { Certainty, Guess } from '../recognition';
import { isCalled } from './calledGuides';
import { distinctValues, sampleLabels, type DistinctValues } from './distinct';
import type { GeneLookup } from './geneLookup';
import { parseLabel, type ParsedLabel } from './guideTargets';

/** Columns that name targets come before those that name guides, and these before treatments. */
const NAMES: readonly { readonly score: number; readonly spelled: RegExp }[] = [
  {
    score: 1,
    spelled:
      /^(?:perturbations?|perturbed[-_ ]?genes?|gene[-_ ]?targets?|target[-_ ]?genes?|genetic_perturbation_target_gene_id)$/i,
  },
  { score: 0.9, spelled: /^(?:conditions?|targets?|genes?|ko|kd|oe|knock(?:out|down)|intervention|tf)$/i },
  { score: 0.6, spelled: /guide|sg[-_ ]?rna|sgid|grna|perturb|target|knock|feature[-_ ]?call/i },
  { score: 0.4, spelled: /treatment|drug|compound|condition|^labels?$|^gene[-_ ]?(?:id|transcript)$/i },
];
const MOST_LABELS = 5000;

export interface PerturbationColumn {
  readonly name: string;
  readonly values: DistinctValues;
  /** [labels] */
  readonly parsed: readonly ParsedLabel[];
  readonly guess: Guess;
  readonly score: number;
}

/** Columns made from counts stand behind what the files say, as long as that names a gene, and among them the first is the one to begin with. */
const CALLED = 0.25;

/** Every column that could hold the perturbation, best first. */
export function rankPerturbationColumns(
  obs: readonly AnnotationColumn[],
  genes: GeneLookup,
): PerturbationColumn[] {
  const found = obs
    .filter((column) => column.kind === 'category' && column.categories.length <= MOST_LABELS)
    .map((column) => readPerturbationColumn(column, genes))
    .filter(({ values, score }) => values.labels.length >= 2 && score > 0);
  const firstCalled = found.find(({ name }) => isCalled(name))?.score ?? 0;
  const rank = ({ name, score }: PerturbationColumn) => (isCalled(name) ? firstCalled - CALLED : score);
  const says = ({ name, parsed }: PerturbationColumn) =>
    Number(!isCalled(name) && parsed.some(({ role }) => role === 'perturbation'));
  const anyCalled = found.some(({ name }) => isCalled(name));
  return found.toSorted((a, b) => (anyCalled ? says(b) - says(a) : 0) || rank(b) - rank(a));
}

/** One column read as perturbations, whether or not it looks like them. */
export function readPerturbationColumn(column: AnnotationColumn, genes: GeneLookup): PerturbationColumn {
  const values = distinctValues(column);
  const parsed = values.labels.map((label) => parseLabel(label, genes));
  const found = parsed.filter(({ role }) => role === 'perturbation').length;
  const named = parsed.filter(({ role }) => role === 'perturbation' || role === 'unrecognised').length;
  const hasControl = parsed.some(({ role }) => role === 'control');
  const share = named === 0 ? 0 : found / named;
  const nameScore = NAMES.find(({ spelled }) => spelled.test(column.name))?.score ?? 0;
  const looksRight = nameScore > 0 || share >= 0.5;
  return {
    name: column.name,
    values,
    parsed,
    score: looksRight ? 2 * share + nameScore + (hasControl ? 0.5 : 0) : 0,
    guess: {
      field: 'perturbationColumn',
      samples: sampleLabels(values),
      reason: `${found === named ? `All ${found}` : `${found} of ${named}`} values are genes in this file`,
      certainty: certaintyOf(share, nameScore > 0 || hasControl),
    },
  };
}

function certaintyOf(share: number, supported: boolean): Certainty {
  if (share >= 0.7 && supported) return 'sure';
  return share >= 0.3 ? 'likely' : 'assumed';
}
