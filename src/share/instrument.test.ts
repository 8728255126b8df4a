import { describe, expect, it } from 'vitest';
import type { FittedModel } from '../dynamics/fitted';
import { predictChange } from '../dynamics/predict';
import { rankEdges } from '../network/ranking';
import { scriptedDeflater } from './link/frame';
import { instrumentSections } from './link/modelSections';
import { encodeLink, longestLink } from './link';
import { demoSize, passedOn } from '../../tests/support/share/passOn';
import { printedFactor, sampleSnapshot } from '../../tests/support/share/sample';

describe('a link', () => {
  it('of an instrument of the demo’s size has at most 2,000 characters, and its sliders print the same', async () => {
    for (const seed of [1, 2, 3]) {
      const sent = sampleSnapshot(seed, demoSize);
      const link = await encodeLink(sent, 'instrument');
      if (!link.ok || sent.instrument?.kind !== 'model') throw new Error('there is a model that fits');
      expect(link.value.text.length).toBeLessThanOrEqual(2000);
      expect(link.value.instrument).toMatchObject({ kind: 'model', differing: 0, largestDifference: 0 });
      const { instrument } = await passedOn(sent, 'instrument');
      if (instrument?.kind !== 'model') throw new Error('it carries the model');
      for (let gene = 0; gene < demoSize.genes; gene++)
        for (const value of [0, 2]) {
          const [there, here] = [sent.instrument.model, instrument.model].map((model) =>
            Array.from(predictChange(model, [{ gene, value }], null).log2FoldChange, printedFactor),
          );
          expect(here).toEqual(there);
        }
    }
  });

  it('of 100 genes and 80 hidden units holds the model within 32,000 characters, and tells what differs', async () => {
    const size = { genes: 100, regulators: 40, modules: 80 };
    const made = sampleSnapshot(1, size);
    if (made.instrument?.kind !== 'model') throw new Error('the sample has a model');
    // Few steps, so that the test is quick: the length does not know them.
    const settings = { ...made.settings, horizon: 1, solverSteps: 1 };
    const model = { ...made.instrument.model, settings };
    const sent = { ...made, settings, instrument: { kind: 'model' as const, model } };
    const link = await encodeLink(sent, 'instrument');
    expect(link.ok && link.value.text.length).toBeLessThanOrEqual(longestLink);
    const { instrument } = await passedOn(sent, 'instrument');
    if (instrument?.kind !== 'model' || !link.ok) throw new Error('it carries the model');
    const printedBy = (answering: FittedModel) =>
      [0, 2].flatMap((value) =>
        [...model.regulators].flatMap((gene) =>
          Array.from(predictChange(answering, [{ gene, value }], null).log2FoldChange, printedFactor),
        ),
      );
    const [there, here] = [printedBy(model), printedBy(instrument.model)];
    const differing = there.filter((answer, i) => answer !== here[i]).length;
    expect(link.value.instrument).toMatchObject({ kind: 'model', differing });
    expect(differing).toBeLessThan(there.length / 100);
  });

  it('carries answers instead of a model that is too large, for all genes or for those with drawn edges', async () => {
    const sent = sampleSnapshot(5, { genes: 40, regulators: 12, modules: 8 });
    const { network, instrument } = sent;
    if (!network || instrument?.kind !== 'model') throw new Error('the sample has both');
    const model = { ...instrument.model, settings: { ...instrument.model.settings, solverSteps: 1 } };
    /** With room for so many answered genes, and for no model. */
    const chosenFor = (answered: number) =>
      instrumentSections(
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

  it('with a table of answers prints them as the sender’s model does, and can be passed on', async () => {
    const sent = sampleSnapshot(5, { genes: 40, regulators: 12, modules: 8 });
    if (sent.instrument?.kind !== 'model') throw new Error('the sample has a model');
    const { model } = sent.instrument;
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
    };
    const read = await passedOn({ ...sent, instrument: { kind: 'responses', responses } }, 'instrument');
    const again = await passedOn(read, 'instrument');
    for (const { instrument } of [read, again]) {
      if (instrument?.kind !== 'responses') throw new Error('it carries answers');
      const { out, doubled, kappa } = instrument.responses;
      expect(Array.from(out, printedFactor)).toEqual(Array.from(responses.out, printedFactor));
      expect(Array.from(doubled, printedFactor)).toEqual(Array.from(responses.doubled, printedFactor));
      expect(kappa).toBe(0.5);
    }
  });
});

function sectionLength(sections: readonly { readonly bytes: Uint8Array }[]): number {
  return sections.reduce((sum, { bytes }) => sum + bytes.length, 0);
}
