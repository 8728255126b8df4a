/**
 * Labels of control cells: words used in public screens (docs and issues of scPerturb, GEARS, Replogle 2022,
 * mixscape, Perturb-seq guide lists), and columns that state it per cell. A missing label is not a control: "no guide
 * detected" may hide one.
 */
import type { AnnotationColumn } from '../annotation';
import { distinctValues, type DistinctValues } from './columns';

const OFTEN_NUMBERED =
  'control|ctrl|ctl|nt|ntc|non[-_ ]?target(?:ing)?|neg(?:ative)?[-_ ]?(?:ctrl|ctl|control)|' +
  'safe[-_ ]?(?:targeting|harbou?r)|scrambled?|intergenic';
const WORDS =
  `${OFTEN_NUMBERED}|vehicle|dmso|pbs|untreated|unperturbed|untransduced|mock|wt|wild[-_ ]?type|` +
  'e?gfp|mcherry|lacz|luciferase|aavs1|rosa26|none';

const BARE = new RegExp(`^(?:(?:${WORDS})|\\*|)$`, 'i');
/**
 * 'sgNT1', 'NTC_5', 'non-targeting_00012', 'NegCtrl0', 'NTg3', and 'OR10' for guides in olfactory receptor loci.
 * Other words need a separator before the number: 'WT_1' is a control, 'WT1' is a gene.
 */
const GUIDE_NUMBER = '(?:sg|g|guide|sgrna|grna)?[-_ .]?\\d+';
const NUMBERED = new RegExp(
  `^(?:sg)?(?:(?:${OFTEN_NUMBERED})${GUIDE_NUMBER}|(?:${WORDS})(?:[-_ .]${GUIDE_NUMBER})?)$|^OR\\d+$`,
  'i',
);
const MISSING = /^(?:nan|na|n\/a|<na>|null|unassigned|unknown|undetermined|multiplet|doublet|excluded)$/i;

/** Is the label a control word only? Tested before genes are looked up. */
export function isControlWord(label: string): boolean {
  return BARE.test(label.trim());
}

/** Is the label a control guide with a number or affix? Tested after genes are looked up. */
export function isControlGuide(label: string): boolean {
  return NUMBERED.test(label.trim());
}

/** Does the label mean that the perturbation is unknown? */
export function isMissingWord(label: string): boolean {
  return MISSING.test(label.trim());
}

/** 'is_control', 'control' as 0 and 1, as in pereggrn and CPA. */
const CONTROL_COLUMN = /^(?:is[-_ ]?)?(?:control|ctrl|non[-_ ]?targeting)s?$/i;
const YES = /^(?:1|true|yes)$/i;
const NO = /^(?:0|false|no)$/i;

interface StatedControls {
  readonly column: string;
  /** Labels all of whose cells are controls. */
  readonly labels: readonly string[];
}

/** Control labels by a column that states it per cell; null without such a column, or if no label has only control cells. */
export function controlsByColumn(
  obs: readonly AnnotationColumn[],
  { labels, codes }: DistinctValues,
): StatedControls | null {
  for (const column of obs) {
    if (!CONTROL_COLUMN.test(column.name)) continue;
    const stated = distinctValues(column);
    const isYes = stated.labels.map((label) => YES.test(label));
    if (!stated.labels.every((label, i) => isYes[i] === true || NO.test(label)) || !isYes.includes(true))
      continue;
    const everyCell = labels.map(() => true);
    codes.forEach((label, cell) => {
      if (label >= 0 && isYes[stated.codes[cell] ?? -1] !== true) everyCell[label] = false;
    });
    const found = labels.filter((_, label) => everyCell[label]);
    if (found.length > 0) return { column: column.name, labels: found };
  }
  return null;
}
