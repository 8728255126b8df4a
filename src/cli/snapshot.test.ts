import { beforeAll, describe, expect, it } from 'vitest';
import { predictChange } from '../dynamics/predict';
import { Random } from '../numerics/random';
import { noiseLimit } from '../inference/benchmark/noise';
import { runVerdict } from '../inference/verdict/runVerdict';
import { doubtAbout } from '../present/text/diagnosis';
import { findingStanding } from '../present/text/benchmark';
import { decodeRun } from '../../tests/support/share/decodeRun';
import type { FinishedRun } from '../share/finishedRun';
import { sampleSnapshot } from '../../tests/support/share/sampleSnapshot';
import { encodeEffects } from '../share/effectsLink';
import { shortFingerprint, type Snapshot } from '../share/snapshot';
import { printedEffects } from '../../tests/support/share/printedEffects';
import { sampleEffects } from '../../tests/support/share/sampleEffects';
import { runCli } from './program';
import { savedRun, trainedRun } from '../../tests/support/cli/commands';
import { testHost } from '../../tests/support/cli/testHost';

let run: FinishedRun;
let folder: string;

beforeAll(async () => {
  run = await trainedRun();
  folder = await savedRun(run);
});

async function snapshot(...args: string[]) {
  const host = testHost();
  const code = await runCli(['snapshot', ...args], host);
  return { code, text: host.printed(), told: host.messages.join('\n') };
}

async function read(text: string): Promise<Snapshot> {
  const found = await decodeRun(text.slice(text.indexOf('#')));
  if (!found.ok) throw new Error(found.error.tag);
  return found.value;
}

/** The ten pairs with the largest weights. */
function strongestOf(weights: Float32Array): number[] {
  const size = (pair: number) => Math.abs(weights[pair] ?? 0);
  return [...weights.keys()].toSorted((a, b) => size(b) - size(a)).slice(0, 10);
}

describe('modulode snapshot', () => {
  it('prints one line that opens with the same edges, and the same answers of the sliders', async () => {
    const { code, text, told } = await snapshot(folder, '--title', 'A chain');
    expect(code).toBe(0);
    expect(text).toMatch(/^#g3\.[\w-]+\n$/);
    const { title, view, day, network, sliderModel } = await read(text);
    expect({ title, step: view.step, day }).toEqual({ title: 'A chain', step: 'explore', day: 21_916 });
    expect(network?.network.genes).toEqual(run.dataset.genes);
    expect(strongestOf(network?.network.weights ?? new Float32Array())).toEqual(
      strongestOf(run.result.network.weights),
    );
    if (sliderModel?.kind !== 'model') throw new Error('a model of five genes fits');
    const changes = [{ gene: 0, value: 0 }];
    const sent = predictChange(run.result.model, changes, null).delta;
    const came = predictChange(sliderModel.model, changes, null).delta;
    for (const [gene, delta] of sent.entries()) expect(came[gene]).toBeCloseTo(delta, 2);
    expect(told).toContain('Network and sliders: ');
    expect(told).toContain(
      'The link contains 5 gene names, 20 edges and the settings. No cells and no file name.',
    );
    expect(told).toContain('Not included: measured changes');
    expect(told).toContain('--base');
  });

  it('has the effects of the screen, where the run file has them', async () => {
    const fingerprint = shortFingerprint(run.dataset.fingerprint);
    const measured = { ...sampleEffects(2, { perturbations: 5, genes: 9, changed: 3 }), fingerprint };
    const inFile = await encodeEffects({ ...measured, day: 0, title: 'in the file' });
    if (!inFile.ok) throw new Error(inFile.error.tag);
    const withThem = await savedRun({ ...run, effects: inFile.value.text });
    const { text, told } = await snapshot(withThem, '--title', 'A chain');
    const { title, day, effects } = await read(text);
    expect(effects && printedEffects(effects)).toEqual(printedEffects({ ...measured, title, day }));
    expect(told).toContain(
      'Effects: 5 perturbations, 9 changes of genes, the heat map, the map and 2 pairs.',
    );
    expect((await read((await snapshot(withThem, '--tier', 'network')).text)).effects).toBeNull();
  });

  it('gives the reader the certainty of the finding, as evaluate does', async () => {
    const { text } = await snapshot(folder);
    const { network } = await read(text);
    if (!network) throw new Error('it carries a network');
    const { verdict } = network;
    const host = testHost();
    await runCli(['evaluate', folder], host);
    const first = (host.printed().split('.\n')[0] ?? '').replaceAll('\n', ' ');
    expect(first).toContain('(uncertain: 4 perturbations)');
    expect(findingStanding(verdict, verdict.caveats?.standing ?? null)).toBe(first);
  });

  it('gives the reader the verdict and the doubt of the sender', async () => {
    const { network } = await read((await snapshot(folder)).text);
    const judged = network?.verdict.judged ?? null;
    if (!judged) throw new Error('it carries a verdict');
    const sent = runVerdict(run);
    expect(judged.verdict.predicts.level).toBe(sent.predicts.level);
    expect(judged.verdict.edges.reasons.map(({ tag }) => tag)).toEqual(
      sent.edges.reasons.map(({ tag }) => tag),
    );
    expect(doubtAbout(judged.verdict)).toBe(doubtAbout(sent));
    expect(judged.noise?.perfect).toBeCloseTo(noiseLimit(run.result, run.dataset)?.perfect ?? NaN, 6);
  });

  it('is reproducible on the same day', async () => {
    const [one, other] = [await snapshot(folder), await snapshot(folder)];
    expect(other.text).toBe(one.text);
  });

  it('replaces the fragment of the address', async () => {
    const { text, told } = await snapshot(folder, '--base', 'https://example.org/app/#old');
    expect(text).toMatch(/^https:\/\/example\.org\/app\/#g3\./);
    expect(told).toContain('The part after # stays in the browser');
  });

  it('opens on the sliders of --perturb', async () => {
    const { text } = await snapshot(folder, '--perturb', 'G0=0,g1=1,G2=2', '--bare');
    const { view } = await read(text);
    expect(view).toMatchObject({
      step: 'perturb',
      bare: true,
      time: null,
      sliders: [
        { gene: 0, value: 0 },
        { gene: 2, value: 2 },
      ],
    });
  });

  it('has the content of its tier, also as JSON', async () => {
    const { text, told } = await snapshot(folder, '--tier', 'settings', '--json');
    const document: unknown = JSON.parse(text);
    expect(document).toMatchObject({ tier: 'settings', genes: 0, edges: 0, instrument: null });
    const full: unknown = JSON.parse((await snapshot(folder, '--tier', 'model', '--json')).text);
    expect(full).toMatchObject({ tier: 'instrument', instrument: { kind: 'model' } });
    const former = await snapshot(folder, '--tier', 'instrument', '--json');
    expect(JSON.parse(former.text)).toEqual(full);
    expect(told).toContain('Settings only');
    const settings = await read(/#g2\.[\w-]+/.exec(text)?.[0] ?? '');
    expect([settings.network, settings.settings]).toEqual([null, run.settings]);
    const network = await read((await snapshot(folder, '--tier', 'network')).text);
    expect([network.network !== null, network.sliderModel]).toEqual([true, null]);
  });

  it('falls back to a smaller tier if larger ones do not fit, and refuses a requested one', async () => {
    const many = await savedRun(manyGenes());
    const { code, text, told } = await snapshot(many, '--perturb', 'G0=0');
    expect(code).toBe(0);
    expect((await read(text)).network === null).toBe(true);
    expect(told).toContain('Settings only');
    expect(told).toContain('the link has no sliders');
    const refused = await snapshot(many, '--tier', 'network');
    expect([refused.code, refused.text]).toEqual([2, '']);
    expect(refused.told).toContain('needs more than the 32,000 characters');
  });
});

/** Names too long for any link. */
function manyGenes(): FinishedRun {
  const { network, sliderModel } = sampleSnapshot(1, { genes: 2000, regulators: 2, modules: 4 });
  if (!network || sliderModel?.kind !== 'model') throw new Error('the sample has both');
  const random = new Random(5);
  const genes = network.network.genes.map((name, gene) =>
    gene === 0 ? name : `${name}-${random.uniform()}-${random.uniform()}`,
  );
  return {
    ...run,
    dataset: {
      ...run.dataset,
      genes,
      cells: 1,
      values: new Float32Array(genes.length),
      conditionOfCell: new Int32Array(1),
      candidates: network.network.regulators,
    },
    result: {
      ...run.result,
      model: { ...sliderModel.model, genes },
      network: { ...network.network, genes },
      modules: [],
      comparisons: [],
    },
  };
}

describe('an invalid request', () => {
  it('is refused with the allowed values', async () => {
    for (const [reason, ...args] of [
      ['Allowed choices are model, network, settings', '--tier', 'all'],
      ['starting with http:// or https://', '--base', 'javascript:alert(1)'],
      ['starting with http:// or https://', '--base', 'example.org'],
      ['Other links have no sliders', '--tier', 'network', '--perturb', 'G0=0'],
      ['--time requires --perturb', '--time', '1'],
      ['The title is too long', '--title', 'x'.repeat(201)],
      ['The model has no gene G9', '--perturb', 'G9=0'],
    ] as const) {
      const { code, text, told } = await snapshot(folder, ...args);
      expect([code, text, reason]).toEqual([2, '', reason]);
      expect(told).toContain(reason);
    }
  });
});
