/**
 * How the code of each method of abouts.ts is loaded: a line each, by name. Not for the page, whose workers load it. The consensus is there at
 * once: whatever runs methods also compares them by it.
 */
import { aboutBaselines } from './baselines/about';
import { abouts } from './abouts';
import { consensus } from './consensus/consensus';
import { linkMethods } from './links/linkMethods';
import type { Method } from './method';

type Load = Method['load'];

const loads = new Map<string, Load>([
  ...aboutBaselines.map(({ name }): [string, Load] => [
    name,
    async () => (await import('./methods')).baseline(name),
  ]),
  ['intersort', async () => (await import('./intersort/intersort')).intersort],
  ['diffintersort', async () => (await import('./diffintersort/diffintersort')).diffintersort],
  ['notears', async () => (await import('./notears/notears')).notears],
  ['notears-lr', async () => (await import('./notears/notears')).notearsLowRank],
  ['dcd-fg', async () => (await import('./dcd-fg/dcdfg')).dcdfg],
  ['lyapunov', async () => (await import('./lyapunov/lyapunov')).lyapunov],
  ['nodags', async () => (await import('./nodags/nodags')).nodags],
  ['tsni', async () => (await import('./tsni/tsni')).tsni],
  ['wendy', async () => (await import('./wendy/wendy')).wendy],
  ['renge', async () => (await import('./renge/renge')).renge],
  ['kan', async () => (await import('./kan/kan')).kan],
  ['jacobian', async () => (await import('./jacobian/jacobian')).jacobianOfRun],
  ['deepsem', async () => (await import('./deepsem/deepsem')).deepsem],
  ['gpo-vae', async () => (await import('./gpo-vae/gpo-vae')).gpoVae],
  ['grnformer-qiu', async () => (await import('./grnformer/grnformer')).grnformer],
  ...[...linkMethods].map(([name, load]): [string, Load] => [
    name,
    async () => (await import('./links/evaluation')).linkAlgorithm(await load()),
  ]),
  ['consensus', async () => consensus],
]);

/** In the order of abouts.ts; a method without a line above is missing here, which a test refuses. */
export const gallery: readonly Method[] = abouts.flatMap((about) => {
  const load = loads.get(about.name);
  return load === undefined ? [] : [{ about, load }];
});

/** null where the gallery has no method of that name. */
export function methodNamed(name: string): Method | null {
  return gallery.find(({ about }) => about.name === name) ?? null;
}
