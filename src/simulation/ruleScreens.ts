/**
 * Screens of the published rule networks: cells start undecided, differentiate under the intervention, and are
 * sampled on the way.
 */
import { Random } from '../numerics/random';
import { captureScreen, cleanCapture, type CapturedScreen } from './capture';
import { simulateExperiment, type ExperimentSettings } from './experiment';
import { FULL, ruleKinetics, ruleNetworks, type RuleNetworkName } from './ruleNetworks';
import { edgesOfRules } from './rules';
import { simulateScreen, type Arm } from './screen';

/**
 * Every gene can be perturbed; the unit of overexpression is the production of a fully active gene. Default sampling:
 * between 2 and 12 decay times after the start. Deterministic in the settings. `onCell` as in simulateScreen.
 */
export function simulateRuleScreen(
  name: RuleNetworkName,
  settings: ExperimentSettings,
  onCell?: (done: number, all: number) => void,
): CapturedScreen {
  const network = ruleNetworks[name];
  const kinetics = ruleKinetics(network);
  const subject = {
    kinetics,
    perturbable: [...network.genes.keys()],
    start: network.start.map((share) => FULL * share),
    burnIn: 0,
    window: { earliest: 2, latest: 12 },
    unit: new Float64Array(network.genes.length).fill(FULL),
    dose: { knockout: 0, knockdown: 0.2, overexpression: 1 },
    dt: 0.05,
    noise: 1,
    capture: { ...cleanCapture, efficiency: 0.5, depthSpread: 0.25 },
    known: { truth: edgesOfRules(network.rules, network.genes), modules: null },
  };
  return simulateExperiment(subject, settings, new Random(settings.seed), onCell);
}

/**
 * The bundled demo: progenitors of the myeloid network differentiate under eight knockouts and three overexpressions.
 * The rates are ours; the publication gives only the rules.
 */

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
