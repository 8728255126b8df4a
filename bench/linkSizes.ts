/**
 * From which size predictors of links help: part of a network is known, and the hidden edges are ranked among the pairs that are not known edges.
 * `node scripts/run.mjs bench/linkSizes.ts [--genes N,…] [--known SHARE,…] [--seeds N,…] [--networks modular,FILE,…] [--methods NAME,…]
 * [--hide pairs|regulators] [--steps N] [--out FILE.jsonl]`. FILE: a published network, of which the regulators and genes with most edges are taken. What is
 * measured is kept in FILE.jsonl and not repeated.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { aboutLinks } from '../src/evaluation/methods/links/about';
import { linkBaselines } from '../src/evaluation/methods/links/baselines';
import { type LinkFeatures, linkFeatures } from '../src/evaluation/methods/links/features';
import { type LinkMethod, restricted } from '../src/evaluation/methods/links/link';
import { linkMethods } from '../src/evaluation/methods/links/linkMethods';
import { settingsOf } from '../src/evaluation/methods/method';
import { screenOf } from '../src/evaluation/methods/screen';
import { auroc, averagePrecision, density } from '../src/evaluation/networks/metrics';
import type { TruthEdge } from '../src/network/formats/knownEdges';
import { type Prior, priorOn } from '../src/network/prior';
import { Random } from '../src/numerics/random';
import { simulateGivenScreen, simulateRandomScreen } from '../src/simulation/randomScreen';
import { truthIn } from './knownSet';
import { textTable } from './accuracy/textTable';
import { knownScreen, type KnownScreen, uncounted } from './accuracy/screens';

/** Of a network's hidden edges, by one method. */
interface Row extends Case {
  readonly method: string;
  readonly averagePrecision: number;
  readonly auroc: number;
  /** Share of hidden edges among the ranked pairs: the average precision of a random order. */
  readonly chance: number;
  readonly knownEdges: number;
  readonly seconds: number;
}

interface Case {
  readonly network: string;
  readonly genes: number;
  readonly seed: number;
  readonly hide: Hide;
  /** Of the edges, or of the regulators with all their edges. */
  readonly known: number;
  /** null: as each method has them. */
  readonly steps: number | null;
}

/** Which edges are hidden: a random share of all, or all edges of a share of the regulators. */
type Hide = 'pairs' | 'regulators';

/** Of the known pairs or regulators, by which a method stops. */
const VALIDATION = 0.2;

const cells = {
  kind: 'knockout',
  repressing: 0.3,
  controls: 400,
  cellsPerPerturbation: 40,
  ...uncounted,
} as const;

/** A tenth of the genes regulate, at least 20; 30 of them, at most, are knocked out. */
async function screenOfSize(network: string, genes: number, seed: number): Promise<KnownScreen> {
  const regulators = Math.max(20, genes / 10);
  const perturbations = Math.min(30, regulators);
  const settings = { ...cells, genes, regulators, perturbations, seed };
  const screen =
    network === 'modular'
      ? simulateRandomScreen({ ...settings, topology: 'modular', edges: Math.round(2.5 * genes) })
      : simulateGivenScreen(densestPart(truthIn(network).edges, genes, regulators), settings);
  return knownScreen(network, screen, 0, settings);
}

/** The regulators with most targets, the genes with most of these as regulators, and the edges among them that close no loop. */
function densestPart(edges: readonly TruthEdge[], genes: number, regulators: number): TruthEdge[] {
  const outward = byFrequency(edges.map(({ source }) => source)).slice(0, regulators);
  const rank = new Map(outward.map((gene, at) => [gene, at]));
  const theirs = edges.filter(
    ({ source, target }) => (rank.get(source) ?? Infinity) < (rank.get(target) ?? genes),
  );
  const others = byFrequency(theirs.map(({ target }) => target)).filter((gene) => !rank.has(gene));
  const kept = new Set([...outward, ...others.slice(0, genes - regulators)]);
  return theirs.filter(({ target }) => kept.has(target));
}

/** Distinct names, the most frequent first. */
function byFrequency(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([name]) => name);
}

interface Split {
  readonly training: Prior;
  readonly validation: Prior;
  /** Places of the pairs that are ranked, and which of them are edges. */
  readonly places: Int32Array;
  readonly positive: Uint8Array;
  readonly knownEdges: number;
}

function splitOf(
  { dataset, truth }: KnownScreen,
  features: LinkFeatures,
  { hide, known, seed }: Case,
): Split {
  const random = new Random(seed);
  const regulators = Array.from(features.candidates, (gene) => dataset.genes[gene] ?? '');
  const drawn = <Item>(items: readonly Item[], share: number) =>
    new Set(
      Array.from(random.permutation(items.length), (at) => items[at] as Item).slice(
        0,
        Math.round(share * items.length),
      ),
    );
  const shown = drawn(regulators, known);
  const edges =
    hide === 'regulators'
      ? truth.edges.filter(({ source }) => shown.has(source))
      : [...drawn(truth.edges, known)];
  const whole = laid(truth.edges, dataset.genes, regulators);
  const given = laid(edges, dataset.genes, regulators);
  const R = regulators.length;
  const covered = regulators.filter((_, r) => given.known.some((label, at) => at % R === r && label === 1));
  const stopping = drawn(covered, VALIDATION);
  const isStopping = given.known.map((label, at) =>
    Number(
      label !== 0 &&
        (hide === 'regulators' ? stopping.has(regulators[at % R] ?? '') : random.uniform() < VALIDATION),
    ),
  );
  const part = (of: 0 | 1): Prior => restricted(given, (_, at) => isStopping[at] === of);
  const places = Int32Array.from(whole.known.keys()).filter(
    (at) =>
      whole.known[at] !== 0 &&
      given.known[at] !== 1 &&
      (hide === 'pairs' || !shown.has(regulators[at % R] ?? '')),
  );
  return {
    training: part(0),
    validation: part(1),
    places,
    positive: Uint8Array.from(places, (at) => Number(whole.known[at] === 1)),
    knownEdges: edges.length,
  };
}

function laid(edges: readonly TruthEdge[], genes: readonly string[], regulators: readonly string[]): Prior {
  const prior = priorOn(edges, 'known', genes, regulators);
  if (!prior.ok) throw new Error(prior.error.tag);
  return prior.value;
}

async function measured(
  { train }: LinkMethod,
  name: string,
  features: LinkFeatures,
  { training, validation, places, positive, knownEdges }: Split,
  of: Case,
): Promise<Row> {
  const about = aboutLinks.find((one) => one.name === name);
  const takesSteps = about?.settings.some((one) => one.name === 'steps');
  const own = of.steps !== null && takesSteps ? { steps: of.steps } : {};
  const settings = settingsOf(about?.settings ?? [], own);
  const start = process.cpuUsage();
  const run = train({ features, training, validation, settings, seed: of.seed });
  let step = await run.next();
  while (step.done !== true) step = await run.next();
  const { scores } = step.value;
  const ranked = Float64Array.from(places, (at) => scores[at] as number);
  const { user, system } = process.cpuUsage(start);
  return {
    ...of,
    method: name,
    averagePrecision: averagePrecision(positive, ranked) ?? NaN,
    auroc: auroc(positive, ranked) ?? NaN,
    chance: density(positive) ?? NaN,
    knownEdges,
    seconds: (user + system) / 1e6,
  };
}

async function methodNamed(name: string): Promise<LinkMethod> {
  if (name === 'degree-product') return linkBaselines[name];
  const load = linkMethods.get(name);
  if (!load) throw new Error(`no method ${name}`);
  return load();
}

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      genes: { type: 'string', default: '100,300,1000' },
      known: { type: 'string', default: '0.05,0.1,0.2,0.5' },
      seeds: { type: 'string', default: '1,2,3' },
      networks: { type: 'string', default: 'modular' },
      methods: { type: 'string', default: ['degree-product', ...linkMethods.keys()].join(',') },
      hide: { type: 'string', default: 'pairs' },
      steps: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const hide: Hide = values.hide === 'regulators' ? 'regulators' : 'pairs';
  const { out } = values;
  const steps = values.steps === undefined ? null : Number(values.steps);
  const rows: Row[] = [];
  if (out !== undefined && existsSync(out))
    for (const line of readFileSync(out, 'utf8').split('\n').filter(Boolean))
      rows.push(JSON.parse(line) as Row);
  const names = values.methods.split(',');
  for (const network of values.networks.split(','))
    for (const genes of values.genes.split(',').map(Number))
      for (const seed of values.seeds.split(',').map(Number)) {
        const cases = values.known.split(',').map((known): Case => ({
          network: basename(network),
          genes,
          seed,
          hide,
          known: Number(known),
          steps,
        }));
        const missing = cases
          .map((one) => ({ one, methods: names.filter((name) => !has(rows, one, name)) }))
          .filter(({ methods }) => methods.length > 0);
        if (missing.length === 0) continue;
        const screen = await screenOfSize(network, genes, seed);
        const features = linkFeatures(screenOf(screen.dataset));
        for (const { one, methods } of missing) {
          const split = splitOf(screen, features, one);
          for (const name of methods) {
            const row = await measured(await methodNamed(name), name, features, split, one);
            rows.push(row);
            if (out !== undefined) appendFileSync(out, `${JSON.stringify(row)}\n`);
            console.error(
              `${one.network} ${genes} genes, ${one.known} known, seed ${seed}, ${name}: ${row.averagePrecision.toFixed(3)} (chance ${row.chance.toFixed(3)}), ${row.seconds.toFixed(0)} s`,
            );
          }
        }
      }
  print(rows);
  return 0;
}

function has(rows: readonly Row[], one: Case, method: string): boolean {
  return rows.some((row) => row.method === method && row.seed === one.seed && keyOf(row) === keyOf(one));
}

/** A case but for its seed. */
function keyOf({ network, hide, genes, known, steps }: Case): string {
  return [network, hide, genes, known, steps ?? ''].join('\t');
}

/** Mean average precision over chance, a row for each size and share known. */
function print(rows: readonly Row[]): void {
  const methods = [...new Set(rows.map(({ method }) => method))];
  const keys = [...new Set(rows.map(keyOf))];
  const body = keys.map((key) => {
    const own = rows.filter((row) => keyOf(row) === key);
    return [
      ...key.split('\t'),
      ...methods.map((method) => {
        const its = own.filter((row) => row.method === method);
        const sum = its.reduce((all, row) => all + row.averagePrecision / row.chance, 0);
        return its.length === 0 ? '' : (sum / its.length).toFixed(2);
      }),
    ];
  });
  console.log(
    `Average precision over chance\n${textTable(['network', 'hidden', 'genes', 'known', 'steps', ...methods], body)}`,
  );
}
