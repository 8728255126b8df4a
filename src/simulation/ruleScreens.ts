/**
 * Screens of the published rule networks: cells start undecided, differentiate under the intervention, and are
 * sampled on the way.
 */
import { Random } from '../numerics/random';
import { captureScreen, cleanCapture, type CapturedScreen } from './capture';
import { simulateExperiment, type ExperimentSettings, type Subject } from './experiment';
import { FULL, ruleKinetics, ruleNetworks, type RuleNetwork, type RuleNetworkName } from './ruleNetworks';
import { edgesOfRules } from './rules';
import { controlArm, simulateScreen, type Arm } from './screen';

/**
 * A screen of a published network of Boolean rules. Every gene can be perturbed; the unit of overexpression is the production of a fully
 * active gene. Cells are sampled between 2 and 12 mRNA lifetimes after the start unless times are given. The same settings give the same
 * screen. `onCell` is called after each cell.
 */
export function simulateRuleScreen(
  name: RuleNetworkName,
  settings: ExperimentSettings,
  onCell?: (done: number, all: number) => void,
): CapturedScreen {
  return simulateExperiment(subjectOf(ruleNetworks[name]), settings, new Random(settings.seed), onCell);
}

function subjectOf(network: RuleNetwork): Subject {
  return {
    kinetics: ruleKinetics(network),
    perturbable: [...network.genes.keys()],
    start: network.start.map((share) => FULL * share),
    burnIn: 0,
    window: { earliest: 2, latest: 12 },
    unit: new Float64Array(network.genes.length).fill(FULL),
    dose: { knockout: 0, knockdown: 0.2, overexpression: 1, inhibitor: 0 },
    dt: 0.05,
    noise: 1,
    capture: { ...cleanCapture, efficiency: 0.5, depthSpread: 0.25 },
    known: { truth: edgesOfRules(network.rules, network.genes), modules: null },
  };
}

const overexpressed: readonly string[] = ['GATA2', 'CEBPA', 'SPI1'];

/**
 * The bundled demo: progenitors of the myeloid network differentiate under eight knockouts and three overexpressions;
 * 600 control cells and 200 of each perturbation. The rates are ours; the publication gives only the rules.
 */
export function simulateMyeloidScreen(seed: number): CapturedScreen {
  const subject = subjectOf(ruleNetworks.myeloid);
  const perturbed = subject.kinetics.genes.map((label, gene): Arm => ({
    label,
    kind: overexpressed.includes(label) ? 'overexpression' : 'knockout',
    targets: [gene],
    dose: 1,
    cells: 200,
  }));
  const screen = simulateScreen(subject.kinetics, {
    ...subject,
    arms: [controlArm(600), ...perturbed],
    windows: [subject.window],
    escaping: 0,
    hidden: null,
    seed,
  });
  return captureScreen(screen, subject.known, subject.capture, new Random(seed + 1));
}
