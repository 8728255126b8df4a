/** Cells of one context as a screen of their own, and contexts as blocks of a screen of all cells. */
import { type EveryGene, Index } from '../dataset/quality/everyGene';
import { unitOf } from './samples';

type Placed = Pick<EveryGene, 'batches' | 'batchOfCell' | 'contexts'>;

/** Batches within contexts: what contexts differ in without any perturbation is then no effect where these hold unequal shares of the controls. */
export function batchesInContexts<Screen extends Placed>(screen: Screen): Screen {
  const { contexts, batches, batchOfCell } = screen;
  if (!contexts) return screen;
  const within = new Index<string>();
  const ofCell = batchOfCell.map((batch, cell) => {
    const context = contexts.ofCell[cell] ?? -1;
    const name = `${batches[batch]}, ${contexts.names[context] ?? 'other contexts'}`;
    return within.at(`${batch} ${context}`, name);
  });
  return { ...screen, batches: within.values, batchOfCell: ofCell };
}

/** The cells of one context, with the batches, guides and perturbations that they have; the control stays first, with cells or without. */
export function inContext(screen: EveryGene, context: number): EveryGene {
  const { contexts, guideSets: sets, inFile: _, totals, ...rest } = { ...screen, rows: unitOf(screen) };
  const cells = Int32Array.from(screen.guideOfCell.keys()).filter(
    (cell) => contexts?.ofCell[cell] === context,
  );
  const rowOfCell = new Int32Array(screen.guideOfCell.length).fill(-1);
  cells.forEach((cell, row) => {
    rowOfCell[cell] = row;
  });
  const perturbations = new Index<EveryGene['perturbations'][number]>();
  const guides = new Index<EveryGene['guides'][number]>();
  const batches = new Index<string>();
  const perturbationAt = (k: number) => {
    const perturbation = screen.perturbations[k];
    if (!perturbation) throw new Error('Every guide has a perturbation.');
    return perturbations.at(String(k), perturbation);
  };
  const guideAt = (guide: number) => {
    const { name = '', perturbation = 0 } = screen.guides[guide] ?? {};
    return guides.at(String(guide), { name, perturbation: perturbationAt(perturbation) });
  };
  perturbationAt(0);
  const guideOfCell = cells.map((cell) => guideAt(screen.guideOfCell[cell] ?? 0));
  const batchOfCell = cells.map((cell) => {
    const batch = screen.batchOfCell[cell] ?? 0;
    return batches.at(String(batch), screen.batches[batch] ?? '');
  });
  const members = (cell: number) => sets?.members.subarray(sets.starts[cell], sets.starts[cell + 1]) ?? [];
  const starts = new Int32Array(cells.length + 1);
  cells.forEach((cell, row) => {
    starts[row + 1] = (starts[row] ?? 0) + members(cell).length;
  });
  const guideSets = sets && {
    starts,
    members: Int32Array.from(
      Array.from(cells).flatMap((cell) => [...members(cell)]),
      guideAt,
    ),
  };
  return {
    ...rest,
    perturbations: perturbations.values,
    guides: guides.values,
    batches: batches.values,
    guideOfCell,
    batchOfCell,
    ...(totals && {
      totals: totals.map(({ column, ofCell }) => ({
        column,
        ofCell: Float64Array.from(cells, (cell) => ofCell[cell] ?? NaN),
      })),
    }),
    ...(guideSets && { guideSets }),
    pass: (use, how) =>
      screen.pass((entries) => {
        const { count, rows, genes, values } = entries;
        let kept = 0;
        for (let at = 0; at < count; at++) {
          const row = rowOfCell[rows[at] as number] as number;
          if (row < 0) continue;
          rows[kept] = row;
          genes[kept] = genes[at] as number;
          values[kept] = values[at] as number;
          kept += 1;
        }
        entries.count = kept;
        use(entries);
      }, how),
  };
}
