import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { predictOutside } from '../dynamics/loadings';
import { predictChange, predictEnd } from '../dynamics/predict';
import { enrichedParts, enrichmentOf, enrichmentTable } from '../share/exports/enrichment';
import { geneSetsOf } from '../share/exports/geneSetFile';
import type { FinishedRun } from '../share/finishedRun';
import { emptyFolder, savedRun, trainedRun } from '../../tests/support/cli/commands';
import { testHost } from '../../tests/support/cli/testHost';
import { runCli } from './program';

let run: FinishedRun;
let folder: string;
let sets: string;

beforeAll(async () => {
  const trained = await trainedRun();
  // One module of two of the five genes.
  const modules = [{ name: 'M1', genes: [1, 2], regulators: [0], stability: null }];
  run = { ...trained, result: { ...trained.result, modules } };
  folder = await savedRun(run);
  sets = await gmt('first\tabout\tG1\tG2\tABSENT\nsecond\t\tg1\tG4\nthird\t\tG0\nother\t\tABSENT\n');
});

async function gmt(
  text: string,
  name = 'sets.gmt',
  pack = (content: string): string | Uint8Array => content,
) {
  const file = join(await emptyFolder(), name);
  await writeFile(file, pack(text));
  return file;
}

/** The sets of the tests have one or two modelled genes. */
async function enrich(...args: string[]) {
  return enrichAsGiven(...args, ...(args.includes('--min-size') ? [] : ['--min-size', '1']));
}

async function enrichAsGiven(...args: string[]) {
  const host = testHost();
  const code = await runCli(['enrich', ...args], host);
  return { code, text: host.printed(), told: host.messages.join('\n') };
}

function rowsOf(text: string): string[][] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
}

/** Set, overlap and size. */
function sizes({ text }: { readonly text: string }): (string | undefined)[][] {
  return rowsOf(text)
    .slice(1)
    .map((row) => row.slice(1, 4));
}

describe('modulode enrich', () => {
  it('tests the modules against the modelled genes', async () => {
    const { code, text, told } = await enrich(folder, '--sets', sets);
    expect(code).toBe(0);
    // Both of two genes drawn from five are in a set of two: 1/10; at least one of them: 1 − 3/10. Three sets were tested.
    expect(rowsOf(text)).toEqual([
      ['group', 'set', 'overlap', 'size', 'universe', 'p', 'q'],
      ['M1', 'first', '2', '2', '5', '0.1000', '0.3000'],
      ['M1', 'second', '1', '2', '5', '0.7000', '1.000'],
    ]);
    expect(told).toContain('No set has a false discovery rate below 0.05');
  });

  it('says why nothing could be tested', async () => {
    const small = await enrichAsGiven(folder, '--sets', sets, '--min-size', '4');
    expect(small).toMatchObject({
      code: 0,
      text: 'group\tset\toverlap\tsize\tuniverse\tp\tq\n',
      told: 'Nothing could be tested: no set has 4 of the tested genes or more (--min-size); the largest has 2.',
    });
    const without = await savedRun({ ...run, result: { ...run.result, modules: [] } });
    expect((await enrich(without, '--sets', sets)).told).toBe(
      'Nothing could be tested: this run has no modules.',
    );
  });

  it('tests the targets of each regulator without the regulator itself', async () => {
    const { text } = await enrich(folder, '--sets', sets, '--of', 'targets', '--top', '3');
    const rows = rowsOf(text).slice(1);
    expect(rows.length).toBeGreaterThan(0);
    for (const [group, set, , size, universe] of rows) {
      expect(universe).toBe('4');
      const members = { first: ['G1', 'G2'], second: ['G1', 'G4'], third: ['G0'] }[set ?? ''] ?? [];
      expect(size).toBe(String(members.filter((gene) => gene !== group).length));
    }
  });

  it('tests genes outside the network among the responders, where modules predict them, and nowhere else', async () => {
    const { genes } = run.dataset;
    const { modules } = run.result.model.shape;
    const loadings = {
      genes: ['X1', 'X2', 'X3'],
      mean: Float64Array.of(1, 1, 1),
      components: new Float32Array(modules).fill(1 / Math.sqrt(modules)),
      weights: Float32Array.of(40, 0, -40),
      error: Float32Array.of(0.8, 1.1, 0.7),
      margin: Float32Array.of(0.1, 0.1, 0.1),
    };
    const saved = await savedRun({ ...run, result: { ...run.result, loadings } });
    const file = await gmt('mixed\t\tX1\tX2\tX3\tG2\n');
    const { text } = await enrich(saved, '--sets', file, '--of', 'responders', '--json');
    const changes = [{ gene: 1, value: 0 }] as const;
    const end = predictEnd(run.result.model, changes, null);
    const outside = predictOutside(run.result.model, loadings, changes, end).log2FoldChange;
    const sizesOfChange = [outside[0], outside[2], end.log2FoldChange[2]].map((log2) => Math.abs(log2 ?? 0));
    const [x1, x3, g2] = sizesOfChange.map((size) => size >= 0.1);
    expect([x1, x3]).toEqual([true, true]);
    const shared = [...(g2 ? ['G2'] : []), 'X1', 'X3'];
    // X2 is not predicted, and so no part of the universe; neither is the knocked-out gene.
    expect(JSON.parse(text).results).toContainEqual(
      expect.objectContaining({
        group: 'G1',
        size: 3,
        universe: genes.length + 1,
        overlap: shared.length,
        genes: shared,
        outsideNetwork: ['X1', 'X3'],
      }),
    );
    const inModules = await enrich(saved, '--sets', file);
    expect(sizes(inModules)).toEqual([['mixed', '1', '1']]);
  });

  it('counts responders by the prediction of each perturbation', async () => {
    const { text } = await enrich(folder, '--sets', sets, '--of', 'responders', '--json');
    const document: unknown = JSON.parse(text);
    const { log2FoldChange } = predictChange(run.result.model, [{ gene: 1, value: 0 }], null);
    const responds = (gene: number) => Math.abs(log2FoldChange[gene] ?? 0) >= 0.1;
    const expected = Number(responds(2));
    expect(document).toMatchObject({ of: 'responders', sets: 4 });
    const { text: table } = await enrich(folder, '--sets', sets, '--of', 'responders');
    const rows = rowsOf(table).slice(1);
    const own = rows.find(([group, set]) => group === 'G1' && set === 'first');
    expect(Number(own?.[2] ?? 0)).toBe(expected);
    expect(new Set(rows.map(([, , , , universe]) => universe))).toEqual(new Set(['4']));
  });

  it('leaves out sets with few modelled genes, which do not count in q', async () => {
    const { text } = await enrich(folder, '--sets', sets, '--min-size', '2');
    // One of three sets has a single modelled gene: q is 0.1 · 2 instead of 0.1 · 3.
    expect(rowsOf(text)[1]).toEqual(['M1', 'first', '2', '2', '5', '0.1000', '0.2000']);
  });

  it('ranks the responders of the perturbation that is asked for', async () => {
    const asked = ['--of', 'responders', '--perturb', 'G1=0.5,G3=2', '--json'];
    const { text } = await enrich(folder, '--sets', sets, ...asked);
    const changes = [
      { gene: 1, value: 0.5 },
      { gene: 3, value: 2 },
    ];
    const { log2FoldChange } = predictChange(run.result.model, changes, null);
    const change = (gene: number) => log2FoldChange[gene] ?? 0;
    // Of G0, G2 and G4 one is in each set: pairs in which it changes more than one of the two others.
    const expected = Object.entries({ first: 2, second: 4, third: 0 })
      .filter(([, gene]) => Math.abs(change(gene)) >= 0.1)
      .map(([set, gene]) => ({
        group: 'G1=0.5,G3=2',
        set,
        genes: [`G${gene}`],
        higher: [0, 2, 4].filter((other) => change(gene) > change(other)).length / 2,
      }));
    expect(expected.length).toBeGreaterThan(0);
    const document: unknown = JSON.parse(text);
    expect(document).toMatchObject({
      results: expect.arrayContaining(expected.map((row) => expect.objectContaining(row))),
    });
    expect((await enrich(folder, '--sets', sets, '--perturb', 'G1=0')).told).toContain('--of responders');
  });

  it('tests sets of three modelled genes or more unless asked, as the page does', async () => {
    const two = await gmt('two\t\tG1\tG2\nthree\t\tG1\tG2\tG3\nwith others\t\tG1\tG2\tABSENT\n');
    const { text } = await enrichAsGiven(folder, '--sets', two);
    // Both genes of the module are in the one set that is tested, of three of five: 3/10.
    expect(rowsOf(text).slice(1)).toEqual([['M1', 'three', '2', '3', '5', '0.3000', '0.3000']]);
  });

  it('replaces genes of the sets by their orthologs: those of mouse where the table lies beside', async () => {
    const orthologs = 'HUMAN1\tTrp53\nABSENT\nCD8B\tCd8b1\n';
    const human = await gmt('first\t\tHUMAN1\tGATA1\nsecond\t\tCD8B\tSPI1\n', 'human.gmt');
    const names = ['Klf1', 'Trp53', 'Gata1', 'Spi1', 'Cd8b1'];
    const { dataset, result } = run;
    const ofMouse = await savedRun({
      ...run,
      dataset: { ...dataset, genes: names },
      result: {
        ...result,
        model: { ...result.model, genes: names },
        network: { ...result.network, genes: names },
      },
    });
    expect(sizes(await enrich(ofMouse, '--sets', human))).toEqual([['first', '1', '1']]);
    await writeFile(join(dirname(human), 'mouse-orthologs.tsv.gz'), gzipSync(orthologs));
    const beside = await enrich(ofMouse, '--sets', human);
    expect(sizes(beside)).toEqual([['first', '2', '2']]);
    expect(beside.told).toContain('orthologs');
    const table = await gmt(orthologs, 'other.tsv');
    expect((await enrich(ofMouse, '--sets', human, '--orthologs', table)).text).toBe(beside.text);
    // Genes that are no mouse genes are left as they are.
    const own = join(dirname(human), 'own.gmt');
    await writeFile(own, await readFile(sets));
    expect((await enrich(folder, '--sets', own)).text).toBe((await enrich(folder, '--sets', sets)).text);
  });

  it('takes the sets that come with the program by their name', async () => {
    const own = await Promise.all(
      [
        ['hallmark', 'hallmark.gmt.gz'],
        ['go-yeast', 'go-slim-yeast.gmt.gz'],
      ].map(async ([name = '', file = '']) => [
        await enrich(folder, '--sets', name, '--json'),
        await enrich(folder, '--sets', join('public/sets', file), '--json'),
      ]),
    );
    for (const [named, read] of own) expect(named).toEqual(read);
    expect((await enrich(folder, '--sets', 'hallmarks')).told).toContain('hallmarks cannot be read');
  });

  it('prints the table that the page downloads', async () => {
    const read = await geneSetsOf(new File([await readFile(sets)], 'sets.gmt'), null, run.dataset.genes);
    if (!read.ok) throw new Error(read.error.tag);
    for (const part of enrichedParts) {
      const choice = { of: part, top: null, minSize: 2, perturbation: null };
      // As it crosses to the worker of the page.
      const { dataset, result, view } = structuredClone(run);
      const tests = enrichmentOf({ dataset, result, view }, read.value.sets, choice);
      const table = enrichmentTable(tests.filter(({ overlap }) => overlap > 0));
      expect((await enrich(folder, '--sets', sets, '--of', part, '--min-size', '2')).text).toBe(table);
    }
  });

  it('reads packed sets and writes a file', async () => {
    const packed = await gmt(await readFile(sets, 'utf8'), 'sets.gmt.gz', gzipSync);
    const out = join(await emptyFolder(), 'enriched.tsv');
    expect((await enrich(folder, '--sets', packed, '--out', out)).code).toBe(0);
    expect(await readFile(out, 'utf8')).toBe((await enrich(folder, '--sets', sets)).text);
  });

  it.each([
    ['a,b,c\nd,e,f\n', /Line 1 has no name/],
    ['', /no set with a member/],
    ['mouse\t\tGata1\tSpi1\n', /none of the modelled genes[^]*Gata1 and Spi1[^]*G0/],
  ])('refuses %j', async (text, why) => {
    const { code, told, text: printed } = await enrich(folder, '--sets', await gmt(text));
    expect([code, printed]).toEqual([2, '']);
    expect(told).toMatch(why);
  });
});
