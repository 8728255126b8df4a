/** The same screen in files that are sorted otherwise, and in other formats, gives the same network, byte for byte. */
import { describe, expect, it } from 'vitest';
import type { Mapping } from '../dataset/mapping';
import { writeH5ad } from '../dataset/writers/h5ad';
import { Random } from '../numerics/random';
import type { CapturedScreen } from '../simulation/capture';
import { simulateRandomScreen } from '../simulation/randomScreen';
import { infer } from '.';

interface Table {
  readonly genes: readonly string[];
  readonly cells: readonly {
    readonly name: string;
    readonly values: readonly number[];
    /** Columns of obs. */
    readonly obs: Readonly<Record<string, string>>;
  }[];
}

const settings = { steps: 12, cellBatch: 32 } as const;

function screen(written: 'log' | 'counts', batches: number): CapturedScreen {
  return simulateRandomScreen({
    topology: 'cyclic',
    genes: 9,
    regulators: 6,
    edges: 12,
    repressing: 0.3,
    kind: 'knockout',
    perturbations: 4,
    controls: 60,
    cellsPerPerturbation: 40,
    fewestCells: 5,
    seed: 4,
    capture: { written, batches, batchSpread: 0.3 },
  });
}

function tableOf({ genes, values, labels, batches }: CapturedScreen): Table {
  const width = genes.length;
  return {
    genes,
    cells: labels.map((perturbation, cell) => ({
      name: `cell${cell}`,
      values: [...values.subarray(cell * width, (cell + 1) * width)],
      obs: batches === null ? { perturbation } : { perturbation, batch: batches[cell] ?? '' },
    })),
  };
}

/** Rows and columns drawn into another order. */
function inOtherOrder({ genes, cells }: Table, seed: number): Table {
  const random = new Random(seed);
  const columns = [...random.permutation(genes.length)];
  return {
    genes: columns.map((gene) => genes[gene] ?? ''),
    cells: Array.from(random.permutation(cells.length), (at) => cells[at])
      .filter((cell) => cell !== undefined)
      .map((cell) => ({ ...cell, values: columns.map((gene) => cell.values[gene] ?? 0) })),
  };
}

async function asH5ad({ genes, cells }: Table, encoding: 'dense' | 'csr'): Promise<File[]> {
  const names = Object.keys(cells[0]?.obs ?? {});
  const bytes = await writeH5ad({
    values: Float32Array.from(cells.flatMap(({ values }) => values)),
    encoding,
    cellNames: cells.map(({ name }) => name),
    geneNames: genes,
    obs: Object.fromEntries(names.map((column) => [column, cells.map(({ obs }) => obs[column] ?? '')])),
    uns: {},
  });
  return [new File([bytes], 'screen.h5ad')];
}

function asCsv({ genes, cells }: Table): File[] {
  const columns = Object.keys(cells[0]?.obs ?? {});
  const lines = cells.map(({ name, values, obs }) => [name, ...Object.values(obs), ...values].join(','));
  return [new File([`${[['cell', ...columns, ...genes].join(','), ...lines].join('\n')}\n`], 'screen.csv')];
}

/** Genes in rows, with the labels in a table of their own. */
function asMatrixMarket({ genes, cells }: Table): File[] {
  const entries = cells.flatMap(({ values }, cell) =>
    values.flatMap((value, gene) => (value === 0 ? [] : [`${gene + 1} ${cell + 1} ${value}`])),
  );
  const head = `%%MatrixMarket matrix coordinate real general\n${genes.length} ${cells.length} ${entries.length}\n`;
  const columns = Object.keys(cells[0]?.obs ?? {});
  const labels = cells.map(({ name, obs }) => [name, ...Object.values(obs)].join(','));
  return [
    new File([head, entries.join('\n'), '\n'], 'matrix.mtx'),
    new File([genes.join('\n'), '\n'], 'genes.tsv'),
    new File([cells.map(({ name }) => name).join('\n'), '\n'], 'barcodes.tsv'),
    new File([[['cell', ...columns].join(','), ...labels].join('\n'), '\n'], 'labels.csv'),
  ];
}

async function edgesOf(files: readonly File[], mapping: Partial<Mapping>): Promise<string> {
  const run = await infer({ files, mapping, settings });
  return run.toFormat('tsv');
}

/** Floating-point values, so that sums over cells and genes do depend on their order where they are not looked after. */
function withUnevenCounts(table: Table): Table {
  return {
    ...table,
    cells: table.cells.map((cell) => ({
      ...cell,
      values: cell.values.map((count, gene) => Math.fround(count * (1 + 0.001 * gene))),
    })),
  };
}

function withoutControls({ genes, cells }: Table): Table {
  return { genes, cells: cells.filter(({ obs }) => obs['perturbation'] !== 'control') };
}

const screens: readonly (readonly [string, Table, Partial<Mapping>])[] = [
  [
    'counts with controls and batches',
    withUnevenCounts(tableOf(screen('counts', 3))),
    { values: 'counts', batchColumn: 'batch', genes: { total: 8, pasted: [] } },
  ],
  ['logarithms without controls', withoutControls(tableOf(screen('log', 1))), { values: 'log-normalised' }],
];

describe.each(screens)('%s', (_name, table, mapping) => {
  it('gives the same edges for every order and format of cells and genes', async () => {
    const edges = await edgesOf(await asH5ad(table, 'dense'), mapping);
    expect(edges.split('\n').length).toBeGreaterThan(40);
    for (const files of [
      await asH5ad(inOtherOrder(table, 1), 'csr'),
      asCsv(inOtherOrder(table, 2)),
      asMatrixMarket(inOtherOrder(table, 3)),
    ])
      expect(await edgesOf(files, mapping)).toBe(edges);
  });
});
