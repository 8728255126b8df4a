/** What the data on screen is called: the file's name, the demo's, or the title a link came with. */
import type { RunState } from '../../session/state';

export const demoName = 'Myeloid demo';

/** null: nothing is on screen. */
export function dataName({
  shared,
  isDemo,
  dataset,
}: Pick<RunState, 'shared' | 'isDemo' | 'dataset'>): string | null {
  if (shared) return sharedName(shared);
  return isDemo ? demoName : (dataset?.name ?? null);
}

/** The title a person gave, else what is known of it. */
export function sharedName({ title, isDemo }: { readonly title: string; readonly isDemo: boolean }): string {
  if (title !== '') return title;
  return isDemo ? demoName : 'A shared network';
}

/** '20 Nov 2026', from whole days since 1970 (UTC). */
export function dayText(day: number): string {
  return new Date(day * 86_400_000).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
}
