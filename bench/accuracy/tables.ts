/** Every table by name: which jobs it takes, and what it says of the rows they gave. */
import { dream4Jobs } from './dream4';
import { families, familyJobs } from './families';
import { foreignJobs } from './foreign';
import type { Choice, Job, TableName } from './job';
import type { SetRow } from './measure';
import { areaTable, auprcOf, fixed, heldOutTable, behind, meanOf, setTable } from './networkTables';
import { questionJobs, questionTable } from './questions';
import { realJobs, realTable } from './real';
import { scaleJobs, scaleTable } from './scale';

interface Table {
  /** Folder of the data it takes from outside; without it those sets are left out. */
  readonly needs: string | null;
  readonly jobs: (choice: Choice) => readonly Job<unknown>[];
  /** Rows in the order of the jobs. */
  readonly text: (rows: readonly unknown[]) => string;
}

/** Rows have been through JSON; of which type they are the jobs say. */
function table<Row>(
  needs: string | null,
  jobs: (choice: Choice) => readonly Job<Row>[],
  text: (rows: readonly Row[]) => string,
): Table {
  return { needs, jobs, text: (rows) => text(rows as readonly Row[]) };
}

const leastForeign = 0.78;

export const tables: Readonly<Record<TableName, Table>> = {
  families: table('simulated', familyJobs, (rows) =>
    [
      'Families: AUPRC over listed regulators × genes, a fifth of the regulators never perturbed.',
      areaTable(rows, (group) => families.find(({ name }) => name === group)?.must ?? null),
      ...behind(rows),
      confoundedLine(rows),
      '',
      setTable(rows),
      '',
      'Held-out perturbations',
      heldOutTable(rows),
    ].join('\n'),
  ),
  foreign: table('boolode-knockouts', foreignJobs, (rows) =>
    [
      `Another simulator (BoolODE); the mean must be ${fixed(leastForeign)} or more.`,
      areaTable(rows, () => leastForeign),
      ...behind(rows),
      '',
      setTable(rows),
    ].join('\n'),
  ),
  dream4: table('dream4', dream4Jobs, (rows) =>
    [
      'DREAM4: one sample per condition. The default must beat |Pearson| and the KO z-score in the mean over all sets.',
      areaTable(rows, () => null),
      `mean over sets: modulode ${fixed(meanOf(rows.map((row) => auprcOf(row, 'modulode'))))}, pearson ${fixed(meanOf(rows.map((row) => auprcOf(row, 'pearson'))))}, ko-z ${fixed(meanOf(rows.map((row) => auprcOf(row, 'ko-z'))))}`,
      ...behind(rows),
      '',
      setTable(rows),
    ].join('\n'),
  ),
  scale: table('sergio-networks', scaleJobs, scaleTable),
  real: table('renge-hipsc', realJobs, realTable),
  questions: table(null, questionJobs, questionTable),
};

/** Whether what cells share unseen is told from what genes do: a linear fit on means is not misled by it. */
function confoundedLine(rows: readonly SetRow[]): string {
  const confounded = rows.filter(({ group }) => group.includes('EXT'));
  const above = confounded.filter(
    (row) => (auprcOf(row, 'modulode') ?? 0) > (auprcOf(row, 'linear-on-means') ?? 1),
  );
  return `  with hidden factors: above the linear fit on means on ${above.length} of ${confounded.length} sets`;
}

export function jobsOf(choice: Choice): readonly (Job<unknown> & { readonly table: TableName })[] {
  return choice.tables.flatMap((name) => tables[name].jobs(choice).map((job) => ({ ...job, table: name })));
}
