/** Screens of the published rule networks: cells start undecided, differentiate with the intervention held, and are taken on the way. */
import { Random } from '../numerics/random';
import { cleanCapture, type CapturedScreen } from './capture';
import { simulateExperiment, type ExperimentSettings } from './experiment';
import { FULL, ruleKinetics, ruleNetworks, type RuleNetworkName } from './ruleNetworks';
import { edgesOfRules } from './rules';

/**
 * Every gene can be perturbed; the unit of overexpression is the production of a fully active gene. Where no times are given,
 * cells are taken between 2 and 12 decay times after the start. The same for the same settings. `onCell` as in
 * simulateScreen.
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
