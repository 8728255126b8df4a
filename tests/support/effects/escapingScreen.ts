/** A simulated screen of eight knockouts in which two in five perturbed cells are as controls, unless changed. */
import { type RandomScreenSettings, simulateRandomScreen } from '../../../src/simulation/randomScreen';
import { screenH5ad } from '../../../src/simulation/screenFile';

export async function escapingScreen(changes: Partial<RandomScreenSettings> = {}): Promise<File> {
  const screen = simulateRandomScreen({
    topology: 'cyclic',
    genes: 30,
    regulators: 12,
    edges: 60,
    repressing: 0.3,
    kind: 'knockout',
    perturbations: 8,
    controls: 150,
    cellsPerPerturbation: 80,
    seed: 3,
    escaping: 0.4,
    ...changes,
  });
  return new File([await screenH5ad(screen)], 'screen.h5ad');
}
