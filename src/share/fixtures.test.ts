/**
 * Links and run files that people have: what they said once they say for ever. Links are made by scripts/make-link-fixtures.ts; the run file,
 * its link and its prediction are of version 0.2.0 (nine simulated genes).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { nativeDeflater, scriptedDeflater } from './link/frame';
import { decodeLink } from './link';
import { decodeRun } from '../../tests/support/share/decodeRun';
import { predictChange } from '../dynamics/predict';
import { programOf } from '../inference/run/program';
import { readRunFile } from './runFile';
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
  const rest = { knowledge: null, program: null, effects: null, ...parts, view };
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
  for (const deflater of [nativeDeflater, scriptedDeflater]) {
    const read = await decodeLink(text, deflater);
    if (!read.ok) throw new Error(read.error.tag);
    const { value } = read;
    expect(value).toEqual(
      value.kind === 'run'
        ? { kind: 'run', snapshot: withLaterFindings(recorded) }
        : { kind: 'effects', effects: recorded },
    );
  }
});

it.each(['g1', 'g2'])('has a fixture for every kind of link of %s', (version) => {
  expect(links).toEqual(
    expect.arrayContaining(
      ['model', 'network', 'caveats', 'responses', 'settings', 'verdict', 'knowledge'].map(
        (kind) => `${version}-${kind}.txt`,
      ),
    ),
  );
});

it('has fixtures of links with doses, and with effects alone, without replicates, after a run, and with contexts', () => {
  expect(links).toEqual(
    expect.arrayContaining([
      'g3-model-doses.txt',
      'g2-effects.txt',
      'g2-effects-untested.txt',
      'g2-model-effects.txt',
      'g2-effects-contexts.txt',
      'g2-model-contexts.txt',
    ]),
  );
});

it('a run file and a link of 0.2.0 open, name no program, and predict what they predicted', async () => {
  const runs = new URL('../../tests/fixtures/runs/', import.meta.url);
  const read = readRunFile(readFileSync(new URL('0.2.0.modulode.json', runs), 'utf8'), 'run.modulode.json');
  const link = await decodeRun(readFileSync(new URL('0.2.0-link.txt', runs), 'utf8'), nativeDeflater);
  if (!read.ok || !link.ok || link.value.sliderModel?.kind !== 'model') throw new Error('it does not open');
  expect([programOf(read.value.result), link.value.program]).toEqual(['before 0.3.0', null]);
  const rows = readFileSync(new URL('0.2.0-without-G4.tsv', runs), 'utf8').trimEnd().split('\n').slice(1);
  const recorded = rows.map((row) => Number(row.split('\t')[3]));
  // A link holds rounded parameters.
  for (const [model, digits] of [
    [read.value.result.model, 6],
    [link.value.sliderModel.model, 2],
  ] as const) {
    const { delta } = predictChange(model, [{ gene: model.genes.indexOf('G4'), value: 0 }], null);
    expect(delta).toHaveLength(recorded.length);
    delta.forEach((change, gene) => expect(change).toBeCloseTo(recorded[gene] ?? Number.NaN, digits));
  }
});
