/**
 * Words that mark cells without a perturbation, as found in public screens (docs and issues of scPerturb, GEARS,
 * Replogle 2022, mixscape, Perturb-seq guide lists). A missing label is not a control: "no guide detected" may hide one.
 */

const OFTEN_NUMBERED = [
  'control',
  'ctrl',
  'ctl',
  'nt',
  'ntc',
  'non[-_ ]?target(?:ing)?',
  'neg(?:ative)?[-_ ]?(?:ctrl|ctl|control)',
  'safe[-_ ]?(?:targeting|harbou?r)',
  'scrambled?',
  'intergenic',
].join('|');
const WORDS = [
  OFTEN_NUMBERED,
  'vehicle',
  'dmso',
  'pbs',
  'untreated',
  'unperturbed',
  'untransduced',
  'mock',
  'wt',
  'wild[-_ ]?type',
  'e?gfp',
  'mcherry',
  'lacz',
  'luciferase',
  'aavs1',
  'rosa26',
  'none',
].join('|');

const BARE = new RegExp(`^(?:(?:${WORDS})|\\*|)$`, 'i');
/**
 * 'sgNT1', 'NTC_5', 'non-targeting_00012', 'NegCtrl0', 'NTg3', and 'OR10' for guides in olfactory receptor loci. Other
 * words need a mark before the number: 'WT_1' is a control, 'WT1' is a gene.
 */
const GUIDE_NUMBER = '(?:sg|g|guide|sgrna|grna)?[-_ .]?\\d+';
const NUMBERED = new RegExp(
  `^(?:sg)?(?:(?:${OFTEN_NUMBERED})${GUIDE_NUMBER}|(?:${WORDS})(?:[-_ .]${GUIDE_NUMBER})?)$|^OR\\d+$`,
  'i',
);
const MISSING = /^(?:nan|na|n\/a|<na>|null|unassigned|unknown|undetermined|multiplet|doublet)$/i;

/** The label is a control word and nothing else: this is decided before genes are looked up. */
export function isControlWord(label: string): boolean {
  return BARE.test(label.trim());
}

/** A control guide with a number or affix: decided after genes were looked up. */
export function isControlGuide(label: string): boolean {
  return NUMBERED.test(label.trim());
}

/** Says that nothing is known about the cell. */
export function isMissingWord(label: string): boolean {
  return MISSING.test(label.trim());
}
