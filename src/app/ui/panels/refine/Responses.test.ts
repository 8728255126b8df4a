import { expect, test } from 'vitest';
import { trainedRun } from '../../../../../tests/support/cli/commands';
import { examineKnowledge } from '../../../../inference/benchmark/knowledge';
import { priorOn } from '../../../../network/prior';
import { edgesBesideData, largestEffect, responsesOfEdges } from './Responses';

test('Known edges stand beside new ones of the network, each with what the responses say of it', async () => {
  const run = await trainedRun();
  const { network } = run.result;
  // In the cells G0 activates G1 and G1 represses G2; the first is known with the wrong sign.
  const prior = priorOn([{ source: 'G0', target: 'G1', sign: -1 }], 'known', network.genes, network.genes);
  const report = prior.ok ? examineKnowledge(run, prior.value) : null;
  if (!report) throw new Error('no report');
  const rows = edgesBesideData(report, network, 2);
  expect(rows.map(({ source, target, isKnown, finding }) => [source, target, isKnown, finding])).toEqual([
    [0, 1, true, 'contradicted'],
    [1, 2, false, 'confirmed'],
  ]);
  expect(rows.map((row) => Math.sign(largestEffect(row)))).toEqual([-1, 1]);
  const colours = responsesOfEdges(report, network);
  expect([colours.get('0>1'), colours.get('1>2'), colours.get('3>4')]).toEqual([
    'contradicted',
    'confirmed',
    undefined,
  ]);
});
