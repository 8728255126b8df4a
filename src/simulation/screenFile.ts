/** A simulated screen as files: the cells for the app to open, and the network they came from to compare with. */
import { writeH5ad } from '../dataset/writers/h5ad';
import type { CapturedScreen } from './capture';
import type { SignedEdge } from './rules';

/**
 * An AnnData file with obs `perturbation` ('control' or the genes perturbed) and `perturbation_type`, `time`, `dose` and
 * `batch` where there are several (dose: NaN for cells without), var `module` where modules were planted, and the regulations in uns
 * `truth`. The same screen gives the same bytes.
 */
export function screenH5ad(screen: CapturedScreen): Promise<Uint8Array<ArrayBuffer>> {
  const edges = regulationsOf(screen);
  return writeH5ad({
    values: screen.values,
    encoding: 'dense',
    cellNames: screen.labels.map((_, cell) => `cell${String(cell).padStart(4, '0')}`),
    geneNames: screen.genes,
    obs: {
      perturbation: screen.labels,
      perturbation_type: screen.kinds,
      ...(screen.times && { time: screen.times }),
      ...(screen.doses && { dose: screen.doses }),
      ...(screen.batches && { batch: screen.batches }),
    },
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

/** What a network can be compared with: self-regulation is left out, as it cannot be told from the time scale. */
export function regulationsOf({ truth }: CapturedScreen): readonly SignedEdge[] {
  return truth.filter(({ source, target }) => source !== target);
}

function signMark({ sign }: SignedEdge): string {
  return sign > 0 ? '+' : '-';
}
