import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import reference from './enrichment.reference.json';
import { overRepresented, setNames, setsAmong, setsAmongChanged, shiftedSets } from './enrichment';
import { parseGeneSets } from './formats/geneSets';

const genes = Array.from({ length: reference.genes }, (_, gene) => `G${gene}`);
const all = new Set(genes.keys());

/** As they come from setsAmong. */
function among(sets: readonly { readonly name: string; readonly members: readonly number[] }[]) {
  return sets.map(({ name, members }) => ({ name, members, total: members.length }));
}

it('agrees with SciPy: hypergeometric test, rank test and false discovery rate', () => {
  const tested = { sets: among(reference.sets), universe: all, minSize: 1 };
  for (const { group, expected } of reference.groups) {
    const found = overRepresented(group, tested);
    expect(found.map(({ set, overlap, size, universe }) => ({ set, overlap, size, universe }))).toEqual(
      expected.map(({ set, overlap, size, universe }) => ({ set, overlap, size, universe })),
    );
    for (const [at, { p, q }] of expected.entries()) {
      expect(Math.abs((found[at]?.p ?? NaN) / p - 1)).toBeLessThan(1e-6);
      expect(Math.abs((found[at]?.q ?? NaN) / q - 1)).toBeLessThan(1e-6);
    }
  }
  const { change, expected } = reference.ranked;
  const shifted = shiftedSets(change, (gene) => Math.abs(change[gene] ?? 0) > 1, tested);
  for (const { set, overlap, p, q } of expected) {
    const own = shifted.find((one) => one.set === set);
    expect(own?.overlap).toBe(overlap);
    expect(Math.abs((own?.p ?? NaN) / p - 1)).toBeLessThan(1e-6);
    expect(Math.abs((own?.q ?? NaN) / q - 1)).toBeLessThan(1e-6);
  }
});

it('tests increased and decreased genes apart, and adjusts over both', () => {
  const tested = { sets: among(reference.sets), universe: all, minSize: 1 };
  const [increased = [], decreased = []] = reference.groups.map(({ group }) => group);
  const found = setsAmongChanged({ increased, decreased }, tested);
  const expected = [increased, decreased].flatMap((group, at) =>
    overRepresented(group, tested).map(({ set, p }) => ({ set, p, isUp: at === 0 })),
  );
  expect(found).toHaveLength(expected.length);
  for (const one of expected) {
    const rank = expected.filter(({ p }) => p <= one.p).length;
    const own = found.find(({ set, isUp }) => set === one.set && isUp === one.isUp);
    expect(own?.p).toBe(one.p);
    expect(own?.q).toBeLessThanOrEqual((one.p * expected.length) / rank + 1e-12);
    expect(own?.q).toBeGreaterThanOrEqual(one.p);
  }
});

it('counts within the universe only', () => {
  const sets = among([
    { name: 'A', members: [0, 1, 2, 3] },
    { name: 'small', members: [0, 4, 5] },
  ]);
  const universe = new Set([1, 2, 3, 4, 5]);
  const [found, ...others] = overRepresented([0, 1, 2, 9], { sets, universe, minSize: 3 });
  // Of five genes three are in the set; both genes drawn are: 3/5 · 2/4.
  expect(found).toEqual({
    set: 'A',
    overlap: 2,
    size: 3,
    universe: 5,
    p: expect.closeTo(0.3, 12),
    q: expect.closeTo(0.3, 12),
    shared: [1, 2],
    members: [1, 2, 3],
    total: 4,
    higher: null,
  });
  // One of its genes is not in the universe: two are too few, and do not count in q.
  expect(others).toEqual([]);
});

it('finds genes of sets by name, whatever the case where that is clear', async () => {
  const sets = [
    { name: 'A', members: ['gata1', 'SPI1', 'Spi1', 'absent'] },
    { name: 'B', members: ['absent'] },
  ];
  expect(await setsAmong(['GATA1', 'Spi1', 'SPI1'], sets)).toEqual([
    { name: 'A', members: [0, 1, 2], total: 4 },
  ]);
});

it('finds genes of sets by former symbols, aliases and identifiers', async () => {
  // As ensembl.org names ZFPM1 (FOG1) and KMT2D (MLL2).
  const written = [{ name: 'A', members: ['ZFPM1', 'MLL2', 'ENSG00000102145', 'PTPRC'] }];
  const own = ['FOG1', 'KMT2D', 'GATA1', 'SPI1'];
  expect(await setsAmong(own, written)).toEqual([{ name: 'A', members: [0, 1, 2], total: 4 }]);
  // Raf is an alias of Zhx2 in mouse, but not among the proteins of a signalling screen.
  const proteins = ['Raf', 'Mek', 'Plcg', 'PIP2', 'PIP3', 'Erk', 'Akt', 'PKA', 'PKC', 'P38', 'Jnk'];
  expect(await setsAmong(proteins, [{ name: 'A', members: ['Zhx2'] }])).toEqual([]);
});

it('reads sets of a file and says which line is none', () => {
  expect(parseGeneSets('\uFEFFA\thttp://a\tX\tY\tX\t\r\n\n# about\nB\t\tZ\nC\tempty\n')).toEqual({
    ok: true,
    sets: [
      { name: 'A', members: ['X', 'Y'] },
      { name: 'B', members: ['Z'] },
    ],
  });
  // The same set twice is one, another set of its name is not.
  expect(parseGeneSets('A\t\tX\tY\nA\tagain\tY\tX\nA\t\tZ\n')).toEqual({
    ok: true,
    sets: [
      { name: 'A', members: ['Y', 'X'] },
      { name: 'A', members: ['Z'] },
    ],
  });
  expect(parseGeneSets('A\t\tX\nsource,target\n')).toEqual({ ok: false, line: 2 });
  expect(parseGeneSets('\n')).toEqual({ ok: false, line: null });
});

const folder = resolve('..', 'shared', 'data', 'knowledge', 'enrichment-reference');

function textOf(name: string): string {
  return gunzipSync(readFileSync(resolve(folder, name))).toString();
}

function linesOf(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

it.skipIf(!existsSync(folder))('agrees with R on two lists and the hallmark sets', () => {
  const background = linesOf(textOf('background.txt.gz'));
  const placeOf = new Map(background.map((name, place) => [name, place]));
  const read = parseGeneSets(textOf('hallmark-v7.0.gmt.gz'));
  if (!read.ok) throw new Error('hallmark');
  const sets = read.sets.map(({ name, members }) => ({
    name,
    members: members.flatMap((member) => placeOf.get(member) ?? []),
    total: members.length,
  }));
  for (const [query, expected] of [
    ['query-gseapy-gene_list.txt', 'expected-gseapy-list-x-hallmark.tsv'],
    ['query-constructed.txt', 'expected-constructed-x-hallmark.tsv'],
  ] as const) {
    const group = linesOf(readFileSync(resolve(folder, query), 'utf8')).flatMap(
      (name) => placeOf.get(name) ?? [],
    );
    const found = overRepresented(group, { sets, universe: new Set(background.keys()), minSize: 1 });
    const [header = '', ...rows] = linesOf(readFileSync(resolve(folder, expected), 'utf8'));
    const names = header.split('\t');
    expect(rows.length).toBe(50);
    for (const line of rows) {
      const row = Object.fromEntries(line.split('\t').map((value, at) => [names[at] ?? '', value]));
      const own = found.find(({ set }) => set === row['set']);
      expect([own?.overlap, own?.size]).toEqual([Number(row['k']), Number(row['K'])]);
      expect(Math.abs((own?.p ?? NaN) / Number(row['p_hyper']) - 1)).toBeLessThan(1e-6);
      expect(Math.abs((own?.q ?? NaN) / Number(row['p_bh']) - 1)).toBeLessThan(1e-6);
    }
  }
});

const moduleOf = (size: number) => ({ genes: [...Array(size).keys()] });

const testOf = (set: string, overlap: number, p: number, q: number) => ({
  set,
  overlap,
  p,
  q,
  size: overlap,
  universe: 100,
  shared: [],
  members: [],
  total: overlap,
  higher: null,
});

const named = (tests: Parameters<typeof setNames>[0]) =>
  Object.fromEntries([...setNames(tests)].map(([place, { set }]) => [place, set]));

it('names a module after its best set', () => {
  const rows = [testOf('angiogenesis', 5, 0.0001, 0.01), testOf('development', 9, 0.001, 0.04)];
  expect(named([{ module: moduleOf(12), rows }])).toEqual({ 0: 'angiogenesis' });
});

it.each([
  ['q above 0.05', testOf('A', 5, 0.001, 0.051)],
  ['two genes', testOf('A', 2, 0.0001, 0.01)],
  ['less than a fifth of the module', testOf('A', 3, 0.0001, 0.01)],
])('does not name it after a set with %s', (_, weak) => {
  expect(named([{ module: moduleOf(16), rows: [weak] }])).toEqual({});
  expect(named([{ module: moduleOf(16), rows: [weak, testOf('B', 4, 0.002, 0.05)] }])).toEqual({ 0: 'B' });
});

it('names one module after a set, the one that it fits best, and the other after its next', () => {
  const first = { module: moduleOf(10), rows: [testOf('A', 4, 0.001, 0.02), testOf('B', 4, 0.002, 0.02)] };
  const second = { module: moduleOf(10), rows: [testOf('A', 5, 0.0001, 0.01), testOf('B', 5, 0.0004, 0.01)] };
  expect(named([first, second])).toEqual({ 0: 'B', 1: 'A' });
  expect(named([second, first])).toEqual({ 0: 'A', 1: 'B' });
});
