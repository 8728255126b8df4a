/** The finding and the verdict, then errors on unseen perturbations, networks compared, and the limits of the data. */
import { Button, Progress, Switch } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import type {
  BenchmarkResult,
  CellBenchmark,
  CellsRow,
  TruthBenchmark,
} from '../../../../inference/benchmark/benchmark';
import { bestOtherPredictor } from '../../../../inference/benchmark/standing';
import type { FitResult } from '../../../../inference/run/result';
import { supportsPredictions } from '../../../../inference/verdict/statements';
import { asEffectsTell } from '../../../../present/text/advice';
import { moreFigures, standingText } from '../../../../present/text/benchmark';
import { hasOneSampleEach, rowNoun } from '../../../../dataset/rows';
import { confidenceText } from '../../../../present/text/confidence';
import { answersBelowVerdict, errorScale, unseenError } from '../../../../present/text/diagnosis';
import { blindSpots, evaluationText, identifiabilityInWords } from '../../../../present/text/evaluation';
import { decimal, intervalOrNull, orDash, plural } from '../../../../present/text/format';
import { perturbationNoun, predictorNames } from '../../../../present/text/names';
import { describeNotes } from '../../../../present/text/notes';
import { withPredictor } from '../../../../present/text/predictor';
import type { SharedNetwork } from '../../../../share/snapshot';
import { cancelEvaluation, showScreen, startEvaluation } from '../../../session/page/actions';
import type { EvaluationState } from '../../../session/state';
import { useVerdict } from '../../../session/run/doubt';
import { noEvaluation, useEvaluation, useRun, useScreen } from '../../../session/stores';
import { Message, ScrollRegion } from '../../kit/blocks';
import { runCommand } from '../../kit/commands';
import { Fold } from '../../kit/Fold';
import { benchmarkText, hindranceText, keyNumberText, noCells } from '../../text/evaluate';
import { useFinding, useStanding } from '../../derived/finding';
import { PerturbNext } from '../verdict/PerturbNext';
import { VerdictPanel } from '../verdict/VerdictPanel';
import { AllSections, FoldedPanel, ScoreCell, ScoreTable, Terms } from './evaluateParts';
import { ConfidencePanel, HeldEdges } from './ConfidencePanel';
import classes from './EvaluatePage.module.css';
import { FieldPanel } from './FieldPanel';
import { NextFromEffects } from './NextFromEffects';
import { CellsTable, TruthTable } from './NetworksPanel';
import numberClasses from './KeyNumbers.module.css';
import { TruthPanel } from './TruthPanel';
import { CalibrationPanel, PerPerturbation, UnseenTable } from './UnseenPanel';
import { truncateName } from '../../../../numerics/format';
import {
  cellsColumns,
  cellsOfEachTable,
  cellsRowName,
  cellsRowsInOrder,
  predictedCellsText,
} from '../../../../present/text/benchmarkTables';
import { DataTable, type ShownColumn } from '../../kit/DataTable';
import { trainedHint } from '../../../../present/text/prior';

export function EvaluatePage() {
  const result = useRun((run) => run.result);
  const dataset = useRun((run) => run.dataset);
  const shared = useRun((run) => run.shared);
  if (!result || !dataset) {
    return (
      <div className={classes.waiting}>
        <Message
          tone="plain"
          title="Nothing to evaluate yet"
          text="The errors on unseen perturbations and the comparison with other methods and with known edges appear here when training ends."
        />
      </div>
    );
  }
  if (shared?.network) return <SharedEvaluation result={result} network={shared.network} />;
  return <OwnEvaluation result={result} dataset={dataset} />;
}

function OwnEvaluation({ result, dataset }: { result: FitResult; dataset: Dataset }) {
  const run = useRun(({ id }) => id);
  const hasTruth = useRun(({ truth }) => truth !== null);
  const evaluation = useEvaluation();
  // Results of another run are not shown.
  const { card, truthCard, benchmark } = evaluation.run === run ? evaluation : noEvaluation;
  const computing = benchmark.phase === 'running';
  const noun = perturbationNoun(dataset);
  const oneSample = hasOneSampleEach(dataset);
  const verdict = useVerdict();
  const more = useMemo(
    () => moreFigures({ result, noun, oneSample, card, truth: truthCard }),
    [result, noun, oneSample, card, truthCard],
  );
  const predictions = card?.predictions ?? null;
  // The benchmark computes predicted cells before identifiability.
  const isAwaited = computing && predictions !== null && (card?.identifiability ?? null) === null;
  const networks = card?.networks ?? [];
  const compared = { truth: truthCard, leftOut: card?.leftOut ?? [], computing };
  return (
    <div className={classes.page}>
      <PageHeading>
        <BenchmarkLine benchmark={benchmark} methods={Math.max(0, networks.length - 1)} />
      </PageHeading>
      <div className={classes.glance}>
        <div>
          <KeyNumbers numbers={keyNumbers(result, card, truthCard)} />
          <MoreFigures texts={more} />
        </div>
        <PerPerturbation result={result} card={predictions} noun={noun} />
      </div>
      <Sections>
        <div className={classes.column}>
          <UnseenTable result={result} card={card} computing={computing} />
          <FieldPanel field={card?.field ?? null} />
          <PredictedCells card={card?.cells ?? null} computing={isAwaited} />
          <CalibrationPanel card={predictions} computing={computing} />
          <DataLimits result={result} dataset={dataset} card={card} noun={noun} />
          <ConfidencePanel />
          {verdict === null || supportsPredictions(verdict) ? null : (
            <NextFromEffects result={result} dataset={dataset} verdict={verdict} />
          )}
        </div>
        <div className={classes.column}>
          <TruthPanel network={result.network} card={truthCard} />
          {truthCard || (hasTruth && computing) ? <TruthTable {...compared} /> : null}
          {networks.length > 0 || computing ? <CellsTable networks={networks} {...compared} /> : null}
        </div>
      </Sections>
    </div>
  );
}

/** Everything behind the numbers, closed at first: opened one by one, all at once, and for printing. */
function Sections({ children }: { children: ReactNode }) {
  const [all, setAll] = useState<boolean | null>(null);
  useEffect(() => {
    const openAll = () => setAll(true);
    window.addEventListener('beforeprint', openAll);
    return () => window.removeEventListener('beforeprint', openAll);
  }, []);
  return (
    <>
      <div className={`${classes.behind} ${classes.actions}`}>
        <Button variant="default" size="compact-sm" onClick={() => setAll(all !== true)}>
          {all === true ? keyNumberText.closeAll : keyNumberText.openAll}
        </Button>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconFileUpload size={15} stroke={1.75} aria-hidden />}
          onClick={runCommand('open')}
        >
          Add known edges…
        </Button>
        <span className="space" />
        <AutoBenchmark />
      </div>
      <AllSections value={all}>
        <div className={classes.columns}>{children}</div>
      </AllSections>
    </>
  );
}

/** A shared run: the results that its link contains, and a truth to compare with. `result` is that of `network`. */
function SharedEvaluation({ result, network }: { result: FitResult; network: SharedNetwork }) {
  const standing = standingText(result, useStanding());
  const resampled = network.verdict.caveats?.resampled ?? null;
  const { stability } = result.network;
  return (
    <div className={classes.page}>
      <PageHeading>
        <p>{noCells}</p>
      </PageHeading>
      <div>
        <KeyNumbers numbers={keyNumbers(result, null, null)} />
        <MoreFigures texts={standing === null ? [] : [standing]} />
      </div>
      <TruthPanel network={result.network} card={null} />
      <FoldedPanel
        title={confidenceText.title}
        aside={resampled && plural(resampled.fits, 'resampled fit')}
        isUrgent
      >
        {resampled && stability ? (
          <HeldEdges result={result} confidence={{ ...resampled, stability }} />
        ) : null}
        <p className="quiet">{hindranceText('no-cells')}</p>
      </FoldedPanel>
    </div>
  );
}

/** The finding, the verdict and where it leads. `children`: progress, or the reason why it stopped. */
function PageHeading(props: { children: ReactNode }) {
  const { title } = useFinding();
  return (
    <header className={classes.heading}>
      <div>
        <h1>{title}</h1>
        <div className={classes.verdict}>
          <VerdictPanel />
        </div>
        {props.children}
      </div>
      <PerturbNext />
    </header>
  );
}

/** What the key numbers do not say, folded. */
function MoreFigures({ texts }: { texts: readonly string[] }) {
  if (texts.length === 0) return null;
  return (
    <div className={classes.more}>
      <Fold title={keyNumberText.more} line="">
        {texts.map((text) => (
          <p key={text}>{text}</p>
        ))}
      </Fold>
    </div>
  );
}

/** Progress of the benchmark with a cancel button, or the reason why none ran. Always one line high. */
function BenchmarkLine({ benchmark, methods }: { benchmark: EvaluationState['benchmark']; methods: number }) {
  const text = benchmarkText(benchmark, methods);
  return (
    <div
      className={classes.line}
      data-failed={benchmark.phase === 'failed' || benchmark.phase === 'refused' ? '' : undefined}
    >
      {text === '' ? null : <span>{text}</span>}
      {benchmark.phase === 'running' ? (
        <>
          <Progress
            className={classes.progress}
            size={4}
            value={100 * (benchmark.progress?.share ?? 0)}
            aria-label="Progress of the comparison"
          />
          <Button variant="subtle" size="compact-sm" onClick={cancelEvaluation}>
            Cancel comparison
          </Button>
        </>
      ) : null}
      {benchmark.phase === 'idle' || benchmark.phase === 'cancelled' || benchmark.phase === 'failed' ? (
        <Button variant="default" size="compact-sm" onClick={startEvaluation}>
          {benchmark.phase === 'idle' ? 'Compare with other methods' : 'Try again'}
        </Button>
      ) : null}
    </div>
  );
}

function AutoBenchmark() {
  const autoBenchmark = useScreen((screen) => screen.autoBenchmark);
  return (
    <Switch
      size="xs"
      label="Compare with other methods after each run"
      checked={autoBenchmark}
      onChange={(event) => showScreen({ autoBenchmark: event.currentTarget.checked })}
    />
  );
}

/** Diagnosis of the run, and what the data cannot identify. */
function DataLimits(props: {
  result: FitResult;
  dataset: Dataset;
  card: BenchmarkResult | null;
  noun: string;
}) {
  const { result, dataset, card, noun } = props;
  const identifiability = card?.identifiability;
  const notes = describeNotes(dataset.notes, rowNoun(dataset)).flatMap(({ title, detail, attention }) =>
    attention ? [{ title: `${title}.`, text: detail }] : [],
  );
  const answering = useVerdict()?.answering;
  const known = identifiability
    ? identifiabilityInWords(
        asEffectsTell(identifiability, { result, dataset }),
        dataset.genes,
        noun,
        rowNoun(dataset),
      )
    : [];
  return (
    <>
      <FoldedPanel title={evaluationText.dataTell} aside={null}>
        <ul className={classes.list}>
          {withPredictor(answersBelowVerdict(result), answering).map(
            ({ question, sentence: answer, attention }) => (
              <li key={question}>
                <b>{attention ? `Caution. ${question}` : question}</b> {answer}
              </li>
            ),
          )}
        </ul>
      </FoldedPanel>
      <FoldedPanel title="Limits of these data" aside={null}>
        <ul className={classes.list}>
          {[...known, ...blindSpots(dataset, result), ...notes].map(({ title, text }) => (
            <li key={title}>
              <b>{title}</b> {text}
            </li>
          ))}
        </ul>
      </FoldedPanel>
    </>
  );
}

/** With their intervals, above the sections that explain them. */
function KeyNumbers({ numbers }: { numbers: ReturnType<typeof keyNumbers> }) {
  return (
    <dl className={numberClasses.numbers} aria-label={keyNumberText.label}>
      {numbers.map(({ name, value, interval, hint }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <b>{value}</b>
            {interval ? <span title={keyNumberText.interval}>{interval}</span> : null}
            <span className={numberClasses.hint}>{hint}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/**
 * Predicted against measured cells: distances with intervals for every predictor, and per perturbation on request. Reserves its
 * place while computing.
 */
function PredictedCells({ card, computing }: { card: CellBenchmark | null; computing: boolean }) {
  if (card === null && !computing) return null;
  return (
    <FoldedPanel title={predictedCellsText.title} aside={card && plural(card.labels.length, 'perturbation')}>
      <ScoreTable label="Table of predicted cells" rowName="Predictor" columns={cellsColumns}>
        {card
          ? cellsRowsInOrder(card).map((row) => <Row key={row.predictor} row={row} />)
          : awaited.map((predictor) => <Row key={predictor} row={{ predictor, ...unknown }} />)}
      </ScoreTable>
      <p className="quiet">{predictedCellsText.about}</p>
      {card ? <Each card={card} /> : null}
      <Terms terms={cellsColumns} />
    </FoldedPanel>
  );
}

const awaited = [
  'modulode',
  'linear',
  'shrunk-mean',
  'mean-of-training',
  'no-change',
  'as-measured',
] as const;
const unknown = { energy: null, wasserstein2: null };

function Row({ row }: { row: Pick<CellsRow, 'predictor' | 'energy' | 'wasserstein2'> }) {
  return (
    <tr data-own={row.predictor === 'modulode' ? '' : undefined}>
      <th scope="row">{cellsRowName(row.predictor)}</th>
      {cellsColumns.map(({ of }) => {
        const score = row[of];
        return (
          <ScoreCell
            key={of}
            text={orDash(score?.value ?? null, decimal)}
            under={score && intervalOrNull(score)}
          />
        );
      })}
    </tr>
  );
}

function eachColumn(name: string, at: number): ShownColumn<readonly string[]> {
  if (at > 0) return { name, isNumber: true, cell: (row) => row[at] };
  return { name, cell: ([label = '']) => <span title={label}>{truncateName(label, 32)}</span> };
}

function Each({ card }: { card: CellBenchmark }) {
  const { columns, rows } = cellsOfEachTable(card);
  return (
    <details className={classes.terms}>
      <summary>{predictedCellsText.each}</summary>
      <ScrollRegion className={classes.bars} label="Table of the predicted cells of each perturbation">
        <DataTable
          className={`${classes.table} ${classes.dense}`}
          columns={columns.map(eachColumn)}
          rows={rows}
          rowKey={([label = '']) => label}
        />
      </ScrollRegion>
    </details>
  );
}

interface KeyNumber {
  readonly name: string;
  readonly value: string;
  /** 95 % interval; null: none, or not computed yet. */
  readonly interval: string | null;
  /** What it is relative to. */
  readonly hint: string;
}

/** The numbers above the sections: the error, that of the best simpler prediction, and against a reference what the network is worth. */
export function keyNumbers(
  result: Pick<FitResult, 'crossValidation' | 'heldOut'>,
  card: Pick<BenchmarkResult, 'predictions'> | null,
  truth: Pick<TruthBenchmark, 'rows' | 'density' | 'trained'> | null,
): readonly KeyNumber[] {
  const predictions = card?.predictions ?? null;
  const own = predictions?.rows.find(({ predictor }) => predictor === 'modulode');
  const error = unseenError(result);
  const best = predictions && bestOtherPredictor(predictions);
  const area = truth?.rows.find(({ source }) => source === 'modulode')?.auprc ?? null;
  return [
    error && {
      name: error.name,
      value: decimal(error.value),
      interval: own?.error ? intervalOrNull(own.error) : null,
      hint: errorScale,
    },
    best && {
      name: keyNumberText.best,
      value: decimal(best.error.value),
      interval: intervalOrNull(best.error),
      hint: predictorNames[best.rival],
    },
    truth &&
      area && {
        name: evaluationText.area,
        value: decimal(area.value),
        interval: intervalOrNull(area),
        hint: truth.trained ? trainedHint(truth.trained) : keyNumberText.chance(truth.density),
      },
  ].filter((number) => number !== null && number !== undefined);
}
