/** Synthetic effects as a link carries them, drawn from a seed: everything that may be there or missing is both. */
import { Random } from '../../../src/numerics/random';
import type {
  EffectsSnapshot,
  SharedContexts,
  SharedGene,
  SharedGroup,
  SharedPair,
  SharedPerturbation,
} from '../../../src/share/effectsSnapshot';

interface SampleSize {
  readonly perturbations: number;
  readonly genes: number;
  /** Changed genes of each that acts. */
  readonly changed: number;
  readonly isTested?: boolean;
  /** Whether contexts are told apart; default false. */
  readonly contexts?: boolean;
}

/** The first half act. */
export function sampleEffects(seed: number, size: SampleSize): EffectsSnapshot {
  const { perturbations, genes, changed, isTested = true, contexts = false } = size;
  const random = new Random(seed);
  const acting = Math.ceil(perturbations / 2);
  const all = Array.from({ length: perturbations }, (_, k): SharedPerturbation => {
    const acts = isTested && k < acting;
    const list = acts || !isTested ? sampleGenes(random, genes, changed, isTested) : [];
    const increased = list.filter(({ log2 }) => log2 > 0).length;
    return {
      label: `P${k}`,
      kind: isTested ? (acts ? 'specific' : 'inert') : 'not tested',
      acts,
      isCompared: k !== perturbations - 1,
      cells: 40 + random.integer(2000),
      guides: 1 + random.integer(4),
      tested: isTested ? genes : 0,
      increased,
      decreased: list.length - increased,
      own: k % 3 === 0 ? null : -3 * random.uniform(),
      onTarget: k % 3 === 0 ? null : k % 3 === 1 ? 'as expected' : 'unclear',
      size: k % 5 === 0 ? null : random.uniform() / 2,
      sizeInterval: acts ? { low: 0.1 * random.uniform(), high: 0.6 + random.uniform() } : null,
      any: isTested ? random.uniform() ** 40 : null,
      agreement: k % 2 === 0 ? null : random.uniform() ** 8,
      nearest:
        acts && k > 0 ? { perturbation: 0, similarity: 0.83, low: 0.4, high: 1, relation: 'alike' } : null,
      responding: acts ? { share: 0.87, low: 0.5, high: 1 } : null,
      guidesApart: k === 1 ? [{ name: 'P1_guide “2”', verdict: 'inert' }] : [],
      changed: list,
      changedLeftOut: k === 2 ? 7 : 0,
    };
  });
  const rows = Array.from({ length: acting }, (_, k) => acting - 1 - k);
  const columns = Array.from({ length: Math.min(genes, 5) }, (_, gene) => genes - 1 - gene);
  const drawn = rows.slice(0, 60);
  const cells = { length: drawn.length * columns.length };
  return {
    title: 'A made-up screen, “é”',
    day: 20_780,
    fingerprint: '0123456789abcdef',
    program: seed % 2 === 0 ? '0.3.0 (0a1b2c3d+)' : null,
    sentences: {
      headline: `${acting} of ${perturbations} perturbations change other genes.`,
      compared: 'Each perturbation against 180 control cells with 6 guides.',
      targets: '3 of 4 targets fall after knockdown, as expected.',
      believed: 'Control guides, each beside the others: 4.9\u00a0% of p ≤ .05.',
      missed: '',
      next: 'A model can learn from them.',
    },
    unit: isTested ? 'cell' : 'sample',
    isTested,
    genes: Array.from({ length: genes }, (_, gene) => `G${gene}`),
    perturbations: all,
    perturbationsLeftOut: 0,
    map: {
      rows: drawn,
      genes: columns,
      log2: Float32Array.from(cells, () => 2 * random.normal()),
      strong: Array.from(cells, () => random.integer(2) === 1),
      own: Array.from(cells, () => random.integer(5) === 0),
      acting: acting + 3,
    },
    placed: rows.map((perturbation) => ({
      perturbation,
      group: acting > 2 && perturbation < 2 ? 0 : null,
      x: random.normal(),
      y: random.normal(),
    })),
    groups: acting > 2 ? [sampleGroup(random, genes)] : [],
    pairs: acting > 2 ? [samplePair(null), samplePair('epistasis')] : [],
    pairsLeftOut: 0,
    largerCombinations: seed % 3,
    ...(contexts && { contexts: sampleContexts(seed, perturbations) }),
    view: contexts ? 'contexts' : seed % 2 === 0 ? 'table' : 'map',
    selected: seed % 4 === 0 ? null : acting - 1,
    selectedGene: null,
  };
}

const verdicts = ['only first', 'differs', 'alike', 'second', 'neither', 'guides', 'few cells'] as const;

/** Three contexts of all perturbations, the last first. */
function sampleContexts(seed: number, perturbations: number): SharedContexts {
  const random = new Random(seed);
  const names = [
    ['K562', 'RPE1'],
    ['K562', 'a “third”'],
    ['RPE1', 'a “third”'],
  ] as const;
  return {
    headline: 'Contexts by cell_line, each measured alone: K562 (200), RPE1 (180) and a “third” (90).',
    pairs: names.map(([first, second]) => ({
      first,
      second,
      text: `P1 acts otherwise in ${first} than in ${second}.`,
      lines: Array.from({ length: perturbations }, (_, k) => ({
        perturbation: perturbations - 1 - k,
        verdict: verdicts[k % verdicts.length] ?? 'differs',
        first: k % 4 === 0 ? null : random.integer(900),
        second: k % 5 === 0 ? null : random.integer(900),
        differing: random.integer(40),
        q: k % 6 === 0 ? null : random.uniform() ** 30,
        similarity: k % 3 === 0 ? null : { value: 0.5, low: -0.126, high: random.uniform() },
      })),
    })),
  };
}

function sampleGenes(random: Random, genes: number, most: number, isTested: boolean): readonly SharedGene[] {
  const from = random.integer(genes);
  return Array.from({ length: Math.min(genes, most) }, (_, at): SharedGene => {
    const log2 = 2 * random.normal();
    const half = 2 * random.uniform();
    const q = 0.05 * 10 ** (-random.integer(320) * (random.integer(3) === 0 ? 1 : 0)) * random.uniform();
    return {
      gene: (from + at) % genes,
      isOwn: at === 0,
      log2,
      test: isTested ? { low: at === 1 ? -Infinity : log2 - half, high: log2 + half, q } : null,
      spreads: isTested ? 0 : 5 * random.uniform(),
    };
  });
}

function sampleGroup(random: Random, genes: number): SharedGroup {
  const change = () => ({ gene: random.integer(genes), log2: random.normal() });
  return {
    members: [1, 0],
    common: [change(), change()],
    allCommon: 9,
    apart: [
      { strength: 1.25, genes: [{ ...change(), others: 0.75 }], all: 4 },
      { strength: 0.8, genes: [], all: 0 },
    ],
  };
}

function samplePair(kind: SharedPair['kind']): SharedPair {
  const share = { value: 1.234, low: -0.126, high: 2.5 };
  return {
    pair: kind === null ? 2 : 1,
    first: 0,
    second: 1,
    kind,
    interacting: 3,
    tested: 250,
    isFirstStronger: kind !== null,
    ofFirst: share,
    ofSecond: kind === null ? null : share,
    together: kind === null ? null : share,
  };
}
