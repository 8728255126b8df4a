/**
 * The bundled demo: a simulated screen of the myeloid network. Progenitors differentiate under eight knockouts and three
 * overexpressions and are taken at different times, as sequencing would see them. Everything that makes it is a number
 * below: the rates are ours, the publication gives only the rules.
 */
import { Random } from '../numerics/random';
import { booleanHill } from './booleanHill';
import { captureScreen, type CapturedScreen } from './capture';
import { myeloidGenes, myeloidRules, progenitorGenes } from './myeloid';
import { edgesOfRules } from './rules';
import { simulateScreen, type Arm } from './screen';

const maximum = 40;
const overexpressed: readonly string[] = ['GATA2', 'CEBPA', 'SPI1'];

/** Half-activity levels and start levels, as shares of the maximum, that let all four lineages appear among controls. */
const half: Readonly<Record<string, number>> = { JUN: 0.3, EGRNAB: 0.3, GFI1: 0.7 };
const start: Readonly<Record<string, number>> = { SPI1: 0.7 };

/** 600 control cells and 200 of each perturbation; the same for the same seed. */
export function simulateMyeloidScreen(seed: number): CapturedScreen {
  const kinetics = booleanHill(myeloidGenes, myeloidRules, {
    maximum,
    leak: 0.02,
    half: Float64Array.from(myeloidGenes, (name) => half[name] ?? 0.5),
    exponent: 4,
  });
  const perturbed = myeloidGenes.map((label, gene): Arm => ({
    label,
    kind: overexpressed.includes(label) ? 'overexpression' : 'knockout',
    targets: [gene],
    cells: 200,
  }));
  const screen = simulateScreen(kinetics, {
    arms: [{ label: 'control', kind: 'control', targets: [], cells: 600 }, ...perturbed],
    start: Float64Array.from(myeloidGenes, (name) =>
      progenitorGenes.includes(name) ? maximum * (start[name] ?? 1) : 0,
    ),
    burnIn: 0,
    earliest: 2,
    latest: 12,
    boost: new Float64Array(myeloidGenes.length).fill(maximum),
    dt: 0.05,
    noise: 1,
    seed,
  });
  return captureScreen(
    screen,
    edgesOfRules(myeloidRules, myeloidGenes),
    { efficiency: 0.5, depthSpread: 0.25 },
    new Random(seed + 1),
  );
}
