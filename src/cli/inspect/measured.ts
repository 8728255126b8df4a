/** What the values of a data set say of its cells and of its perturbations' targets, where they are read. */
import type { Import, ReadProgress } from '../../dataset/import';
import type { Mapping } from '../../dataset/mapping';
import type { QualityReport } from '../../dataset/quality/qualityReport';
import { SMALL_FILE } from '../../dataset/quality/smallFile';
import { fileSize } from '../../present/text/numbers';
import { terminalWords, type Words } from '../advice';

export interface Measured {
  readonly report: QualityReport | null;
  /** Why there is no report, in words; null where there is one, or nothing to measure. */
  readonly missing: string | null;
}

export interface DataToMeasure {
  readonly data: Import;
  readonly mapping: Mapping;
  readonly bytes: number;
  /** That somebody said the values be read, or not; else a small file's are. */
  readonly wish: boolean | undefined;
}

/** Values that cannot be read are told, not thrown: what the file says of itself is known all the same. */
export async function measured(
  { data, mapping, bytes, wish }: DataToMeasure,
  onProgress: (progress: ReadProgress) => void,
): Promise<Measured> {
  if (!(wish ?? bytes <= SMALL_FILE)) return { report: null, missing: notRead(bytes) };
  const outcome = await data.quality(mapping, onProgress);
  if (outcome.ok) return { report: outcome.value, missing: null };
  return { report: null, missing: inOneLine(terminalWords(outcome.error)) };
}

function notRead(bytes: number): string {
  return `Not read (${fileSize(bytes)}). --quality reads the values and tells how good the cells are and what perturbations did to their targets.`;
}

function inOneLine({ title, why }: Words): string {
  return `${title}. ${why}`;
}
