/**
 * How long steps took on the devices of this machine, kept by this browser, so that a reload does not measure again what it knows. The keys
 * say what the times hold for (`src/inference/training/comparison.ts`); they mean nothing here.
 */
import type { StepTimes } from '../../inference/training/comparison';
import { readText, writeText } from './browserStorage';

const key = 'modulode-step-times';
/** Kept of the latest; those of former builds go with time. */
const most = 40;

/** As last read or kept: where nothing is stored they hold until reload. */
let known: readonly (readonly [string, StepTimes])[] | null = null;

/** Oldest first; none where what is stored is no such list. */
export function knownStepTimes(): readonly (readonly [string, StepTimes])[] {
  known ??= restored(readText(key));
  return known;
}

export function keepStepTimes(of: string, times: StepTimes): void {
  const others = knownStepTimes().filter(([other]) => other !== of);
  keep([...others, [of, times] as const].slice(-most));
}

/** So that the next run measures. */
export function forgetStepTimes(): void {
  keep([]);
}

function keep(times: NonNullable<typeof known>): void {
  known = times;
  writeText(key, JSON.stringify(times));
}

function restored(text: string | null): NonNullable<typeof known> {
  try {
    const stored: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(stored) && stored.every(isKept) ? stored : [];
  } catch {
    return [];
  }
}

function isKept(one: unknown): one is [string, StepTimes] {
  if (!Array.isArray(one) || one.length !== 2 || typeof one[0] !== 'string') return false;
  const times: unknown = one[1];
  if (typeof times !== 'object' || times === null) return false;
  return (
    'gpuMs' in times &&
    'processorMs' in times &&
    'isPart' in times &&
    isTime(times.gpuMs) &&
    isTime(times.processorMs) &&
    typeof times.isPart === 'boolean'
  );
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && value > 0;
}
