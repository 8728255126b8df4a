/** The command line: its commands, former option names, and the output and exit code of errors. */
import { Command, CommanderError } from 'commander';
import { version } from '../../package.json';
import { capital } from '../present/text/format';
import { addCompare } from './compare/compare';
import { addContexts } from './contexts';
import { addDesign } from './design';
import { addEffects } from './effects';
import { addEnrich } from './enrich';
import { addEnsemble } from './ensemble';
import { addEvaluate } from './evaluate/evaluate';
import { addExplain } from './explain';
import { addExport } from './export';
import { addInfer } from './infer/infer';
import { addInspect } from './inspect/inspect';
import { addLink } from './link';
import { addMethods } from './methods';
import { addScreen } from './screen';
import { addSimulate } from './simulate/simulate';
import { addPrepare } from './prepare';
import { addPredict } from './predict/predict';
import { addRefine } from './refine';
import { addSnapshot } from './snapshot';
import { addTable } from './table';
import { DatasetFailure } from '../dataset/errors';
import { Ended, Failure, failureOf, messageOf } from './failure';
import { type Host, printing } from './host';
import { expectInputsKept } from './ownInputs';

const commands: readonly ((program: Command, host: Host) => void)[] = [
  addInspect,
  addSimulate,
  addPrepare,
  addDesign,
  addEffects,
  addInfer,
  addContexts,
  addMethods,
  addLink,
  addEvaluate,
  addPredict,
  addScreen,
  addExplain,
  addCompare,
  addEnsemble,
  addTable,
  addRefine,
  addEnrich,
  addSnapshot,
  addExport,
];

/** Runs a command; returns 0 for success, 1 for a failed run, 2 for unusable input or options. Never throws or prints a stack. */
export async function runCli(args: readonly string[], machine: Host): Promise<0 | 1 | 2> {
  const host = printing(machine);
  const program = new Command('modulode')
    .description(
      'Learns gene regulatory networks from perturbation single-cell data with an interpretable neural ODE.',
    )
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: host.out, writeErr: (text) => host.message(text.trimEnd()) })
    .showHelpAfterError('(see --help)')
    .addHelpText(
      'after',
      `
First steps:
  $ modulode inspect screen.h5ad             show what the file contains
  $ modulode infer screen.h5ad --out run1    learn a network: run1/report.html
  $ modulode predict run1 --perturb GATA1=0  predict a knockout

modulode COMMAND --help lists the options of a command.

Exit codes: 0 success; 1 the run failed or was interrupted; 2 options or files
cannot be used, and nothing was written.`,
    );
  for (const add of commands) add(program, host);
  program.hook('preAction', (_, command) => expectInputsKept(command));
  try {
    await program.parseAsync(currentNames(args), { from: 'user' });
    return 0;
  } catch (error) {
    return reportError(error, host, args.includes('--json'));
  }
}

/** Former names of options, which scripts may still use. */
const FORMER_OPTIONS: ReadonlyMap<string, string> = new Map([
  ['--genes-in-all', '--n-genes'],
  ['--least-counts', '--min-counts'],
  ['--least-genes', '--min-genes'],
  ['--most-mitochondrial', '--max-mito'],
  ['--least-cells-of-gene', '--min-cells-per-gene'],
  ['--fewest-cells', '--min-cells'],
  ['--most-guides', '--max-guides'],
]);

/** `args` with former option names, also in the form --name=value, replaced by the current ones. */
function currentNames(args: readonly string[]): string[] {
  return args.map((arg) => {
    const [name = ''] = arg.split('=', 1);
    return `${FORMER_OPTIONS.get(name) ?? name}${arg.slice(name.length)}`;
  });
}

function reportError(thrown: unknown, host: Host, json: boolean): 0 | 1 | 2 {
  // Values are read while they are used, too.
  const error = thrown instanceof DatasetFailure ? failureOf(thrown.problem) : thrown;
  const printJson = (problem: object) => {
    if (json) host.out(`${JSON.stringify({ error: problem })}\n`);
  };
  // Help and version end like this too; commander has printed its message.
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    const why = capital(error.message.replace(/^error: /, ''));
    printJson({ title: 'Invalid command', why, next: 'Use --help to list commands and options.' });
    return 2;
  }
  if (error instanceof Ended) return 2;
  if (!(error instanceof Failure)) {
    host.message(`Internal error: ${messageOf(error)}`);
    return 1;
  }
  const { title, why, next, code } = error.words;
  printJson({ title, why, next, ...error.problem });
  host.message(title);
  host.message(`  ${why}`);
  host.message(`  ${next}`);
  if (code !== undefined) host.message(code.replaceAll(/^/gmu, '    '));
  return error.exitCode;
}
