/** What fuzzing has found, each as a case of its own. */
import { expect, it } from 'vitest';
import { DatasetFailure } from '../../src/dataset/errors';
import { npyArray } from '../../src/dataset/readers/npz/npz';
import { numberParser, openRecords, textPieces } from '../../src/dataset/readers/text/records';
import { geneLookup } from '../../src/dataset/recognise/geneNames';
import { parseLabel } from '../../src/dataset/recognise/guides';
import { judgeColumns } from '../../src/dataset/recognise/numericColumns';
import { parseGeneSets } from '../../src/network/formats/geneSets';
import { readKnownEdges } from '../../src/network/formats/readKnownEdges';
import { Random } from '../../src/numerics/random';
import { geneSetsOf } from '../../src/share/exports/geneSetFile';
import { decodeLink } from '../../src/share/link';
import { ByteReader, ByteWriter } from '../../src/share/link/bytes';
import { readNetwork } from '../../src/share/link/networkCodec';
import { reportHtml } from '../../src/present/report/html';
import { readRunFile, writeRunFile } from '../../src/share/runFile';
import { fromTypedJson, wholeText } from '../../src/share/typedJson';
import { sampleRun } from '../support/present/sampleRun';
import { sampleSnapshot } from '../support/share/sampleSnapshot';
import { wholeRun } from '../support/share/wholeRun';

it('run files with predictions that are not finite have a report', () => {
  const run = sampleRun();
  const comparisons = run.result.comparisons.map((one, at) => ({
    ...one,
    predicted: at % 2 === 0 ? one.predicted.map(() => Number.NaN) : one.predicted,
    measured: one.measured.map(() => Infinity),
    standardError: one.standardError.map(() => Number.NaN),
  }));
  expect(reportHtml({ ...run, result: { ...run.result, comparisons } }, null)).toContain('<svg');
});

it('a fingerprint of a run file is text in its report, not markup', () => {
  const run = sampleRun();
  const dataset = { ...run.dataset, fingerprint: '"><script>alert(1)</script>' };
  const read = readRunFile(wholeText(writeRunFile({ ...run, dataset })), 'run.modulode.json');
  if (!read.ok) throw new Error(read.error.tag);
  expect(reportHtml(read.value, null)).not.toMatch(/<script/iu);
});

it('run files whose curves have more points than a call takes arguments are refused', () => {
  const run = wholeRun();
  const curve = { steps: new Float64Array(150_000).fill(1), values: new Float64Array(150_000).fill(0.5) };
  for (const curves of [
    { ...run.curves, loss: curve },
    { ...run.curves, heldOut: curve },
  ])
    expect(readRunFile(wholeText(writeRunFile({ ...run, curves })), 'run.modulode.json')).toMatchObject({
      ok: false,
    });
});

it('run files with more faults than a call takes arguments are refused', () => {
  const run = JSON.parse(wholeText(writeRunFile(wholeRun()))) as Readonly<Record<string, object>>;
  const genes = Array.from({ length: 200_000 }, () => 1);
  const text = JSON.stringify({ ...run, dataset: { ...run['dataset'], genes } });
  expect(readRunFile(text, 'run.modulode.json')).toMatchObject({ ok: false });
});

it('an array of a file stands in one place, also where the text names its number elsewhere', () => {
  const text =
    '{"a":{"$float32":"AACAPw=="},"b":{ "$float32":"#0"},"c":[{ "$int32":"#0"},{ "$float32":"#7"}]}';
  expect(fromTypedJson(text)).toEqual({
    a: Float32Array.of(1),
    b: { $float32: '#0' },
    c: [{ $int32: '#0' }, { $float32: '#7' }],
  });
});

it('links of many characters beyond Latin end without an exception', async () => {
  expect(await decodeLink(`#g1.${'\u202e'.repeat(1e7)}`)).toEqual({
    ok: false,
    error: { tag: 'link-damaged' },
  });
});

const graphml = (id: string, text: string) =>
  `<graphml><graph><node id="a"/><node id="${id}"/><edge source="a" target="b"><data key="k">${text}</data></edge></graph></graphml>`;

it('GraphML with texts of many characters beyond Latin is read without an exception', () => {
  const long = '\u202e'.repeat(1e7);
  expect(readKnownEdges(graphml('b', long), 'k.graphml').ok).toBe(true);
  expect(readKnownEdges(graphml(long, ''), 'k.graphml').ok).toBe(false);
});

/*
 * The following would take hours, or have no end, where the work is the square or a power of what a stranger sends.
 */

it('links with very many edges of one size are read in their order', () => {
  const [genes, edges] = [600, 599 * 599];
  const { structure, levels, fine } = {
    structure: new ByteWriter(),
    levels: new ByteWriter(),
    fine: new ByteWriter(),
  };
  structure.ascending(Int32Array.from({ length: 599 }, (_, regulator) => regulator));
  for (let regulator = 0; regulator < 599; regulator++)
    structure.ascending(
      Array.from({ length: genes }, (_, gene) => gene).filter((gene) => gene !== regulator),
    );
  for (let edge = 0; edge < edges; edge++) {
    levels.whole(0);
    fine.byte(200);
  }
  // Every time the middle of those that are left.
  const digits = Array.from({ length: edges - 1 }, (_, taken) => Math.floor((edges - taken - 1) / 2));
  for (const digit of digits) levels.whole(digit);
  levels.byte(0);
  structure.whole(1);
  structure.whole(0);
  structure.whole(5);
  structure.whole(2);
  structure.ascending([]);
  structure.text('h');
  const { verdict } = sampleSnapshot(1, { genes: 3, regulators: 2, modules: 1 }).network ?? {};
  if (!verdict) throw new Error('the sample has a network');
  const parts = { structure, levels, fine };
  const readers = Object.fromEntries(
    Object.entries(parts).map(([name, writer]) => [name, new ByteReader(writer.bytes())]),
  ) as { readonly [Name in keyof typeof parts]: ByteReader };
  const names = Array.from({ length: genes }, (_, gene) => `G${gene}`);
  const { network } = readNetwork(readers, names, () => verdict);
  const written = Array.from(network.weights.keys()).filter((pair) => network.weights[pair] !== 0);
  const strength = written.map((pair) => network.weights[pair] ?? 0);
  expect(strength).toHaveLength(edges);
  // Taken first, it is the strongest; the middle of what is left moves away from it in turns.
  const middle = digits[0] ?? 0;
  const turns = [0, -1, 1, -2, 2].map((from) => strength[middle + from] ?? 0);
  expect(turns).toEqual(turns.toSorted((a, b) => b - a));
});

it('labels that could be divided in very many ways are unrecognised', () => {
  const genes = geneLookup([['A', 'A_A', 'A_A_A', 'B']]);
  expect(parseLabel(`${'A_'.repeat(200)}x`, genes)).toEqual({
    role: 'unrecognised',
    parts: [`${'A_'.repeat(200)}x`],
  });
  expect(parseLabel('A_A_A_A_B', genes)).toMatchObject({ role: 'perturbation' });
  expect(parseLabel('_1'.repeat(1_000_000), genes)).toMatchObject({ role: 'unrecognised' });
  // Long labels that need no division, or by plain separators, keep their genes.
  expect(parseLabel(Array.from({ length: 1000 }, () => 'A_A').join('|'), genes)).toEqual({
    role: 'perturbation',
    genes: [1],
  });
  const long = 'GATA1_'.repeat(2000);
  expect(parseLabel(long, geneLookup([[long]]))).toEqual({ role: 'perturbation', genes: [0] });
});

it('cells and names of a million characters are no numbers and no columns of tools', () => {
  const digits = '1'.repeat(1_000_000);
  expect(numberParser(false)(`${digits}x`)).toBeUndefined();
  expect(numberParser(true)(`${digits},1x`)).toBeUndefined();
  expect(numberParser(false)(`-${digits}.`)).toBe(-Infinity);
  const columns = [{ name: `pct_${'a'.repeat(1_000_000)}-`, values: Float64Array.of(1, 2) }];
  expect(judgeColumns(columns, new Set())).toEqual([null]);
});

it('headers of NumPy arrays that begin again and again are refused or read once', async () => {
  const header = `${"'descr':[".repeat(20_000)}${"'fortran_order':True".repeat(20_000)}`;
  const bytes = new Uint8Array(12 + header.length);
  bytes.set([0x93, ...Buffer.from('NUMPY'), 2]);
  new DataView(bytes.buffer).setUint32(8, header.length, true);
  bytes.set(Buffer.from(header), 12);
  await expect(npyArray(new Blob([bytes]), 'a.npz', 'a', (limit) => new Error(limit))).rejects.toBeInstanceOf(
    DatasetFailure,
  );
});

it('tables of very many columns are sampled by a few of their lines', async () => {
  const columns = 60_000;
  const line = (first: string, value: string) => `${first}${`\t${value}`.repeat(columns)}\n`;
  const text = `${line('cell', 'G')}${line('c1', '0,5')}${line('c2', '1,5').repeat(20)}`;
  const { portions, decimalComma } = await openRecords(new File([text], 'wide.tsv'), () => undefined);
  expect(decimalComma).toBe(true);
  const lines: number[] = [];
  for await (const portion of portions) lines.push(...portion.map(({ cells }) => cells.length));
  expect(lines).toEqual(Array.from({ length: 22 }, () => columns + 1));
});

it('a table in memory, which the platform gives at once, is parsed in pieces', async () => {
  const lines = Array.from({ length: 400 }, (_, line) => `c${line}${'\t1'.repeat(20_000)}\n`);
  const lengths: number[] = [];
  let text = '';
  for await (const piece of textPieces(new File([lines.join('')], 'wide.tsv'), () => undefined)) {
    lengths.push(piece.length);
    text += piece;
  }
  expect(text === lines.join('')).toBe(true);
  // Two megabytes, and what comes with their last chunk.
  expect(Math.max(...lengths)).toBeLessThan(4_100_000);
});

it('known edges beyond two million are refused before all are kept', () => {
  const names = Array.from({ length: 2_000_001 }, (_, at) => at.toString(36));
  const refused = { ok: false, error: { tag: 'truth-too-large', limit: 2_000_000 } };
  expect(readKnownEdges(names.map((name) => `${name}\ta\n`).join(''), 'a.tsv')).toMatchObject(refused);
  expect(readKnownEdges(`a\tactivates\t${names.join('\t')}\n`, 'a.sif')).toMatchObject(refused);
});

it('regulons in YAML have each name once, however many there are, and no more text than memory', () => {
  const random = new Random(1);
  const names = Array.from({ length: 40_000 }, (_, at) => `g${at.toString(36)}`);
  const text = names.map((name) => `${name}: [x]\n`).join('');
  expect(readKnownEdges(text, 'a.yaml')).toMatchObject({ ok: true });
  const again = `${text}${names[random.integer(names.length)]}: [y]\n`;
  expect(readKnownEdges(again, 'a.yaml')).toMatchObject({
    ok: false,
    error: { detail: expect.stringMatching(/^“g\w+” comes twice\.$/u) },
  });
  expect(readKnownEdges('a:\n  represses: [x]\n  represses: [y]\n', 'a.yaml')).toMatchObject({
    ok: false,
    error: { detail: '“represses” comes twice.' },
  });
  const long = `a: [${'b,'.repeat(1_000_000)}c]`;
  expect(readKnownEdges(long, 'a.yaml')).toMatchObject({ ok: false, error: { limit: 2_000_000 } });
});

it('gene sets of more than ten million genes, and JSON of more objects, are refused before all are kept', async () => {
  const lines = `a${'\t'.repeat(3)}b\n`.repeat(80_000);
  expect(parseGeneSets(lines, 100_000)).toEqual({ ok: false, most: 100_000 });
  const refused = {
    ok: false,
    error: { tag: 'sets-unreadable', detail: expect.stringContaining('10 million') },
  };
  const wide = `a\t\t${'b\t'.repeat(11_000_000)}`;
  expect(await geneSetsOf(new File([wide], 'a.gmt'), null, ['b'])).toMatchObject(refused);
  const tooLarge = { ok: false, error: { tag: 'truth-too-large', limit: 2_000_000 } };
  const regulon = `a\t\t${'b\t'.repeat(2_000_001)}`;
  expect(readKnownEdges(regulon, 'a.gmt')).toMatchObject(tooLarge);
  const objects = `[${'{},'.repeat(11_000_000)}{}]`;
  expect(readKnownEdges(objects, 'a.json')).toMatchObject({ ok: false, error: { limit: 10_000_000 } });
});
