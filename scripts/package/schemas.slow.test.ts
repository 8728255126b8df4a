/** Every command with `--json` on small data, its output validated by another program's reader of JSON Schema. */
import { writeFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { schemasOfCommands } from './schemas';
import {
  demo,
  quick,
  smallScreen,
  temporaryFolder,
  timeout,
  uncompared,
} from '../../tests/support/cli/inferRuns';
import { testHost } from '../../tests/support/cli/testHost';
import { screenOfContexts } from '../../tests/support/dataset/screenOfContexts';
import type { Documents } from '../../src/cli/documents';
import { runCli } from '../../src/cli/program';

const { at, remove } = temporaryFolder();
afterAll(remove);

const truth = 'public/demo/myeloid.truth.tsv';
const validator = new Ajv2020({ allErrors: true, allowUnionTypes: true });
let schemas: ReturnType<typeof schemasOfCommands>;

async function printed(...args: readonly string[]) {
  const host = testHost();
  const code = await runCli(args, host);
  return { code, text: host.printed(), told: host.messages.join('\n') };
}

function faultsOf(name: keyof Documents, document: unknown) {
  const validate = validator.compile(schemas.get(name) ?? {});
  validate(document);
  return (
    validate.errors?.map(({ instancePath, message, params }) => ({ instancePath, message, params })) ?? []
  );
}

/** Of a command: its exit code, what it printed, and what the schema of that name has against it. */
async function documentOf(name: keyof Documents, args: readonly string[]) {
  const { code, text } = await printed(...args, '--json');
  const document: unknown = JSON.parse(text);
  return { code, document, faults: faultsOf(name, document) };
}

beforeAll(async () => {
  schemas = schemasOfCommands();
  smallScreen(at('small.csv'));
  writeFileSync(at('contexts.csv'), screenOfContexts({ rest: 20, stim: 16 }));
  writeFileSync(at('sets.gmt'), 'erythroid\t\tGATA1\tKLF1\tFOG1\tTAL1\n');
  for (const [run, seed] of [
    ['run1', '7'],
    ['run2', '8'],
  ] as const)
    await printed('infer', demo, '--out', at(run), ...uncompared, '--seed', seed);
}, timeout);

describe('the output with --json has the schema of the package', () => {
  it.each<[keyof Documents, readonly string[]]>([
    ['inspect', ['inspect', demo, '--quality', '--forecast']],
    ['inspect', ['inspect', 'SMALL', '--no-quality']],
    [
      'infer',
      ['infer', demo, '--truth', truth, '--out', 'made', ...quick, '--holdout', 'GATA1', '--confidence', '5'],
    ],
    ['infer', ['infer', demo, '--prior', truth, '--out', 'with-prior', ...uncompared]],
    ['infer', ['infer', 'SMALL', '--out', 'several', ...uncompared, '--seeds', '2']],
    ['infer', ['infer', 'SMALL', '--out', 'by-method', '--method', 'pearson', '--holdout', 'B']],
    ['ensemble', ['ensemble', 'RUN1', 'RUN2', '--out', 'merged']],
    [
      'contexts',
      [
        'contexts',
        'CONTEXTS',
        '--context-column',
        'state',
        '--fits',
        '5',
        ...uncompared,
        '--out',
        'of-contexts',
      ],
    ],
    ['methods', ['methods']],
    ['evaluate', ['evaluate', 'RUN1']],
    ['evaluate', ['evaluate', 'RUN1', '--truth', truth, '--screen', '--baselines', '--causalbench']],
    ['predict', ['predict', 'RUN1', '--perturb', 'GATA1=0,SPI1=2', '--additivity']],
    ['predict', ['predict', 'RUN1', '--on', demo]],
    ['predict', ['predict', 'RUN1', '--on', demo, '--perturb', 'GATA1=0']],
    ['screen', ['screen', 'RUN1', '--outcome', 'KLF1:down', '--pairs']],
    ['explain', ['explain', 'RUN1', '--perturb', 'GATA1=0', '--target', 'KLF1']],
    ['compare', ['compare', 'RUN1', 'RUN2']],
    ['compare', ['compare', 'RUN1', truth]],
    ['refine', ['refine', 'RUN1', '--knowledge', truth]],
    ['enrich', ['enrich', 'RUN1', '--sets', 'SETS', '--of', 'responders']],
    ['enrich', ['enrich', 'RUN1', '--sets', 'SETS', '--of', 'targets']],
    ['snapshot', ['snapshot', 'RUN1']],
    ['export', ['export', 'RUN1', '--format', 'sbml', '--out', 'run1.xml']],
    ['simulate', ['simulate', '--out', 'simulated.csv', '--genes', '12', '--cells', '10']],
  ])(
    '%s, %j',
    async (name, args) => {
      const files: Readonly<Record<string, string>> = {
        RUN1: at('run1'),
        RUN2: at('run2'),
        SMALL: at('small.csv'),
        CONTEXTS: at('contexts.csv'),
        SETS: at('sets.gmt'),
      };
      const placed = args.map((arg, place) => files[arg] ?? (args[place - 1] === '--out' ? at(arg) : arg));
      expect(await documentOf(name, placed)).toMatchObject({ code: 0, faults: [] });
    },
    timeout,
  );

  it('of an error that has data, of one that has none, and of a wrong option', async () => {
    writeFileSync(at('broken.h5ad'), 'nothing of the kind');
    expect(await documentOf('error', ['inspect', at('broken.h5ad')])).toMatchObject({
      code: 2,
      document: { error: { tag: expect.any(String) } },
      faults: [],
    });
    for (const args of [
      ['snapshot', at('none')],
      ['export', at('run1')],
    ])
      expect(await documentOf('error', args)).toMatchObject({ code: 2, faults: [] });
  });

  it('of a screen about which infer asks, in full', async () => {
    writeFileSync(at('unclear.csv'), 'cell,perturbation,A,B\nc1,A,1,2\nc2,B,3,4\nc3,A,5,6\n');
    const { code, text } = await printed('inspect', at('unclear.csv'), '--json');
    expect(code).toBe(2);
    const document: unknown = JSON.parse(text);
    const isError = typeof document === 'object' && document !== null && 'error' in document;
    expect(faultsOf(isError ? 'error' : 'inspect', document)).toEqual([]);
  });

  it('and another document has not', async () => {
    const { document } = await documentOf('snapshot', ['snapshot', at('run1')]);
    const right = z.looseObject({ link: z.string() }).parse(document);
    const { link: _, ...rest } = right;
    expect(faultsOf('snapshot', rest)).toMatchObject([{ params: { missingProperty: 'link' } }]);
    expect(faultsOf('snapshot', { ...right, more: 1 })).toMatchObject([
      { params: { additionalProperty: 'more' } },
    ]);
    expect(faultsOf('snapshot', { ...right, characters: 'many' })).toHaveLength(1);
    expect(faultsOf('infer', right)).not.toEqual([]);
  });
});

it('each command with --json has a schema, and each schema such a command', async () => {
  const { text } = await printed('--help');
  const names = [...text.matchAll(/^ {2}([a-z]+) .*$/gmu)].flatMap(([, name = '']) =>
    name === 'help' ? [] : name,
  );
  const withJson: string[] = [];
  for (const name of names) if ((await printed(name, '--help')).text.includes('--json')) withJson.push(name);
  expect(withJson.length).toBeGreaterThan(10);
  expect([...schemas.keys()].filter((name) => name !== 'error').toSorted()).toEqual(withJson.toSorted());
});
