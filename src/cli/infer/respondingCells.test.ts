/** `infer --cells responding`: the model learns without cells that escaped, and says so; effects are those of all cells. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { contentsOf } from '../../../tests/support/cli/contentsOf';
import { done, quick, temporaryFolder, timeout } from '../../../tests/support/cli/inferRuns';
import { escapingScreen } from '../../../tests/support/effects/escapingScreen';
import { openRun } from '../runs';

const { at, remove } = temporaryFolder();
afterAll(remove);

it(
  'names how many cells of which perturbations were left out',
  async () => {
    const file = at('screen.h5ad');
    writeFileSync(file, new Uint8Array(await (await escapingScreen()).arrayBuffer()));
    await done([file, '--out', at('all'), ...quick]);
    await done([file, '--out', at('responding'), '--cells', 'responding', ...quick]);
    expect(contentsOf(at('responding/effects'))).toEqual(contentsOf(at('all/effects')));
    const lines = readFileSync(at('all/effects/cells.tsv'), 'utf8').trimEnd().split('\n').slice(1);
    const escaped = new Map<string, number>();
    for (const line of lines) {
      const [, label = '', , , responds = ''] = line.split('\t');
      if (responds !== '' && Number(responds) < 0.5) escaped.set(label, (escaped.get(label) ?? 0) + 1);
    }
    const [all, responding] = [await openRun(at('all')), await openRun(at('responding'))];
    const note = responding.dataset.notes.find(({ tag }) => tag === 'cells-escaped');
    expect(note?.tag === 'cells-escaped' && note.cells).toBe(all.dataset.cells);
    expect(
      note?.tag === 'cells-escaped' && new Map(note.perturbations.map((one) => [one.name, one.count])),
    ).toEqual(escaped);
    const leftOut = [...escaped.values()].reduce((sum, cells) => sum + cells, 0);
    expect(leftOut).toBeGreaterThan(100);
    expect(responding.dataset.cells).toBe(all.dataset.cells - leftOut);
    expect(all.dataset.notes.some(({ tag }) => tag === 'cells-escaped')).toBe(false);
    expect(readFileSync(at('responding/report.html'), 'utf8')).toContain(
      `cells carry a guide but probably do not respond`,
    );
    const config = JSON.parse(readFileSync(at('responding/config.json'), 'utf8'));
    expect(config.mapping.cells).toBe('responding');
  },
  timeout,
);
