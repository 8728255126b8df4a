/** The equation that a simulator reads from the file, by a small evaluator of MathML, against the formulas of the model written out. */
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { trainedRun } from '../../../tests/support/cli/commands';
import { hostileNames } from '../../../tests/support/network/sampleDocument';
import { type Element, elementsOf, readXml } from '../../../tests/support/network/readXml';
import type { FittedModel } from '../../dynamics/fitted';
import { parameterLayout } from '../../dynamics/problem';
import { predictEnd } from '../../dynamics/predict';
import { rk4 } from '../../dynamics/solve/rk4';
import type { FinishedRun } from '../finishedRun';
import { sbml } from './sbml';

type Values = ReadonlyMap<string, number>;

function evaluated(node: Element, values: Values): number {
  const of = node.children.map((child) => () => evaluated(child, values));
  const at = (place: number) => of[place]?.() ?? Number.NaN;
  switch (node.name) {
    case 'math':
      return at(0);
    case 'cn':
      return Number(node.text);
    case 'ci': {
      const value = values.get(node.text);
      if (value === undefined) throw new Error(`${node.text} has no value`);
      return value;
    }
    case 'piecewise': {
      const piece = node.children.find(
        (child) => child.name === 'otherwise' || evaluated(child.children[1] ?? child, values) !== 0,
      );
      return evaluated(piece?.children[0] ?? node, values);
    }
    case 'logbase':
      return at(0);
    case 'apply':
      return applied(
        node.children[0]?.name ?? '',
        of.slice(1).map((value) => value()),
      );
    default:
      throw new Error(`<${node.name}>`);
  }
}

function applied(operator: string, [first = 0, ...rest]: readonly number[]): number {
  const [second = Number.NaN] = rest;
  switch (operator) {
    case 'plus':
      return rest.reduce((sum, value) => sum + value, first);
    case 'minus':
      return rest.length === 0 ? -first : first - second;
    case 'times':
      return first * second;
    case 'divide':
      return first / second;
    case 'exp':
      return Math.exp(first);
    case 'ln':
      return Math.log(first);
    case 'log':
      return Math.log(second) / Math.log(first);
    case 'lt':
      return Number(first < second);
    case 'gt':
      return Number(first > second);
    case 'neq':
      return Number(first !== second);
    default:
      throw new Error(`<${operator}/>`);
  }
}

const formula = (element: Element) => element.children[0] ?? element;

/** What a simulator does with the file, genes set by their names. */
function simulator(text: string) {
  const all = elementsOf(readXml(text));
  const named = (name: string) => all.filter((element) => element.name === name);
  const species = named('species');
  const idOf = new Map(species.map(({ attributes }) => [attributes['name'] ?? '', attributes['id'] ?? '']));
  const begin = (sets: Readonly<Record<string, number>>) => {
    const values = new Map(
      named('parameter').map(({ attributes }) => [attributes['id'] ?? '', Number(attributes['value'])]),
    );
    for (const [gene, value] of Object.entries(sets))
      values.set((idOf.get(gene) ?? '').replace('z_', 'set_'), value);
    for (const one of named('initialAssignment'))
      values.set(one.attributes['symbol'] ?? '', evaluated(formula(one), values));
    return values;
  };
  const withState = (values: Values, z: ArrayLike<number>) => {
    const now = new Map(values);
    for (const [at, { attributes }] of species.entries())
      now.set(attributes['id'] ?? '', z[at] ?? Number.NaN);
    for (const one of named('assignmentRule'))
      now.set(one.attributes['variable'] ?? '', evaluated(formula(one), now));
    return now;
  };
  const rates = species.map(({ attributes }) => {
    const rate = named('rateRule').find((one) => one.attributes['variable'] === attributes['id']);
    if (!rate) throw new Error(`${attributes['id']} has no rate`);
    return rate;
  });
  return {
    start: (sets: Readonly<Record<string, number>>) => {
      const values = begin(sets);
      return species.map(({ attributes }) => values.get(attributes['id'] ?? '') ?? Number.NaN);
    },
    slope: (sets: Readonly<Record<string, number>>, z: ArrayLike<number>) => {
      const now = withState(begin(sets), z);
      return rates.map((rate) => evaluated(formula(rate), now));
    },
    levels: (z: ArrayLike<number>) => {
      const now = withState(begin({}), z);
      return species.map(({ attributes }) => now.get((attributes['id'] ?? '').replace('z_', 'x_')));
    },
  };
}

const sigma = (x: number) => 1 / (1 + Math.exp(-x));

/** A [σ(Bz + β) − σ(β)] − z, gene by gene. */
function slopeByHand({ shape, parameters, regulators }: FittedModel, z: readonly number[]): number[] {
  const { at, bt, beta } = parameterLayout(shape);
  return z.map((level, gene) => {
    let sum = -level;
    for (let unit = 0; unit < shape.modules; unit++) {
      const bias = parameters[beta + unit] ?? NaN;
      let input = bias;
      for (const [r, regulator] of regulators.entries())
        input += (parameters[bt + r * shape.modules + unit] ?? NaN) * (z[regulator] ?? NaN);
      sum += (parameters[at + unit * shape.genes + gene] ?? NaN) * (sigma(input) - sigma(bias));
    }
    return sum;
  });
}

let run: FinishedRun;
let model: FittedModel;
const states = [
  [0, 0, 0, 0, 0],
  [0.3, -1.2, 0.8, 2.5, -0.4],
  [-3, 1, 0, 0.01, 5],
];

beforeAll(async () => {
  run = await trainedRun();
  ({ model } = run.result);
});

function near(expected: ArrayLike<number>, digits = 10): readonly unknown[] {
  return Array.from(expected, (value): unknown => expect.closeTo(value, digits));
}

describe('the equation in SBML', () => {
  it('rests at the control state, and moves as the model elsewhere', () => {
    const { slope, start } = simulator(sbml(run));
    expect(start({})).toEqual([0, 0, 0, 0, 0]);
    expect(slope({}, [0, 0, 0, 0, 0])).toEqual(near([0, 0, 0, 0, 0]));
    for (const state of states) expect(slope({}, state)).toEqual(near(slopeByHand(model, state)));
  });

  it('tells levels of expression', () => {
    const z = states[1] ?? [];
    const levels = z.map((value, gene) => (model.mean[gene] ?? NaN) + (model.scale[gene] ?? NaN) * value);
    expect(simulator(sbml(run)).levels(z)).toEqual(levels);
  });

  it('holds a lowered gene at its share of expression, not below the floor, and adds to the rate of a raised one', () => {
    const { slope, start } = simulator(sbml(run));
    const [mean = NaN, sd = NaN] = [model.mean[0], model.scale[0]];
    const floor = model.clampFloor ?? NaN;
    expect(start({ G0: 0 })).toEqual(near([Math.max(floor, -mean / sd), 0, 0, 0, 0]));
    const halved = Math.log1p(0.5 * Math.expm1(mean));
    expect(start({ G0: 0.5 })).toEqual(near([(halved - mean) / sd, 0, 0, 0, 0]));
    const lower = simulator(sbml(withModel({ ...model, clampFloor: -0.1 })));
    expect(lower.start({ G0: 0 })).toEqual(near([-0.1, 0, 0, 0, 0]));
    const older = simulator(sbml(withModel({ ...model, clampFloor: null })));
    expect(older.start({ G0: 0 })).toEqual(near([-mean / sd, 0, 0, 0, 0]));
    for (const state of states) {
      const free = slopeByHand(model, state);
      expect(slope({ G0: 0 }, state)).toEqual(near([0, ...free.slice(1)]));
      const raised = free.map((value, gene) => value + (gene === 2 ? model.meanDelta * Math.log2(3) : 0));
      expect(slope({ G2: 3 }, state)).toEqual(near(raised));
    }
  });

  it('holds a gene that is not measured in either direction', () => {
    const { slope, start } = simulator(sbml(withModel({ ...model, latent: [4] })));
    expect(start({ G4: 2 })).toEqual(near([0, 0, 0, 0, 2]));
    const state = states[1] ?? [];
    expect(slope({ G4: 2 }, state).at(4)).toBe(0);
    expect(slope({}, state)).toEqual(near(slopeByHand(model, state)));
  });

  it.each([{}, { G0: 0 }, { G1: 0.25, G2: 2 }, { G3: 4 }])(
    'ends for %o where the program predicts',
    (sets) => {
      const { start, slope } = simulator(sbml(run));
      const { horizon, solverSteps } = model.settings;
      const end = rk4(
        (z, dz) => dz.set(slope(sets, z)),
        Float64Array.from(start(sets)),
        horizon,
        solverSteps,
      ).at(-1);
      const changes = Object.entries(sets).map(([gene, value]) => ({
        gene: model.genes.indexOf(gene),
        value,
      }));
      // Without what follows the equation. A held gene is shown as it was asked for, below the floor too.
      const plain = { ...model, kappa: 1, measured: null, shared: null, back: null };
      const { delta } = predictEnd(plain, changes, null);
      const free = [...delta.keys()].filter((gene) =>
        changes.every((one) => one.gene !== gene || one.value > 1),
      );
      const found = free.map((gene) => (end?.[gene] ?? NaN) * (model.scale[gene] ?? NaN));
      expect(found).toEqual(
        near(
          free.map((gene) => delta[gene] ?? NaN),
          5,
        ),
      );
    },
  );
});

it('has valid ids, each once, and known ones in its formulas, whatever genes are called', () => {
  fc.assert(
    fc.property(hostileNames, (names) => {
      const genes = ['G', 'G_', ...names].slice(0, 5);
      const text = sbml(withModel({ ...model, genes }));
      const all = elementsOf(readXml(text));
      const ids = all.flatMap(({ attributes }) => attributes['id'] ?? []);
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(id).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/u);
      const used = all.filter(({ name }) => name === 'ci').map(({ text: id }) => id);
      expect(ids).toEqual(expect.arrayContaining([...new Set(used)]));
      expect(all.filter(({ name }) => name === 'species')).toHaveLength(5);
    }),
  );
});

it('says what predict does afterwards, and what made it', () => {
  const notes = elementsOf(readXml(sbml(run)))
    .filter(({ name }) => name === 'p')
    .map(({ text }) => text)
    .join('\n');
  expect(notes).toContain(`from chain (${run.dataset.fingerprint})`);
  expect(notes).toContain(String(model.kappa));
});

function withModel(changed: FittedModel): FinishedRun {
  return { ...run, result: { ...run.result, model: changed } };
}
