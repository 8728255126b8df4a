/** `modulode effects` on screens whose effects are known. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { testHost } from '../../tests/support/cli/testHost';
import {
  knownGenes,
  knownScreen,
  listingScreen,
  loweringScreen,
} from '../../tests/support/effects/knownScreen';
import { openHdf5 } from '../dataset/readers/hdf5/open';
import { simulateRandomScreen } from '../simulation/randomScreen';
import { screenBytes } from '../simulation/screenFile';
import { runCli } from './program';

const folder = mkdtempSync(join(tmpdir(), 'effects-'));
afterAll(() => rmSync(folder, { recursive: true }));

const genes = knownGenes;

function screen(name: string, batchOf: (label: string, cell: number) => string): string {
  const path = join(folder, name);
  writeFileSync(path, knownScreen(batchOf));
  return path;
}

async function effects(...args: string[]) {
  const host = testHost();
  const code = await runCli(['effects', ...args], host);
  return { code, text: host.printed(), told: host.messages.join('\n') };
}

function rowsOf(file: string): Record<string, string>[] {
  const [head = [], ...rows] = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  return rows.map((row) => Object.fromEntries(head.map((name, at) => [name, row[at] ?? ''])));
}

/** Lines of a screen as cells of this type. @param ordered counts of the genes */
const cellsOfType = (whole: string, type: string, ordered: (counts: string[]) => string[]) =>
  whole
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((row) => {
      const [cell, label, guide, , ...counts] = row.split(',');
      return [`${type}${cell}`, label, guide, type, ...ordered(counts)].join(',');
    });

describe('modulode effects', () => {
  it('three samples of a knockout beside three of the control are enough', async () => {
    const path = join(folder, 'six.csv');
    const names = Array.from({ length: 60 }, (_, gene) => `GENE${gene}`);
    const rows = [0, 1, 2, 3, 4, 5].map((sample) => {
      const label = sample < 3 ? 'control' : 'GENE3';
      const counts = names.map((_, gene) => {
        const change = sample < 3 || gene > 5 ? 1 : gene === 3 ? 0.2 : 3;
        // A tenth up or down between samples.
        return Math.round((200 + 40 * gene) * change * (1 + 0.1 * Math.sin(7 * gene + 3 * sample)));
      });
      return [`s${sample}`, label, ...counts].join(',');
    });
    writeFileSync(path, [`sample,perturbation,${names.join(',')}`, ...rows, ''].join('\n'));
    const out = join(folder, 'six');
    expect(await effects(path, '--out', out)).toMatchObject({ code: 0 });
    const changed = rowsOf(join(out, 'effects.tsv')).filter(({ q }) => Number(q) < 0.05);
    expect(new Set(changed.map(({ gene }) => gene))).toEqual(new Set(names.slice(0, 6)));
    const host = testHost();
    expect(await runCli(['infer', path, '--out', join(folder, 'six-run')], host)).not.toBe(0);
    expect(host.messages.join('\n')).toContain('6 usable samples; a model needs at least 10.');
  });

  it.each([
    ['missing', NaN, 'h5ad', 'has values that are not finite'],
    ['negative', -1, 'csv', 'has negative values'],
  ] as const)('a value that is %s is placed, whichever command meets it', async (_, value, format, why) => {
    const { values, ...rest } = simulateRandomScreen({
      topology: 'cyclic',
      genes: 12,
      regulators: 4,
      edges: 12,
      repressing: 0.3,
      kind: 'knockout',
      perturbations: 4,
      controls: 200,
      cellsPerPerturbation: 50,
      seed: 1,
    });
    const path = join(folder, `wrong.${format}`);
    // Every other cell is sampled when a table is opened.
    const wrong = values.with(101 * rest.genes.length + 3, value);
    writeFileSync(path, await screenBytes({ ...rest, values: wrong }, format));
    for (const command of [
      ['effects', path, '--out', join(folder, 'wrong')],
      ['design', path, '--effect', '.5'],
    ]) {
      const host = testHost();
      expect(await runCli(command, host)).toBe(2);
      expect(host.messages.join(' ')).toContain(`wrong.${format} ${why}`);
      expect(host.messages.join(' ')).toMatch(/another matrix .*--matrix/);
    }
  });

  it('finds the genes that were changed, and no others', async () => {
    const out = join(folder, 'out');
    const path = screen('screen.csv', (_, cell) => `lane${cell % 2}`);
    const { code, text, told } = await effects(path, '--out', out);
    expect([code, told]).toEqual([0, '']);
    expect(text).toContain('1 of 2 perturbations changes genes other than their targets');
    expect(text).toContain('GATA1: 2 up, 0 down');
    const rows = rowsOf(join(out, 'effects.tsv'));
    expect(rows).toHaveLength(2 * genes.length);
    const found = rows.filter(({ q }) => Number(q) < 0.05);
    expect(found.map(({ perturbation, gene }) => `${perturbation} ${gene}`).toSorted()).toEqual([
      'GATA1 GATA1',
      'GATA1 KLF1',
      'GATA1 TAL1',
      'SPI1 SPI1',
    ]);
    const change = rows.find(({ perturbation, gene }) => perturbation === 'GATA1' && gene === 'KLF1');
    expect(Number(change?.log2fc)).toBeGreaterThan(1.4);
    expect(rows.filter((row) => row.own_target === 'yes')).toHaveLength(2);
    expect(JSON.parse(readFileSync(join(out, 'metrics.json'), 'utf8'))).toMatchObject({
      method: 'effects',
      data: { name: 'screen.csv', genes: genes.length, perturbations: 2 },
      effects: { measurable: 1, of: 2 },
      controls: { cells: 180, guides: 6 },
      reference: 'controls',
      perturbations: ['GATA1', 'SPI1'].map((label) => ({
        label,
        targets: [label],
        isMeasured: true,
        dose: null,
        unit: null,
        cells: 180,
        guides: 3,
      })),
    });
    const table = testHost();
    expect(await runCli(['table', out], table)).toBe(0);
    const [head = '', values = ''] = table.printed().split('\n');
    expect(values.split('\t')[head.split('\t').indexOf('measurable_effects')]).toBe('1');
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain(
      '<h1>1 of 2 perturbations changes other genes. GATA1 changes 2 genes.</h1>',
    );
    const file = new File([readFileSync(join(out, 'effects.h5ad'))], 'effects.h5ad');
    const source = await openHdf5(file, () => undefined);
    const { opened } = source;
    const inFile = opened.genes['layers/padj']?.index ?? [];
    for await (const block of source.blocks('layers/padj', () => undefined))
      for (const [at, value] of block.values.entries()) {
        const [perturbation, gene] = [
          opened.cellNames[Math.floor(at / inFile.length)],
          inFile[at % inFile.length],
        ];
        const row = rows.find((one) => one.perturbation === perturbation && one.gene === gene);
        expect(value).toBeCloseTo(Number(row?.q), 5);
      }
    expect(opened.cellNames).toEqual(['GATA1', 'SPI1']);
    const [, ...columns] = Object.keys(rowsOf(join(out, 'perturbations.tsv'))[0] ?? {});
    expect(opened.obs.map(({ name }) => name)).toEqual(expect.arrayContaining(columns));
    source.close();
    const guides = rowsOf(join(out, 'guides.tsv'));
    expect(guides).toHaveLength(6);
    for (const guide of guides) {
      expect([guide.cells, guide.verdict]).toEqual(['60', 'agrees']);
      // From 10 counts to 2.
      expect(Number(guide.own_target_low)).toBeLessThan(Math.log2(0.2) + 0.2);
      expect(Number(guide.own_target_high)).toBeGreaterThan(Math.log2(0.2) - 0.2);
    }
    for (const line of rowsOf(join(out, 'perturbations.tsv'))) {
      expect(Number(line.detectable_fall)).toBeLessThan(-0.05);
      expect(Number(line.detectable_rise)).toBeGreaterThan(0.05);
      expect(Number(line.detectable_rise)).toBeLessThan(0.5);
    }
  });

  it('says where values are not as measured', async () => {
    const path = join(folder, 'roots.csv');
    const [head = '', ...rows] = knownScreen(() => 'lane')
      .trimEnd()
      .split('\n');
    const rooted = rows.map((row) =>
      row
        .split(',')
        .map((field, at) => (at < 4 ? field : Math.sqrt(Number(field))))
        .join(','),
    );
    writeFileSync(path, [head, ...rooted].join('\n'));
    const { code, text } = await effects(path, '--out', join(folder, 'roots'));
    expect(code).toBe(0);
    const said = 'The values are square roots of counts.';
    expect(text).toContain(said);
    expect(readFileSync(join(folder, 'roots', 'report.html'), 'utf8')).toContain(said);
    const metrics: unknown = JSON.parse(readFileSync(join(folder, 'roots', 'metrics.json'), 'utf8'));
    expect(metrics).toMatchObject({ notes: [{ tag: 'counts-transformed', by: 'square-root' }] });
    expect(
      (
        await effects(
          screen('plain.csv', () => 'lane'),
          '--out',
          join(folder, 'plain'),
        )
      ).text,
    ).not.toContain('The values are');
  });

  it('compares a pair with its singles, however their labels are written', async () => {
    const path = join(folder, 'pairs.csv');
    const labels = ['non-targeting', 'GATA1', 'non-targeting+GATA1', 'SPI1', 'SPI1+GATA1', 'GATA1+SPI1'];
    writeFileSync(
      path,
      knownScreen(() => 'lane', labels),
    );
    const out = join(folder, 'pairs');
    const { text } = await effects(path, '--out', out);
    expect(text).toContain('1 pair compared with the sum of its single effects; for 1 it is unclear');
    const [pair, ...others] = rowsOf(join(out, 'pairs.tsv'));
    expect(others).toEqual([]);
    expect([pair?.pair, pair?.first, pair?.second]).toEqual(['GATA1+SPI1', 'GATA1', 'SPI1']);
    expect([pair?.class, pair?.tested_genes]).toEqual(['', String(genes.length)]);
    expect(rowsOf(join(out, 'interactions.tsv')).length).toBe(Number(pair?.interacting_genes));
  });

  it('tells single targets where cells have many guides, unless combinations are asked for', async () => {
    const path = join(folder, 'listing.csv');
    writeFileSync(path, listingScreen());
    const out = join(folder, 'listing');
    const { code, text } = await effects(path, '--out', out);
    expect(code).toBe(0);
    expect(text).toContain('1 of 8 perturbations changes genes other than their targets');
    expect(text).toMatch(/A cell has 4\.\d guides on average/);
    const found = rowsOf(join(out, 'effects.tsv')).filter(({ q }) => Number(q) < 0.05);
    const changes = found.filter(({ perturbation }) => perturbation === 'GATA1');
    expect(new Set(changes.map(({ gene }) => gene))).toEqual(new Set(['GENE0', 'KLF1', 'TAL1']));
    for (const { gene, log2fc } of changes)
      expect(Math.abs(Number(log2fc) - (gene === 'GENE0' ? -1 : 1) * Math.log2(1.5))).toBeLessThan(0.12);
    const lines = rowsOf(join(out, 'perturbations.tsv'));
    expect(lines.map(({ guides }) => guides)).toEqual(Array.from({ length: 8 }, () => '3'));
    const inspected = async (multiplicity: string) => {
      const host = testHost();
      expect(await runCli(['inspect', path, '--multiplicity', multiplicity], host)).toBe(0);
      return host.printed();
    };
    expect(await inspected('auto')).toContain('Cells have several guides each');
    expect(await inspected('one')).not.toContain('Cells have several guides each');
    const named = await effects(path, '--out', out, '--perturbation-column', 'guide');
    expect(named.text).toContain('A cell has');
    const single = await effects(
      screen('single.csv', () => 'lane'),
      '--out',
      out,
      '--multiplicity',
      'many',
    );
    expect(single.told).toContain('lists no guides');
  });

  it('tells doses apart, with a curve for each gene that has several, and pools them where so chosen', async () => {
    const path = join(folder, 'doses.csv');
    // The guides of GATA1, which act alike, as doses of a compound of that name.
    const screenOfDoses = knownScreen(() => 'lane')
      .replaceAll('GATA1,GATA1-g1', 'GATA1 500 nM,GATA1-g1')
      .replaceAll('GATA1,GATA1-g2', 'GATA1 1uM,GATA1-g2')
      .replaceAll('GATA1,GATA1-g3', 'GATA1_2uM_rep1,GATA1-g3');
    writeFileSync(path, screenOfDoses);
    const out = join(folder, 'doses');
    const { code, text } = await effects(path, '--out', out);
    expect(code).toBe(0);
    expect(text).toContain('unclear for 1 perturbation with several doses');
    const lines = rowsOf(join(out, 'perturbations.tsv'));
    expect(
      lines.map(({ perturbation, name, dose, unit }) => `${perturbation}: ${name}, ${dose}, ${unit}`),
    ).toEqual(
      expect.arrayContaining([
        'GATA1 0.5 µM: GATA1, 0.5, µM',
        'GATA1 1 µM: GATA1, 1, µM',
        'GATA1 2 µM: GATA1, 2, µM',
        'SPI1: SPI1, , ',
      ]),
    );
    expect(lines).toHaveLength(4);
    const curves = rowsOf(join(out, 'doses.tsv'));
    expect([...new Set(curves.map(({ perturbation }) => perturbation))]).toEqual(['GATA1']);
    expect(curves.map(({ gene }) => gene)).toEqual(expect.arrayContaining(['whole', 'GATA1']));
    // Every dose changes the genes alike: half of that lies below all doses.
    expect(curves.every(({ doses, told }) => doses === '0.5;1;2' && told !== 'yes')).toBe(true);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('>Doses</h2>');

    const pooled = join(folder, 'pooled');
    await effects(path, '--dose-column', 'none', '--out', pooled);
    const names = rowsOf(join(pooled, 'perturbations.tsv')).map(({ perturbation }) => perturbation);
    expect(names).toEqual(['GATA1', 'SPI1']);
    expect(readdirSync(pooled)).not.toContain('doses.tsv');
  });

  it('uses the cells of one context alone, as if the others were not in the file', async () => {
    const whole = knownScreen((_, cell) => (cell % 2 ? 'K562' : 'RPE1')).replace('lane', 'cell_line');
    const lines = whole.trimEnd().split('\n');
    const only = lines.filter((line, at) => at === 0 || line.includes('K562')).join('\n');
    const both = join(folder, 'both.csv');
    const one = join(folder, 'one.csv');
    writeFileSync(both, whole);
    writeFileSync(one, only);
    const chosen = join(folder, 'chosen');
    const alone = join(folder, 'alone');
    expect((await effects(both, '--context', 'K562', '--out', chosen)).code).toBe(0);
    expect((await effects(one, '--out', alone)).code).toBe(0);
    expect(rowsOf(join(chosen, 'effects.tsv'))).toEqual(rowsOf(join(alone, 'effects.tsv')));
    const wrong = await effects(both, '--context', 'HEK', '--out', 'x');
    expect(wrong.told).toContain('has no value of cell_line “HEK”');
    expect(wrong.told).toContain('It has RPE1 and K562');
    expect(
      (await effects(one, '--context', 'K562', '--context-column', 'none', '--out', 'x')).told,
    ).toContain('no column of contexts');
  });

  it('tells contexts apart, in which GATA1 changes KLF1 and TAL1 in one alone', async () => {
    const [head = ''] = knownScreen(() => '').split('\n');
    const path = join(folder, 'contexts.csv');
    writeFileSync(
      path,
      [
        head.replace('lane', 'cell_line'),
        ...cellsOfType(
          knownScreen(() => ''),
          'K562',
          (counts) => counts,
        ),
        // The same draws are counts of other genes.
        ...cellsOfType(loweringScreen(knownGenes.toReversed(), []), 'RPE1', (counts) => counts.toReversed()),
      ].join('\n'),
    );
    const out = join(folder, 'contexts');
    const { code, text } = await effects(path, '--context-column', 'cell_line', '--out', out);
    expect(code).toBe(0);
    expect(text).toContain('GATA1 acts in K562 and differently in RPE1, where no change was found.');
    const alone = rowsOf(join(out, 'contexts.tsv'));
    expect(alone.map(({ perturbation, context, acts }) => `${perturbation} ${context} ${acts}`)).toEqual([
      'GATA1 K562 yes',
      'GATA1 RPE1 no',
      'SPI1 K562 no',
      'SPI1 RPE1 no',
    ]);
    expect(alone.map(({ cells }) => cells)).toEqual(['180', '180', '180', '180']);
    const differing = rowsOf(join(out, 'context-genes.tsv')).filter(({ q }) => Number(q) < 0.05);
    expect(differing.map(({ perturbation, gene }) => `${perturbation} ${gene}`).toSorted()).toEqual([
      'GATA1 KLF1',
      'GATA1 TAL1',
    ]);
    for (const { difference, se } of differing)
      expect(Math.abs(Number(difference) - 2)).toBeLessThan(0.3 + 3 * Number(se));
    expect(rowsOf(join(out, 'context-differences.tsv')).map(({ verdict }) => verdict)).toEqual([
      'only first',
      'neither',
    ]);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('>Contexts</h2>');
    const { perturbations } = JSON.parse(readFileSync(join(out, 'metrics.json'), 'utf8'));
    expect(perturbations[0].contexts).toMatchObject([
      { name: 'K562', acts: true, changed: 2 },
      { name: 'RPE1', acts: false, changed: 0 },
    ]);
  });

  it('tests a panel of which every gene is perturbed, and compares no perturbations by it', async () => {
    const panel = ['GATA1', 'SPI1', 'KLF1', 'TAL1'];
    const path = join(folder, 'panel.csv');
    const cells = knownScreen(() => 'lane', ['non-targeting', ...panel]).split('\n');
    const columns = 4 + panel.length;
    writeFileSync(path, cells.map((line) => line.split(',').slice(0, columns).join(',')).join('\n'));
    const out = join(folder, 'panel');
    const { code } = await effects(path, '--out', out);
    expect(code).toBe(0);
    expect(rowsOf(join(out, 'perturbations.tsv'))).toHaveLength(4);
    expect(rowsOf(join(out, 'similarity.tsv'))).toEqual([]);
  });

  it('says which perturbation shares no batch with a control', async () => {
    const path = screen('apart.csv', (label) => (label === 'SPI1' ? 'lane1' : 'lane0'));
    const out = join(folder, 'apart');
    const { code, text } = await effects(
      path,
      '--out',
      out,
      '--against',
      'controls',
      '--batch-column',
      'lane',
    );
    expect(code).toBe(0);
    expect(text).toContain('Not compared, because their batches lack reference cells: SPI1.');
    expect(rowsOf(join(out, 'effects.tsv')).map(({ perturbation }) => perturbation)).not.toContain('SPI1');
  });

  it('compares perturbations with each other where controls were measured at another time only', async () => {
    const path = screen('times.csv', (label) => (label === 'non-targeting' ? '0h' : '24h'));
    const out = join(folder, 'times');
    const { code, text } = await effects(path, '--out', out, '--time-column', 'lane');
    expect(code).toBe(0);
    expect(text).toContain(' of 2 perturbations change');
    expect(text).toContain('were compared with the perturbations that do not change the gene.');
    expect(text).toContain('No controls at 24 hours. Controls were measured at 0 hours.');
    const withControls = await effects(path, '--out', out, '--time-column', 'none');
    expect(withControls.text).toContain('were compared with the controls.');
    expect(withControls.text).not.toContain('No controls at');
  });

  it('replaces no run, leaves no table of earlier effects, and compares with controls where there are some', async () => {
    const path = screen('twice.csv', () => 'lane0');
    const [run, out] = [join(folder, 'finished'), join(folder, 'again')];
    mkdirSync(run);
    writeFileSync(join(run, 'run.modulode.json'), '{}');
    const refused = await effects(path, '--out', run);
    expect([refused.code, refused.told]).toEqual([2, expect.stringContaining('already holds a run')]);
    expect(readdirSync(run)).toEqual(['run.modulode.json']);
    mkdirSync(out);
    for (const name of ['contexts.tsv', 'notes.txt']) writeFileSync(join(out, name), 'earlier');
    expect((await effects(path, '--out', out)).code).toBe(0);
    expect(readdirSync(out)).toContain('notes.txt');
    expect(readdirSync(out)).not.toContain('contexts.tsv');
    await effects(path, '--out', out, '--reference', 'GATA1');
    expect(rowsOf(join(out, 'perturbations.tsv')).map(({ perturbation }) => perturbation)).not.toContain(
      'GATA1',
    );
    const against = await effects(path, '--out', out, '--compare-with-others', '--against', 'controls');
    expect([against.code, against.told]).toEqual([2, expect.stringContaining('no controls to compare')]);
  });

  it('replaces the effects of another file with --force only', async () => {
    const out = join(folder, 'of-one');
    const [one, other] = [screen('one.csv', () => 'lane0'), screen('other.csv', () => 'lane0')];
    expect((await effects(one, '--out', out)).code).toBe(0);
    const refused = await effects(other, '--out', out);
    expect([refused.code, refused.told]).toEqual([
      2,
      expect.stringContaining('of-one already holds the effects of one.csv'),
    ]);
    expect((await effects(one, '--out', out)).code).toBe(0);
    expect((await effects(other, '--out', out, '--force')).code).toBe(0);
    const evaluated = testHost();
    expect(await runCli(['evaluate', out], evaluated)).toBe(2);
    expect(evaluated.messages.join()).toContain('holds the effects of a screen');
  });

  it('tests log-normalised values, shows single samples without p, and refuses rates that are none', async () => {
    const write = (name: string, cells: number) => {
      const path = join(folder, name);
      const rows = ['control', 'GATA1', 'SPI1', 'KLF1', 'TAL1', 'RUNX1', 'MYC', 'EPOR', 'HBB', 'MPO'].flatMap(
        (label, k) =>
          Array.from({ length: cells }, (_, cell) => [
            `${label}${cell}`,
            label,
            ...genes.map((gene, at) =>
              Math.log1p(gene === label ? 0.2 : ((cell * 7 + at * 3 + k) % 11) * 1.37).toFixed(4),
            ),
          ]),
      );
      const table = [['cell', 'perturbation', ...genes], ...rows];
      writeFileSync(path, `${table.map((row) => row.join(',')).join('\n')}\n`);
      return path;
    };
    const cells = await effects(write('logs.csv', 40), '--out', join(folder, 'logs'));
    expect([cells.code, cells.text]).toEqual([0, expect.stringContaining('change genes other than')]);
    const samples = await effects(write('samples.csv', 1), '--out', join(folder, 'samples'));
    expect([samples.code, samples.text]).toEqual([0, expect.stringContaining('cannot be tested')]);
    const [, first = ''] = readFileSync(join(folder, 'samples', 'effects.tsv'), 'utf8').split('\n');
    expect(first.split('\t').slice(5, 7)).toEqual(['', '']);
    expect((await effects(write('logs.csv', 40), '--out', 'x', '--fdr', '5')).told).toContain(
      '--fdr 5 is not a rate',
    );
  });
});
