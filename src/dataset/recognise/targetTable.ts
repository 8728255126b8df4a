/**
 * A table beside the data that says what labels name: `label`, `target` (several separated by commas, semicolons or bars), `class`, `dose` with `unit`. Matched by label;
 * lines that cannot be taken are named, and their labels read as without the table.
 */
import type { TargetTable } from '../annotation';
import type { LabelTarget, PerturbationKind } from '../mapping';
import type { DatasetNote } from '../notes';
import type { PerturbationLabel } from '../recognition';
import { doseText } from '../dose';
import { namesDoses, parseAmount, unitInName } from './doses';
import { kindOfClass } from './kind';

const LABEL =
  /^(?:labels?|perturbations?|compounds?|drugs?|treatments?|conditions?|ligands?|guides?|sg-?rnas?|names?)$/i;
const TARGET = /^(?:targets?|genes?)$|^target[-_ ]?(?:genes?|symbols?)$/i;
const CLASS = /^(?:class|kind|type|perturbation[-_ ]?(?:class|kind|type))$/i;

const UNIT = /^(?:dose[-_ .]?)?units?$/i;

/** Whether the first column of a table holds labels, and another their targets, classes or doses; else its rows are cells. */
export function listsTargets(header: readonly string[]): boolean {
  const [first = '', ...others] = header.map((title) => title.trim());
  return (
    LABEL.test(first) && others.some((title) => TARGET.test(title) || CLASS.test(title) || namesDoses(title))
  );
}

/** @param header for which `listsTargets` holds @param rows below it */
export function targetTable(
  file: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): TargetTable {
  const titles = header.map((title) => title.trim());
  const target = titles.findIndex((title, at) => at > 0 && TARGET.test(title));
  const kind = titles.findIndex((title, at) => at > 0 && CLASS.test(title));
  const dose = titles.findIndex((title, at) => at > 0 && namesDoses(title));
  const unit = titles.findIndex((title, at) => at > 0 && UNIT.test(title));
  const entries = new Map<string, LabelTarget>();
  const contradicted = new Set<string>();
  const [unread, withoutUnit] = [new Set<string>(), new Set<string>()];
  for (const row of rows) {
    const label = (row[0] ?? '').trim();
    if (label === '') continue;
    const written = (row[dose] ?? '').trim();
    const amount = amountOf(written, (row[unit] ?? '').trim() || (unitInName(titles[dose] ?? '') ?? ''));
    if (written !== '' && amount === null) unread.add(label);
    if (amount?.unit === '') withoutUnit.add(label);
    const entry = {
      ...entryOf(label, row[target] ?? '', kindOfClass(row[kind] ?? '')),
      ...(amount !== null && { dose: doseText(amount) }),
    };
    const before = entries.get(label);
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(entry)) contradicted.add(label);
    entries.set(label, entry);
  }
  const isTaken = (label: string) => !contradicted.has(label);
  return {
    file,
    entries: [...entries.values()].filter(({ label }) => isTaken(label)),
    contradicted: [...contradicted],
    ignored: titles.filter((_, at) => at > 0 && ![target, kind, dose, unit].includes(at)),
    unreadDoses: [...unread].filter(isTaken),
    withoutUnit: [...withoutUnit].filter(isTaken),
  };
}

/** A dose whose unit stands in the same cell, or in another one. */
function amountOf(written: string, unit: string) {
  if (written === '') return null;
  const alone = parseAmount(written);
  return alone?.unit === '' && unit !== '' ? parseAmount(`${written} ${unit}`) : alone;
}

/** What a cell of the table, or a person, says of a label. */
export function entryOf(label: string, written: string, kind: PerturbationKind | null): LabelTarget {
  const targets = written
    .split(/[,;|]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return { label: label.trim(), targets, ...(kind !== null && { kind }) };
}

/** What was taken from the table, and what was not. */
export function targetTableNotes(
  table: TargetTable | undefined,
  labels: readonly PerturbationLabel[],
): readonly DatasetNote[] {
  if (table === undefined) return [];
  const { file, entries, contradicted, ignored, unreadDoses, withoutUnit } = table;
  const known = new Set(labels.map(({ label }) => label.trim()));
  const absent = entries.filter(({ label }) => !isPartOf(label, known)).map(({ label }) => label);
  return [
    {
      tag: 'targets-file',
      file,
      taken: entries.length - absent.length,
      absent,
      contradicted,
      ignored,
      unreadDoses,
      withoutUnit,
    },
  ];
}

function isPartOf(label: string, known: ReadonlySet<string>): boolean {
  return known.has(label) || [...known].some((whole) => whole.includes(label));
}
