/**
 * Samples that differ from others by the number of the replicate alone ('DMSO_1', 'DMSO_2', 'Imatinib_1', 'Imatinib_2'), where what was done names no
 * measured gene: each would be a perturbation of its own, or the table have none. Replicates of measured genes are found by the gene.
 */
import type { AnnotationColumn, OpenedFile } from '../annotation';
import { isControlLabel } from './controls';
import { categoriesOf, MOST_SAMPLES } from './doses';
import { guessGeneColumn, nameGenes } from './geneNames';
import { parseLabel } from './guides';
import { rowNames } from './labelColumn';
import { mayBeLabels, rankPerturbationColumns, withoutReplicate } from './perturbationColumn';
import { MANY_ROWS } from './sampleWords';

/** 'WT_1', 'WT rep2', 'WT.R3', 'WT1', 'WT_A' */
const REPLICATE =
  /^(?<stem>.*?[A-Za-z\d)+])(?:[-_. ]{1,2}(?:(?:bio|tech)?[-_ ]?(?:rep(?:licate)?|r|n)?[-_. ]?(?<number>\d{1,2})|(?<letter>[A-F]))|(?<=[A-Za-z])(?<digit>\d))$/i;

interface Replicate {
  readonly stem: string;
  readonly number: number;
}

function replicateOf(name: string): Replicate | null {
  const { stem = '', number, letter, digit } = REPLICATE.exec(name.trim())?.groups ?? {};
  if (stem === '') return null;
  const written = number ?? digit;
  return {
    stem,
    number:
      written === undefined
        ? (letter ?? '').toUpperCase().charCodeAt(0) - 'A'.charCodeAt(0) + 1
        : Number(written),
  };
}

/** The file with a column of labels without replicates, or as it is. */
export function withReplicates(opened: OpenedFile): OpenedFile {
  const axis = opened.genes[opened.matrices[0]?.path ?? ''];
  if (axis === undefined || opened.cells > MOST_SAMPLES) return opened;
  const { lookup } = nameGenes(axis, guessGeneColumn(axis).column);
  const [best] = rankPerturbationColumns(opened.obs, lookup);
  const columns =
    best === undefined
      ? [...opened.obs, rowNames(opened)]
      : opened.obs.filter(({ name }) => name === best.name);
  for (const column of columns) {
    const stems = mayBeLabels(column) ? stemsOf(column) : null;
    if (stems === null) continue;
    const isUnmeasured = (stem: string) => parseLabel(stem, lookup).role === 'unrecognised';
    if (!stems.some(isUnmeasured)) continue;
    const made = categoriesOf(withoutReplicate(column.name), stems, Int32Array.from(stems.keys()));
    return { ...opened, obs: [...opened.obs, made] };
  }
  return opened;
}

/** [rows] What each row's name has before its replicate; null where they do not number replicates of controls and of something else. */
function stemsOf(column: Extract<AnnotationColumn, { kind: 'category' }>): readonly string[] | null {
  const { categories, codes } = column;
  if (new Set(codes).size < codes.length) return null;
  const read = Array.from(codes, (code) => replicateOf(categories[code] ?? ''));
  const numbers = new Map<string, number[]>();
  for (const one of read) {
    if (one === null) return null;
    numbers.set(one.stem, [...(numbers.get(one.stem) ?? []), one.number]);
  }
  const ofControls = [...numbers].flatMap(([stem, own]) => (isControlLabel(stem) ? own : []));
  const areAllReplicates = [...numbers.values()].every(
    (own) => own.length < MANY_ROWS && new Set(own).size === own.length && areReplicates(own, ofControls),
  );
  const recur = [...numbers.values()].some((own) => own.length > 1);
  return ofControls.length > 0 && recur && areAllReplicates ? read.map((one) => one?.stem ?? '') : null;
}

/** Numbers from 1 on, or among those of controls; not 'IL_6' and 'IL_10'. */
function areReplicates(numbers: readonly number[], ofControls: readonly number[]): boolean {
  return numbers.every((number) => number <= numbers.length || ofControls.includes(number));
}
