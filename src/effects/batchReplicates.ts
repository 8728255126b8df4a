/**
 * Replicates where no column tells guides: the cells of a perturbation in one batch. Cells of one donor are more alike than those of two, so
 * that cells are no replicates of a treatment (Squair et al. 2021); where perturbations do the same in all batches, nothing changes.
 */
import { Index, type EveryGene } from '../dataset/quality/everyGene';

/** Perturbations in batches, times genes, up to which they are told apart. */
const MOST_SUMS = 2 ** 25;

export interface BatchReplicates {
  readonly guides: EveryGene['guides'];
  /** [guides], and how many there are. */
  readonly batchOfGuide: Int32Array;
  readonly batches: number;
  /** [cells] part of its part, by batch; [such parts] the part, and the replicate. */
  readonly partOfCell: Int32Array;
  readonly wholeOfPart: Int32Array;
  readonly replicateOfPart: Int32Array;
}

/**
 * null where guides are known, or batches say nothing of how perturbations vary.
 * @param partOfCell guide, or further part of one; @param guideOfPart of these parts
 */
export function batchReplicates(
  { guides, batches, batchOfCell }: Pick<EveryGene, 'guides' | 'batches' | 'batchOfCell'>,
  { partOfCell, guideOfPart }: { readonly partOfCell: Int32Array; readonly guideOfPart: Int32Array },
  genes: number,
): BatchReplicates | null {
  if (new Set(guides.map(({ perturbation }) => perturbation)).size < guides.length) return null;
  const width = batches.length;
  const replicates = new Index<EveryGene['guides'][number] & { readonly batch: number }>();
  const parts: { readonly whole: number; readonly replicate: number }[] = [];
  /** [parts × batches] */
  const placeOf = new Int32Array(guideOfPart.length * width).fill(-1);
  const [presentGuides, presentBatches] = [new Set<number>(), new Set<number>()];
  const within = partOfCell.map((whole, cell) => {
    const batch = batchOfCell[cell] as number;
    const known = placeOf[whole * width + batch] as number;
    if (known >= 0) return known;
    const guide = guideOfPart[whole] as number;
    presentGuides.add(guide);
    presentBatches.add(batch);
    const { name = '', perturbation = 0 } = guides[guide] ?? {};
    const named = { name: `${name}, ${batches[batch]}`, perturbation, batch };
    placeOf[whole * width + batch] = parts.length;
    return parts.push({ whole, replicate: replicates.at(`${guide} ${batch}`, named) }) - 1;
  });
  const freedom = replicates.values.length - presentGuides.size - (presentBatches.size - 1);
  if (presentBatches.size < 2 || freedom < 1 || parts.length * genes > MOST_SUMS) return null;
  return {
    guides: replicates.values,
    batchOfGuide: Int32Array.from(replicates.values, (replicate) => replicate.batch),
    batches: presentBatches.size,
    partOfCell: within,
    wholeOfPart: Int32Array.from(parts, ({ whole }) => whole),
    replicateOfPart: Int32Array.from(parts, ({ replicate }) => replicate),
  };
}
