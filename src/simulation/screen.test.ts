import { describe, expect, it } from 'vitest';
import { Random } from '../numerics/random';
import { advance, hill, noIntervention, type Hold, type Kinetics } from './langevin';
import { simulateScreen, type Arm, type ScreenDesign } from './screen';

/** As in scripts/references/simulation_kinetics.py. */
const network: Kinetics = {
  genes: ['x0', 'x1', 'x2'],
  decay: Float64Array.of(1, 0.8, 0.6),
  production: (state, rates) => {
    const [x0 = 0, x1 = 0, x2 = 0] = state;
    rates.set([
      2 + 6 * hill(x0, 8, 2) + 10 * (1 - hill(x2, 12, 2)),
      1 + 9 * hill(x0, 7, 2),
      1 + 8 * hill(x1, 6, 2),
    ]);
  },
};
/** Output of that script. */
const control = [11.384029930597288, 9.413427088415085, 11.148062369148818];

function restOf(hold: Hold): Float64Array {
  const state = Float64Array.from(control);
  advance(network, state, hold, { duration: 150, dt: 0.05, noise: 0, random: new Random(1), factor: null });
  return state;
}

describe('a network of Hill kinetics without noise', () => {
  it.each([
    ['no intervention', noIntervention, control],
    ['a knockout', { ...noIntervention, out: [1] }, [16.689736362954118, 0, 1.6666666666666667]],
    [
      'a knockdown to a share',
      { ...noIntervention, kept: [{ gene: 0, share: 0.3 }] },
      [3.4424886876444787, 3.4409465619305384, 4.966578934056989],
    ],
    [
      'a knockdown of two',
      {
        ...noIntervention,
        kept: [
          { gene: 0, share: 0.3 },
          { gene: 2, share: 0.5 },
        ],
      },
      [3.7804441940605122, 3.790335191057148, 2.7349413044159507],
    ],
    [
      'an overexpression',
      { ...noIntervention, extra: [{ gene: 1, rate: 5 }] },
      [10.25624599925357, 15.174878920231373, 13.197365564083825],
    ],
  ] as const)('comes to rest at the root of its equations: %s', (_, hold, root) => {
    for (const [g, level] of restOf(hold).entries()) expect(level).toBeCloseTo(root[g] ?? Number.NaN, 6);
  });

  it('rests at a higher or lower level in a cell with a production factor', () => {
    // A gene that is made at b·f and decays at λ rests at b·f/λ.
    const single: Kinetics = {
      genes: ['x'],
      decay: Float64Array.of(0.5),
      production: (_, r) => void r.fill(6),
    };
    const state = Float64Array.of(1);
    const run = { duration: 100, dt: 0.05, noise: 0, random: new Random(1) };
    advance(single, state, noIntervention, { ...run, factor: Float64Array.of(1.7) });
    expect(state[0]).toBeCloseTo((6 * 1.7) / 0.5, 8);
  });
});

it('varies around its steady state as the Lyapunov equation predicts', () => {
  const noise = 0.1;
  const random = new Random(3);
  const state = Float64Array.from(control);
  const products = new Float64Array(9);
  const samples = 30_000;
  for (let i = 0; i < samples; i++) {
    advance(network, state, noIntervention, { duration: 1, dt: 0.05, noise, random, factor: null });
    const away = control.map((level, g) => (state[g] ?? 0) - level);
    for (const [a, x] of away.entries())
      for (const [b, y] of away.entries())
        products[3 * a + b] = (products[3 * a + b] ?? 0) + (x * y) / samples / noise ** 2;
  }
  const expected = [
    16.752890882980072, 2.8281684427890545, -3.2748678781994296, 2.8281684427890545, 10.52627489705411,
    1.8890313200854478, -3.2748678781994287, 1.889031320085448, 12.247407793378288,
  ];
  // In correlations: the sampling error of 30,000 correlated samples and the step size.
  for (const [at, found] of products.entries()) {
    const scale = Math.sqrt((expected[4 * Math.floor(at / 3)] ?? 0) * (expected[4 * (at % 3)] ?? 0));
    expect(Math.abs(found - (expected[at] ?? 0)) / scale).toBeLessThan(0.05);
  }
});

const arm = (label: string, kind: Arm['kind'], targets: readonly number[], dose: number): Arm => ({
  label,
  kind,
  targets,
  dose,
  cells: 2,
});

/** Level of x1 in each cell. */
const x1 = ({ molecules }: { molecules: Float64Array }) => molecules.filter((_, at) => at % 3 === 1);

describe('simulateScreen', () => {
  const design: ScreenDesign = {
    arms: [
      arm('control', 'control', [], Number.NaN),
      arm('x0', 'knockdown', [0], 0.3),
      arm('x1', 'overexpression', [1], 2.5),
      arm('x1', 'knockout', [1], 0),
    ],
    start: Float64Array.from(control),
    burnIn: 0,
    windows: [{ earliest: 150, latest: 150 }],
    unit: Float64Array.of(1, 2, 1),
    escaping: 0,
    hidden: null,
    dt: 0.05,
    noise: 0,
    seed: 1,
  };

  it('applies doses per arm: a knockdown by the remaining share, an overexpression in units', () => {
    const levels = x1(simulateScreen(network, design));
    const expected = [9.413427088415085, 3.4409465619305384, 15.174878920231373, 0];
    for (const [cell, level] of levels.entries())
      expect(level).toBeCloseTo(expected[Math.floor(cell / 2)] ?? Number.NaN, 6);
  });

  it('samples cells of every arm at every time, on the way to the new steady state', () => {
    const windows = [0, 1, 2].map((time) => ({ earliest: time, latest: time }));
    const linear: Kinetics = { ...network, production: (_, rates) => rates.set([8, 8, 6]) };
    const start = Float64Array.of(8, 10, 10);
    const screen = simulateScreen(linear, { ...design, start, windows, dt: 1e-3 });
    expect([...screen.windowOfCell]).toEqual(
      [0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2].concat([0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2]),
    );
    // x1 with 5 more per time and decay .8: 10 + (5/.8)(1 − e^(−.8 t)).
    const raised = x1(screen).slice(12, 18);
    for (const [cell, level] of raised.entries())
      expect(level).toBeCloseTo(10 + (5 / 0.8) * (1 - Math.exp(-0.8 * Math.floor(cell / 2))), 2);
  });

  it('leaves escaping cells like controls, in the requested share', () => {
    const many = [{ ...arm('x0', 'knockdown', [0], 0.3), cells: 2000 }];
    const windows = [{ earliest: 20, latest: 20 }];
    const levels = x1(simulateScreen(network, { ...design, arms: many, windows, escaping: 0.25 }));
    const escaped = levels.filter((level) => Math.abs(level - 9.413427088415085) < 1e-6).length;
    expect(Math.abs(escaped / 2000 - 0.25)).toBeLessThan(0.03);
  });
});
