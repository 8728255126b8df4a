/** The perturbation sliders and the predicted responders, which follow while a slider moves. */
import { ActionIcon, Button, NumberInput, Select, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconRefresh, IconX } from '@tabler/icons-react';
import { memo, Suspense, useDeferredValue, useMemo, useState } from 'react';
import { type Dataset, timePoints } from '../../../../dataset/dataset';
import { doseAtValue, dosedInput, valueAtDose } from '../../../../dynamics/doses';
import { isPredicted } from '../../../../dynamics/loadings';
import { foldOrRatio, isBeyondBar, level, listOf, timePoint } from '../../../../present/text/format';
import { shownDose } from '../../../../present/text/changes';
import { sliderLimits } from '../../../../present/text/scenarios';
import { MAX_SLIDER } from '../../../../share/view';
import {
  endGesture,
  releaseAllSliders,
  releaseSlider,
  select,
  setPredictTime,
  setSlider,
} from '../../../session/page/actions';
import { usePrediction, useRun, useScreen, useView } from '../../../session/stores';
import { Choice } from '../../kit/Choice';
import { lazily } from '../../kit/lazily';
import { EffectBar } from '../../kit/marks';
import { composerText } from '../../text/composer';
import { doseWords, outsideWords, scenarioText } from '../../text/scenarios';
import { readerText } from '../../text/share';
import { whyText } from '../../text/why';
import { AddToFigure } from '../../composed/AddToFigure';
import { useShownEdges } from '../../derived/useNetwork';
import inspector from '../../kit/tab.module.css';
import { KeepAndDownload, OutsideMessage, ScenarioList } from '../scenarios/ScenarioList';
import { limitsOfRun } from '../scenarios/usePredictedSettings';
import { type Responder, respondersOf, useMeasuredFold } from '../../derived/effects';
import { LevelInput } from './LevelInput';
import { startSlider } from '../../../session/predict/startSlider';
import classes from './PerturbTab.module.css';

const WhyPanel = lazily(async () => (await import('./WhyPanel')).WhyPanel);
const PerturbTools = lazily(async () => (await import('../sweeps/PerturbTools')).PerturbTools);
const OutsideGenes = lazily(async () => (await import('./OutsideGenes')).OutsideGenes);
const Suggestion = lazily(async () => (await import('./MeasuredPanel')).Suggestion);

export function PerturbTab() {
  const dataset = useRun((run) => run.dataset);
  const trainable = useRun((run) => run.summary.step > 0 || run.result !== null);
  const isSet = useView((view) => view.present.sliders.length > 0);
  const answers = useRun((run) => !run.shared || run.shared.sliderModel !== null);
  if (!answers) return <p className={inspector.empty}>{readerText.noInstrument}</p>;
  if (!dataset || !trainable) {
    return <p className={inspector.empty}>Train first; predictions then appear here.</p>;
  }
  return (
    <>
      <section className={inspector.section} aria-labelledby="change-title">
        <div className={inspector.head}>
          <h2 id="change-title" className={inspector.grow}>
            Perturb genes
          </h2>
          {isSet ? (
            <Button
              variant="subtle"
              color="gray"
              c="var(--text-2)"
              leftSection={<IconRefresh size={15} stroke={1.75} aria-hidden />}
              onClick={releaseAllSliders}
            >
              Release all
            </Button>
          ) : null}
        </div>
        {isSet ? <Sliders dataset={dataset} /> : null}
        <TimeChoice dataset={dataset} />
        <AddGene genes={dataset.genes} />
        <div className={classes.tools}>
          <KeepAndDownload />
        </div>
        <Suspense>
          <PerturbTools />
        </Suspense>
        <ScenarioList dataset={dataset} />
      </section>
      <div className={inspector.section}>
        {isSet ? (
          <RespondersOfSliders dataset={dataset} />
        ) : (
          <Suspense>
            <SoughtOutside />
            <Suggestion dataset={dataset} />
          </Suspense>
        )}
      </div>
    </>
  );
}

/** Apart from what stands still while one moves. */
function Sliders({ dataset }: { dataset: Dataset }) {
  const sliders = useView((view) => view.present.sliders);
  const answer = usePrediction((predicted) => predicted.answer);
  const result = useRun((run) => run.result);
  const isShared = useRun((run) => run.shared !== null);
  /** What of its level lies outside what the data support, in a few words. */
  const limitOf = (slider: (typeof sliders)[number]) => {
    const beyond = answer?.prediction.beyondData ?? [];
    const [limit] = limitsOfRun({ dataset, result, isShared }, [slider], beyond);
    return limit ? sliderLimits[limit.tag] : '';
  };
  return (
    <>
      <div className={classes.scale} aria-hidden>
        <span>out</span>
        <span>unchanged</span>
        <span>× 3</span>
      </div>
      <ul className={classes.list}>
        {sliders.map((slider) => (
          <GeneSlider
            key={slider.gene}
            gene={slider.gene}
            name={dataset.genes[slider.gene] ?? ''}
            value={slider.value}
            limit={limitOf(slider)}
          />
        ))}
      </ul>
    </>
  );
}

function AddGene({ genes }: { genes: readonly string[] }) {
  const [search, setSearch] = useState('');
  // As text, which is the same while a slider moves.
  const chosen = useView((view) => view.present.sliders.map(({ gene }) => gene).join(' '));
  const options = useMemo(() => {
    const taken = new Set(chosen.split(' '));
    return genes
      .map((label, gene) => ({ value: String(gene), label }))
      .filter(({ value }) => !taken.has(value));
  }, [genes, chosen]);
  return (
    <Select
      size="xs"
      aria-label="Add a gene to perturb"
      placeholder="Add a gene…"
      searchable
      limit={50}
      data={options}
      value={null}
      searchValue={search}
      onSearchChange={setSearch}
      nothingFoundMessage="No matching gene"
      comboboxProps={{ withinPortal: true }}
      onChange={(gene) => {
        if (gene !== null) startSlider(Number(gene));
        endGesture();
        setSearch('');
      }}
    />
  );
}

interface OfGene {
  gene: number;
  name: string;
  value: number;
  /** What of it lies outside what the data support; '' where nothing does. */
  limit: string;
}

/** One perturbed gene: moved, stepped with arrow keys, or typed as a multiple of its control level. */
const GeneSlider = memo(({ gene, name, value, limit }: OfGene) => {
  const change = (next: number) => setSlider(gene, next);
  const model = useRun((run) => run.result?.model ?? null);
  const input = model === null ? undefined : dosedInput(model, gene, value);
  return (
    <li className={classes.slider}>
      <div className={classes.head}>
        <span className={classes.gene}>{name}</span>
        {/* Other levels are in the field. */}
        {value === 1 || (value === 0 && !input) ? (
          <span className={value === 1 ? 'quiet' : classes.level}>{level(value)}</span>
        ) : null}
        {model && input ? (
          <DoseField
            name={name}
            dose={doseAtValue(model, input, value)}
            unit={input.unit}
            onChange={(dose) => change(Math.min(MAX_SLIDER, valueAtDose(model, input, dose)))}
          />
        ) : (
          <NumberInput
            aria-label={`${name}, times its control level`}
            size="xs"
            w={62}
            min={0}
            max={MAX_SLIDER}
            step={0.1}
            decimalScale={2}
            prefix="× "
            hideControls
            value={value}
            onChange={(typed) => {
              if (typeof typed === 'number') change(typed);
            }}
            onBlur={endGesture}
          />
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          size={26}
          aria-label={`Release ${name}`}
          onClick={() => releaseSlider(gene)}
        >
          <IconX size={14} stroke={1.75} />
        </ActionIcon>
      </div>
      <LevelInput
        gene={name}
        value={value}
        onChange={change}
        {...(model && input ? { valueText: dosePosition(doseAtValue(model, input, value), input.unit) } : {})}
      />
      {model && input ? (
        <p className={classes.doses}>
          {doseWords.measured}
          {Array.from(input.doses, (dose) => (
            <UnstyledButton
              key={dose}
              className={classes.dose}
              onClick={() => {
                change(valueAtDose(model, input, dose));
                endGesture();
              }}
            >
              {shownDose(dose, input.unit)}
            </UnstyledButton>
          ))}
        </p>
      ) : null}
      {limit === '' ? null : (
        <p className={classes.limit}>
          <IconAlertTriangle size={13} stroke={1.75} role="img" aria-label={scenarioText.outside} />
          {limit}
        </p>
      )}
    </li>
  );
});

/** The dose of an input, typed. @param dose null: the curve reaches the position at none */
function DoseField(props: {
  name: string;
  dose: number | null;
  unit: string;
  onChange: (dose: number) => void;
}) {
  const { name, dose, unit, onChange } = props;
  return (
    <NumberInput
      aria-label={doseWords.doseOf(name, unit)}
      size="xs"
      w={104}
      min={0}
      suffix={unit === '' ? '' : ` ${unit}`}
      hideControls
      value={dose === null ? '' : Number(dose.toPrecision(3))}
      placeholder={doseWords.beyond}
      onChange={(typed) => {
        if (typeof typed === 'number') onChange(typed);
      }}
      onBlur={endGesture}
    />
  );
}

const dosePosition = (dose: number | null, unit: string) =>
  dose === null ? doseWords.beyond : shownDose(dose, unit);

/** Choice of the time of the prediction, where the screen has several time points. */
function TimeChoice({ dataset }: { dataset: Dataset }) {
  const time = useView((view) => view.present.time);
  const times = timePoints(dataset);
  if (times.length < 2) return null;
  return (
    <Choice
      size="xs"
      label="Time since perturbation"
      value={time}
      data={[
        ...times.slice(0, -1).map((at) => ({ value: at, label: timePoint(at, dataset.timeUnit) })),
        { value: null, label: `${timePoint(times.at(-1) ?? 0, dataset.timeUnit)} (last)` },
      ]}
      onChange={setPredictTime}
    />
  );
}

const MAX_RESPONDERS = 14;

/** The largest predicted effects, direct targets apart; deferred, so that a moving slider does not wait. */
function RespondersOfSliders({ dataset }: { dataset: Dataset }) {
  const { genes, scale } = dataset;
  const answer = useDeferredValue(usePrediction((predicted) => predicted.answer));
  const measured = useMeasuredFold(answer);
  // A link contains no leave-out fits, an older run no margins.
  const isShared = useRun((run) => run.shared !== null);
  const result = useRun((run) => run.result);
  const hasMargins = (result?.model.margins ?? null) !== null;
  const edges = useShownEdges();
  // A link with a table of responses has no model to follow.
  const canExplain = useRun((run) => run.shared?.sliderModel?.kind !== 'responses');
  const [why, setWhy] = useState<number | null>(null);
  if (!answer) return <p className="quiet">Move a slider to see which genes respond.</p>;
  const changed = answer.sliders.filter(({ value }) => value !== 1).map(({ gene }) => gene);
  const namesOf = (of: readonly number[]) => of.map((gene) => genes[gene] ?? '');
  const { direct, downstream } = respondersOf(answer.prediction, changed, edges, MAX_RESPONDERS);
  const hasBeyond = [...direct, ...downstream].some(
    ({ gene, log2 }) => isBeyondBar(log2) || isBeyondBar(measured?.[gene] ?? 0),
  );
  const shared = { genes, scale, measured, onWhy: canExplain ? setWhy : null };
  return (
    <>
      <OutsideMessage dataset={dataset} />
      <section aria-labelledby="responders-title">
        <div className={classes.respondersHead}>
          <h2 id="responders-title">Top responders</h2>
          <span className="caption">
            {scale === 'log-ratio' ? 'log2 ratio to control; ' : ''}bar: predicted
            {!isShared ? `, whisker: ${hasMargins ? '95 % interval' : 'range of refits'}` : ''}
            {measured ? ', ◇ measured' : ''}
            {hasBeyond ? '; pointed: beyond the scale' : ''}
          </span>
        </div>
        <div className={classes.respondersScale} aria-hidden>
          <span>{foldOrRatio(-2, scale)}</span>
          <span>{foldOrRatio(0, scale)}</span>
          <span>{foldOrRatio(2, scale)}</span>
        </div>
        <Group title={`Direct targets of ${listOf(namesOf(changed))}`} of={direct} {...shared} />
        <Group title="Downstream" of={downstream} {...shared} />
        <div className={classes.add}>
          <AddToFigure
            of={composerText.names.responders}
            add={(panels) =>
              panels.addResponders(genes, answer.sliders, [...direct, ...downstream], measured)
            }
          />
        </div>
        {why !== null && canExplain && !changed.includes(why) ? (
          <Suspense>
            <WhyPanel
              changes={answer.sliders}
              time={answer.time}
              target={why}
              genes={genes}
              onClose={() => setWhy(null)}
            />
          </Suspense>
        ) : null}
      </section>
      {result?.loadings && answer.prediction.outside ? (
        <Suspense>
          <OutsideGenes
            loadings={result.loadings}
            predicted={answer.prediction.outside}
            modelled={genes}
            scale={scale}
          />
        </Suspense>
      ) : null}
    </>
  );
}

/** A gene outside the network that was found by its name, before a slider was moved. */
function SoughtOutside() {
  const name = useScreen((screen) => screen.outsideSearch);
  const loadings = useRun((run) => run.result?.loadings);
  const gene = loadings?.genes.indexOf(name) ?? -1;
  if (!loadings || gene < 0) return null;
  return <p>{outsideWords.sought(name, isPredicted(loadings, gene) ? (loadings.error[gene] ?? 1) : null)}</p>;
}

function Group(props: {
  title: string;
  of: readonly Responder[];
  genes: readonly string[];
  scale: Dataset['scale'];
  /** [G] measured log2 fold change of the same perturbation; null where it was not measured. */
  measured: Float32Array | null;
  /** Explains the change of a gene; null where no model is here. */
  onWhy: ((gene: number) => void) | null;
}) {
  const { onWhy } = props;
  if (props.of.length === 0) return null;
  return (
    <table className={classes.table}>
      <caption>{props.title}</caption>
      <tbody>
        {props.of.map(({ gene, log2, interval }) => (
          <tr key={gene}>
            <th scope="row">
              <button
                type="button"
                className="text-button"
                title={props.genes[gene]}
                onClick={() => select({ kind: 'gene', gene })}
              >
                {props.genes[gene]}
              </button>
            </th>
            <td>
              <EffectBar log2={log2} interval={interval} measured={props.measured?.[gene] ?? null} />
            </td>
            <td className="number">{foldOrRatio(log2, props.scale)}</td>
            {onWhy ? (
              <td>
                <button
                  type="button"
                  className="text-button"
                  aria-label={whyText.buttonOf(props.genes[gene] ?? '')}
                  onClick={() => onWhy(gene)}
                >
                  {whyText.button}
                </button>
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
