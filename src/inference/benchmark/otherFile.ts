/** Reads the cells of another file as the start of predictions of a run: its genes, by any of their names. */
import type { OpenedFile } from '../../dataset/annotation';
import type { Dataset } from '../../dataset/dataset';
import type { DatasetError } from '../../dataset/errors';
import type { Import, ReadProgress } from '../../dataset/import';
import { measuredNames } from '../../dataset/quality/unperturbed';
import type { Recognition } from '../../dataset/recognition';
import { otherSpellings } from '../../evaluation/networks/matchTruth';
import { geneFinder } from '../../dataset/names/match';
import type { FitResult } from '../run/result';
import { type OtherCells, type OtherCellsRefused, onOtherCells } from './otherCells';

/** @param data open, with this recognition of it */
export async function cellsOfFile(
  run: { readonly dataset: Dataset; readonly result: FitResult },
  data: Import,
  { opened, recognition }: { readonly opened: OpenedFile; readonly recognition: Recognition },
  onProgress: (progress: ReadProgress) => void,
): Promise<OtherCells | OtherCellsRefused | DatasetError> {
  const { genes, latent } = run.dataset;
  const { mapping } = recognition;
  const names = measuredNames(opened, mapping);
  const find = geneFinder(names);
  const lacking = genes.filter((name) => find(name) === null);
  const others = new Map((await otherSpellings(lacking, names)).map(({ written, gene }) => [written, gene]));
  const nameOf = (name: string) => names[find(name) ?? -1] ?? others.get(name) ?? name;
  const named = genes.map(nameOf);
  const known = new Set(names);
  const measured = genes.flatMap((_, gene) => {
    const name = named[gene] ?? '';
    return latent?.includes(gene) !== true && known.has(name) ? [name] : [];
  });
  const of = genes.length - (latent?.length ?? 0);
  if (measured.length < 2) return { tag: 'few-common-genes', file: opened.name, common: measured.length, of };
  const loaded = await data.loadGenes(mapping, measured, onProgress);
  if (!loaded.ok) return loaded.error;
  const place = new Map(loaded.value.genes.map((name, at) => [name, at]));
  return onOtherCells(
    run,
    loaded.value,
    Int32Array.from(named, (name) => place.get(name) ?? -1),
  );
}
