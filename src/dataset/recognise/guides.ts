/**
 * Target genes and guides in labels of the perturbation column: gene names, guide names of common libraries, and
 * combinations. Only measured genes count, so no rule can invent a target.
 */
import { compareNames } from '../canonicalOrder';
import type { DistinctValues } from './columns';
import { isControlGuide, isControlLabel, isControlWord, isMissingWord } from './controls';
import type { GeneLookup } from './geneNames';

export type ParsedLabel =
  | { readonly role: 'control' }
  | { readonly role: 'missing' }
  /** Rows of var, ascending, without repeats. */
  | { readonly role: 'perturbation'; readonly genes: readonly number[] }
  /** `parts`: names that were not found. */
  | { readonly role: 'unrecognised'; readonly parts: readonly string[] };

/** featureCounts' '/path/WT_rep2.bam' */
export const PATH = /^.*[/\\](?=[^/\\]+\.bam$)/i;
/** 'WT_rep2.sorted.dedup.bam' */
export const ALIGNED =
  /(?:[-_.]?(?:aligned|sorted(?:bycoord)?|out|dedup|markdup(?:licates)?|rmdup|unique))*\.bam$/i;
/** Samples and lanes of Illumina: STAT1_KO_1_S5_L001_R1_001 */
export const LANES = /_S\d{1,3}(?:_L\d{3})?(?:_R[12])?(?:_001)?$/;

/**
 * What libraries and programs write around the names of guides and samples; none of it occurs in names of genes. The
 * rest is read as a label of its own.
 */
const MARKS: readonly RegExp[] = [
  // plasmids of Perturb-seq (Dixit 2016) and CROP-seq (Datlinger 2017): p_sgELF1_2, p-INTERGENIC345439
  /^p[-_](?=sg|intergenic)/i,
  // guides of the mouse libraries of Dixit 2016: m_Rela_3, m_MouseNTC_100_A_67005
  /^m_(?=.+_\d+$|intergenic)/i,
  // the protospacer beside the name of a guide: sgGATA1_1_TTGACCATGACTGACTGACC
  /(?<=.)[-_:][ACGT]{17,25}$|^[ACGT]{17,25}[-_:](?=.)/,
  /^Tcrlibrary_/i,
  // TAP-seq (Schraivogel 2020): CROPseq_dCas9_DS_GATA1_+_48645022.23-P1P2; T cells (Shifrut 2018): ES.sg29.CD3D
  /^CROP-?seq_(?:d?Cas9_)?(?:DS_)?/i,
  /^[A-Z]{1,3}\.sg\d+\.(?=[A-Z])/,
  // open reading frames of the TF atlas (Joung 2023): TFORF3549-GFP
  /^TFORF\d+-/i,
  // rows of pseudobulk (Replogle 2022): 0_A1BG_P1_ENSG00000121410, 10748_non-targeting_non-targeting_non-targeting
  /^\d+_(?=.+_ENS[A-Z]*G\d{11}$|non-targeting)/,
  // the identifier beside the symbol: GATA1|ENSG00000102145, GATA1 (ENSG00000102145.3)
  /(?<=.)[_|: ]\(?ENS[A-Z]*[GT]\d{11}(?:\.\d+)?\)?$|^ENS[A-Z]*[GT]\d{11}(?:\.\d+)?[_|:](?=.)/,
  // inducible lines: Tet-on GATA1 +Dox
  /^(?:tet-?on|(?:dox[-_ ]?)?inducible)[-_ ]/i,
  // double and triple knockouts: DKO_GATA1_SPI1, GATA1/SPI1 dKO
  /^[dt]KO[-_ ]|[-_ ][dt]KO$/i,
  // hairpins of the RNAi Consortium, exons and places of guides: TRCN0000010432_SPI1, GATA1_ex2_g1, GATA1_chrX:48786590-48786610
  /^TRCN\d{10}[-_]|[-_]TRCN\d{10}$/,
  /[-_]ex(?:on)?\d+(?=[-_]|$)/i,
  /[-_]chr[\dXYM]+:\d+-\d+$/i,
  // plasmids of the Weissman laboratory: CREB1_pDS269, ATF6_only_pMJ145, 3x_neg_ctrl_pMJ144-1
  /(?:_only)?_p(?:DS|BA|MJ)\d+(?:-\d+)?$/,
  // mismatched guides (Jost 2020), whose name repeats the target: ALDOA_ALDOA_+_30077139.23-P1P2_00
  /^([^_]+)_(?=\1_[+-]_\d+\.\d+)|^neg_ctrl_(?=non-targeting)/,
  /(?<=_[+-]_\d+\.\d+(?:-P\d(?:P\d)?)?)[_|]\d{2}$/,
  // samples: STAT1_KO_rep1, STAT1-KO_r1, STAT1_KO_clone2, /path/WT_rep2.bam
  PATH,
  ALIGNED,
  LANES,
  /[-_. ](?:(?:rep(?:licate)?|clone)[-_. ]?|r)\d+$/i,
  // what was added: IFNG 10 ng/ml, iSTAT1 +Dox; without it, iSTAT1 -Dox, nothing is induced
  /(?<=.)[-_ ]?\(?(?<![\d.])\d+(?:\.\d+)?[-_ ]?(?:[munpµ]g\/m?l|I?U\/ml|[munpµ]M)\)?$/i,
  /(?<=.)[-_ ]?\+[-_ ]?dox$/i,
  // columns of log ratios: log2FC_STAT1, STAT1_log2FoldChange
  /^log2?[-_. ]?(?:fc|fold[-_ ]?change)[-_. ]/i,
  /[-_. ]log2?[-_. ]?(?:fc|fold[-_ ]?change)$/i,
];
/** 'STAT1_KO_vs_WT', 'STAT1vsCTRL', and 'STAT1_KO-WT' of limma */
const COMPARED =
  /^(?<label>.+?)(?:[-_. ][vV][sS][-_. ]|(?<=[A-Z\d])vs(?=[A-Z])|(?<=[-_. ](?:KO|KD|OE)) ?- ?)(?<reference>.+)$/;

/** Of lines whose protein is degraded: 'STAT1-dTAG'. */
export const DEGRON = /[-_ ](?:m?AID|dTAG|FKBP(?:12)?(?:F36V)?|degron)$/i;

const AFFIXES: readonly RegExp[] = [
  /^sg[-_]?/i,
  /^(?:si|sh)[-_]?(?=[A-Z])/,
  /^g(?=[A-Z])/,
  // of people, mice, or inducible: hSTAT1-1, mStat1_2, iSTAT1
  /^(?:cr|ko|kd|oe|[him])(?=[A-Z])/,
  /^(?:crispr|cr)-?(?:i|a|ko|oe)?[-_ ]/i,
  /^(?:ko|kd|oe|orf|tf|plko(?:\.\d)?)[-_ ]/i,
  /^(?:(?:sg|g|cr|si|sh)rna|guide|g|perturb(?:ed)?)[-_ ]/i,
  // the number before the name: sg1_GATA1
  /^(?:sg|g|(?:sg|g)rna|guide)?\d+[-_]/i,
  // deletions of yeast: Δgcn4, gcn4Δ, gcn4-del
  /^[Δ∆]|[Δ∆]$|[-_ ](?:del|delta)$/iu,
  /^p(?=[A-Z])/,
  // Weissman laboratory libraries: AARS_+_70323441.23-P1P2
  /_[+-]_\d+\.\d+(?:-P\d(?:P\d)?)?$/,
  /_P1(?:P2)?$/,
  // a letter, or the transcript, after the number of a guide: GATA1_sg3_A, GATA1-g2.P1P2
  /[_-](?:sg|g)\d+[_.-](?:[A-Z]|P\dP?\d?)$/,
  // the number of a guide, clone or sample; the sign before it in 'GATA1-/- 2' is one of both alleles
  /(?<!\/)[-_#:.]?[-_#: (.](?:sg|g|P|i|c|(?:sg|g|cr|si|sh)RNA|guide|clone|ASO|ORF|KO|KD|OE)?[-_ ]?#?\d+\)?(?:[_-]?P\d+P?\d*)?$/i,
  // a letter in place of the number: GATA1_A; CRISPRi and activation: GATA1_i, a_GATA1, GATA1-act
  /[_.][A-Ha-h]$/,
  /[-_](?:[ia]|inh|act|interference|activation|down|up)$|^(?:[ia]|inh|act|down|up)[-_]/,
  /[_-]TSS\d*$/,
  /g\d+$/,
  /\.\d+$/,
  /[-_ .]?(?:[ch]?KO|KD|OE|ORF|knock-?out|knock-?down|over-?expression|CRISPR(?:i|a|ko)?|\(?-\/-\)?)$/i,
  /[-_ ](?:null|deficient|LOF|(?:sg|g|cr|si|sh)RNA|smart-?pool|pool|perturbed)$/i,
  // 'BRD4 inhibitor', 'BRD4i'; guides by letters, and activation: 'BRD4a'; Rpl10a is a gene
  /[-_ ]inhibitor$/i,
  /(?<=[A-Z\d]{2})i$/,
  /(?<=^[A-Z][A-Z\d]+)[a-h]$/,
  DEGRON,
];

/**
 * Separators of combinations, those that cannot be part of a gene name first; `+` except as the strand in a guide's
 * name.
 */
const SEPARATORS: readonly RegExp[] = [
  /[|;,&]/,
  /__|--/,
  /(?<!_)\+|\+(?!_)/,
  /[ _](?:and|plus|x)[ _]/i,
  /[/:]/,
];

/** The parts of a label by each separator that divides it. */
export function* separations(text: string): Generator<readonly string[], void> {
  for (const separator of SEPARATORS) {
    const parts = text.split(separator).map((part) => part.trim());
    if (parts.length > 1) yield parts;
  }
}

/** Divides labels by the first separator that most of them have, without marks of lists; null where none divides most. */
export function separatorOfMost(labels: readonly string[]): ((label: string) => readonly string[]) | null {
  const texts = labels.map((label) => withoutListMarks(label.trim()));
  const separator = SEPARATORS.find(
    (one) => 2 * texts.filter((text) => one.test(text.replaceAll(WITHIN_GUIDES, ''))).length > texts.length,
  );
  if (separator === undefined) return null;
  return (label) =>
    withoutListMarks(label.trim())
      .split(separator)
      .map((part) => part.trim());
}

/** Longer names are those of genes or none: the patterns of guides take the square of their length. */
const LONGEST_GUIDE = 1000;

/** In labels of more parts, between underscores, these are names of genes: each would be tried as a guide. */
const MOST_PARTS_OF_GUIDES = 8;

/** 'GATA1+/+', 'Gata1fl/fl': both alleles are intact. */
const INTACT = /^(?<gene>.+?)[-_ ]?\(?(?:\+\/\+|fl(?:ox)?\/fl(?:ox)?)\)?$/;
/** Of an unnamed gene; KO is an alias of one. */
const DONE_ALONE = /^(?:ko|kd|oe)$/i;
/** Two genes that differ in their number. */
const NUMBERED = /^(?<first>(?<stem>[A-Za-z]+)\d+)_(?<second>\k<stem>\d+)$/;
/** GATA1_WT is not perturbed, or by its normal form. */
const WILD_TYPE = /[-_ .](?:wt|wild[-_ ]?type)(?:[-_ .]?\d+)?$/i;

/** Of a perturbation that is known to work: 'pos_control_STAT1', 'STAT1 (positive control)'. */
const POSITIVE_CONTROL =
  /^pos(?:itive)?[-_ ]?(?:con(?:trol)?|ctrl?|ctl)s?[-_ :]{1,3}|[-_ (]{1,3}pos(?:itive)?[-_ ]?(?:con(?:trol)?|ctrl?|ctl)\)?$/i;
/** The same where it is not the gene PC. */
const PC = /^PC[-_ ]/;

export const withoutPositiveControl = (label: string) => label.replace(POSITIVE_CONTROL, '');

/** Parses a label, given the measured genes. */
export function parseLabel(label: string, genes: GeneLookup): ParsedLabel {
  // Spreadsheets break lines within a cell.
  const text = withoutListMarks(label.trim().replaceAll(/\s*\n\s*/g, ' '));
  const isLong = text.length > LONGEST_GUIDE;
  if (!isLong && isControlWord(text)) return { role: 'control' };
  if (!isLong && isMissingWord(text)) return { role: 'missing' };
  const written = genes.findWritten(text);
  if (written >= 0) return { role: 'perturbation', genes: [written] };
  if (DONE_ALONE.test(text)) return { role: 'unrecognised', parts: [text] };
  // Before affixes are taken off: 'ctrl_1' is not the gene CTRL.
  if (!isLong && isControlGuide(text)) return { role: 'control' };
  const unmarked = isLong ? text : withoutMarks(text);
  if (unmarked !== text && unmarked !== '') return parseLabel(unmarked, genes);
  const gene = isLong || isNumberedPair(text, genes) ? genes.find(text) : targetOfGuide(text, genes);
  if (gene >= 0) return { role: 'perturbation', genes: [gene] };
  const { gene: intact } = INTACT.exec(text)?.groups ?? {};
  if (intact !== undefined && !isLong && targetOfGuide(intact, genes) >= 0) return { role: 'control' };

  for (const parts of separations(text)) return combined(parts.map((part) => parseLabel(part, genes)));
  const pair = isLong ? null : (underscorePair(text, genes) ?? pairOfGenes(text, genes));
  const isWildType = pair?.role === 'perturbation' && WILD_TYPE.test(text);
  if (pair !== null && !isWildType) return pair;
  const known = isLong ? text : withoutPositiveControl(text).replace(PC, '');
  const tested = known === text ? null : parseLabel(known, genes);
  return tested?.role === 'perturbation' ? tested : { role: 'unrecognised', parts: [text] };
}

/** 'G5_G1' of genes called G1, G2 …; the second part of 'g5_g1' is a guide, and that of 'STAT1_C3' may be a clone. */
function isNumberedPair(text: string, genes: GeneLookup): boolean {
  const { first = '', second = '' } = NUMBERED.exec(text)?.groups ?? {};
  return [first, second].every(genes.isSpelled) && !/^s?g\d+$/.test(second);
}

/** Whether a label sets a perturbation beside a control: 'STAT1_KO_vs_WT'. */
export function isComparison(label: string): boolean {
  const { reference = '' } = COMPARED.exec(label)?.groups ?? {};
  return reference !== '' && isControlLabel(reference);
}

export function withoutMarks(text: string): string {
  const rest = MARKS.reduce((shorter, mark) => shorter.replace(mark, ''), text);
  return isComparison(rest) ? rest.replace(COMPARED, '$<label>') : rest;
}

/**
 * Target of a single guide as a row of var, or −1: the name itself, then without one or two affixes. Where genes are called G1, G2 …, both
 * parts of G5_g1 are names: the one that is spelled so is the gene, else the first.
 */
function targetOfGuide(text: string, genes: GeneLookup): number {
  const whole = genes.find(text);
  if (whole >= 0) return whole;
  let forms = [text];
  for (let round = 0; round < 2; round++) {
    forms = forms.flatMap((form) =>
      AFFIXES.map((affix) => form.replace(affix, '')).filter((shorter) => shorter !== '' && shorter !== form),
    );
    const named = forms.filter((form) => genes.find(form) >= 0);
    const spelled = named.filter(genes.isSpelled);
    const [best] = [...spelled.filter((form) => text.startsWith(form)), ...spelled, ...named];
    if (best !== undefined) return genes.find(best);
  }
  return -1;
}

/**
 * 'A_B' with a gene or control on both sides, at any underscore. `failed`: lengths of ends that are no such label, each tried once: genes called A
 * and A_A would otherwise divide 'A_A_A_…' in very many ways.
 */
function underscorePair(
  text: string,
  genes: GeneLookup,
  failed: Set<number> = new Set<number>(),
): ParsedLabel | null {
  if (failed.has(text.length)) return null;
  const wholeName =
    text.split('_', MOST_PARTS_OF_GUIDES + 1).length > MOST_PARTS_OF_GUIDES ? nameOf : guideOf;
  for (let at = text.indexOf('_'); at >= 0; at = text.indexOf('_', at + 1)) {
    const left = wholeName(text.slice(0, at), genes);
    if (left === null) continue;
    const rest = text.slice(at + 1);
    const right = wholeName(rest, genes) ?? underscorePair(rest, genes, failed);
    if (right !== null) return combined([left, right]);
  }
  failed.add(text.length);
  return null;
}

/** In the place of a second target; 'GATA1-GFP' may be a fusion, and 'GATA1 control' be of GATA1. */
const IN_PAIRS = /^(?:ctrl|control|ntc?)$/i;

/** 'A-B', 'A.B' and 'A B' of two measured genes, 'A-ctrl' and 'ctrl.A' of one; within names of genes, what follows a hyphen is none. */
function pairOfGenes(text: string, genes: GeneLookup): ParsedLabel | null {
  const parts = text.split(/[- .]/).map((part): ParsedLabel | null => {
    if (!text.includes(' ') && IN_PAIRS.test(part)) return { role: 'control' };
    const gene = genes.find(part);
    return gene < 0 ? null : { role: 'perturbation', genes: [gene] };
  });
  const known = parts.filter((part) => part !== null);
  return parts.length === 2 && known.length === 2 ? combined(known) : null;
}

/** A gene or a guide without a target, as a part of a label. */
function nameOf(text: string, genes: GeneLookup): ParsedLabel | null {
  return partOf(text, genes.find(text));
}

/** The same, or a guide: 'GATA1_1_SPI1_2' */
function guideOf(text: string, genes: GeneLookup): ParsedLabel | null {
  return partOf(text, targetOfGuide(text, genes));
}

function partOf(text: string, gene: number): ParsedLabel | null {
  if (gene >= 0) return { role: 'perturbation', genes: [gene] };
  return text !== '' && isControlGuide(text) ? { role: 'control' } : null;
}

/** Controls add nothing to a combination; one unknown member makes it unknown. */
function combined(parts: readonly ParsedLabel[]): ParsedLabel {
  const unknown = parts.flatMap((part) => (part.role === 'unrecognised' ? part.parts : []));
  if (unknown.length > 0) return { role: 'unrecognised', parts: unknown };
  const genes = parts.flatMap((part) => (part.role === 'perturbation' ? part.genes : []));
  if (genes.length > 0) return { role: 'perturbation', genes: [...new Set(genes)].toSorted((a, b) => a - b) };
  return parts.some((part) => part.role === 'missing') ? { role: 'missing' } : { role: 'control' };
}

/** "['A', 'B']", "('A', 'B')" and "['A' 'B']" as written by data frames with lists and arrays; "'A'". */
function withoutListMarks(text: string): string {
  const isList = /^(?:\[.*\]|\(.*\)|\{.*\})$/.test(text);
  if (!isList) return text.replace(/^(["'])([^"']+)\1$/, '$2');
  return text
    .slice(1, -1)
    .replaceAll(/['"]\s+['"]/g, ',')
    .replaceAll(/['"]/g, '');
}

interface GuidesOfCells {
  /** Numbers of cells by the content of their label; they sum to all cells. */
  readonly one: number;
  /** Several guides, all of one gene, or all controls. */
  readonly sameTarget: number;
  /** Guides of a gene beside guides without a target. */
  readonly besideControl: number;
  /** Guides of several genes. */
  readonly severalTargets: number;
  /** No label, or one whose genes were not measured. */
  readonly unknown: number;
}

/** Separators between guides that do not occur within their names; '|00' is the mismatch of one guide. */
const BETWEEN_GUIDES = /\|(?!\d{2}$)|[;,&/:]|--|(?<!_)\+|\+(?!_)/;

/** Genotypes, places, doses and inducers contain what else separates guides: 'GATA1 -/-', 'GATA1fl/fl', 'GATA1_chrX:48786590-48786610', 'IFNG 10 ng/ml', 'DMSO 0.1% v/v', 'iSTAT1 +Dox'. */
const WITHIN_GUIDES =
  /[-+]\/[-+]|\/(?<=% ?\(?[vw]\/)(?=v)|\/(?<=fl(?:ox)?\/)(?=fl)|:(?<=chr[\dXYM]+:)(?=\d)|\/(?<=\d ?[munpµ]g\/)(?=m?l)|\+(?=dox$)/gi;

export function guidesOfCells({ labels, cells, codes }: DistinctValues, genes: GeneLookup): GuidesOfCells {
  const found = { one: 0, sameTarget: 0, besideControl: 0, severalTargets: 0, unknown: 0 };
  labels.forEach((label, index) => {
    found[kindOfLabel(label, genes)] += cells[index] ?? 0;
  });
  const named = cells.reduce((sum, count) => sum + count, 0);
  return { ...found, unknown: found.unknown + codes.length - named };
}

function kindOfLabel(label: string, genes: GeneLookup): keyof GuidesOfCells {
  const content = contentOf(label, genes);
  if (content === null) return 'unknown';
  if (content.targets > 1) return 'severalTargets';
  if (content.guides.length < 2) return 'one';
  const isControl = (guide: string) => parseLabel(guide, genes).role === 'control';
  return content.targets > 0 && content.guides.some(isControl) ? 'besideControl' : 'sameTarget';
}

/** Number of guides in a label, or of genes if it names no guides. */
export function guidesIn(label: string, genes: GeneLookup): number {
  const { targets, guides } = contentOf(label, genes) ?? { targets: 0, guides: [] };
  return Math.max(targets, guides.length);
}

/** Number of genes in a label, and its guides; null if it is unknown. The name of a gene is one guide. */
function contentOf(label: string, genes: GeneLookup): { targets: number; guides: readonly string[] } | null {
  const whole = parseLabel(label, genes);
  if (whole.role === 'missing' || whole.role === 'unrecognised') return null;
  const targets = whole.role === 'perturbation' ? whole.genes.length : 0;
  return { targets, guides: genes.find(label.trim()) >= 0 ? [label] : guidesNamed(label) };
}

/** What stands for the guide of a gene, in names with underscores. */
const PART_OF_GUIDE =
  /^(?:(?:sg|g|c|i|P|rep|r|(?:sg|g|cr|si|sh)RNA|guide|clone)?\d*|[A-Ha-h+-]|P\dP\d|\d+\.\d+.*)$/i;

/** Equal for labels that name the same guides: 'A+B' and 'B+A', 'A_B' and 'B_A', 'A+ctrl', 'A|NTC-1' and 'A'. */
export function guideKey(label: string): string {
  const named = guidesWithTarget(label);
  const [whole = ''] = named;
  const parts = named.length === 1 ? whole.split('_') : [];
  const guides = parts.some((part) => PART_OF_GUIDE.test(part)) ? named : parts.length > 1 ? parts : named;
  return (guides.length === 0 ? [label] : guides.map((guide) => guide.trim()).toSorted(compareNames))
    .join('|')
    .toLowerCase();
}

/** A label without the guides of controls in it, where it has others. */
export function guideName(label: string): string {
  const guides = guidesWithTarget(label);
  return guides.length > 0 && guides.length < guidesNamed(label).length ? guides.join('|') : label;
}

/** Those of controls too where there are no others. */
function guidesWithTarget(label: string): readonly string[] {
  const guides = guidesNamed(label);
  const others = guides.filter((guide) => !isControlLabel(guide));
  return others.length > 0 ? others : guides;
}

/** Some data sets write one guide as 'GATA1+ctrl'. */
function guidesNamed(label: string): readonly string[] {
  return label
    .replace(PATH, '')
    .replaceAll(WITHIN_GUIDES, '')
    .split(BETWEEN_GUIDES)
    .filter((part) => part.trim() !== '' && !isControlWord(part.trim()));
}

/** Guides are called from UMI counts at these thresholds, one column each, so that the user can choose one. */
export const guideThresholds = [1, 2, 3, 5, 10, 20, 30] as const;

/** Of all guides, where neither mixtures nor the cells tell another. */
export const DEFAULT_THRESHOLD = 5;

/**
 * Name of the column of called guides, or of their targets; it includes the threshold, so that a mapping can be
 * repeated from the file. 'mixture': a threshold of each guide.
 */
export function guideCallColumn(what: 'guide' | 'target', threshold: number | 'mixture'): string {
  return threshold === 'mixture' ? `${what} (mixture of UMIs)` : `${what} (UMIs ≥ ${threshold})`;
}

export const TOP_GUIDE_COLUMN = 'guide (most UMIs)';

/** Was the column made from guide counts? */
export function isGuideCallColumn(name: string): boolean {
  return name === TOP_GUIDE_COLUMN || /^(guide|target) \((UMIs ≥ \d+|mixture of UMIs)\)$/.test(name);
}

const GUIDE_COLUMN =
  /^(?:(?:gene|target|crispr|perturbation|top|best|assigned|barcode)[-_. ]?)?(?:guides?|(?:sg|g|cr)[-_ ]?rnas?|sgids?|protospacers?)(?:[-_. ]?(?:ids?|identit(?:y|ies)|names?|calls?|labels?|symbols?|features?|arrays?|ab|assign(?:ed|ments?)))?$|^crispr[-_. ]?assignments?$/i;

/** Is the column named for the guide that was detected in each cell? */
export function namesGuides(column: string): boolean {
  return GUIDE_COLUMN.test(column) || column === 'genetic_perturbation_id';
}
