/** What lets many computers share the work of a run: prepared data, shards, and their merging. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { contentsOf, withoutEffects } from '../../tests/support/cli/contentsOf';
import { done, quick, run, smallScreen, temporaryFolder, timeout } from '../../tests/support/cli/inferRuns';
import { testHost } from '../../tests/support/cli/testHost';
import { runCli } from './program';

const { at, remove } = temporaryFolder();
afterAll(remove);
const small = smallScreen(at('small.csv'));

async function merged(...args: readonly string[]) {
  const host = testHost();
  const code = await runCli(['ensemble', ...args], host);
  return { code, told: host.messages.join('\n') };
}

it.each([
  [['--main', 'run1'], '--main was given without --shard'],
  [['--main', 'run1', '--shard', '1/2'], '--main was given without --confidence'],
  [['--shard', '1/2', small], '--shard was given without --confidence or --seeds'],
])('options of a shard without what it is of, %j, are refused by their names', async (args, title) => {
  const { code, told } = await run([...args, '--out', at('none')]);
  expect({ code, title: told.split('\n')[0] }).toEqual({ code: 2, title });
});

it(
  'shards of resampled fits, with the training or of a finished run, merge to the bytes of one run that did all',
  async () => {
    const args = [small, ...quick, '--threads', '1', '--device', 'processor'];
    const fits = ['--confidence', '6'];
    await done([...args, ...fits, '--out', at('whole')]);
    await done([...args, ...fits, '--shard', '1/2', '--out', at('first')]);
    const second = [
      '--main',
      at('first'),
      ...fits,
      '--shard',
      '2/2',
      '--threads',
      '1',
      '--out',
      at('second'),
    ];
    await done(second);
    expect(await merged(at('second'), at('first'), '--out', at('merged'))).toMatchObject({ code: 0 });
    expect(contentsOf(at('merged'))).toEqual(withoutEffects(at('whole')));

    // What is not whole is refused, and nothing is written.
    const configPath = at('first/config.json');
    const config = readFileSync(configPath, 'utf8');
    const { mapping, ...unmapped } = JSON.parse(config);
    const { settings, ...unset } = JSON.parse(config);
    for (const [damaged, why] of [
      [JSON.stringify(unmapped), '“mapping” is missing'],
      [
        JSON.stringify({ ...unmapped, mapping: { ...mapping, genes: undefined } }),
        '“mapping.genes” is missing',
      ],
      [
        JSON.stringify({ ...unset, settings: { ...settings, modules: undefined } }),
        '“settings.modules” is missing',
      ],
      [config.slice(0, -20), 'It is not JSON'],
    ] as const) {
      writeFileSync(configPath, damaged);
      const refused = await merged(at('first'), at('second'), '--out', at('lacking'));
      expect([refused.code, refused.told]).toEqual([2, expect.stringContaining(why)]);
      expect(refused.told).toContain(`${configPath} is not the configuration of a finished run`);
    }
    writeFileSync(configPath, config);
    const lacking = await merged(at('first'), '--out', at('lacking'));
    expect([lacking.code, lacking.told]).toEqual([2, expect.stringContaining('shuffled labels are missing')]);
    expect((await merged(at('second'), '--out', at('lacking'))).told).toContain(
      'The run of these shards is missing',
    );
    const path = at('second/fits.modulode.json');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(/"run":"../, '"run":"zz'));
    const foreign = await merged(at('first'), at('second'), '--out', at('lacking'));
    expect(foreign.told).toContain(`${at('second')} belongs to another run`);
    writeFileSync(path, text.slice(0, -20));
    expect((await merged(at('first'), at('second'), '--out', at('lacking'))).told).toContain(
      'cannot be read',
    );
  },
  timeout,
);

it(
  'shards of seeds, and runs with one seed each, merge to the mean of one command',
  async () => {
    const args = [small, ...quick, '--threads', '1', '--device', 'processor', '--compare', 'none'];
    await done([...args, '--seeds', '2', '--out', at('seeds')]);
    for (const shard of ['1', '2'])
      await done([...args, '--seeds', '2', '--shard', `${shard}/2`, '--out', at(`seeds-${shard}`)]);
    expect(contentsOf(at('seeds-1/seed-7'))).toEqual(withoutEffects(at('seeds/seed-7')));
    expect(JSON.parse(readFileSync(at('seeds/seed-7/metrics.json'), 'utf8'))).toMatchObject({
      reportCard: null,
    });
    expect((await merged(at('seeds-2'), at('seeds-1'), '--out', at('mean'))).code).toBe(0);
    for (const name of ['edges.tsv', 'seeds.tsv'])
      expect(readFileSync(at(`mean/${name}`), 'utf8')).toBe(readFileSync(at(`seeds/${name}`), 'utf8'));
    const twice = await merged(at('seeds-1'), at('seeds/seed-7'), '--out', at('twice'));
    expect(twice).toMatchObject({ code: 2, told: expect.stringContaining('A seed was given twice') });
    const more = await run([...args, '--seeds', '2', '--shard', '1/4', '--out', at('more')]);
    expect(more.told).toContain('more shards than seeds');
    expect((await run([...args, '--shard', '1/2', '--out', at('more')])).told).toContain('Say of what');
  },
  timeout,
);

it(
  'a run on prepared data has the bytes of one on the files, and a damaged file is refused',
  async () => {
    const mapping = ['--holdout', 'C', '--n-genes', '5'];
    const host = testHost();
    const prepared = at('small.data');
    expect(await runCli(['prepare', small, ...mapping, '--out', prepared], host)).toBe(0);
    expect(host.printed()).toContain('compared with “control”');
    await done([small, ...mapping, ...quick, '--out', at('files')]);
    await done([prepared, ...quick, '--out', at('prepared')]);
    const { 'config.json': config, ...others } = contentsOf(at('prepared'));
    const { 'config.json': configOfFiles, ...othersOfFiles } = withoutEffects(at('files'));
    expect(others).toEqual(othersOfFiles);
    const { files, inputs, ...same } = JSON.parse(config ?? '');
    expect(JSON.parse(configOfFiles ?? '')).toMatchObject(same);
    expect([files, inputs]).toEqual([[prepared], [expect.objectContaining({ name: 'small.data' })]]);

    const typed = await run([prepared, '--control', 'A', '--out', at('other')]);
    expect([typed.code, typed.told]).toEqual([2, expect.stringContaining('is prepared already')]);
    const text = readFileSync(prepared, 'utf8');
    for (const [damaged, why] of [
      [text.slice(0, -9), 'truncated or was modified'],
      [text.replace('float32":"', 'float32":"A'), 'truncated or was modified'],
      [text.replace('"version":1', '"version":2'), 'newer version'],
    ] as const) {
      writeFileSync(prepared, damaged);
      const refused = await run([prepared, ...quick, '--out', at('other')]);
      expect([refused.code, refused.told]).toEqual([2, expect.stringContaining(why)]);
    }
  },
  timeout,
);
