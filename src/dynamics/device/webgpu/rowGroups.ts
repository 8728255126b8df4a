/**
 * Trajectories taken together: all of them where their buffers have room for all, else one group after the other, whose
 * gradients are added up. Made from dimensions alone.
 */
import type { Endpoint } from '../../problem';
import { workPerQuad } from './kernels/snippets';

export interface PlanLimits {
  /** Most bytes of a buffer that grows with the trajectories taken together: their states, their work, their tape. */
  readonly tapeBytes: number;
  /** Most multiply-adds of one dispatch, so that none holds the GPU for long. */
  readonly work: number;
}

/** Consecutive endpoints. */
interface EndpointRun {
  readonly from: number;
  readonly to: number;
}

export interface RowGroup {
  /** Of the trajectories, four to a quad. */
  readonly firstQuad: number;
  readonly quads: number;
  /** What is looked at in these trajectories. */
  readonly endpoints: readonly EndpointRun[];
}

interface Rows {
  readonly genes: number;
  readonly regulators: number;
  readonly modules: number;
  readonly quads: number;
  readonly steps: number;
}

/** Bytes of the buffers of `quads` quads; the tape is that of one step of the solver. */
export function bytesOfQuads({ genes, regulators, modules, steps }: Omit<Rows, 'quads'>, quads: number) {
  return {
    states: 16 * (steps + 1) * quads * genes,
    work:
      16 *
      quads *
      (workPerQuad.genes * genes + workPerQuad.modules * modules + workPerQuad.regulators * regulators),
    tapeOfStep: 64 * quads * (genes + 2 * modules + regulators),
  };
}

/** How many quads are taken together, at least one. */
export function quadsTogether(rows: Rows, { tapeBytes }: PlanLimits): number {
  const largest = Math.max(...Object.values(bytesOfQuads(rows, 1)));
  return Math.max(1, Math.min(rows.quads, Math.floor(tapeBytes / largest)));
}

/** `most`: endpoints of one run. */
export function groupsOfMeans(
  quads: number,
  together: number,
  endpoints: readonly Pick<Endpoint, 'perturbation'>[],
  most: number,
): readonly RowGroup[] {
  const runs: EndpointRun[][] = Array.from({ length: Math.ceil(quads / together) }, () => []);
  endpoints.forEach(({ perturbation }, e) => {
    const own = runs[Math.floor(perturbation / (4 * together))];
    const last = own?.at(-1);
    if (last?.to === e && e - last.from < most) own?.splice(-1, 1, { from: last.from, to: e + 1 });
    else own?.push({ from: e, to: e + 1 });
  });
  return runs.map((own, i) => ({
    firstQuad: i * together,
    quads: Math.min(together, quads - i * together),
    endpoints: own,
  }));
}
