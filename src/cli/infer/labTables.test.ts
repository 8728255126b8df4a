/** Tables of laboratories train with their genes, on the page's path (import) and in the terminal, and inspect names the columns in doubt. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { createImport } from '../../dataset/import';
import { alone } from '../../dataset/readers/fileGroup';
import { done, uncompared, temporaryFolder, timeout } from '../../../tests/support/cli/inferRuns';
import { testHost } from '../../../tests/support/cli/testHost';
import { labGenes, labTables } from '../../../tests/support/dataset/labTables';
import { runCli } from '../program';

const { at, remove } = temporaryFolder();
afterAll(remove);

const quiet = () => undefined;

describe.each(Object.entries(labTables))('%s', (name, { text, doubtful }) => {
  it('loads on the page with its genes and their counts', async () => {
    const page = createImport();
    const outcome = await page.open(alone(new File([text], name)), quiet);
    if (!outcome.ok) throw new Error(outcome.error.tag);
    const { recognition } = outcome.value;
    expect(recognition).toMatchObject({ blocked: null, mapping: { values: 'counts' } });
    const loaded = await page.load(recognition.mapping, quiet);
    if (!loaded.ok) throw new Error(loaded.error.tag);
    expect(loaded.value.genes.toSorted()).toEqual(labGenes.toSorted());
    page.close();
  });

  it(
    'trains in the terminal with its genes',
    async () => {
      writeFileSync(at(name), text);
      await done([at(name), ...uncompared, '--out', at(`run-${name}`)]);
      const [, ...edges] = readFileSync(at(`run-${name}/edges.tsv`), 'utf8')
        .trimEnd()
        .split('\n');
      const named = new Set(edges.flatMap((line) => line.split('\t').slice(0, 2)));
      expect([...named].toSorted()).toEqual(labGenes.toSorted());
      const host = testHost();
      expect(await runCli(['inspect', at(name), '--json'], host)).toBe(0);
      expect(JSON.parse(host.printed())).toMatchObject({ genes: { taken: labGenes.length, doubtful } });
    },
    timeout,
  );
});
