/** `modulode simulate --out FILE`: a synthetic screen with a known network, for trials and benchmarks. */
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { count, fileSize, listOf, percent, plural } from '../../present/text/format';
import type { CapturedScreen } from '../../simulation/capture';
import {
  UnstableNetworks,
  demoScreens,
  simulateGivenScreen,
  simulateRandomScreen,
} from '../../simulation/randomScreen';
import { MYELOID_SEED, simulateMyeloidScreen, simulateRuleScreen } from '../../simulation/ruleScreens';
import { ruleNetworks } from '../../simulation/ruleNetworks';
import { regulationsOf, screenBytes, screenFormats, truthTsv } from '../../simulation/screenFile';
import { jsonText, truthAt, writeTogether } from '../files';
import { badUsage } from '../failure';
import type { Host } from '../host';
import { type DesignOptions, addDesignOptions, givenSettings, settingsOf } from './design';
import { experimentOf } from './experiment';

interface Options extends DesignOptions {
  readonly out: string;
  readonly json?: true;
}

const ENDING = /\.(h5ad|(?:csv|tsv)(?:\.gz)?|zip)$/i;

const help = `
In addition to the cells, FILE.truth.tsv lists the regulations (source, target,
sign) for evaluate --truth.

Examples:
  $ modulode simulate --demo loops --out loops.h5ad
  $ modulode simulate --genes 80 --topology cyclic --seed 3 --out screen.h5ad
  $ modulode simulate --network cortex --times 2,4,8 --out cortex.h5ad
  $ modulode simulate --kind knockdown --combinations 10 --counts \\
      --depth 2000 --dropout 0.2 --ambient 0.1 --out noisy.h5ad
  $ modulode infer screen.h5ad --out run
  $ modulode evaluate run --truth screen.truth.tsv`;

export function addSimulate(program: Command, host: Host): void {
  addDesignOptions(
    program
      .command('simulate')
      .summary('simulate a screen with a known network')
      .description(
        'Simulates single cells of a gene regulatory network under perturbations and writes cells and network.',
      )
      .requiredOption('--out <file>', 'file to write: .h5ad, .csv, .tsv (also .gz), or .zip (10x)'),
  )
    .option('--json', 'print a summary as one JSON document')
    .addHelpText('after', help)
    .action((options: Options) => simulate(options, host));
}

async function simulate(options: Options, host: Host): Promise<void> {
  const { out } = options;
  const ending = ENDING.exec(out)?.[1]?.toLowerCase();
  const format = screenFormats.find((known) => known === ending);
  if (!format)
    throw badUsage(
      `--out: ${out} ends in none of ${listOf(
        screenFormats.map((known) => `.${known}`),
        screenFormats.length,
      )}`,
      'The ending determines the format of the cells.',
      'Give a name such as screen.h5ad.',
    );
  const truth = out.replace(ENDING, '.truth.tsv');
  if (options.regulations !== undefined && resolve(options.regulations) === resolve(truth))
    throw badUsage(
      `--out: ${truth} would be overwritten`,
      'It is the file of --regulations, and the network is written under that name.',
      'Give --out another name.',
    );
  const screen = await screenOf(options, host);
  host.status?.(`Writing ${basename(out)}`);
  const bytes = await screenBytes(screen, format);
  await writeTogether([
    [truth, [truthTsv(screen)]],
    [out, bytes],
  ]);
  host.status?.('');
  const perturbations = perturbationsIn(screen);
  const edges = regulationsOf(screen).length;
  const [cells, genes] = [screen.labels.length, screen.genes.length];
  if (options.json)
    return host.out(
      jsonText({ file: out, truth, cells, genes, perturbations, edges } satisfies SimulateDocument),
    );
  const left = Math.max(out.length, truth.length);
  host.out(
    [
      `${out.padEnd(left)}  ${count(cells)} cells × ${count(genes)} genes, ${fileSize(bytes.length)}`,
      `${truth.padEnd(left)}  ${plural(edges, 'regulation')}`,
      `${plural(perturbations.length, 'perturbation')}: ${listOf(perturbations, 8)}`,
      '',
    ].join('\n'),
  );
}

/** Each kind of a label counts, as when the file is read; it is named where there are several. */
function perturbationsIn({ labels, kinds }: CapturedScreen): readonly string[] {
  const kindsOf = new Map<string, Set<string>>();
  labels.forEach((label, cell) => {
    if (label === 'control') return;
    const own = kindsOf.get(label) ?? new Set<string>();
    kindsOf.set(label, own.add(kinds[cell] ?? ''));
  });
  return [...kindsOf].flatMap(([label, own]) =>
    own.size === 1 ? [label] : [...own].map((kind) => `${label} ${kind}`),
  );
}

/** What `--json` prints. */
export interface SimulateDocument {
  readonly file: string;
  /** File of the network. */
  readonly truth: string;
  readonly cells: number;
  readonly genes: number;
  readonly perturbations: readonly string[];
  /** Number of regulations. */
  readonly edges: number;
}

async function screenOf(options: DesignOptions, host: Host): Promise<CapturedScreen> {
  let shown = 0;
  const onCell = (done: number, all: number) => {
    const now = Math.floor((100 * done) / all);
    if (now === shown) return;
    shown = now;
    host.status?.(`Simulating ${plural(all, 'cell')}: ${percent(done / all)}`);
  };
  const { demo, network, regulations } = options;
  if (demo === 'myeloid') return simulateMyeloidScreen(MYELOID_SEED);
  if (network !== undefined) {
    const genes = ruleNetworks[network].genes.length;
    return simulateRuleScreen(network, experimentOf(options, { genes, perturbable: genes }), onCell);
  }
  const known = regulations === undefined ? null : (await truthAt(regulations)).edges;
  try {
    if (known) return simulateGivenScreen(known, givenSettings(options, known), onCell);
    return simulateRandomScreen(demo === undefined ? settingsOf(options) : demoScreens[demo], onCell);
  } catch (error) {
    if (!(error instanceof UnstableNetworks)) throw error;
    throw badUsage(
      'No stable network was found',
      `In all drawn networks expression diverges or oscillates: ${error.message}.`,
      'Change --edges, --repressing or --seed, or simulate a network without loops.',
    );
  }
}
