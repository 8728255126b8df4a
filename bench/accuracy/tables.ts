/** Every table by name: its jobs, and the text printed for their rows. */
import { dream4Jobs, foreignJobs } from './otherSimulators';
import { families, familyJobs } from './families';
import type { Choice, Job, TableName } from './job';
import type { SetRow } from './measure';
import { areaTable, auprcOf, fixed, heldOutTable, behind, meanOf, setTable } from './networkTables';
import { hiddenJobs, hiddenTable } from './hidden';
import { knownNetworkJobs, knownNetworkTable } from './knownNetworks';
import { predictorJobs, predictorTable } from './predictors';
import { questionJobs, questionTable } from './questions';
import { madeUpJobs, madeUpTable } from './madeUp';
import { nullJobs } from './nullSets';
import { readoutJobs, readoutTable } from './readout';
import { realSetJobs } from './realSets';
import { scaleJobs, scaleTable } from './scale';
import { statementJobs, statementTable } from './statements';
import { verdictTable } from './verdicts';

interface Table {
  /** Folder of external data; without it those sets are skipped. */
  readonly needs: string | null;
  readonly jobs: (choice: Choice) => readonly Job<unknown>[];
  /** Rows in the order of the jobs. */
  readonly text: (rows: readonly unknown[]) => string;
}

/** Rows have passed through JSON; their type is that of the jobs. */
function table<Row>(
  needs: string | null,
  jobs: (choice: Choice) => readonly Job<Row>[],
  text: (rows: readonly Row[]) => string,
): Table {
  return { needs, jobs, text: (rows) => text(rows as readonly Row[]) };
}

/** Target of the mean AUPRC on BoolODE sets. */
const foreignTarget = 0.78;

export const tables: Readonly<Record<TableName, Table>> = {
  families: table('simulated', familyJobs, (rows) =>
    [
      'Families: AUPRC over listed regulators × genes, a fifth of the regulators never perturbed, in hill none.',
      areaTable(rows, (group) => families.find(({ name }) => name === group)?.target ?? null),
      ...behind(rows),
      confoundedLine(rows),
      '',
      setTable(rows),
      '',
      'Held-out perturbations',
      heldOutTable(rows),
    ].join('\n'),
  ),
  predictors: table(null, predictorJobs, predictorTable),
  foreign: table('boolode-knockouts', foreignJobs, (rows) =>
    [
      'Another simulator (BoolODE): AUPRC over all ordered pairs.',
      areaTable(rows, () => foreignTarget),
      ...behind(rows),
      '',
      setTable(rows),
    ].join('\n'),
  ),
  dream4: table('dream4', dream4Jobs, (rows) =>
    [
      'DREAM4: AUPRC with one sample per condition.',
      areaTable(rows, () => null),
      `mean over sets: modulode ${fixed(meanOf(rows.map((row) => auprcOf(row, 'modulode'))))}, pearson ${fixed(meanOf(rows.map((row) => auprcOf(row, 'pearson'))))}, ko-z ${fixed(meanOf(rows.map((row) => auprcOf(row, 'ko-z'))))}`,
      ...behind(rows),
      '',
      setTable(rows),
    ].join('\n'),
  ),
  scale: table('sergio-networks', scaleJobs, scaleTable),
  real: table('real', realSetJobs, (rows) =>
    verdictTable('Real screens: verdicts beside what is true.', rows),
  ),
  null: table('real', nullJobs, (rows) => verdictTable('Screens with nothing to find.', rows)),
  'made-up': table(null, madeUpJobs, madeUpTable),
  readout: table(null, readoutJobs, readoutTable),
  questions: table(null, questionJobs, questionTable),
  statements: table(null, statementJobs, statementTable),
  hidden: table('real', hiddenJobs, hiddenTable),
  known: table('simulated', knownNetworkJobs, knownNetworkTable),
};

/** Sets with hidden factors: a linear fit on means is not misled by them, so it is the method to beat. */
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
