/** Confidence of edges and modules, measured on request with fits to resampled cells and perturbations. */
import { Button, Progress } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { type Dataset, perturbationLabels } from '../../../../dataset/dataset';
import { type Confidence, DEFAULT_FITS, type NextPerturbation } from '../../../../inference/run/confidence';
import type { FitResult } from '../../../../inference/run/result';
import { supportsPredictions } from '../../../../inference/verdict/statements';
import {
  confidenceText,
  disagreementText,
  heldText,
  labelCheckText,
  modulesFoundText,
  namesOf,
  nextTable,
  nextText,
  strengthsShown,
} from '../../../../present/text/confidence';
import { runSizeOf } from '../../../../inference/run/memory';
import { plural } from '../../../../present/text/format';
import {
  cancelConfidence,
  confidenceHindrance,
  copyText,
  measureConfidence,
  select,
  showScreen,
} from '../../../session/page/actions';
import { workersHere } from '../../../session/methods/confidence';
import type { ConfidenceProgress } from '../../../../inference/confidence/pool';
import { useVerdict } from '../../../session/run/doubt';
import { useEvaluation, useRun, useView } from '../../../session/stores';
import { Message } from '../../kit/blocks';
import { Choice } from '../../kit/Choice';
import { DataTable, type ShownColumn } from '../../kit/DataTable';
import { useStores } from '../../kit/useStores';
import { confidencePanelText, costText, hindranceText, measuringText } from '../../text/evaluate';
import { confidenceSeconds } from '../../../../inference/training/forecast';
import { FoldedPanel } from './evaluateParts';
import classes from './EvaluatePage.module.css';
import { isStable } from '../../../../network/stability';
import { ChartFrame } from '../../charts/SvgChart';

export function ConfidencePanel() {
  const id = useRun((run) => run.id);
  const result = useRun((run) => run.result);
  const dataset = useRun((run) => run.dataset);
  const work = useEvaluation((evaluation) => (evaluation.run === id ? evaluation.confidence : null));
  const hindrance = useStores(() => confidenceHindrance(useRun.getState(), useEvaluation.getState()));
  const [fits, setFits] = useState(DEFAULT_FITS);
  const verdict = useVerdict();
  if (!result || !dataset) return null;
  const { confidence } = result;
  const isAdvising = verdict === null || supportsPredictions(verdict);
  return (
    <FoldedPanel
      name="confidence"
      title={confidenceText.title}
      aside={confidence && plural(confidence.fits, 'resampled fit')}
      isUrgent={work !== null && work.phase !== 'idle'}
    >
      {confidence ? <MeasuredConfidence result={result} confidence={confidence} /> : null}
      {confidence && isAdvising ? (
        <NextPerturbations result={result} genes={dataset.genes} next={confidence.nextPerturbations} />
      ) : null}
      {work?.phase === 'running' && work.progress ? <MeasuringLine progress={work.progress} /> : null}
      {work?.phase === 'cancelled' ? <p>{confidencePanelText.tooFew}</p> : null}
      {work?.phase === 'failed' ? (
        <Message
          tone="warning"
          title={confidencePanelText.failedTitle}
          text={`${confidencePanelText.failed} ${work.detail}`}
          actions={
            <Button variant="default" onClick={() => void measureConfidence(fits)}>
              Try again
            </Button>
          }
        />
      ) : null}
      {confidence || hindrance === 'no-cells' ? null : <p className="quiet">{confidencePanelText.about}</p>}
      {hindrance === 'under-way' ? null : hindrance === null ? (
        <AskForFits dataset={dataset} result={result} fits={fits} onChange={setFits} />
      ) : (
        <p className="quiet">{hindranceText(hindrance)}</p>
      )}
    </FoldedPanel>
  );
}

const FIT_CHOICES = [10, 20, 50];

/** Number of resampled fits with their cost in time, and the start button. */
function AskForFits(props: {
  dataset: Dataset;
  result: FitResult;
  fits: number;
  onChange: (fits: number) => void;
}) {
  const { dataset, result, fits, onChange } = props;
  const { model, confidence } = result;
  const labels = perturbationLabels(dataset);
  const size = {
    genes: dataset.genes.length,
    regulators: dataset.candidates.length,
    perturbations: labels.length,
    trained: labels.filter((label) => !dataset.heldOut.includes(label)).length,
    times: runSizeOf(dataset).times,
  };
  const settings = { ...model.settings, steps: model.stepsKept };
  return (
    <div className={classes.ask}>
      <Choice
        aria-label="Number of fits"
        value={fits}
        data={FIT_CHOICES.map((fitCount) => ({
          value: fitCount,
          label: costText(
            fitCount,
            confidenceSeconds(size, settings, fitCount, workersHere(dataset, settings, fitCount)),
          ),
        }))}
        onChange={onChange}
      />
      <Button variant={confidence ? 'default' : 'filled'} onClick={() => void measureConfidence(fits)}>
        {confidence ? 'Measure again' : 'Measure confidence'}
      </Button>
    </div>
  );
}

/** Progress of the resampled fits, with a cancel button. */
function MeasuringLine({ progress }: { progress: ConfidenceProgress }) {
  return (
    <div className={classes.busy}>
      <Progress
        className={classes.bar}
        size={4}
        value={100 * progress.share}
        aria-label="Progress of the measurement"
      />
      <span className="quiet">{measuringText(progress)}</span>
      <Button
        variant="subtle"
        size="compact-sm"
        disabled={progress.stage === 'summary'}
        onClick={cancelConfidence}
      >
        Cancel measurement
      </Button>
    </div>
  );
}

/** Results of the resampled fits: stable edges, label check, and stable modules. */
function MeasuredConfidence({ result, confidence }: { result: FitResult; confidence: Confidence }) {
  const moduleNames = useView((view) => view.present.moduleNames);
  const modules = modulesFoundText(
    result.modules.map(({ name }, module) => moduleNames[module] ?? name),
    confidence,
  );
  return (
    <>
      <HeldEdges result={result} confidence={confidence} />
      {modules ? (
        <p>
          <b>Modules.</b> {modules}
        </p>
      ) : null}
    </>
  );
}

/** Agreement of the resampled fits on the strongest edges, and the label check. */
export function HeldEdges(props: {
  result: Pick<FitResult, 'network' | 'crossValidation'>;
  confidence: Pick<Confidence, 'fits' | 'stability' | 'shuffled'>;
}) {
  const { result, confidence } = props;
  const budget = useView((view) => view.present.edgeBudget);
  const shares = strengthsShown(result.network, confidence, budget);
  const check = labelCheckText(confidence.shuffled, result.crossValidation);
  return (
    <>
      <p role="status">{heldText(result, confidence, budget)}</p>
      {shares.length > 0 ? (
        <AgreementBars
          shares={shares}
          fits={confidence.fits}
          label={`${plural(shares.length, 'strongest edge')}, by share of fits that agree`}
        />
      ) : null}
      <p>
        <b>{check.attention ? 'Caution. ' : ''}Label check.</b> {check.sentence}
      </p>
    </>
  );
}

const MAX_SHOWN = 8;

const nextColumns = (genes: readonly string[]): readonly ShownColumn<NextPerturbation>[] => [
  {
    name: 'Gene',
    cell: ({ gene }) => (
      <button
        type="button"
        className={classes.gene}
        onClick={() => {
          select({ kind: 'gene', gene });
          showScreen({ step: 'explore' });
        }}
      >
        {genes[gene]}
      </button>
    ),
  },
  { name: 'Here', cell: ({ measured }) => (measured ? 'perturbed' : 'not yet') },
  { name: 'Disagreement', isNumber: true, cell: disagreementText },
  { name: 'Uncertain genes', cell: (one) => namesOf(one, genes) },
];

/** Suggested experiments: candidate regulators ranked by the disagreement of resampled fits about perturbing them. */
function NextPerturbations(props: {
  result: FitResult;
  genes: readonly string[];
  next: readonly NextPerturbation[];
}) {
  const { result, genes, next } = props;
  const [copied, setCopied] = useState<boolean | null>(null);
  const informative = next.filter(({ disagreement }) => disagreement > 0);
  return (
    <>
      <h3>{confidenceText.next}</h3>
      <p>{nextText(next, genes, result.crossValidation)}</p>
      {informative.length > 0 ? (
        <>
          <DataTable
            className={`${classes.table} ${classes.next}`}
            columns={nextColumns(genes)}
            rows={informative.slice(0, MAX_SHOWN)}
            rowKey={({ gene }) => gene}
          />
          <div className={classes.actions}>
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconCopy size={14} stroke={1.75} aria-hidden />}
              onClick={() => void copyText(nextTable(next, genes)).then(setCopied)}
            >
              Copy all {next.length} as a table
            </Button>
            <span className="quiet" role="status">
              {copied === null ? '' : copied ? confidencePanelText.copied : confidencePanelText.notCopied}
            </span>
          </div>
          <p className="quiet">{confidenceText.nextWhy}</p>
        </>
      ) : null}
    </>
  );
}

const [width, height] = [460, 96];
const box = { left: 0, right: 120, top: 6, bottom: 22 };
const floor = height - box.bottom;
const y = (share: number) => box.top + (floor - box.top) * (1 - share);
/** A bar narrower than this has no gap beside it and no outline. */
const narrow = 4;

/** Bars of the shown edges: height is the share of fits that agree; dashed below half, as in the network. `shares`: largest first, at least one. */
function AgreementBars(props: { shares: readonly number[]; fits: number; label: string }) {
  const { shares, fits, label } = props;
  const step = Math.min(16, (width - box.left - box.right) / shares.length);
  const gap = step < narrow ? 0 : 2;
  const bar = (share: number, place: number) =>
    `M${(box.left + place * step).toFixed(2)} ${floor}V${y(share).toFixed(1)}h${(step - gap).toFixed(2)}V${floor}z`;
  const bars = shares.map((share, place) => ({ share, path: bar(share, place) }));
  const joined = (stable: boolean) =>
    bars
      .filter(({ share }) => isStable(share) === stable)
      .map(({ path }) => path)
      .join('');
  const end = box.left + shares.length * step;
  return (
    <ChartFrame width={width} height={height} maxWidth={560} label={label}>
      <path d={joined(true)} fill="var(--text-2)" />
      <path
        d={joined(false)}
        fill={gap === 0 ? 'var(--outline)' : 'none'}
        stroke={gap === 0 ? 'none' : 'var(--outline-strong)'}
        strokeDasharray="2 2"
      />
      <path d={`M${box.left} ${floor}H${end}`} stroke="var(--outline-strong)" />
      <path d={`M${box.left} ${y(0.5)}H${end + 4}`} stroke="var(--text)" strokeDasharray="4 3" />
      <text x={end + 8} y={y(1) + 6}>
        {fits} of {fits} fits
      </text>
      <text x={end + 8} y={y(0.5) + 4} fill="var(--text)">
        half, solid above
      </text>
      <text x={box.left} y={height - 6}>
        {label}
      </text>
    </ChartFrame>
  );
}
