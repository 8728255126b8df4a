/** What two runs were asked for differently, so that a difference of their networks is not taken for one of biology. */
import type { FinishedRun } from '../../share/runFile';

export interface DifferingSetting {
  /** A training setting by its name in config.json, or what of the data was chosen. */
  readonly name: string;
  readonly first: unknown;
  readonly second: unknown;
}

/** In a fixed order; empty where both were asked for the same. */
export function differingSettings(first: FinishedRun, second: FinishedRun): readonly DifferingSetting[] {
  const after = new Map(Object.entries(askedFor(second)));
  return Object.entries(askedFor(first))
    .map(([name, value]) => ({ name, first: value, second: after.get(name) ?? null }))
    .filter((one) => JSON.stringify(one.first) !== JSON.stringify(one.second));
}

function askedFor({ settings, dataset }: FinishedRun): Readonly<Record<string, unknown>> {
  return {
    ...settings,
    control: dataset.control,
    'held out': dataset.heldOut,
    'candidate regulators': dataset.candidates.length,
    cells: dataset.cells,
  };
}
