import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  passedOn,
  sampleSnapshot,
  withCaveats,
  withJudged,
} from '../../../tests/support/share/sampleSnapshot';
import type { Interval } from '../../evaluation/bootstrap';
import { noiseReferences } from '../../inference/benchmark/noise';
import { plainMeans } from '../../inference/benchmark/benchmark';
import { MOST_GENES } from '../../inference/verdict/sharedGenes';
import { levels, type EdgeReason, type PredictionReason } from '../../inference/verdict/statements';
import { encodeLink } from '../link';
import { MAX_SUSPECT, type Snapshot } from '../snapshot';

const size = { genes: 6, regulators: 4, modules: 5 };

const score = fc.float({ min: -100, max: 100, noNaN: true }).map((value) => (value === 0 ? 0 : value));
const interval: fc.Arbitrary<Interval> = fc.record({ value: score, low: score, high: score });
const counts = fc
  .tuple(fc.nat(5000), fc.nat(5000))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
const without = <Tag extends string>(...tags: readonly Tag[]) =>
  fc.constantFrom(...tags.map((tag) => ({ tag })));
const judged = fc.nat(100_000);
const specific = fc.boolean();

const predictionReason: fc.Arbitrary<PredictionReason> = fc.oneof(
  without('not-tested', 'no-measurable-effect'),
  fc.record({
    tag: fc.constantFrom('not-below-no-change', 'fails-cross-validation', 'shuffled-labels-predict'),
    error: score,
  }),
  fc.record({
    tag: fc.constant('mean-predicts-as-well'),
    rival: fc.constantFrom(...plainMeans),
    better: fc.boolean(),
    specific,
  }),
  fc.record({
    tag: fc.constant('sum-predicts-as-well'),
    combinations: judged,
    better: fc.boolean(),
    othersSupport: fc.boolean(),
  }),
  fc.record({ tag: fc.constant('includes-no-change'), error: fc.option(interval), specific }),
  fc.record({ tag: fc.constant('few-perturbations'), judged }),
  fc.record({ tag: fc.constant('below-no-change'), error: fc.option(interval), judged }),
);

const edgeReason: fc.Arbitrary<EdgeReason> = fc.oneof(
  without(
    'not-tested',
    'no-measurable-effect',
    'labels-contradicted',
    'covariation-disagrees',
    'one-sample-per-condition',
    'predictions-in-doubt',
  ),
  counts.map(([perturbations, of]) => ({ tag: 'batch-without-controls', perturbations, of }) as const),
  fc
    .tuple(fc.constantFrom('undetected-in-controls', 'regulators-without-effect'), counts)
    .map(([tag, [edges, of]]) => ({ tag, edges, of })),
  fc.record({ tag: fc.constant('stable-with-shuffled-labels'), stable: score, shuffled: score }),
  counts.map(([suspect, of]) => ({ tag: 'suspect-labels', suspect, of }) as const),
  fc
    .tuple(fc.constantFrom('measurable-effects', 'shared-response'), counts)
    .map(([tag, [measurable, of]]) => ({ tag, measurable, of }) as const),
  fc.record({ tag: fc.constant('signal'), signal: score }),
);

const level = fc.constantFrom(...levels);
const run = fc.record({
  verdict: fc.record(
    {
      predicts: fc.record({ level, reasons: fc.array(predictionReason, { minLength: 1, maxLength: 6 }) }),
      edges: fc.record({ level, reasons: fc.array(edgeReason, { minLength: 1, maxLength: 8 }) }),
      enough: fc.record({ perturbations: fc.option(judged), cells: fc.option(judged) }),
      shared: fc.array(fc.record({ gene: fc.constantFrom('GATA1', 'é'), change: score }), {
        minLength: 1,
        maxLength: MOST_GENES,
      }),
    },
    { requiredKeys: ['predicts', 'edges'] },
  ),
  noise: fc.option(
    fc.record({ reference: fc.constantFrom(...noiseReferences), perfect: score, replicate: score }),
  ),
});
const label = fc.constantFrom('GATA1', 'SPI1+KLF1', 'é');
const evidence = fc.record({
  effects: fc.option(
    fc
      .tuple(counts, fc.constantFrom({}, { sharedBy: [] }))
      .map(([[measurable, of], shared]) => ({ measurable, of, labels: [], ...shared })),
  ),
  suspectLabels: fc.array(
    fc.record({
      label,
      reason: fc.constantFrom('swapped', 'inert', 'other'),
      swappedWith: fc.option(label),
    }),
    { maxLength: MAX_SUSPECT },
  ),
});

const verdictOf = ({ network }: Snapshot) => {
  if (!network) throw new Error('it has a network');
  const { judged: known, caveats, diagnosis } = network.verdict;
  return { judged: known, caveats, effects: diagnosis.effects, suspectLabels: diagnosis.suspectLabels };
};

it('restores every verdict with its evidence, with and without caveats and a model', async () => {
  await fc.assert(
    fc.asyncProperty(
      run,
      evidence,
      fc.boolean(),
      fc.constantFrom('network', 'model'),
      async (sentRun, sentEvidence, hasCaveats, tier) => {
        const plain = sampleSnapshot(1, size);
        const sent = withJudged(hasCaveats ? withCaveats(plain) : plain, sentRun, sentEvidence);
        expect(verdictOf(await passedOn(sent, tier))).toEqual(verdictOf(sent));
      },
    ),
    { numRuns: 150, seed: 9 },
  );
});

async function lengthOf(snapshot: Snapshot): Promise<number> {
  const link = await encodeLink(snapshot, 'network');
  return link.ok ? link.value.text.length : Infinity;
}

it('costs few characters', async () => {
  const plain = sampleSnapshot(1, size);
  expect(await lengthOf(withJudged(plain))).toBeLessThanOrEqual((await lengthOf(plain)) + 120);
});
