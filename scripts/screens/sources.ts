/** The screens that lie beside the page as frozen runs: of what, from whom, under which licence. Page, gallery and CITATION.md are made from these records. */
import { join } from 'node:path';

export interface Source {
  readonly id: string;
  readonly name: string;
  /** What was measured, in a few words. */
  readonly about: string;
  /** What was found, in a reader's words, for the page's card. */
  readonly finding?: string;
  readonly rows: 'cells' | 'samples';
  readonly columns: string;
  readonly citation: string;
  readonly doi: string;
  readonly licence: string;
  /** Where the data are from, with the notice of their licence. */
  readonly source: string;
  readonly cellsIn: CellsIn;
}

/** The file that is learned from. */
interface CellsIn {
  /** In the folder of the data, or null: public/demo, where Sachs lies with the kinds of its reagents. */
  readonly folder: string | null;
  readonly file: string;
  /** Makes it from a file of this repository or from its source; null: it is one. */
  readonly madeBy: string | null;
}

const sachs: Source = {
  id: 'sachs',
  name: 'Sachs et al. 2005',
  about: 'Signalling in human T cells',
  finding: 'Each of 6 drugs changes other proteins; the PKC inhibitor changes most (10).',
  rows: 'cells',
  columns: 'proteins',
  citation: 'Sachs K, Perez O, Pe’er D, Lauffenburger DA, Nolan GP (2005). Science 308:523–529.',
  doi: '10.1126/science.1105809',
  licence: 'CC0 1.0',
  source:
    'github.com/cmu-phil/example-causal-datasets, real/sachs, commit a23adc349a23fc34d258193b45c60522ca6355b4. CC0 1.0: no rights are reserved.',
  cellsIn: { folder: null, file: 'sachs.h5ad', madeBy: null },
};

/** Which the page offers on Open. Every number of `finding` is one that the program says of the screen. */
export const published: readonly Source[] = [
  sachs,
  {
    id: 'cellbox',
    name: 'Korkut et al. 2015',
    about: 'Melanoma cells under 12 drugs and their pairs',
    finding: 'Error on unseen treatments is 83\u00a0% below “no change”.',
    rows: 'samples',
    columns: 'proteins and phenotypes',
    citation:
      'Korkut A, et al. (2015). eLife 4:e04640; table of CellBox: Yuan B, et al. (2021). Cell Systems 12:128–140.',
    doi: '10.7554/eLife.04640',
    licence: 'MIT',
    source:
      'github.com/sanderlab/CellBox, data/, commit 6bed6b941dad7c668f2f0d0daeb99ada2189b85d. MIT licence, Copyright (c) 2019 dfci.',
    cellsIn: {
      folder: 'cellbox-melanoma',
      file: 'cellbox.h5ad',
      madeBy:
        'git clone https://github.com/sanderlab/CellBox && git -C CellBox checkout 6bed6b9\npython3 scripts/make-cellbox.py CellBox/data cellbox.h5ad',
    },
  },
  {
    ...sachs,
    id: 'sachs-shuffled',
    name: `${sachs.name}, shuffled`,
    about: 'A control: the same cells, labels drawn at random',
    finding: 'None of 6 drugs was found to change other proteins: there is nothing to find.',
    source: 'public/demo/sachs.h5ad, its labels shuffled by scripts/make-shuffled.py. CC0 1.0.',
    cellsIn: {
      folder: 'sachs-shuffled',
      file: 'sachs-shuffled.h5ad',
      madeBy: 'python3 scripts/make-shuffled.py public/demo/sachs.h5ad sachs-shuffled.h5ad',
    },
  },
];

/** Which the page opens with, by itself. */
const demo: Source = {
  id: 'myeloid',
  name: 'The demo',
  about: 'Simulated differentiation of blood cells, whose network is known',
  rows: 'cells',
  columns: 'genes',
  citation: 'Network: Krumsiek J, Marr C, Schroeder T, Theis FJ (2011). PLoS ONE 6:e22649.',
  doi: '10.1371/journal.pone.0022649',
  licence: 'MIT',
  source:
    'public/demo/myeloid.h5ad, simulated by scripts/make-demo.ts. Under the licence of this program, MIT.',
  cellsIn: { folder: null, file: 'myeloid.h5ad', madeBy: null },
};

/** Which the gallery shows. */
export const sources: readonly Source[] = [demo, ...published];

/** Path from the root of a clone. */
export function placeOf({ cellsIn: { folder, file } }: Pick<Source, 'cellsIn'>, data: string): string {
  return folder === null ? join('public/demo', file) : join(data, folder, file);
}

/** Repeats the run in a terminal, in a clone. */
export function commandOf(source: Source): string {
  const { folder, file } = source.cellsIn;
  return `modulode infer ${folder === null ? placeOf(source, '') : file} --out ${source.id}`;
}

/** The text of the frozen run. */
export function frozenFile(id: string): string {
  return join('public/screens', `${id}.txt`);
}
