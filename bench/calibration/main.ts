/**
 * Calibration of the tests for effects, explained in bench/README.md: `npm run bench:calibration -- [--screens N] [--designs TEXT] [--seed N]`.
 */
import { parseArgs } from 'node:util';
import { textTable } from '../accuracy/textTable';
import { calibrate, type Calibration } from './calibration';
import { designs } from './screens';

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      screens: { type: 'string', default: '20' },
      designs: { type: 'string', default: '' },
      seed: { type: 'string', default: '0' },
    },
  });
  const lines: string[][] = [];
  for (const [name, design] of Object.entries(designs)) {
    if (!name.includes(values.designs)) continue;
    const [screens, seed] = [Number(values.screens), Number(values.seed)];
    const active = await calibrate(design, screens, 1000 + seed);
    const without = await calibrate({ ...design, active: 0 }, screens, 5000 + seed);
    console.error(name);
    lines.push([name, ...lineOf(active, without)]);
  }
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
