/**
 * From one label of the perturbation column to the genes it targets: gene names, guide names of common libraries, and
 * combinations. Only genes that were measured count, so a rule can never invent a target.
 */
import { isControlGuide, isControlWord, isMissingWord } from './controlTokens';
import type { GeneLookup } from './geneLookup';

export type ParsedLabel =
  | { readonly role: 'control' }
  | { readonly role: 'missing' }
  /** Rows of var, ascending, without repeats. */
  | { readonly role: 'perturbation'; readonly genes: readonly number[] }
  /** `parts` are the names that were not found. */
  | { readonly role: 'unrecognised'; readonly parts: readonly string[] };

const AFFIXES: readonly RegExp[] = [
  /^sg[-_]?/i,
  /^g(?=[A-Z])/,
  /^crispr(?:i|a|ko|oe)?[-_]/i,
  /^(?:ko|kd|oe)[-_]/i,
  /^p(?=[A-Z])/,
  /_[ACGT]{17,21}$/,
  // Weissman laboratory libraries: AARS_+_70323441.23-P1P2
  /_[+-]_\d+\.\d+(?:-P\d(?:P\d)?)?$/,
  // and their plasmids: CREB1_pDS269
  /_p(?:DS|BA|MJ)\d+$/,
  /_P1(?:P2)?$/,
  /[_-](?:sg|g|P|i)?\d+(?:[_-]?P\d+P?\d*)?$/,
  /g\d+$/,
  /\.\d+$/,
  /[-_ ]?(?:KO|KD|OE|knock-?out|knock-?down|over-?expression|CRISPRi|CRISPRa|-\/-)$/i,
];

/** Combinations: by what cannot be part of a gene name first; `+` not where it is the strand in a guide's name. */
const SEPARATORS: readonly RegExp[] = [/[|;,]/, /__/, /(?<!_)\+|\+(?!_)/];

/** What a label of the perturbation column means, given the genes that were measured. */
export function parseLabel(label: string, genes: GeneLookup): ParsedLabel {
  const text = withoutListMarks(label.trim());
  if (isControlWord(text)) return { role: 'control' };
  if (isMissingWord(text)) return { role: 'missing' };
  const gene = targetOfGuide(text, genes);
  if (gene >= 0) return { role: 'perturbation', genes: [gene] };
  if (isControlGuide(text)) return { role: 'control' };

  for (const separator of SEPARATORS) {
    const parts = text.split(separator).map((part) => part.trim());
    if (parts.length > 1) return combined(parts.map((part) => parseLabel(part, genes)));
  }
  return underscorePair(text, genes) ?? { role: 'unrecognised', parts: [text] };
}

/** The gene a single guide targets, as a row of var, or −1: the name as it stands, then with affixes removed twice. */
function targetOfGuide(text: string, genes: GeneLookup): number {
  const whole = genes.find(text);
  if (whole >= 0) return whole;
  let forms = [text];
  for (let round = 0; round < 2; round++) {
    forms = forms.flatMap((form) =>
      AFFIXES.map((affix) => form.replace(affix, '')).filter((shorter) => shorter !== '' && shorter !== form),
    );
    for (const form of forms) {
      const gene = genes.find(form);
      if (gene >= 0) return gene;
    }
  }
  return -1;
}

/** 'A_B' where both sides are genes (or one is a control), at whichever underscore this holds. */
function underscorePair(text: string, genes: GeneLookup): ParsedLabel | null {
  for (let at = text.indexOf('_'); at >= 0; at = text.indexOf('_', at + 1)) {
    const left = wholeName(text.slice(0, at), genes);
    if (left === null) continue;
    const rest = text.slice(at + 1);
    const right = wholeName(rest, genes) ?? underscorePair(rest, genes);
    if (right !== null) return combined([left, right]);
  }
  return null;
}

function wholeName(text: string, genes: GeneLookup): ParsedLabel | null {
  const gene = genes.find(text);
  if (gene >= 0) return { role: 'perturbation', genes: [gene] };
  return text !== '' && isControlGuide(text) ? { role: 'control' } : null;
}

/** Controls add nothing to a combination; one unknown member makes the whole unknown. */
function combined(parts: readonly ParsedLabel[]): ParsedLabel {
  const unknown = parts.flatMap((part) => (part.role === 'unrecognised' ? part.parts : []));
  if (unknown.length > 0) return { role: 'unrecognised', parts: unknown };
  const genes = parts.flatMap((part) => (part.role === 'perturbation' ? part.genes : []));
  if (genes.length > 0) return { role: 'perturbation', genes: [...new Set(genes)].toSorted((a, b) => a - b) };
  return parts.some((part) => part.role === 'missing') ? { role: 'missing' } : { role: 'control' };
}

/** "['A', 'B']" as written by data frames that hold lists. */
function withoutListMarks(text: string): string {
  return /^\[.*\]$/.test(text) ? text.slice(1, -1).replaceAll(/['"]/g, '') : text;
}
