import { describe, expect, it } from 'vitest';
import { shareAt } from '../dynamics/doses';
import type { FittedModel } from '../dynamics/fitted';
import { predictChange } from '../dynamics/predict';
import { rankEdges } from '../network/ranking';
import { scriptedDeflater } from './link/frame';
import { sliderModelSections } from './link/modelSections';
import { encodeLink } from './link';
import { MAX_LINK_LENGTH } from './link/frame';
import { demoSize, passedOn, printedFactor, sampleSnapshot } from '../../tests/support/share/sampleSnapshot';

describe('a link', () => {
  it('with a model of the size of the demo has at most 2,000 characters, and its sliders print the same', async () => {
    for (const seed of [1, 2, 3]) {
      const sent = sampleSnapshot(seed, demoSize);
      const link = await encodeLink(sent, 'model');
      if (!link.ok || sent.sliderModel?.kind !== 'model') throw new Error('there is a model that fits');
      expect(link.value.text.length).toBeLessThanOrEqual(2000);
      expect(link.value.sliderModel).toMatchObject({ kind: 'model', differing: 0, largestDifference: 0 });
      const { sliderModel } = await passedOn(sent, 'model');
      if (sliderModel?.kind !== 'model') throw new Error('it carries the model');
      for (let gene = 0; gene < demoSize.genes; gene++)
        for (const value of [0, 2]) {
          const [there, here] = [sent.sliderModel.model, sliderModel.model].map((model) =>
            Array.from(predictChange(model, [{ gene, value }], null).log2FoldChange, printedFactor),
          );
          expect(here).toEqual(there);
        }
    }
  });

  it('carries the doses of inputs, and is of a version that earlier programs call newer', async () => {
    const plain = sampleSnapshot(1, demoSize);
    if (plain.sliderModel?.kind !== 'model') throw new Error('the sample has a model');
    const doses: FittedModel['doses'] = [
      {
        gene: 2,
        kind: 'overexpression',
        unit: 'µM',
        full: 2,
        half: 0.5,
        doses: Float64Array.of(0.25, 4),
        levels: Float64Array.of(0.375, 1),
      },
      {
        gene: 0,
        kind: 'knockdown',
        unit: '',
        full: -1.5,
        half: null,
        doses: Float64Array.of(1, 2),
        levels: Float64Array.of(0.5, 1.5),
      },
    ];
    const sent = {
      ...plain,
      sliderModel: { kind: 'model' as const, model: { ...plain.sliderModel.model, doses, latent: [2] } },
    };
    const link = await encodeLink(sent, 'model');
    expect(link.ok && link.value.text.slice(0, 4)).toBe('#g3.');
    const { sliderModel } = await passedOn(sent, 'model');
    const [given, lowered] = (sliderModel?.kind === 'model' && sliderModel.model.doses) || [];
    expect(sliderModel?.kind === 'model' && sliderModel.model.latent).toEqual([2]);
    expect(lowered).toEqual(doses[1]);
    expect(given).toMatchObject({ gene: 2, kind: 'overexpression', unit: 'µM', half: 0.5, full: 2 });
    expect(given && shareAt(given, 0.25)).toBeCloseTo(0.375, 6);
  });

  it('carries predictions that are enlarged, and is of a version that earlier programs call newer where these refuse them', async () => {
    const plain = sampleSnapshot(1, demoSize);
    if (plain.sliderModel?.kind !== 'model') throw new Error('the sample has a model');
    for (const [kappa, version] of [
      [1, '#g2.'],
      [1.75, '#g3.'],
    ] as const) {
      const model = { ...plain.sliderModel.model, kappa };
      const sent = { ...plain, sliderModel: { kind: 'model' as const, model } };
      const link = await encodeLink(sent, 'model');
      expect(link.ok && link.value.text.slice(0, 4)).toBe(version);
      const { sliderModel } = await passedOn(sent, 'model');
      expect(sliderModel?.kind === 'model' && sliderModel.model.kappa).toBe(kappa);
    }
  });

  it('with 100 genes and 80 hidden units holds the model in 32,000 characters and counts the differences', async () => {
    const size = { genes: 100, regulators: 40, modules: 80 };
    const made = sampleSnapshot(1, size);
    if (made.sliderModel?.kind !== 'model') throw new Error('the sample has a model');
    // Few steps, so that the test is quick: the length does not know them.
    const settings = { ...made.settings, horizon: 1, solverSteps: 1 };
    const model = { ...made.sliderModel.model, settings };
    const sent = { ...made, settings, sliderModel: { kind: 'model' as const, model } };
    const link = await encodeLink(sent, 'model');
    expect(link.ok && link.value.text.length).toBeLessThanOrEqual(MAX_LINK_LENGTH);
    const { sliderModel } = await passedOn(sent, 'model');
    if (sliderModel?.kind !== 'model' || !link.ok) throw new Error('it carries the model');
    const printedBy = (answering: FittedModel) =>
      [0, 2].flatMap((value) =>
        [...model.regulators].flatMap((gene) =>
          Array.from(predictChange(answering, [{ gene, value }], null).log2FoldChange, printedFactor),
        ),
      );
    const [there, here] = [printedBy(model), printedBy(sliderModel.model)];
    const differing = there.filter((answer, i) => answer !== here[i]).length;
    expect(link.value.sliderModel).toMatchObject({ kind: 'model', differing });
    expect(differing).toBeLessThan(there.length / 100);
  });

  it('holds a table of responses instead of a model that is too large, for all genes or those with drawn edges', async () => {
    const sent = sampleSnapshot(5, { genes: 40, regulators: 12, modules: 8 });
    const { network, sliderModel } = sent;
    if (!network || sliderModel?.kind !== 'model') throw new Error('the sample has both');
    const model = { ...sliderModel.model, settings: { ...sliderModel.model.settings, solverSteps: 1 } };
    /** With room for so many answered genes, and for no model. */
    const chosenFor = (answered: number) =>
      sliderModelSections(
        { kind: 'model', model },
        network,
        6,
        (sections) => (sections.length === 1 && sectionLength(sections) < 8 * answered ? 0 : -1),
        scriptedDeflater,
      );
    expect((await chosenFor(1000))?.carried).toEqual({ kind: 'responses', answered: 40 });
    const ends = rankEdges(network.network, 6).flatMap(({ source, target }) => [source, target]);
    const drawn = { kind: 'responses', answered: new Set(ends).size };
    expect((await chosenFor(40))?.carried).toEqual(drawn);
    expect(await chosenFor(0)).toBeNull();
  });

  it('with a table of responses prints them as the sender’s model does, and can be shared again', async () => {
    const sent = sampleSnapshot(5, { genes: 40, regulators: 12, modules: 8 });
    if (sent.sliderModel?.kind !== 'model') throw new Error('the sample has a model');
    const { model } = sent.sliderModel;
    const answers = (value: number) =>
      Float32Array.from(
        [...model.regulators].flatMap((gene) => [
          ...predictChange(model, [{ gene, value }], null).log2FoldChange,
        ]),
      );
    const responses = {
      regulators: model.regulators,
      answered: Int32Array.from(model.genes.keys()),
      out: answers(0),
      doubled: answers(2),
      kappa: 0.5,
      measured: null,
    };
    const read = await passedOn({ ...sent, sliderModel: { kind: 'responses', responses } }, 'model');
    const again = await passedOn(read, 'model');
    for (const { sliderModel } of [read, again]) {
      if (sliderModel?.kind !== 'responses') throw new Error('it carries answers');
      const { out, doubled, kappa } = sliderModel.responses;
      expect(Array.from(out, printedFactor)).toEqual(Array.from(responses.out, printedFactor));
      expect(Array.from(doubled, printedFactor)).toEqual(Array.from(responses.doubled, printedFactor));
      expect(kappa).toBe(0.5);
    }
  });
});

function sectionLength(sections: readonly { readonly bytes: Uint8Array }[]): number {
  return sections.reduce((sum, { bytes }) => sum + bytes.length, 0);
}
