/**
 * How many guides the cells carry, by a column that names them: a cell with two guides of one gene says nothing else than a cell
 * with one, a cell with guides of two genes is a combination whether or not one was meant.
 */
import { isControlWord } from './controlTokens';
import type { DistinctValues } from './distinct';
import type { GeneLookup } from './geneLookup';
import { parseLabel } from './guideTargets';

export interface GuidesOfCells {
  /** Cells by what their label names; together with `unknown` all cells. */
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

/** What separates guides; never what stands within their names. */
const BETWEEN_GUIDES = /[|;,]|(?<!_)\+|\+(?!_)/;

export function guidesOfCells({ labels, cells, codes }: DistinctValues, genes: GeneLookup): GuidesOfCells {
  const found = { one: 0, sameTarget: 0, besideControl: 0, severalTargets: 0, unknown: 0 };
  labels.forEach((label, index) => {
    found[kindOfLabel(label, genes)] += cells[index] ?? 0;
  });
  const named = cells.reduce((sum, count) => sum + count, 0);
  return { ...found, unknown: found.unknown + codes.length - named };
}

function kindOfLabel(label: string, genes: GeneLookup): keyof GuidesOfCells {
  const whole = parseLabel(label, genes);
  if (whole.role === 'missing' || whole.role === 'unrecognised') return 'unknown';
  if (genes.find(label.trim()) >= 0) return 'one';
  const targets = whole.role === 'perturbation' ? whole.genes.length : 0;
  if (targets > 1) return 'severalTargets';
  const guides = guidesNamed(label);
  if (guides.length < 2) return 'one';
  const controls = guides.filter((guide) => parseLabel(guide, genes).role === 'control').length;
  return targets > 0 && controls > 0 ? 'besideControl' : 'sameTarget';
}

/** How many guides, or genes where it names none, a label stands for. */
export function guidesIn(label: string, genes: GeneLookup): number {
  const whole = parseLabel(label, genes);
  if (whole.role === 'missing' || whole.role === 'unrecognised') return 0;
  if (genes.find(label.trim()) >= 0) return 1;
  const targets = whole.role === 'perturbation' ? whole.genes.length : 0;
  return Math.max(targets, guidesNamed(label).length);
}

/** 'GATA1+ctrl' is how some data sets write one guide. */
function guidesNamed(label: string): readonly string[] {
  return label.split(BETWEEN_GUIDES).filter((part) => part.trim() !== '' && !isControlWord(part.trim()));
}
