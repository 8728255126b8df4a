/** Tables as laboratories write them: counts of 120 cells with a guide each, beside columns that describe the cells. */
export const labGenes = ['GATA1', 'SPI1', 'KLF1', 'TAL1', 'FLI1', 'TIMELESS', 'HBB', 'T'];
const GUIDES = ['NT', 'GATA1_g1', 'SPI1_g2', 'KLF1_g1'];
const CELLS = 120;

type Column = (cell: number, counts: readonly number[]) => number | string;

const total = (counts: readonly number[]) => counts.reduce((sum, value) => sum + value, 0);
const wave = (cell: number) => Math.sin(cell * 1.7) / 4;

/** Cell metadata of a Seurat object, in its order. */
const seuratColumns: Readonly<Record<string, Column>> = {
  'orig.ident': () => 'lane1',
  nCount_RNA: (cell, counts) => total(counts) + 40 * (cell % 13),
  nFeature_RNA: (cell) => 300 + (cell % 17),
  'percent.mt': (cell) => 1.5 + (cell % 9) / 7,
  'S.Score': (cell) => wave(cell),
  'G2M.Score': (cell) => -wave(cell + 3),
  Phase: (cell) => ['G1', 'S', 'G2M'][cell % 3] ?? '',
  'RNA_snn_res.0.8': (cell) => cell % 5,
  seurat_clusters: (cell) => cell % 5,
};

/** Text of each table by its name. `doubtful`: columns that the user should look at. */
export const labTables: Readonly<
  Record<string, { readonly text: string; readonly doubtful: readonly string[] }>
> = {
  'seurat.csv': { text: written(seuratColumns), doubtful: [] },
  'umis.csv': {
    text: written({ nUMI: (_, counts) => total(counts), plate: (cell) => cell % 4 }),
    doubtful: ['plate'],
  },
  'semicolons.csv': {
    text: written(
      { nUMI: (_, counts) => total(counts), 'pct.mito': (cell) => 0.01 + cell / 4096, age: () => 34 },
      { separator: ';', print: (value) => String(value).replace('.', ',') },
    ),
    doubtful: ['age'],
  },
};

function written(
  columns: Readonly<Record<string, Column>>,
  { separator = ',', print = String }: { separator?: string; print?: (value: number) => string } = {},
): string {
  const head = ['', ...Object.keys(columns), 'guide', ...labGenes];
  const rows = Array.from({ length: CELLS }, (_, cell) => {
    const guide = GUIDES[cell % GUIDES.length] ?? '';
    const counts = labGenes.map((gene, at) => {
      const count = 20 + ((cell * 7 + at * 3 + cell * at) % 31);
      return guide.startsWith(`${gene}_`) ? Math.floor(count / 5) : count;
    });
    const described = Object.values(columns).map((column) => column(cell, counts));
    return [
      `cell${cell}`,
      ...described.map((value) => (typeof value === 'number' ? print(value) : value)),
      guide,
      ...counts,
    ];
  });
  return `${[head, ...rows].map((row) => row.join(separator)).join('\n')}\n`;
}
