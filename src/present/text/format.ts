/** Printed numbers, lists of names, plurals and durations. */
import { truncateName, foldDigits } from '../../numerics/format';

/**
 * 'A', 'A and B', 'A, B and 3 more'. Names are not escaped (React does), very long ones are cut.
 * @param all how many there are, where `names` are the first of them
 */
export function listOf(names: readonly string[], most = 5, all = names.length): string {
  const shown = names.slice(0, most).map((name) => truncateName(name));
  const rest = all - shown.length;
  const parts = rest > 0 ? [...shown, `${count(rest)} more`] : shown;
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** '1 cell', '22 cells', '1,169 cells'. */
export function plural(number: number, noun: string, nouns = `${noun}s`): string {
  return `${count(number)} ${number === 1 ? noun : nouns}`;
}

/** 'about 5–8 s left', 'about 1:40–2:10 min left'. Rounded outwards, so that the text does not change with every step. */
export function timeLeft([least, most]: readonly [number, number]): string {
  const unit = ROUNDING.find(([from]) => most >= from)?.[1] ?? 1;
  return `about ${timeRange([Math.floor(least / unit) * unit, Math.ceil(most / unit) * unit])} left`;
}

/** From so many seconds on, times left are multiples of so many. */
const ROUNDING = [
  [1200, 60],
  [300, 30],
  [90, 10],
  [20, 5],
] as const;

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

/** Adds a full stop where a sentence has none. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}

/** The parts that are there, as one text. */
export function joined(...parts: readonly (string | false | null)[]): string {
  return parts.filter(Boolean).join(' ');
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function signed(value: number, digits = 2): string {
  const size = Math.abs(value).toFixed(digits);
  return Number(size) === 0 ? size : `${value < 0 ? '−' : '+'}${size}`;
}

/** '0.57', '−0.12', '0.00'. */
export function decimal(value: number, digits = 2): string {
  const size = Math.abs(value).toFixed(digits);
  return value < 0 && Number(size) > 0 ? `−${size}` : size;
}

/** '0.24–0.30', '2–5 %', '−0.10 to 0.30'; one number where both ends print alike. */
export function rangeText(low: number, high: number, print: (value: number) => string = decimal): string {
  const [from, to] = [print(low), print(high)];
  if (from === to) return to;
  // A dash beside a minus sign would be misread.
  if (low < 0) return `${from} to ${to}`;
  const unit = /\s?%$/u;
  return unit.test(to) ? `${from.replace(unit, '')}–${to}` : `${from}–${to}`;
}

/** '0.24–0.30'; null where both ends print alike, and so as the number beside it. */
export function intervalOrNull({
  low,
  high,
}: {
  readonly low: number;
  readonly high: number;
}): string | null {
  return decimal(low) === decimal(high) ? null : rangeText(low, high);
}

/** ' (0.24–0.30)' to follow its number; '' where both ends print alike. */
export function intervalText(interval: { readonly low: number; readonly high: number }): string {
  const range = intervalOrNull(interval);
  return range === null ? '' : ` (${range})`;
}

/** '0.96 (0.93–0.98)'; '–' where it cannot be told. */
export function toldText(told: {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}): string {
  return Number.isFinite(told.value) ? `${decimal(told.value)}${intervalText(told)}` : '–';
}

/** '–' where there is no number. */
export function orDash(value: number | null, print: (value: number) => string): string {
  return value === null ? '–' : print(value);
}

/** A change of expression from its log2: '÷ 3.1', '× 1.9', 'same' within 2.5 %. */
export function fold(log2: number): string {
  const digits = foldDigits(log2);
  return digits === null ? 'same' : `${log2 < 0 ? '÷' : '×'} ${digits}`;
}

/** Factor beyond which an end of an interval says nothing more. */
const FAR = 100;

/** The interval of a change, from log2 of its ends: '÷ 3.1 to × 1.2', 'at least ÷ 8.4' where the other end is far. */
export function foldRange(low: number, high: number): string {
  const [isLowFar, isHighFar] = [low, high].map((end) => Math.abs(end) > Math.log2(FAR));
  if (isLowFar && isHighFar) return low < 0 && high > 0 ? 'anything' : `${low < 0 ? '÷' : '×'} over ${FAR}`;
  const end = fold(isLowFar ? high : low);
  if (!isLowFar && !isHighFar) return `${end} to ${fold(high)}`;
  if (end === 'same') return `same or ${isLowFar ? 'less' : 'more'}`;
  return `at ${end.startsWith('÷') === isLowFar ? 'least' : 'most'} ${end}`;
}

/** '× 1.2 (× 1.1 to × 1.3)' from log2 of a change and of the ends of its interval, which is left out where it is not known or prints as one number. */
export function toldFold(log2: number, low: number, high: number): string {
  const [first, last] = [low, high].map((end) => Math.sign(end) * Number(foldDigits(end) ?? 0));
  return Number.isNaN(low + high) || first === last ? fold(log2) : `${fold(log2)} (${foldRange(low, high)})`;
}

/** log2 of the largest change that bars show: ÷ 4 and × 4. */
export const longestBar = 2;

/** Whether the bar of a change ends in a point at the edge of the scale. */
export function isBeyondBar(log2: number): boolean {
  return Math.abs(log2) > longestBar;
}

/** A change of expression from its log2: a factor, or of log ratios the ratio itself, '+0.93'. */
export function foldOrRatio(log2: number, scale: 'log-ratio' | undefined): string {
  return scale === undefined ? fold(log2) : log2 === 0 ? '0' : signed(log2);
}

/** A change of log1p expression as the factor of 1 + expression: '× 1.9', '÷ 2.4', 'same'. */
export function factorOf(delta: number): string {
  const factor = Math.exp(Math.abs(delta));
  return factor < 1.05 ? 'same' : `${delta > 0 ? '×' : '÷'} ${factor.toFixed(1)}`;
}

/** A slider value relative to control: 'knocked out', '× 0.001', '× 0.5', 'unchanged', '× 2'. */
export function level(value: number): string {
  if (value === 0) return 'knocked out';
  if (value === 1) return 'unchanged';
  return `× ${Number(value < 0.01 ? value.toPrecision(2) : value.toFixed(2))}`;
}

/** With a space that does not break. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}\u00a0%`;
}

const grouped = new Intl.NumberFormat('en-US');

export function count(value: number): string {
  return grouped.format(value);
}

/** 'of' in a unit that keeps one to three figures: '318 of 702 MB'. */
export function bytes(done: number, total: number): string {
  const [unit, size] = total >= 1e6 ? ['MB', 1e6] : ['kB', 1e3];
  const digits = total / size < 10 ? 1 : 0;
  return `${(done / size).toFixed(digits)} of ${(total / size).toFixed(digits)} ${unit}`;
}

export function fileSize(total: number): string {
  return total >= 1e6 ? `${(total / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(total / 1e3))} kB`;
}

/** A time point of the data: '5 days', or '5' where the unit is not known. */
export function timePoint(time: number, unit: string): string {
  return unit === '' ? String(time) : `${time} ${unit}`;
}

/** Seconds as '9 s' or '2:05 min'. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 90) return `${whole} s`;
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} min`;
}
