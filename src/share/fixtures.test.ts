/** Links that people have: what they said once they say for ever. Made by scripts/make-link-fixtures.ts. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { nativeDeflater, scriptedDeflater } from './link/frame';
import { decodeLink } from './link';
import { fromTypedJson } from './typedJson';
import { z } from 'zod';

const snapshotSchema = z.looseObject({
  view: z.looseObject({}),
  network: z
    .looseObject({
      verdict: z.looseObject({
        diagnosis: z.looseObject({}),
        caveats: z.looseObject({}).nullable().optional(),
      }),
    })
    .nullable(),
  sliderModel: z
    .looseObject({
      model: z.looseObject({}).optional(),
      responses: z.looseObject({}).optional(),
    })
    .nullable(),
});

const folder = new URL('../../tests/fixtures/links/', import.meta.url);
const links = readdirSync(folder).filter((name) => name.endsWith('.txt'));

/** Findings that these links do not carry yet are unknown to their readers. */
function withLaterFindings(recorded: unknown): unknown {
  const { network, sliderModel, ...parts } = snapshotSchema.parse(recorded);
  const view = {
    hiddenGenes: [],
    hiddenEdges: [],
    colorBy: null,
    sizeBy: 'targets',
    arrangement: 'modules',
    scenarios: [],
    namedAfter: {},
    ...parts.view,
  };
  const rest = { knowledge: null, ...parts, view };
  if (!network) return { ...rest, network, sliderModel };
  const { verdict } = network;
  const diagnosis = { effects: null, suspectLabels: [], ...verdict.diagnosis };
  const caveats = verdict.caveats ? { caveats: { joined: false, ...verdict.caveats } } : {};
  const { model, responses } = sliderModel ?? {};
  const withMeasured = sliderModel && {
    ...sliderModel,
    ...(model ? { model: { measured: null, margins: null, ...model } } : {}),
    ...(responses ? { responses: { measured: null, ...responses } } : {}),
  };
  return {
    ...rest,
    sliderModel: withMeasured,
    network: { ...network, verdict: { judged: null, ...verdict, diagnosis, ...caveats } },
  };
}

it.each(links)('%s still holds what it held when it was made', async (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');
  const recorded = fromTypedJson(readFileSync(new URL(name.replace('.txt', '.json'), folder), 'utf8'));
  for (const deflater of [nativeDeflater, scriptedDeflater])
    expect(await decodeLink(text, deflater)).toEqual({ ok: true, value: withLaterFindings(recorded) });
});

it('has a fixture for every kind of link of version 1', () => {
  expect(links).toEqual(
    expect.arrayContaining([
      'g1-model.txt',
      'g1-network.txt',
      'g1-caveats.txt',
      'g1-responses.txt',
      'g1-settings.txt',
      'g1-verdict.txt',
      'g1-knowledge.txt',
    ]),
  );
});
