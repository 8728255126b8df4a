/** The modelled genes of a data set as values to measure effects in, where the file itself is not at hand. */
import { CONTROL_OF_RATIOS, isControl, type Dataset } from '../dataset/dataset';
import { type EveryGene, Index } from '../dataset/quality/everyGene';
import type { Entries } from '../dataset/entryReader';

/** Values that are handed over at a time. */
const PORTION = 2 ** 18;

/**
 * Amounts are those before a change of the composition (dataset/quality/composition.ts).
 * @param cells rows of the data set that are used
 */
export function everyGeneOf(dataset: Dataset, cells: Int32Array): EveryGene {
  const { genes, conditions, values, composition, cellGuides, batchOfCell, scale, latent = [] } = dataset;
  const width = genes.length;
  const isLatent = Uint8Array.from(genes, (_, gene) => Number(latent.includes(gene)));
  const times = [...new Set(conditions.map(({ time }) => time))];
  // Controls without a time serve all.
  const areApart = !times.includes(null);
  const perturbations: EveryGene['perturbations'][number][] = [
    { label: 'control', labelInFile: 'control', targets: [], names: [], kind: null, time: null },
  ];
  const perturbationOfCondition = conditions.map((condition) => {
    if (isControl(condition)) return 0;
    const { label, time, interventions } = condition;
    const targets = interventions.map(({ gene }) => gene);
    const names = targets.map((gene) => genes[gene] ?? '');
    const kind = interventions[0]?.kind ?? null;
    return perturbations.push({ label, labelInFile: label, targets, names, kind, time }) - 1;
  });
  const guides = new Index<{ name: string; perturbation: number }>();
  const batches = new Index<string>();
  const [guideOfCell, batchOfRow] = [new Int32Array(cells.length), new Int32Array(cells.length)];
  cells.forEach((cell, row) => {
    const condition = dataset.conditionOfCell[cell] as number;
    const perturbation = perturbationOfCondition[condition] as number;
    const name = cellGuides?.names[cellGuides.ofCell[cell] ?? -1] ?? conditions[condition]?.label ?? '';
    guideOfCell[row] = guides.at(`${perturbation} ${name}`, { name, perturbation });
    const time = areApart ? times.indexOf(conditions[condition]?.time ?? null) : 0;
    const batch = `${batchOfCell?.[cell] ?? 0} ${time}`;
    batchOfRow[row] = batches.at(batch, batch);
  });
  const level = (cell: number, gene: number): number => {
    if (isLatent[gene] === 1) return 0;
    const value = values[cell * width + gene] as number;
    if (scale !== undefined) return value - CONTROL_OF_RATIOS;
    const shift = composition?.[dataset.conditionOfCell[cell] as number] ?? 0;
    return shift === 0 ? value : Math.log1p(Math.expm1(value) * Math.exp(-shift));
  };
  return {
    file: dataset.name,
    genes,
    perturbations,
    guides: guides.values,
    batches: batches.values,
    values: scale === undefined ? 'log-normalised' : 'ln-ratio',
    guideOfCell,
    batchOfCell: batchOfRow,
    async pass(use, { onBytes, places }) {
      await Promise.resolve();
      const step = Math.max(1, Math.floor(PORTION / width));
      const entries: Entries = {
        count: 0,
        rows: new Int32Array(step * width),
        genes: new Int32Array(step * width),
        values: new Float64Array(step * width),
      };
      for (let first = 0; first < cells.length; first += step) {
        const end = Math.min(first + step, cells.length);
        entries.count = 0;
        for (let row = first; row < end; row++)
          for (let gene = 0; gene < width; gene++) {
            const place = places ? (places[gene] as number) : gene;
            const value = level(cells[row] as number, gene);
            if (value === 0 || place < 0) continue;
            entries.rows[entries.count] = row;
            entries.genes[entries.count] = place;
            entries.values[entries.count] = value;
            entries.count += 1;
          }
        use(entries);
        onBytes(end, cells.length);
      }
    },
  };
}
