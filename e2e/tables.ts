/** Text tables of cells and genes: small screens with and without effects, and defective ones. */
/** A file as Playwright passes it to the page. */
export interface GivenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

export function given(name: string, content: string | Buffer): GivenFile {
  return { name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) };
}

export interface TableParts {
  readonly genes?: readonly string[];
  /** Labels in turn, one per cell; null: no column of labels. */
  readonly labels?: readonly string[] | null;
  readonly cellName?: (cell: number) => string;
  /** Replaces one value: as [cell, gene, what is written]. */
  readonly instead?: readonly [number, number, string];
  readonly value?: (cell: number, gene: number) => number;
  readonly cells?: number;
}

/** A valid table whose parts can be replaced. */
export function table({
  genes = ['GATA1', 'SPI1', 'KLF1', 'FLI1'],
  labels = ['control', 'GATA1', 'SPI1'],
  cellName = (cell) => `cell${cell}`,
  instead,
  value = (cell, gene) => ((cell * 7 + gene * 3) % 5) + 1,
  cells = 60,
}: TableParts = {}): string {
  const header = ['cell', ...genes, ...(labels ? ['perturbation'] : [])];
  const rows = Array.from({ length: cells }, (_, cell) => {
    const values = genes.map((_name, gene) =>
      instead?.[0] === cell && instead[1] === gene ? instead[2] : String(value(cell, gene)),
    );
    return [cellName(cell), ...values, ...(labels ? [labels[cell % labels.length] ?? ''] : [])];
  });
  return [header, ...rows].map((fields) => fields.map(quoted).join(',')).join('\n');
}

function quoted(field: string): string {
  return /[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

const chain = ['A1', 'B2', 'C3', 'D4', 'E5', 'F6', 'G7', 'H8'];

/**
 * A chain of activation, A1 → B2 → …, each of the first six knocked out. `effects`: whether a cell shows the effect of its label,
 * of another label (as after shuffling), or none.
 */
export function screenTable(options: {
  readonly control?: boolean;
  readonly effects?: 'as labelled' | 'shuffled' | 'none';
  readonly cells?: number;
}): string {
  const { control = true, effects = 'as labelled', cells = 420 } = options;
  const labels = [...(control ? ['control'] : []), ...chain.slice(0, 6)];
  const shown = (cell: number) => {
    if (effects === 'none') return 'control';
    const label = effects === 'shuffled' ? Math.floor(chance(cell, chain.length) * labels.length) : cell;
    return labels[label % labels.length] ?? '';
  };
  const value = (cell: number, gene: number) => {
    const out = chain.indexOf(shown(cell));
    if (gene === out) return 0;
    const below = out >= 0 && gene > out ? 1 - 0.7 ** (gene - out) : 1;
    return Math.round(below * (8 + 10 * chance(cell, gene)));
  };
  return table({ genes: chain, labels, cells, value });
}

const pairs = 6;

/** Two contexts (column `condition`): R1 to R6 are knocked out and each activates its own target, T1 to T6; R5 at rest only, R6 when stimulated only. */
export function contextsTable(): string {
  const regulators = Array.from({ length: pairs }, (_, place) => `R${place + 1}`);
  const genes = [...regulators, ...regulators.map((name) => name.replace('R', 'T'))];
  const labels = ['control', ...regulators];
  const rows = Array.from({ length: 2 * labels.length * 20 }, (_, cell) => {
    const state = cell % 2 === 0 ? 'rest' : 'stimulated';
    const label = labels[(cell >> 1) % labels.length] ?? '';
    const levels = regulators.map((name, gene) => (name === label ? 0 : 5 + 50 * chance(cell, gene)));
    const targets = levels.map((level, gene) => {
      const isRegulated = gene < 4 || (gene === 4) === (state === 'rest');
      return (isRegulated ? level : 30) + 3 + 6 * chance(cell, gene + pairs);
    });
    return [`cell-${cell}`, state, label, ...[...levels, ...targets].map(Math.round)].join(',');
  });
  return [['cell', 'condition', 'perturbation', ...genes].join(','), ...rows].join('\n');
}

/** A seeded number between 0 and 1. */
export function chance(cell: number, gene: number): number {
  let mixed = Math.imul(cell + 1, 0x9e3779b1) ^ Math.imul(gene + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32;
}
