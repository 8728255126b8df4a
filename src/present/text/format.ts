/** Words around numbers: lists of names, plurals, time left. Numbers themselves are printed by numbers.ts. */
import { shortName } from '../../numerics/shortName';
import { count, duration, timePoint } from './numbers';

/** 'A', 'A and B', 'A, B and 3 more'. Names are shown as they are (React escapes them), very long ones cut. */
export function listOf(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).map((name) => shortName(name));
  const rest = names.length - shown.length;
  const parts = rest > 0 ? [...shown, `${count(rest)} more`] : shown;
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** '1 cell', '22 cells', '1,169 cells'. */
export function plural(number: number, noun: string, nouns = `${noun}s`): string {
  return `${count(number)} ${number === 1 ? noun : nouns}`;
}

/** 'about 5–8 s left', 'about 1:10–1:40 min left'. */
export function timeLeft(seconds: readonly [number, number]): string {
  return `about ${timeRange(seconds)} left`;
}

/** '5–8 s', '70 s–2:05 min', '5 s'. */
export function timeRange([least, most]: readonly [number, number]): string {
  const low = duration(least);
  const high = duration(most);
  if (low === high) return high;
  const sharedUnit = low.split(' ')[1] === high.split(' ')[1];
  return sharedUnit ? `${low.split(' ')[0]}–${high}` : `${low}–${high}`;
}

/** A perturbation at its time point: 'GATA1', 'GATA1, 5 days'. */
export function conditionName(label: string, time: number | null, unit: string): string {
  return time === null ? label : `${label}, ${timePoint(time, unit)}`;
}

/** Ends what others wrote with a full stop. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
