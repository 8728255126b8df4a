import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { Random } from '../numerics/random';
import { advance, noIntervention } from './langevin';
import {
  FULL,
  myeloidGenes,
  myeloidRules,
  progenitorGenes,
  ruleKinetics,
  ruleNetworkNames,
  ruleNetworks,
  type RuleNetwork,
} from './ruleNetworks';
import { booleanHill, edgesOfRules, parseRule, regulatorsOf, type Rule } from './rules';
import { simulateRuleScreen } from './ruleScreens';

/** `state`: one bit per gene, 1 if on. */
function isOnIn(rule: Rule, state: number): boolean {
  return isOn(rule, (gene) => ((state >> gene) & 1) === 1);
}

/** States in which every rule equals its gene's value, found by trying all. */
function fixedPoints({ rules }: RuleNetwork): number[] {
  const found: number[] = [];
  for (let state = 0; state < 2 ** rules.length; state++)
    if (rules.every((rule, gene) => isOnIn(rule, state) === (((state >> gene) & 1) === 1))) found.push(state);
  return found;
}

const namesOn = ({ genes }: RuleNetwork, state: number) =>
  genes.filter((_, gene) => ((state >> gene) & 1) === 1).join(' ');

describe('the published networks', () => {
  it.each([
    // Giacomantonio and Goodhill 2010: an anterior and a posterior area.
    ['cortex', ['EMX2 COUPTF1', 'FGF8 PAX6 SP8']],
    // An oscillator without a fixed point.
    ['cycle', []],
    ['chain', ['G18']],
    ['bifurcating', ['G6 G8', 'G4 G7']],
    ['trifurcating', ['G4', 'G5 G8', 'G6 G7 G8']],
  ] as const)('%s rest in their published states', (name, expected) => {
    const network = ruleNetworks[name];
    const found = fixedPoints(network).map((state) => namesOn(network, state));
    expect(new Set(found)).toEqual(new Set(expected));
  });

  it.each(ruleNetworkNames)('%s rest in the same states with continuous kinetics', (name) => {
    const network = ruleNetworks[name];
    const kinetics = ruleKinetics(network);
    for (const point of fixedPoints(network)) {
      const state = Float64Array.from(network.genes, (_, gene) => FULL * ((point >> gene) & 1));
      const run = { duration: 60, dt: 0.05, noise: 0, random: new Random(1), factor: null };
      advance(kinetics, state, noIntervention, run);
      const on = state.map((level, gene) => Number(level > FULL * (network.half[gene] ?? 0)));
      expect([...on]).toEqual(network.genes.map((_, gene) => (point >> gene) & 1));
    }
  });

  it.each(ruleNetworkNames)('%s regulate each gene with one sign', (name) => {
    const { genes, rules } = ruleNetworks[name];
    for (const [target, rule] of rules.entries())
      for (const { source, sign } of edgesOfRules([rule], genes)) {
        const bit = 1 << genes.indexOf(source);
        let right = 0;
        let wrong = 0;
        const random = new Random(target + 1);
        for (let tries = 0; tries < 4000; tries++) {
          const without = random.integer(2 ** genes.length) & ~bit;
          const change = Number(isOnIn(rule, without | bit)) - Number(isOnIn(rule, without));
          if (change === sign) right++;
          if (change === -sign) wrong++;
        }
        expect(right).toBeGreaterThan(0);
        expect(wrong).toBe(0);
      }
  });
});

const folder = '../shared/data/models';
/** Gene names in those files that are not ours in upper case. */
const renamed: Readonly<Record<string, string>> = {
  PU1: 'SPI1',
  CJUN: 'JUN',
  EKLF: 'KLF1',
  SCL: 'TAL1',
  COUP: 'COUPTF1',
  WT1MKTS: 'WT1M',
  WT1PKTS: 'WT1P',
};

const nameOf = (word: string) => renamed[word.toUpperCase()] ?? word.toUpperCase();

/** Rules of such a file, in our notation and order. */
function rulesIn(file: string, genes: readonly string[]): Map<number, Rule> {
  const lines = readFileSync(`${folder}/${file}.txt`, 'utf8').trim().split('\n').slice(1);
  return new Map(
    lines.map((line) => {
      const [gene = '', rule = ''] = line.split('\t');
      const text = rule.replaceAll(/[A-Za-z0-9]+/g, (word) =>
        word === 'and' ? '&' : word === 'or' ? '|' : word === 'not' ? '!' : nameOf(word),
      );
      return [genes.indexOf(nameOf(gene.trim())), parseRule(text, genes)];
    }),
  );
}

describe.skipIf(!existsSync(folder))('against the rules as others wrote them down', () => {
  test.each([
    // Krumsiek et al. have CEBPA off where GATA1, FOG1 and SCL are on together; there SCL alone is enough.
    ['myeloid', 'HSC', ['CEBPA']],
    ['cortex', 'mCAD', []],
    ['spinal-cord', 'VSC', []],
    ['gonad', 'GSD', []],
    ['cycle', 'dyn-cycle', []],
    ['bifurcating', 'dyn-bifurcating', []],
    ['trifurcating', 'dyn-trifurcating', []],
    ['chain', 'dyn-linear-long', []],
  ] as const)('%s agrees with the published file in every state', (name, file, others) => {
    const { genes, rules } = ruleNetworks[name];
    const theirs = rulesIn(file, genes);
    expect([...theirs.keys()].toSorted((a, b) => a - b)).toEqual([...genes.keys()]);
    const differing = new Set<string>();
    for (let state = 0; state < 2 ** genes.length; state++)
      for (const [gene, rule] of theirs) {
        const own = rules[gene];
        if (own === undefined || isOnIn(own, state) !== isOnIn(rule, state)) differing.add(genes[gene] ?? '');
      }
    expect([...differing]).toEqual(others);
  });
});

it('leads cells of the bifurcating network down both branches, and a knockout down one', () => {
  const screen = simulateRuleScreen('bifurcating', {
    kind: 'knockout',
    perturbations: 7,
    controls: 200,
    cellsPerPerturbation: 30,
    times: [20],
    seed: 2,
  });
  const shareOn = (gene: string, label: string) => {
    const cells = [...screen.labels.keys()].filter((cell) => screen.labels[cell] === label);
    const at = screen.genes.indexOf(gene);
    const on = cells.filter((cell) => (screen.values[cell * 7 + at] ?? 0) > Math.log1p(FULL / 4));
    return on.length / cells.length;
  };
  expect(shareOn('G4', 'control')).toBeGreaterThan(0.2);
  expect(shareOn('G6', 'control')).toBeGreaterThan(0.2);
  expect(shareOn('G6', 'G4')).toBeGreaterThan(0.9);
  expect(shareOn('G4', 'G6')).toBeGreaterThan(0.9);
});

/** Rules at the corners: kinetics without leak and with sharp responses give 0 or the maximum. */
const kinetics = booleanHill(myeloidGenes, myeloidRules, {
  maximum: 1,
  leak: 0,
  half: new Float64Array(11).fill(1e-3),
  exponent: 4,
});

function nextOf(state: string): string {
  const rates = new Float64Array(11);
  kinetics.production(Float64Array.from(state, Number), rates);
  return Array.from(rates, (rate) => Math.round(rate)).join('');
}

describe('the myeloid network', () => {
  it('has 26 regulations between different genes and four self-regulations', () => {
    const edges = edgesOfRules(myeloidRules, myeloidGenes);
    expect(new Set(edges.map(({ source, target }) => `${source}>${target}`)).size).toBe(30);
    expect(edges.filter(({ source, target }) => source === target).map(({ source }) => source)).toEqual([
      'GATA2',
      'GATA1',
      'CEBPA',
      'SPI1',
    ]);
  });

  it('leads from the progenitor, one gene at a time, to exactly the four published cell types', () => {
    const start = myeloidGenes.map((name) => Number(progenitorGenes.includes(name))).join('');
    const seen = new Set([start]);
    const fixed: string[] = [];
    for (const state of seen) {
      const next = nextOf(state);
      if (next === state) fixed.push(state);
      for (const g of state.split('').keys())
        if (next[g] !== state[g]) seen.add(state.slice(0, g) + next[g] + state.slice(g + 1));
    }
    const on = fixed.map((state) => myeloidGenes.filter((_, g) => state[g] === '1').join(' '));
    // Krumsiek et al. 2011, figure 3: erythrocyte, megakaryocyte, monocyte, granulocyte. A cell may also lose everything.
    expect(new Set(on.filter((names) => names !== ''))).toEqual(
      new Set(['GATA1 FOG1 KLF1 TAL1', 'GATA1 FOG1 FLI1 TAL1', 'CEBPA SPI1 JUN EGRNAB', 'CEBPA SPI1 GFI1']),
    );
  });
});

const genes = ['A', 'B', 'C'];

it('the rule parser binds ! before & before |', () => {
  const cases: readonly [string, (a: boolean, b: boolean, c: boolean) => boolean][] = [
    ['A', (a) => a],
    ['!A & B | C', (a, b, c) => (!a && b) || c],
    ['A | B & !C', (a, b, c) => a || (b && !c)],
    ['!(A | B) & C', (a, b, c) => !(a || b) && c],
    ['!(A & !(B | C))', (a, b, c) => !(a && !(b || c))],
  ];
  for (const [text, meant] of cases)
    for (let state = 0; state < 8; state++) {
      const [a, b, c] = [(state & 1) > 0, (state & 2) > 0, (state & 4) > 0];
      expect(isOn(parseRule(text, genes), (gene) => [a, b, c][gene] ?? false)).toBe(meant(a, b, c));
    }
});

it('a regulator under an odd number of negations has the sign −1', () => {
  expect(regulatorsOf(parseRule('!(A & !(B | C))', genes))).toEqual([
    { gene: 0, sign: -1 },
    { gene: 1, sign: 1 },
    { gene: 2, sign: 1 },
  ]);
});

it('the rule parser rejects invalid rules', () => {
  for (const text of ['', 'A &', '(A', 'A B', 'D', 'A & | B'])
    expect(() => parseRule(text, genes)).toThrow(/rule/u);
});

/** Value of a Boolean rule by its definition. `on`: is the gene with this index on? */
function isOn(rule: Rule, on: (gene: number) => boolean): boolean {
  switch (rule.kind) {
    case 'gene':
      return on(rule.gene);
    case 'not':
      return !isOn(rule.of, on);
    case 'and':
      return isOn(rule.left, on) && isOn(rule.right, on);
    case 'or':
      return isOn(rule.left, on) || isOn(rule.right, on);
    default:
      return rule satisfies never;
  }
}
