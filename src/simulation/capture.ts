/**
 * What sequencing makes of simulated cells: every molecule is caught with some chance, cells differ in how much of them is
 * caught, and counts are divided by that depth and logged. Depth is taken as known from the whole library, of which these
 * genes are a small part, so that a gene's rise does not push the others down.
 */
import type { Random } from '../numerics/random';
import { poisson } from './poisson';
import type { SignedEdge } from './rules';
import type { Screen } from './screen';

export interface CaptureSettings {
  /** Mean share of molecules that are counted. */
  readonly efficiency: number;
  /** Standard deviation of log depth between cells. */
  readonly depthSpread: number;
}

/** A screen as it would be written to a file, with the network it came from. */
export interface CapturedScreen {
  readonly genes: readonly string[];
  /** [cells × G] log1p of depth-corrected counts. */
  readonly values: Float32Array;
  /** [cells] what was perturbed, and 'control', 'knockout' or 'overexpression'. */
  readonly labels: readonly string[];
  readonly kinds: readonly string[];
  readonly truth: readonly SignedEdge[];
}

/** `truth` is passed through. */
export function captureScreen(
  screen: Screen,
  truth: readonly SignedEdge[],
  settings: CaptureSettings,
  random: Random,
): CapturedScreen {
  const genes = screen.genes.length;
  const values = new Float32Array(screen.molecules.length);
  for (const cell of screen.armOfCell.keys()) {
    const depth = Math.exp(settings.depthSpread * random.normal() - settings.depthSpread ** 2 / 2);
    for (let at = cell * genes; at < (cell + 1) * genes; at++) {
      const count = poisson((screen.molecules[at] ?? 0) * settings.efficiency * depth, random);
      values[at] = Math.log1p(count / depth);
    }
  }
  const armOf = Array.from(screen.armOfCell, (arm) => screen.arms[arm]);
  return {
    genes: screen.genes,
    values,
    labels: armOf.map((arm) => arm?.label ?? ''),
    kinds: armOf.map((arm) => arm?.kind ?? ''),
    truth,
  };
}
