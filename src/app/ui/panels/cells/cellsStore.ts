/** What the Cells view shows, kept while another view is open. The pick belongs to one data set. */
import { create } from 'zustand';
import type { Dataset } from '../../../../dataset/dataset';

export type ArrowChoice = 'none' | 'learned' | 'perturbed';

/** What colours the cells: the perturbation (and its time), a column, a gene, a module, or the place along the predicted change. */
export type ColourSource =
  | { readonly kind: 'perturbation' | 'condition' | 'predicted' }
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'gene'; readonly gene: number }
  | { readonly kind: 'module'; readonly module: number };

export interface Pick {
  readonly of: Dataset;
  /** The group, or how it was drawn. */
  readonly name: string;
  /** [cells] */
  readonly isPicked: Uint8Array;
}

interface CellsState {
  /** Name in the file; null: principal components; undefined: the first of the file, else components. */
  readonly places: string | null | undefined;
  readonly colour: ColourSource;
  readonly arrows: ArrowChoice;
  readonly pick: Pick | null;
}

export const useCellsStore = create<CellsState>(() => ({
  places: undefined,
  colour: { kind: 'perturbation' },
  arrows: 'none',
  pick: null,
}));

/** As the value of an option. */
export function keyOf(source: ColourSource): string {
  switch (source.kind) {
    case 'column':
      return `column ${source.name}`;
    case 'gene':
      return `gene ${source.gene}`;
    case 'module':
      return `module ${source.module}`;
    case 'perturbation':
    case 'condition':
    case 'predicted':
      return source.kind;
    default:
      return source satisfies never;
  }
}
