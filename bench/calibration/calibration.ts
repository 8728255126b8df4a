/** Type-I error and power of the tests of whole perturbations on screens of known effects. */
import { classes } from '../../src/effects/classes';
import { measureTests } from '../../src/effects/measure';
import { everyGeneOf } from '../../src/effects/ofDataset';
import { calibrationScreen, type ScreenDesign } from './screens';

export interface Calibration {
  readonly screens: number;
  /** Screens in which any effect is named. */
  readonly signals: number;
  /** Perturbations without effect: their number, and those with p ≤ .05 and .01. */
  readonly inert: number;
  readonly below05: number;
  readonly below01: number;
  /** Standard error of the share of the former: tests of one screen share its controls, so screens are the units. */
  readonly error05: number;
  readonly active: number;
  /** Perturbations named, and those of them without effect. */
  readonly named: number;
  readonly wrong: number;
  readonly seconds: number;
}

export async function calibrate(
  design: ScreenDesign,
  screens: number,
  firstSeed: number,
): Promise<Calibration> {
  const counts = { signals: 0, inert: 0, below05: 0, below01: 0, active: 0, named: 0, wrong: 0 };
  const perScreen: { readonly inert: number; readonly below05: number }[] = [];
  let milliseconds = 0;
  for (let at = 0; at < screens; at++) {
    const { dataset, active } = calibrationScreen(design, firstSeed + at);
    const start = performance.now();
    const screen = everyGeneOf(
      dataset,
      Int32Array.from({ length: dataset.cells }, (_, cell) => cell),
    );
    const measured = await measureTests(screen, 'auto');
    const told = classes(measured, 0.05);
    milliseconds += performance.now() - start;
    const labels = screen.perturbations.flatMap(({ label }, k) => (told[k]?.acts === true ? [label] : []));
    counts.signals += Number(labels.length > 0);
    counts.named += labels.length;
    counts.wrong += labels.filter((label) => !active.has(label)).length;
    const before = { ...counts };
    screen.perturbations.forEach(({ label }, k) => {
      const p = measured.any[k] as number;
      if (!Number.isFinite(p)) return;
      const isActive = active.has(label);
      counts.active += Number(isActive);
      counts.inert += Number(!isActive);
      counts.below05 += Number(!isActive && p <= 0.05);
      counts.below01 += Number(!isActive && p <= 0.01);
    });
    perScreen.push({ inert: counts.inert - before.inert, below05: counts.below05 - before.below05 });
  }
  const error05 = errorOfShare(perScreen);
  return { screens, ...counts, error05, seconds: milliseconds / 1000 / screens };
}

/** Standard error of Σ x/Σ n over independent pairs. */
function errorOfShare(pairs: readonly { readonly inert: number; readonly below05: number }[]): number {
  const tests = pairs.reduce((sum, { inert }) => sum + inert, 0);
  const share = pairs.reduce((sum, { below05 }) => sum + below05, 0) / tests;
  const squares = pairs.reduce((sum, { inert, below05 }) => sum + (below05 - share * inert) ** 2, 0);
  return Math.sqrt((squares * pairs.length) / Math.max(1, pairs.length - 1)) / tests;
}
