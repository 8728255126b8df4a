/** A captured screen as a file in which some genes were not measured. */
import type { PerturbationKind } from '../../../src/dataset/mapping';
import { writeH5ad } from '../../../src/dataset/writers/h5ad';
import type { Random } from '../../../src/numerics/random';
import { captureScreen, cleanCapture, type CapturedScreen } from '../../../src/simulation/capture';
import { type Arm, simulateScreen } from '../../../src/simulation/screen';
import {
  type SettledKinetics,
  edgesOfNetwork,
  type SignedNetwork,
} from '../../../src/simulation/signedNetwork';

/** @param hidden genes whose columns are left out */
export async function fileWithout(
  { genes, labels, values }: CapturedScreen,
  hidden: ReadonlySet<string>,
  kindOf: (label: string) => PerturbationKind,
): Promise<File> {
  const columns = [...genes.keys()].filter((gene) => !hidden.has(genes[gene] ?? ''));
  const bytes = await writeH5ad({
    values: Float32Array.from(
      labels.flatMap((_, cell) => columns.map((gene) => values[cell * genes.length + gene] ?? 0)),
    ),
    encoding: 'dense',
    cellNames: labels.map((_, cell) => `cell${cell}`),
    geneNames: columns.map((gene) => genes[gene] ?? ''),
    obs: { perturbation: [...labels], perturbation_type: labels.map(kindOf) },
    uns: {},
  });
  return new File([bytes], 'screen.h5ad');
}

/** Cells of a network at its steady states, as molecules with some capture noise. */
export function capturedCells(
  network: SignedNetwork,
  kinetics: SettledKinetics,
  arms: readonly Arm[],
  seed: number,
  random: Random,
): CapturedScreen {
  const screen = simulateScreen(kinetics, {
    arms,
    start: kinetics.steady,
    burnIn: 4,
    windows: [{ earliest: 12, latest: 12 }],
    unit: kinetics.steady,
    escaping: 0,
    hidden: null,
    dt: 0.1,
    noise: 0.5,
    seed,
  });
  const capture = { ...cleanCapture, efficiency: 4, depthSpread: 0.2, written: 'molecules' } as const;
  return captureScreen(screen, { truth: edgesOfNetwork(network), modules: null }, capture, random);
}
