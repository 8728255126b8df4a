/** Options of training: the fields of the page's Model, and every other setting by its name. */
import { Option, type Command } from 'commander';
import { z } from 'zod';
import type { Outcome } from '../../dataset/errors';
import {
  presetNames,
  presets,
  solverStepsTo,
  type PresetName,
  type TrainingSettings,
} from '../../dynamics/settings';
import { capital } from '../../present/text/format';
import { longestHorizon } from '../../present/text/presets';
import { newSettingsSchema } from '../../share/schemas';
import { badUsage } from '../failure';
import { definedIn, repeatable } from '../mappingOptions';
import { numberWithin, wholeNumber } from '../numberOptions';

export interface SettingsOptions {
  readonly preset?: PresetName;
  readonly seed?: number;
  readonly steps?: number;
  readonly modules?: number;
  readonly horizon?: number;
  /** 'name=value', once per use of the option. */
  readonly set?: readonly string[];
}

/** As on the page. */
export const largestSeed = 999_999_999;
const [MIN_STEPS, MAX_STEPS] = [20, 20_000];
const MAX_MODULES = 2000;

export function addSettingsOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--preset <name>', 'model preset; sets all options below except the seed').choices(
        presetNames,
      ),
    )
    .option('--seed <n>', 'the same seed gives the same network (default: 7)', wholeNumber(0, largestSeed))
    .option('--steps <n>', 'optimiser steps (default: the preset’s)', wholeNumber(MIN_STEPS, MAX_STEPS))
    .option(
      '--modules <n>',
      'hidden modules (default: twice the candidate regulators; compact: 10 to 30)',
      wholeNumber(1, MAX_MODULES),
    )
    .option(
      '--horizon <T>',
      'time since perturbation, in mRNA lifetimes; also sets the number of solver steps (default: the preset’s)',
      numberWithin(1e-6, longestHorizon),
    )
    .option('--set <name=value>', 'any other setting by its name in config.json; repeatable', repeatable);
}

/** Options override `given` (a configuration). A typed preset sets everything except the seed. */
export function settingsOf(options: SettingsOptions, given: TrainingSettings | undefined): TrainingSettings {
  const { preset, seed, steps, modules, horizon, set = [] } = options;
  const base = given ?? presets.default;
  const start = preset === undefined ? base : { ...presets[preset], seed: base.seed };
  const typed = settingsWith(start, definedIn({ seed, steps, modules, horizon }));
  if (!typed.ok) throw badUsage('The settings are not allowed', typed.error, 'Give other values.');
  return set.reduce(assigned, typed.value);
}

/** Names of the settings that `settingsOf` was asked for: all of a configuration, unless a preset was typed, and those of options. */
export function namedSettings(
  { preset, horizon, set = [] }: SettingsOptions,
  given: TrainingSettings | undefined,
): readonly string[] {
  return [
    ...Object.keys(preset === undefined ? (given ?? {}) : {}),
    ...Object.keys(definedIn({ horizon })),
    ...set.flatMap((assignment) => assignment.split('=', 1)),
  ];
}

/** A new horizon also sets the number of solver steps, as on the page, unless that is given. Errors name setting, value and allowed values. */
export function settingsWith(
  base: TrainingSettings,
  change: Readonly<Record<string, unknown>>,
): Outcome<TrainingSettings, string> {
  const foreign = Object.keys(change).filter((name) => !Object.hasOwn(base, name));
  if (foreign.length > 0)
    return {
      ok: false,
      error: `there is no setting ${foreign.join(', ')}; settings are ${Object.keys(base).join(', ')}.`,
    };
  const merged = { ...base, ...change };
  const checked = allowedSettings.safeParse(merged);
  if (!checked.success) return { ok: false, error: describeIssue(checked.error, merged) };
  const settings = checked.data;
  if (change['horizon'] === undefined || change['solverSteps'] !== undefined)
    return { ok: true, value: settings };
  return {
    ok: true,
    value: { ...settings, solverSteps: solverStepsTo(settings.horizon, settings.endpoint) },
  };
}

/** Limits of the page's fields. */
const allowedSettings = newSettingsSchema.and(
  z.looseObject({
    seed: z.int().min(0).max(largestSeed),
    steps: z.int().min(MIN_STEPS).max(MAX_STEPS),
    modules: z.int().max(MAX_MODULES).nullable(),
    horizon: z.number().max(longestHorizon),
  }),
);

function assigned(settings: TrainingSettings, assignment: string): TrainingSettings {
  const [name = '', ...rest] = assignment.split('=');
  const next =
    rest.length === 0 || name === 'preset'
      ? ({ ok: false, error: 'Write --set NAME=VALUE; a preset is chosen with --preset.' } as const)
      : settingsWith(settings, { [name]: valueOf(rest.join('=')) });
  if (!next.ok)
    throw badUsage(
      `--set ${assignment} is not allowed`,
      capital(next.error),
      'Give an allowed value, or omit it.',
    );
  return next.value;
}

/** A JSON value, or else a word. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The first issue of a validator in one sentence: place, value found, and what is allowed. */
export function describeIssue(error: z.ZodError, value: unknown): string {
  const [issue] = error.issues;
  if (!issue) return '';
  const place = issue.path.length === 0 ? 'It' : `“${issue.path.map(String).join('.')}”`;
  if (issue.code === 'unrecognized_keys')
    return `${place} has unknown keys: ${issue.keys.map((key) => `“${key}”`).join(', ')}.`;
  const found = issue.path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
  const shown = typeof found === 'number' ? String(found) : (JSON.stringify(found) ?? 'nothing');
  if (issue.code === 'invalid_type')
    return `${place} is ${found === undefined ? 'missing' : shown}: ${kinds[issue.expected] ?? issue.expected} is expected.`;
  const message = `${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}.`;
  return issue.path.length === 0 ? message : `${place} is ${shown}: ${message}`;
}

const kinds: Readonly<Record<string, string>> = {
  array: 'a list',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  string: 'a text',
};
