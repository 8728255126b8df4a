/** A screen whose effects flow along known edges, and how well they predict unseen knockouts. */
import type { Dataset } from '../../../src/dataset/dataset';
import { methodNamed } from '../../../src/evaluation/methods/gallery';
import type { SettingValues } from '../../../src/evaluation/methods/method';
import { runMethod } from '../../../src/evaluation/methods/runMethod';
import { screenOf } from '../../../src/evaluation/methods/screen';
import { errorOverNoChange } from '../../../src/evaluation/predictions/predictionError';
import { type Prior, priorOn, unmeasuredKnowledge } from '../../../src/network/prior';
import { plantedScreen } from './plantedScreen';

const REGULATORS = 10;
const GENES = 24;
/** Every target has two regulators of its own, of which one activates and one represses. */
const regulatorsOf = (gene: number) =>
  gene < REGULATORS ? [] : [gene % REGULATORS, (3 * gene + 1) % REGULATORS];

/** Every gene is knocked out; the knockouts of three of the ten regulators are held out. The network is known. */
export function knownRegulators(seed: number): { readonly dataset: Dataset; readonly prior: Prior } {
  const screened = plantedScreen({
    genes: GENES,
    regulation: (gene, levels) =>
      regulatorsOf(gene).reduce(
        (sum, source, at) => sum + (at === 0 ? 0.8 : -0.6) * (levels[source] ?? NaN),
        0,
      ),
    noise: 0.5,
    controls: 200,
    cellsPerKnockout: 15,
    seed,
  });
  const nameOf = (gene: number) => screened.genes[gene] ?? '';
  const edges = [...screened.genes.keys()].flatMap((target) =>
    regulatorsOf(target).map((source) => ({
      source: nameOf(source),
      target: nameOf(target),
      sign: 0 as const,
    })),
  );
  const laid = priorOn(edges, 'planted', screened.genes, screened.genes);
  if (!laid.ok) throw new Error(laid.error.tag);
  return { dataset: { ...screened, heldOut: [0, 3, 6].map(nameOf) }, prior: laid.value };
}

/** Errors on the held-out knockouts with the planted network given, and without each part of the method. */
export async function errorsWithNetwork(seed: number, settings: SettingValues) {
  const own = knownRegulators(seed);
  const method = methodNamed('grnformer-qiu');
  if (!method) throw new Error('there is no such method');
  const given = { ...own.dataset, knowledge: unmeasuredKnowledge(own.prior) };
  const run = runMethod(method, screenOf(given), { settings, seed: 1 });
  for (let step = await run.next(); ; step = await run.next())
    if (step.done === true)
      return { error: errorOverNoChange(step.value.predictions) ?? NaN, without: step.value.without };
}
