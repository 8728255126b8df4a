/**
 * Calibration of the tests for effects, explained in bench/README.md: `npm run bench:calibration -- [--screens N] [--designs TEXT] [--seed N]`.
 */
import { parseArgs } from 'node:util';
import { textTable } from '../accuracy/textTable';
import { calibrate, type Calibration } from './calibration';
import { designs } from './screens';

export function main(args: readonly string[]): number {
  const { values } = parseArgs({
    args: [...args],
    options: {
      screens: { type: 'string', default: '20' },
      designs: { type: 'string', default: '' },
      seed: { type: 'string', default: '0' },
    },
  });
  const lines = Object.entries(designs)
    .filter(([name]) => name.includes(values.designs))
    .map(([name, design]) => {
      const active = calibrate(design, Number(values.screens), 1000 + Number(values.seed));
      const without = calibrate({ ...design, active: 0 }, Number(values.screens), 5000 + Number(values.seed));
      console.error(name);
      return [name, ...lineOf(active, without)];
    });
  console.log('Tests for effects: screens of each kind, with effects and without.');
  console.log(textTable([...columns], lines));
  return 0;
}

const columns = [
  'kind',
  'effects named',
  'wrong',
  'signal',
  'inert: p ≤ .05',
  'p ≤ .01',
  'none active: p ≤ .05',
  'p ≤ .01',
  'signal',
  's',
] as const;

function share(count: number, of: number): string {
  return of === 0 ? '' : (count / of).toFixed(3);
}

function withError({ below05, inert, error05 }: Calibration): string {
  return inert === 0 ? '' : `${share(below05, inert)} ± ${error05.toFixed(3)}`;
}

function lineOf(active: Calibration, inert: Calibration): string[] {
  return [
    `${active.named - active.wrong} of ${active.active}`,
    `${active.wrong} of ${active.named}`,
    `${active.signals} of ${active.screens}`,
    withError(active),
    share(active.below01, active.inert),
    withError(inert),
    share(inert.below01, inert.inert),
    `${inert.signals} of ${inert.screens}`,
    active.seconds.toFixed(2),
  ];
}
