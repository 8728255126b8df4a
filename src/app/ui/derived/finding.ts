/** The finding of the run on screen: titles and sentences above the network and on the Run tab. */
import { useMemo } from 'react';
import { keptCells, type Dataset, type DemoName, perturbationLabels } from '../../../dataset/dataset';
import type { Standing } from '../../../inference/benchmark/benchmark';
import { standingOf } from '../../../inference/benchmark/standing';
import { findingBesideLevel } from '../../../present/text/benchmark';
import { errorText, notBetterYet } from '../../../present/text/diagnosis';
import { capital, count, plural } from '../../../present/text/format';
import { rowNoun } from '../../../dataset/rows';
import type { ImportState, RunState } from '../../session/state';
import { useVerdict } from '../../session/run/doubt';
import { useEvaluation, useRun } from '../../session/stores';
import { demoTexts } from '../text/data';

interface Finding {
  readonly title: string;
  /** '' after training: the verdict follows. */
  readonly line: string;
  /** The network must not be interpreted as biology. */
  readonly attention: boolean;
}

/** Earlier than this, an error above that of no change means nothing. */
const MIN_STEPS = 100;
/** The sentence counts steps in hundreds, so that it rarely changes. */
const STEP_GRAIN = 100;

export function useFinding(): Finding {
  const phase = useRun((run) => run.phase);
  const step = useRun((run) => Math.floor(run.summary.step / STEP_GRAIN) * STEP_GRAIN);
  const heldOutError = useRun((run) => run.summary.heldOutError);
  const result = useRun((run) => run.result);
  const standing = useStanding();
  const verdict = useVerdict();
  return useMemo(() => {
    if (result) return { title: findingBesideLevel(result, standing, verdict), line: '', attention: false };
    const warning = step >= MIN_STEPS ? notBetterYet(heldOutError, step) : null;
    if (warning) return { title: warning.title, line: warning.text, attention: true };
    if (heldOutError !== null && phase !== 'idle') {
      const line = `${errorText(heldOutError)}.`;
      return { title: titles[phase], line, attention: false };
    }
    return { title: titles[phase], line: lines[phase], attention: false };
  }, [phase, step, heldOutError, result, standing, verdict]);
}

const titles: Record<RunState['phase'], string> = {
  idle: 'Not trained yet',
  preparing: 'Preparing',
  running: 'Training',
  paused: 'Paused',
  finished: 'Finished',
  stopped: 'Stopped',
  failed: 'Failed',
};

const unmeasured = 'The cross-validated error is not measured yet.';
const lines: Record<RunState['phase'], string> = {
  idle: 'Press Train to learn the network.',
  preparing: 'Scaling the values and testing the data.',
  running: unmeasured,
  paused: unmeasured,
  finished: unmeasured,
  stopped: 'It stopped before the first network.',
  failed: 'The previous network is still on screen.',
};

/** Standing of the predictions among simpler predictors: from the benchmark here, or as the link states it. */
export function useStanding(): Standing | null {
  const id = useRun((run) => run.id);
  const shared = useRun((run) => run.shared?.network?.verdict.caveats?.standing ?? null);
  const predictions = useEvaluation(({ run, card }) => (run === id ? (card?.predictions ?? null) : null));
  return useMemo(() => shared ?? (predictions && standingOf(predictions)), [shared, predictions]);
}

/** What is on its way to its first network, or how to begin. `arriving`: the demo that is being fetched. */
export function beforeFirstRun(
  { phase, demo, fileName, error }: Pick<ImportState, 'phase' | 'demo' | 'fileName' | 'error'>,
  arriving: DemoName | null,
): string {
  const name = demo ? demoTexts[demo].inSentence : fileName;
  if (name !== null && (phase === 'ready' || phase === 'checking'))
    return `${demo ? capital(name) : name} is open. Press Train to learn its network, or drop your own data anywhere.`;
  if (name !== null && (phase === 'reading' || phase === 'loading'))
    return `Reading ${name}. Drop your own data anywhere on this page.`;
  if (arriving !== null && error === null)
    return `Loading ${demoTexts[arriving].inSentence}. Drop your own data anywhere on this page.`;
  return 'No data are open. Drop your own data anywhere on this page, or choose a demo on Data.';
}

/** Whether data for a first network are being read or fetched. */
export function areOnTheirWay(
  { phase, error }: Pick<ImportState, 'phase' | 'error'>,
  arriving: DemoName | null,
): boolean {
  return phase === 'reading' || phase === 'loading' || (arriving !== null && error === null);
}

/** Title and lead line of the network during training. `before`: the line where there is none yet. */
export function describeRun(
  dataset: Dataset | null,
  demo: DemoName | null,
  phase: RunState['phase'],
  before: string,
): { readonly title: string; readonly line: string } {
  if (!dataset) return { title: 'Which genes control which? Learned here from experiments', line: before };
  const perturbations = perturbationLabels(dataset).length;
  // A link has the perturbed genes, but not which perturbations there were.
  const size =
    dataset.conditionOfCell.length === 0
      ? ''
      : `${plural(perturbations, 'perturbation')}, ${plural(keptCells(dataset), rowNoun(dataset))}. `;
  const isLive = phase === 'running' || phase === 'preparing';
  const live = isLive ? ', live' : '';
  const genes = `${count(dataset.genes.length)}-gene`;
  const article = /^(8|1[18][-,])/.test(genes) ? 'an' : 'a';
  const network = `${isLive ? `Learning ${article}` : capital(article)} ${genes} network`;
  if (!demo) {
    return {
      title: `${network} from ${dataset.name}${live}`,
      line: `${size}Click a gene to see its edges.`,
    };
  }
  if (demo === 'myeloid')
    return {
      title: `Which genes control which? Learned here from ${plural(perturbations, 'experiment')}${live}`,
      line: `${demoTexts[demo].origin}: ${size}Click a gene, or drop your own data.`,
    };
  const simulated = `a simulated screen of ${plural(perturbations, 'knockout')}`;
  const screen = {
    sachs: 'measured signalling proteins',
    hundred: simulated,
    loops: simulated,
  }[demo];
  return {
    title: `${network} from ${screen}${live}`,
    line: `${demoTexts[demo].origin}: ${size}Click a gene, or drop your own data.`,
  };
}
