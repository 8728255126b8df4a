/** Preferences and measured step times in this browser's localStorage; where that is forbidden or full they last until reload. */
import type { ScreenState } from './state';
import { useScreen } from './stores';
import type { StepTimes } from '../../inference/training/deviceComparison';

interface Preference {
  readonly key: string;
  readonly stored: (screen: ScreenState) => string;
  /** null: not a stored value. */
  readonly restored: (text: string) => Partial<ScreenState> | null;
}

const DEVICES: readonly ScreenState['deviceWish'][] = ['auto', 'webgpu', 'processor'];

const PREFERENCES: readonly Preference[] = [
  {
    key: 'modulode-single-key-shortcuts',
    stored: ({ singleKeyShortcuts }) => (singleKeyShortcuts ? 'on' : 'off'),
    restored: (text) => (text === 'off' ? { singleKeyShortcuts: false } : null),
  },
  {
    key: 'modulode-device',
    stored: ({ deviceWish }) => deviceWish,
    restored: (text) => {
      const deviceWish = DEVICES.find((device) => device === text);
      return deviceWish ? { deviceWish } : null;
    },
  },
  {
    key: 'modulode-auto-benchmark',
    stored: ({ autoBenchmark }) => (autoBenchmark ? 'on' : 'off'),
    restored: (text) => (text === 'off' ? { autoBenchmark: false } : null),
  },
  {
    key: 'modulode-tour',
    stored: ({ tour }) => (tour === null ? 'done' : 'on'),
    restored: (text) => (text === 'done' ? { tour: null } : null),
  },
];

/** Restores the preferences and stores every change; returns the unsubscribe function. */
export function keepPreferences(): () => void {
  for (const { key, restored } of PREFERENCES) {
    const change = restored(readText(key) ?? '');
    if (change) useScreen.setState(change);
  }
  return useScreen.subscribe((screen, before) => {
    for (const { key, stored } of PREFERENCES)
      if (stored(screen) !== stored(before)) writeText(key, stored(screen));
  });
}

const STEP_TIMES_KEY = 'modulode-step-times';
/** The latest are kept; those of former builds are displaced in time. */
const MAX_STEP_TIMES = 40;

/** Step times by a key that inference/training/deviceComparison.ts makes. */
type KeptTimes = readonly (readonly [string, StepTimes])[];

/** Read once, so that without storage they last until reload. */
let stepTimes: KeptTimes | null = null;

/** Oldest first; none where something else is stored. */
export function knownStepTimes(): KeptTimes {
  stepTimes ??= restoredTimes(readText(STEP_TIMES_KEY));
  return stepTimes;
}

export function keepStepTimes(key: string, times: StepTimes): void {
  const others = knownStepTimes().filter(([other]) => other !== key);
  writeTimes([...others, [key, times] as const].slice(-MAX_STEP_TIMES));
}

/** Makes the next run measure again. */
export function forgetStepTimes(): void {
  writeTimes([]);
}

function writeTimes(times: KeptTimes): void {
  stepTimes = times;
  writeText(STEP_TIMES_KEY, JSON.stringify(times));
}

function restoredTimes(text: string | null): KeptTimes {
  try {
    const stored: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(stored) && stored.every(isKept) ? stored : [];
  } catch {
    return [];
  }
}

function isKept(one: unknown): one is [string, StepTimes] {
  if (!Array.isArray(one) || one.length !== 2 || typeof one[0] !== 'string') return false;
  const { gpuMs, processorMs, isPart }: Partial<Record<keyof StepTimes, unknown>> = one[1] ?? {};
  return isTime(gpuMs) && isTime(processorMs) && typeof isPart === 'boolean';
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && value > 0;
}

const OWN_KEYS = /^modulode-|^mantine-color-scheme-value$/;

/** All that this page keeps here, the choice of colours included. */
export function keptByBrowser(): readonly (readonly [key: string, text: string])[] {
  try {
    return Object.entries(localStorage).filter(([key]) => OWN_KEYS.test(key));
  } catch {
    return [];
  }
}

export function removeKept(): void {
  stepTimes = [];
  for (const [key] of keptByBrowser()) localStorage.removeItem(key);
}

function readText(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function writeText(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    // Storage is forbidden or full.
  }
}
