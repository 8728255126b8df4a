/** Every format a run can be taken elsewhere in: those of its network, and the file with its predictions. */
import { networkFormats, type NetworkFormatName } from '../../network/formats/formats';

export type ExportFormat = NetworkFormatName | 'h5ad';

/** In the order they are offered. */
export const exportFormats: readonly ExportFormat[] = [
  'tsv',
  'cx2',
  'graphml',
  'cyjs',
  'sif',
  'gmt',
  'regulons',
  'decoupler',
  'pyscenic',
  'h5ad',
];

/** How a file of the format ends, after the name of the data and a dot. */
export function endingOf(format: ExportFormat): string {
  return format === 'h5ad' ? 'predictions.h5ad' : networkFormats[format].ending;
}
