/** The steps of the rail, and the state that each shows. */
import { keptCells, controlCellCount } from '../../../dataset/dataset';
import { comparedWithOf } from '../../../dynamics/prepare/strata';
import { unseenError } from '../../../present/text/diagnosis';
import { hasSignal } from '../../../inference/diagnosis/verdict';
import { levelNames } from '../../../present/text/levels';
import { verdictOfRun } from '../../session/run/doubt';
import { percent, plural } from '../../../present/text/format';
import { changesText, doseNames } from '../../../present/text/changes';
import { rowNoun, rowNounOfFile, type RowNoun } from '../../../dataset/rows';
import { presetLabel } from '../../../present/text/presets';
import { fileWaits, isForEffects, isUnderstood } from '../../session/data/importState';
import type { ImportState, PartName, RunState, StepName } from '../../session/state';
import { isStepOpen } from '../../session/view/stepHistory';
import { useEffects, useImport, useNextTraining, useRun, useView } from '../../session/stores';

/** What a click on a step shows: the open file, or where to open one; the settings of a file until it is trained. */
export function partOf(step: StepName): PartName {
  const opened = useImport.getState();
  const isOwn = opened.opened !== null && opened.demo === null;
  if (step === 'data') return isOwn ? 'check' : 'data';
  if (step === 'model') return isOwn && fileWaits(opened, useRun.getState()) ? 'model' : 'train';
  return step;
}

/** Why nothing can be trained from a file that is open for its effects. */
export const noTarget = 'The only perturbation has no measured target';

/** Why a step that has nothing to see cannot be opened. */
export function closedReason(step: StepName): string {
  if (step === 'effects') return 'Open a file first.';
  return isForEffects(useImport.getState()) ? noTarget : 'Train first.';
}

interface StepState {
  readonly done: boolean;
  /** Whether there is anything to see. */
  readonly open: boolean;
  readonly line: string;
}

const shown = new Map<StepName, StepState>();

/** The state of a step from the stores: the same object until something in it changes. */
export function shownStepState(step: StepName): StepState {
  const next = stepState(step);
  const last = shown.get(step);
  if (last?.done === next.done && last.open === next.open && last.line === next.line) return last;
  shown.set(step, next);
  return next;
}

function stepState(step: StepName): StepState {
  const opened = useImport.getState();
  const run = useRun.getState();
  const view = useView.getState().present;
  const { preset, seed } = useNextTraining.getState().settings;
  const { dataset } = run;
  const waiting = fileWaits(opened, run);
  const trained = run.result !== null;
  // While a file is checked, the network of the run before it stays.
  const ofRun = (line: string) => (waiting && line !== '' ? `Earlier run: ${line}` : line);
  switch (step) {
    case 'data':
      return {
        done: waiting ? isUnderstood(opened) : dataset !== null,
        open: true,
        line: dataLine(opened, run, waiting),
      };
    case 'effects': {
      const { found, shared, share } = useEffects.getState();
      const measured = found?.signal.effects;
      // Those that came with a run file or a kept run are its own.
      const isOwn = shared !== null && !run.shared && dataset?.fingerprint.startsWith(shared.fingerprint);
      return {
        done: shared !== null || found !== null,
        open: isStepOpen(step),
        line: shared
          ? `${isOwn ? '' : 'Shared: '}${shared.sentences.headline.split('.')[0] ?? ''}`
          : measured
            ? `${measured.measurable} of ${plural(measured.of, 'perturbation')} ${measured.measurable === 1 ? 'has' : 'have'} effects`
            : share === null || found
              ? ''
              : 'Measuring',
      };
    }
    case 'model': {
      const settings = isForEffects(opened) ? noTarget : `Preset ${presetLabel(preset)}, seed ${seed}`;
      // The top bar says the numbers of a run that goes on while another file is open.
      if (waiting) return { done: false, open: true, line: settings };
      return { done: trained && !run.shared, open: true, line: trainLine(run) || settings };
    }
    case 'explore': {
      const modules = run.result && plural(run.result.modules.length, 'module');
      const line = modules ? `${plural(view.edgeBudget, 'edge')}, ${modules}` : '';
      return { done: false, open: isStepOpen(step), line: ofRun(line) };
    }
    case 'perturb':
      return {
        done: false,
        open: isStepOpen(step),
        line: dataset
          ? ofRun(changesText(dataset.genes, view.sliders, doseNames(run.result?.model ?? null)))
          : '',
      };
    case 'evaluate':
      return { done: false, open: isStepOpen(step), line: trained ? ofRun(evaluateLine(run)) : '' };
    default:
      return step satisfies never;
  }
}

function rowOfFile({ opened, recognition, mapping }: ImportState): RowNoun {
  return opened && recognition && mapping ? rowNounOfFile(opened, recognition.takingPart, mapping) : 'cell';
}

function dataLine(opened: ImportState, run: RunState, waiting: boolean): string {
  const { dataset } = run;
  const told = waiting ? checkLine(opened) : '';
  if (opened.opened && (waiting || !run.demo)) {
    const row = dataset && !waiting ? rowNoun(dataset) : rowOfFile(opened);
    const { cells, name } = opened.opened;
    return `${plural(cells, row)}, ${name}${told === '' ? '' : `: ${told}`}`;
  }
  if (!dataset || told !== '') return told || 'No data';
  const shape = (row: RowNoun) =>
    `${plural(keptCells(dataset), row)} × ${plural(dataset.genes.length, 'gene')}`;
  // What the rows are, a link says with its effects only.
  if (run.shared) return `Shared: ${shape(useEffects.getState().shared?.unit ?? rowNoun(dataset))}`;
  return `${run.demo ? 'Demo: ' : ''}${shape(rowNoun(dataset))}, ${perturbationLine(dataset)}`;
}

/** What is done with the file, or asked about it; empty where nothing is. */
function checkLine(opened: ImportState): string {
  if (opened.progress?.phase === 'simulating') return 'Simulating';
  if (opened.progress?.phase === 'downloading') return 'Downloading';
  if (opened.phase === 'reading') return 'Reading the file';
  if (opened.phase === 'loading') return 'loading the values';
  if (opened.recognition?.blocked && !isForEffects(opened)) return 'needs an answer';
  const notes = opened.recognition?.notes ?? [];
  // Small conditions are one note.
  const small = notes.filter(({ tag }) => tag === 'small-condition').length;
  const warnings = notes.length - Math.max(0, small - 1);
  const question = opened.mapping?.control.mode === 'cells' ? [] : ['1 question'];
  const parts = [...question, ...(warnings > 0 ? [plural(warnings, 'note')] : [])];
  return parts.join(', ');
}

function perturbationLine(dataset: NonNullable<RunState['dataset']>): string {
  const labels = new Set(
    dataset.conditions.filter((condition) => condition.interventions.length > 0).map(({ label }) => label),
  );
  const { control } = dataset;
  const hasEnough = comparedWithOf(dataset, controlCellCount(dataset)) === 'controls';
  const against =
    control.mode === 'cells' && hasEnough
      ? control.labels.length > 1
        ? `${control.labels.length} control labels`
        : `control “${control.labels[0] ?? ''}”`
      : control.mode === 'reference'
        ? `against ${control.label}`
        : 'against the others';
  return `${labels.size} perturbations, ${against}`;
}

function trainLine(run: RunState): string {
  if (run.shared) return 'Not trained here';
  const stable = run.summary.stableShare;
  const confidence = run.result?.confidence;
  // Over the last updates, which come as fast as the machine computes: of no meaning once training has ended.
  const settled = stable === null ? '' : `, ${percent(stable)} of edges settled`;
  const fits = confidence ? `, ${plural(confidence.fits, 'resampled fit')}` : '';
  return {
    idle: '',
    preparing: 'Preparing',
    running: `Running${settled}`,
    paused: `Paused${settled}`,
    finished: `Finished${fits}`,
    stopped: `Stopped${fits}`,
    failed: 'Failed',
  }[run.phase];
}

function evaluateLine(run: RunState): string {
  const error = run.result && unseenError(run.result);
  if (hasNoSignal(run)) return 'No measurable effect';
  if (!error) return 'Prediction not tested';
  const predicts = verdictOfRun(run)?.predicts.level ?? null;
  return `${error.name} ${error.value.toFixed(2)}${predicts === null ? '' : `: ${levelNames[predicts].toLowerCase()}`}`;
}

function hasNoSignal({ result }: RunState): boolean {
  return result !== null && hasSignal(result.diagnosis) === false;
}
