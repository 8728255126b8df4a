import { readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { fitResampled } from '../../inference/confidence/fitResampled';
import { shuffledCheck } from '../../inference/confidence/shuffledCheck';
import { summarise } from '../../inference/confidence/summarise';
import { createDevice } from '../../dynamics/device/createDevice';
import type { CreateDevice } from '../../inference/run/fit';
import { escapeXml } from '../../network/formats/escapeXml';
import { adviceOnRun } from '../../present/text/advice';
import { confidenceSummary } from '../../present/text/confidence';
import { effectsInText } from '../../share/link';
import {
  done,
  interruptOn,
  quick,
  smallGenes,
  smallScreen,
  temporaryFolder,
  timeout,
} from '../../../tests/support/cli/inferRuns';
import { runCli } from '../program';
import { openRun } from '../runs';
import { testHost } from '../../../tests/support/cli/testHost';

const { at, remove } = temporaryFolder();
afterAll(remove);
const small = smallScreen(at('small.csv'));

const fits = 5;
const device: CreateDevice = (problem) => createDevice('wasm', problem);

it(
  'confidence measured in threads equals that of sequential fits, in all files',
  async () => {
    await done([small, ...quick, '--confidence', String(fits), '--threads', '2', '--out', at('sure')]);
    const { dataset, settings, result } = await openRun(at('sure'));
    const { confidence } = result;
    const alone = [];
    for (let index = 0; index < fits; index++)
      alone.push(await fitResampled({ dataset, settings, result }, index, device, () => undefined));
    const check = await shuffledCheck({ dataset, settings, result }, device, () => undefined);
    expect(confidence).toEqual(summarise(result, dataset, alone, check));
    expect(result.network.stability).toEqual(confidence?.stability);
    expect(result.modules.map(({ stability }) => stability)).toEqual(confidence?.modules);
    const written = readFileSync(at('sure/edges.tsv'), 'utf8').split('\n');
    expect(written[0]?.split('\t')).toContain('stability');
    expect(written).toHaveLength(6 * 5 + 2);
  },
  timeout,
);

it('metrics, report and evaluation state it in the same words', async () => {
  const run = await openRun(at('sure'));
  const { dataset, result } = run;
  const metrics = JSON.parse(readFileSync(at('sure/metrics.json'), 'utf8'));
  expect(metrics.confidence).toMatchObject({ fits, shuffled: result.confidence?.shuffled });
  expect(metrics.confidence.nextPerturbations).toHaveLength(smallGenes.length);
  const [first] = result.confidence?.nextPerturbations ?? [];
  expect(metrics.confidence.nextPerturbations[0].gene).toBe(dataset.genes[first?.gene ?? -1]);
  const host = testHost();
  expect(await runCli(['evaluate', at('sure')], host)).toBe(0);
  const said = host.printed().replaceAll(/\s+/g, ' ');
  const report = readFileSync(at('sure/report.html'), 'utf8');
  const next = adviceOnRun(run, await effectsInText(run.effects));
  const sentences = [
    ...confidenceSummary(result, metrics.network.shown, {}).map(({ text }) => text),
    ...(next ? [next.rests, ...next.sentences] : []),
  ];
  expect(next?.from).toBe('effects');
  expect(sentences.length).toBeGreaterThan(3);
  for (const sentence of sentences) {
    expect(said).toContain(sentence.replaceAll(/\s+/g, ' '));
    expect(report).toContain(escapeXml(sentence));
  }
});

it('the configuration stores the number of fits', () => {
  expect(JSON.parse(readFileSync(at('sure/config.json'), 'utf8')).confidence).toBe(fits);
});

it(
  'an interrupt ends the fits and keeps the run',
  async () => {
    const asked = [small, ...quick, '--confidence', '40', '--threads', '1', '--out', at('hasty')];
    const { told } = await done(asked, interruptOn(/^1 of 40/));
    expect(told).toContain('was not measured');
    expect((await openRun(at('hasty'))).result.confidence).toBeNull();
  },
  timeout,
);
