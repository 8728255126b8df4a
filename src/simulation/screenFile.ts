/** A simulated screen as files: the cells to open in the app, and the true network to compare with. */
import { gzipSync, strToU8 } from 'fflate';
import { writeH5ad } from '../dataset/writers/h5ad';
import { tableLines, tripletZip, type ScreenTable } from '../dataset/writers/screenTable';
import type { CapturedScreen } from './capture';
import type { SignedEdge } from './rules';

export const screenFormats = ['h5ad', 'csv', 'tsv', 'csv.gz', 'tsv.gz', 'zip'] as const;
export type ScreenFormat = (typeof screenFormats)[number];

/** Deterministic bytes. zip: a Matrix Market file with its names and a table of labels. */
export async function screenBytes(
  screen: CapturedScreen,
  format: ScreenFormat,
): Promise<Uint8Array<ArrayBuffer>> {
  switch (format) {
    case 'h5ad':
      return screenH5ad(screen);
    case 'zip':
      return tripletZip(tableOf(screen));
    case 'csv':
    case 'tsv':
      return tableBytes(screen, format === 'csv' ? ',' : '\t');
    case 'csv.gz':
    case 'tsv.gz':
      return gzipSync(tableBytes(screen, format === 'csv.gz' ? ',' : '\t'), { mtime: 0 });
    default:
      return format satisfies never;
  }
}

/** Annotations per cell; `perturbation` is 'control' or the perturbed genes. Dose: NaN for cells without one. */
function tableOf(screen: CapturedScreen): ScreenTable {
  return {
    values: screen.values,
    cellNames: screen.labels.map((_, cell) => `cell${String(cell).padStart(4, '0')}`),
    geneNames: screen.genes,
    obs: {
      perturbation: screen.labels,
      perturbation_type: screen.kinds,
      ...(screen.times && { time: screen.times }),
      ...(screen.doses && { dose: screen.doses }),
      ...(screen.batches && { batch: screen.batches }),
    },
  };
}

function tableBytes(screen: CapturedScreen, separator: ',' | '\t'): Uint8Array<ArrayBuffer> {
  return strToU8([...tableLines(tableOf(screen), separator)].join(''));
}

/**
 * An AnnData file (.h5ad): obs has the perturbation of each cell ('control' or the perturbed genes), its kind and, where there are any, time,
 * dose and batch; var `module` planted modules; uns `truth` the regulations.
 */
export function screenH5ad(screen: CapturedScreen): Promise<Uint8Array<ArrayBuffer>> {
  const edges = regulationsOf(screen);
  return writeH5ad({
    ...tableOf(screen),
    encoding: 'dense',
    ...(screen.modules && { var: { module: screen.modules } }),
    uns: {
      truth: {
        source: edges.map(({ source }) => source),
        target: edges.map(({ target }) => target),
        sign: edges.map(signMark),
      },
    },
  });
}

/** Columns source, target, sign (+ or -). */
export function truthTsv(screen: CapturedScreen): string {
  const lines = regulationsOf(screen).map((edge) => `${edge.source}\t${edge.target}\t${signMark(edge)}`);
  return `${['source\ttarget\tsign', ...lines].join('\n')}\n`;
}

/** Regulations for comparison. Self-regulation is left out: it cannot be distinguished from the decay rate. */
export function regulationsOf({ truth }: CapturedScreen): readonly SignedEdge[] {
  return truth.filter(({ source, target }) => source !== target);
}

function signMark({ sign }: SignedEdge): string {
  return sign > 0 ? '+' : '-';
}
