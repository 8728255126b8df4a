/** What the cells can be coloured by, and the colours of a choice. Pure. */
import { type Dataset, isControl, shownLevel, timePoints } from '../../../dataset/dataset';
import { columnsBeside, conditionColumn, perturbationColumn } from '../../../dataset/pickedCells';
import type { Module } from '../../../network/network';
import type { Palette } from '../../../present/figure/palette';
import { type CellColours, coloursOfAmounts, coloursOfGroups } from '../charts/cellColours';
import { cellsText } from '../text/cells';
import type { CellColour } from '../../../share/view';

/** The perturbation that is set, with its predicted change. */
interface SetChange {
  /** [G] log1p expression. */
  readonly delta: Float32Array;
  /** Genes that are set. */
  readonly genes: readonly number[];
}

export interface Colourable {
  readonly dataset: Dataset;
  readonly modules: readonly Module[];
  readonly moduleNames: Readonly<Record<number, string>>;
  /** null: none is set, or it has no prediction. */
  readonly change: SetChange | null;
}

/** Names for the options, in groups: without a prediction there is no place along one. */
export function sourcesOf({ dataset, modules, moduleNames, change }: Colourable): readonly {
  readonly group: string;
  readonly items: readonly { readonly source: CellColour; readonly label: string }[];
}[] {
  const columns = columnsBeside(dataset).map(({ name }) => ({
    source: { kind: 'column', name } as const,
    label: name,
  }));
  return [
    {
      group: cellsText.groups.cells,
      items: [
        { source: { kind: 'perturbation' } as const, label: cellsText.perturbation },
        ...(timePoints(dataset).length > 1
          ? [{ source: { kind: 'condition' } as const, label: cellsText.condition }]
          : []),
        ...columns,
      ],
    },
    {
      group: cellsText.groups.model,
      items: [
        ...(change ? [{ source: { kind: 'predicted' } as const, label: cellsText.predicted }] : []),
        ...modules.map(({ name }, module) => ({
          source: { kind: 'module', module } as const,
          label: moduleNames[module] ? `${name} · ${moduleNames[module]}` : name,
        })),
      ],
    },
    {
      group: cellsText.groups.genes,
      items: dataset.genes.map((label, gene) => ({ source: { kind: 'gene', gene } as const, label })),
    },
  ].filter(({ items }) => items.length > 0);
}

/** Groups to pick from, where the choice has any. */
export interface Groups {
  readonly names: readonly string[];
  /** [cells] −1: in none. */
  readonly codes: Int32Array;
}

export interface Coloured {
  readonly colours: CellColours;
  readonly groups: Groups | null;
  /** What the scale means; null for groups and columns. */
  readonly note: string | null;
}

/** null where the source is not in this data set, or has no groups. */
export function groupsOf(dataset: Dataset, source: CellColour): Groups | null {
  switch (source.kind) {
    case 'perturbation':
    case 'condition': {
      const column = (source.kind === 'condition' ? conditionColumn : perturbationColumn)(dataset);
      return { codes: column.codes, names: column.categories };
    }
    case 'column': {
      const column = dataset.details?.columns.find(({ name }) => name === source.name);
      return column?.kind === 'category' ? { codes: column.codes, names: column.categories } : null;
    }
    case 'gene':
    case 'module':
    case 'predicted':
      return null;
    default:
      return source satisfies never;
  }
}

/** As the value of an option. */
export function keyOf(source: CellColour): string {
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

/** null where the source is not in this data set. `levelsOfSource` [cells]: of a module or along the change; null: not known yet. */
export function colouredBy(
  of: Colourable,
  source: CellColour,
  levelsOfSource: Float32Array | null,
  palette: Palette,
): Coloured | null {
  const { dataset, modules, change } = of;
  const width = dataset.genes.length;
  const known = levelsOfSource ?? new Float32Array(dataset.cells).fill(NaN);
  switch (source.kind) {
    case 'perturbation':
    case 'condition': {
      const groups = groupsOf(dataset, source);
      if (!groups) return null;
      const { codes, names } = groups;
      const controls = new Set(
        dataset.conditions.flatMap((condition, code) =>
          isControl(condition) ? [source.kind === 'condition' ? code : names.indexOf(condition.label)] : [],
        ),
      );
      const colours = coloursOfGroups(codes, names, palette, (code) => controls.has(code));
      return { colours, groups, note: null };
    }
    case 'column': {
      const column = dataset.details?.columns.find(({ name }) => name === source.name);
      if (!column) return null;
      if (column.kind === 'number')
        return {
          colours: coloursOfAmounts(Float32Array.from(column.values), palette, null),
          groups: null,
          note: null,
        };
      const groups = groupsOf(dataset, source);
      return groups && { colours: coloursOfGroups(groups.codes, groups.names, palette), groups, note: null };
    }
    case 'gene': {
      const { scale, values, genes } = dataset;
      if (genes[source.gene] === undefined) return null;
      const levels = new Float32Array(dataset.cells);
      for (let cell = 0; cell < levels.length; cell++)
        levels[cell] = shownLevel(values[cell * width + source.gene] ?? NaN, scale);
      const middle = scale === undefined ? null : 0;
      return {
        colours: coloursOfAmounts(levels, palette, middle),
        groups: null,
        note: cellsText.geneNote(scale !== undefined),
      };
    }
    case 'module': {
      if (!modules[source.module]) return null;
      return { colours: coloursOfAmounts(known, palette, 0), groups: null, note: cellsText.moduleNote };
    }
    case 'predicted': {
      if (!change) return null;
      return { colours: coloursOfAmounts(known, palette, null), groups: null, note: cellsText.predictedNote };
    }
    default:
      return source satisfies never;
  }
}
