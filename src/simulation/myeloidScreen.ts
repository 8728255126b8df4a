/**
 * The bundled demo: a simulated screen of the myeloid network. Progenitors differentiate under eight knockouts and three
 * overexpressions and are taken at different times, as sequencing would see them. Everything that makes it is a number
 * here and in ruleNetworks.ts: the rates are ours, the publication gives only the rules.
 */
import { Random } from '../numerics/random';
import { captureScreen, cleanCapture, type CapturedScreen } from './capture';
import { FULL, ruleKinetics, ruleNetworks } from './ruleNetworks';
import { edgesOfRules } from './rules';
import { simulateScreen, type Arm } from './screen';

const overexpressed: readonly string[] = ['GATA2', 'CEBPA', 'SPI1'];

/** 600 control cells and 200 of each perturbation; the same for the same seed. */
export function simulateMyeloidScreen(seed: number): CapturedScreen {
  const network = ruleNetworks.myeloid;
  const perturbed = network.genes.map((label, gene): Arm => ({
    label,
    kind: overexpressed.includes(label) ? 'overexpression' : 'knockout',
    targets: [gene],
    dose: 1,
    cells: 200,
  }));
  const screen = simulateScreen(ruleKinetics(network), {
    arms: [{ label: 'control', kind: 'control', targets: [], dose: Number.NaN, cells: 600 }, ...perturbed],
    start: network.start.map((share) => FULL * share),
    burnIn: 0,
    windows: [{ earliest: 2, latest: 12 }],
    unit: new Float64Array(network.genes.length).fill(FULL),
    escaping: 0,
    hidden: null,
    dt: 0.05,
    noise: 1,
    seed,
  });
  return captureScreen(
    screen,
    { truth: edgesOfRules(network.rules, network.genes), modules: null },
    { ...cleanCapture, efficiency: 0.5, depthSpread: 0.25 },
    new Random(seed + 1),
  );
}
