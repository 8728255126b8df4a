/** Options of `infer` that choose another method of the gallery, with its settings. */
import { gallery, methodNamed } from '../../evaluation/methods/gallery';
import { type Method, readsPrior, settingsOf } from '../../evaluation/methods/method';
import { badUsage, messageOf } from '../failure';
import type { ChosenMethod } from './configFile';

interface MethodOptions {
  readonly method?: string;
  /** 'name=value', once per use of the option. */
  readonly setting?: readonly string[];
  readonly of?: readonly string[];
  readonly embeddings?: string;
}

/** null: the model itself. Throws Failure for unknown methods, settings outside their range, and a known network that the method does not read. */
export function methodOf(
  { method: typed, setting = [], of, embeddings: path }: MethodOptions,
  given: ChosenMethod | undefined,
  hasPrior: boolean,
): ChosenMethod | null {
  const name = typed ?? given?.name;
  if (name === undefined) {
    const other = of ? 'of' : path === undefined ? 'setting' : 'embeddings';
    if (setting.length === 0 && other === 'setting') return null;
    throw badUsage(
      `--${other} was given without --method`,
      'It belongs to another method; --set sets the model’s own settings.',
      'Add --method NAME.',
    );
  }
  const { about } = existing(name);
  const before = given?.name === name ? given : null;
  const members = of ?? before?.of ?? [];
  const readsNetworks = about.needs.includes('networks');
  if (readsNetworks) for (const member of members) existing(member);
  else if (members.length > 0 && !about.readsCells)
    throw badUsage(
      '--of was given for one method',
      `${about.title} reads no other networks and no groups of cells.`,
      'Leave it out.',
    );
  const embeddings = path ?? before?.embeddings;
  if (embeddings !== undefined && !about.readsEmbeddings)
    throw badUsage(
      `--embeddings was given for ${name}`,
      `${about.title} reads no embeddings of genes.`,
      `Leave it out, or choose a method that does: ${readersOfEmbeddings()}.`,
    );
  if (hasPrior && !readsNetworks && !readsPrior(about))
    throw badUsage(
      `--prior was given for ${name}`,
      `${about.title} learns from the cells alone.`,
      'Leave it out, or choose a method that reads a known network: modulode methods says which do.',
    );
  try {
    const changed = Object.fromEntries(setting.map(assignment));
    return {
      name,
      settings: settingsOf(about.settings, { ...before?.settings, ...changed }),
      of: members,
      ...(embeddings !== undefined && { embeddings }),
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw badUsage(
      `--setting is not allowed for ${name}`,
      messageOf(error),
      'modulode methods lists settings and their ranges.',
    );
  }
}

/** Parser of a comma-separated list. */
export function commaSeparated(typed: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...typed.split(',').map((part) => part.trim())];
}

/** Throws Failure where there is none of that name. */
export function existing(name: string): Method {
  const method = methodNamed(name);
  if (method) return method;
  throw badUsage(
    `There is no method ${name}`,
    `Methods are ${gallery.map(({ about }) => about.name).join(', ')}.`,
    'modulode methods says what each needs.',
  );
}

function readersOfEmbeddings(): string {
  return gallery.flatMap(({ about }) => (about.readsEmbeddings ? [about.name] : [])).join(', ');
}

function assignment(typed: string): readonly [string, number] {
  const [name = '', ...rest] = typed.split('=');
  const value = rest.join('=').trim();
  if (rest.length === 0 || value === '')
    throw new RangeError(`“${typed}” is not an assignment; write NAME=VALUE.`);
  return [name.trim(), Number(value)];
}
