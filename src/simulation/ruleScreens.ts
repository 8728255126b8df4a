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

/** Of the bundled demo. */
export const MYELOID_SEED = 1;

/** Pairs that act on a gene together, or in opposite directions, in the rules. */
const knockedOutPairs = [
  'GATA1+FOG1',
  'GATA1+TAL1',
  'KLF1+FLI1',
  'JUN+EGRNAB',
  'JUN+GFI1',
  'EGRNAB+GFI1',
] as const;
const overexpressedPairs = [
  'GATA1+FLI1',
  'GATA1+KLF1',
  'GATA1+GATA2',
  'CEBPA+SPI1',
  'CEBPA+GFI1',
  'SPI1+JUN',
] as const;

/**
 * The bundled demo: progenitors of the myeloid network differentiate while each of its eleven genes is knocked out, or overexpressed,
 * alone and in six pairs of either kind; 1,000 control cells and 250 of each perturbation. The rates are ours; the publication gives only
 * the rules.
 */
export function simulateMyeloidScreen(seed: number): CapturedScreen {
  const subject = subjectOf(ruleNetworks.myeloid);
  const { genes } = subject.kinetics;
  const arms = (kind: Arm['kind'], labels: readonly string[]): readonly Arm[] =>
    labels.map((label) => ({
      label,
      kind,
      targets: label.split('+').map((name) => genes.indexOf(name)),
      dose: 1,
      cells: 250,
    }));
  const screen = simulateScreen(subject.kinetics, {
    ...subject,
    arms: [
      controlArm(1000),
      ...arms('knockout', [...genes, ...knockedOutPairs]),
      ...arms('overexpression', [...genes, ...overexpressedPairs]),
    ],
    windows: [subject.window],
    escaping: 0,
    hidden: null,
    seed,
  });
  return captureScreen(screen, subject.known, subject.capture, new Random(seed + 1));
}
