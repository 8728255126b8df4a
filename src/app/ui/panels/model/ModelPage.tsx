/** Settings of the next run, its cost, and what it learns beside the cells: what most people choose, and the rest folded. */
import { Button, NumberInput, TextInput } from '@mantine/core';
import { Suspense, useMemo, useState } from 'react';
import { perturbationLabels } from '../../../../dataset/dataset';
import { perturbationNames } from '../../../../dataset/recognise/nameList';
import {
  type CandidateChoice,
  candidatesAre,
  defaultCandidates,
} from '../../../../dataset/factors/candidates';
import { presets, solverStepsTo, type TrainingSettings } from '../../../../dynamics/settings';
import { candidateChoiceTexts, choiceText } from '../../../../present/text/candidates';
import { count, plural, timeRange } from '../../../../present/text/format';
import { noNetwork, targetsNeeded } from '../../../../present/text/targets';
import {
  horizonText,
  longestHorizon,
  modulesText,
  presetCaption,
  presetChoices,
  presetColumns,
  presetTexts,
} from '../../../../present/text/presets';
import { setChoices, setSettings, showScreen, train, trainingChoices } from '../../../session/page/actions';
import { isForEffects } from '../../../session/data/importState';
import { chosen } from '../../../session/data/chosen';
import { nextSettings, settingsForSize } from '../../../session/data/nextSettings';
import { useImport, useNextTraining, useRun } from '../../../session/stores';
import { isStepOpen } from '../../../session/view/stepHistory';
import { Message } from '../../kit/blocks';
import { Choice } from '../../kit/Choice';
import { Fold } from '../../kit/Fold';
import { lazily } from '../../kit/lazily';
import { useStores } from '../../kit/useStores';
import pageClasses from '../check/CheckPage.module.css';
import { NameField, useKnownGenes } from '../check/GeneSet';
import { LoadNotes } from '../check/Notes';
import { ReadyBar } from '../check/ReadyBar';
import { CellsChoice, CellsLeftOut } from './CellsChoice';
import { DeviceChoice, MemorySentence, MemoryWarning } from './DeviceAndMemory';
import classes from './ModelPage.module.css';
import {
  candidateCount,
  sizeOfDataset,
  sizeOfOpened,
  trainingSeconds,
} from '../../../../inference/training/forecast';
import { runSizeOf } from '../../../../inference/run/memory';

const Knowledge = lazily(async () => (await import('../knowledge/KnowledgePanel')).KnowledgePanel);

const ContextNetworks = lazily(async () => (await import('../contexts/ContextNetworks')).ContextNetworks);

/** The next run: what it is about, how large it is, and with which settings it trains. */
function useNextRun() {
  const asked = useNextTraining();
  const dataset = useRun((run) => run.dataset);
  // Selectors, because the import state changes with every chunk of a large file.
  const isOpened = useImport((state) => state.opened !== null);
  const read = useImport((state) => (state.phase === 'ready' ? state.dataset : null));
  const most = useImport((state) => state.mapping?.genes.total ?? Infinity);
  const recognition = useImport((state) => state.recognition);
  const left = useImport((state) => state.quality?.takingPart ?? state.recognition?.takingPart);
  const openDemo = useImport((state) => state.demo);
  const heldOut = useStores(() => trainingChoices().heldOut);
  const regulators = useStores(() => trainingChoices().regulators);
  const candidates = useStores(() => trainingChoices().candidates);
  const known = useKnownGenes(dataset?.genes);
  const labels = useMemo(() => {
    if (!recognition) return dataset ? perturbationLabels(dataset) : [];
    return perturbationNames(recognition.labels);
  }, [recognition, dataset]);
  const genes = Math.min(most, known.length);
  const perturbations = left?.perturbations ?? labels.length;
  // Listed factors are known where values were read.
  const valued = isOpened ? read : dataset;
  const next = useMemo(
    () => valued && chosen(valued, { heldOut, regulators, ...(candidates && { candidates }) }),
    [valued, heldOut, regulators, candidates],
  );
  const settings = useMemo(() => {
    if (valued) return nextSettings(valued, asked);
    return left ? settingsForSize(left, asked) : asked.settings;
  }, [valued, left, asked]);
  // Perturbed genes that are not measured are modelled too.
  const unread = useMemo(() => {
    const isAll = candidatesAre(candidates ?? defaultCandidates, null, genes) === 'all';
    const perturbed = new Set(recognition?.labels.flatMap(({ targets }) => targets));
    return {
      genes: [...new Set([...known, ...perturbed])],
      regulators: regulators ?? (isAll ? known : [...perturbed]),
    };
  }, [known, recognition, regulators, candidates, genes]);
  const size = {
    genes,
    regulators:
      regulators?.length ??
      next?.candidates.length ??
      candidateCount(candidates ?? defaultCandidates, { genes, perturbations }),
    perturbations,
    trained: left?.trained ?? labels.filter((label) => !heldOut.includes(label)).length,
    times: left?.times ?? (dataset ? runSizeOf(dataset).times : 1),
    trainingCells: left?.trainingCells ?? (dataset ? runSizeOf(dataset).trainingCells : 0),
  };
  const isRecognised =
    next !== null || regulators !== null || (candidates ?? defaultCandidates) !== 'factors';
  const runSize = left ? sizeOfOpened(left, size, known.length) : dataset && sizeOfDataset(dataset, size);
  const time = timeSentence(trainingSeconds(size, settings, navigator.hardwareConcurrency));
  const demo = useRun((run) => (isOpened ? openDemo : run.demo));
  const shownRegulators = isRecognised ? size.regulators : null;
  return {
    heldOut,
    regulators,
    candidates,
    known,
    labels,
    genes,
    next,
    settings,
    unread,
    shownRegulators,
    runSize,
    time,
    demo,
  };
}

export function ModelPage() {
  const isUnlabelled = useImport(({ mapping }) => mapping?.perturbationColumn === '');
  const isClosed = useImport(isForEffects);
  const isThere = useStores(() => isStepOpen('model'));
  if (!isThere) return null;
  return (
    <>
      <div className={pageClasses.page}>
        {isUnlabelled ? (
          <>
            <h1>Model</h1>
            <Message
              tone="plain"
              title="The perturbed gene of each cell is not known yet"
              text="Choose the column that names it; the settings follow from it."
              actions={<Button onClick={() => showScreen({ step: 'check' })}>Check the file</Button>}
            />
          </>
        ) : isClosed ? (
          <>
            <h1>Model</h1>
            <Message
              tone="plain"
              title="This file cannot be used for training"
              text={`${noNetwork} ${targetsNeeded}`}
            />
          </>
        ) : (
          <Settings />
        )}
      </div>
      {isClosed ? null : (
        <ReadyBar>
          {(isReady) => (
            <Button size="sm" disabled={!isReady} onClick={() => void train()}>
              Train the network
            </Button>
          )}
        </ReadyBar>
      )}
    </>
  );
}

function Settings() {
  const { genes, shownRegulators, next, settings, unread, runSize, time, demo, ...choices } = useNextRun();
  const loaded = useImport((state) => (state.phase === 'ready' ? state.dataset : null));
  return (
    <>
      <header>
        <h1>Model</h1>
        <p className={pageClasses.lead}>
          {sizeSentence(genes, shownRegulators)}{' '}
          {demo === 'myeloid' ? (
            'The demo is slowed down for display.'
          ) : (
            <span className={classes.unbroken}>{time.text}</span>
          )}
        </p>
      </header>
      {loaded ? <LoadNotes dataset={loaded} /> : null}
      <CellsLeftOut />
      {time.long ? (
        <Message
          tone="warning"
          title="This takes a long time"
          text="Use fewer genes, candidate regulators, hidden modules or steps. The page stays usable, and Stop keeps the network."
        />
      ) : null}
      {runSize ? <MemoryWarning size={runSize} settings={settings} /> : null}
      <Fields settings={settings} genes={genes} runSize={runSize} {...choices} />
      <Suspense>
        <Knowledge dataset={next} unread={unread} />
        <ContextNetworks />
      </Suspense>
    </>
  );
}

function Fields(
  props: Pick<
    ReturnType<typeof useNextRun>,
    'settings' | 'genes' | 'runSize' | 'candidates' | 'known' | 'regulators' | 'labels' | 'heldOut'
  >,
) {
  const { settings, genes, runSize, candidates, known, regulators, labels, heldOut } = props;
  return (
    <>
      <div className={`${pageClasses.fields} ${classes.aligned}`}>
        <PresetChoice />
        <CandidateChoiceField chosen={candidates} genes={genes} />
        <CellsChoice />
        <div>
          <NameField
            label="Held-out perturbations"
            description="Kept from training, to test predictions on."
            known={labels}
            value={heldOut}
            noun="perturbations"
            onChange={(names) => setChoices({ heldOut: names })}
          />
          <LabelChips labels={labels} heldOut={heldOut} />
        </div>
      </div>
      <Fold title={<h2>Presets</h2>} line="Compare accuracy and cost">
        <PresetTable />
      </Fold>
      <Fold title={<h2>More settings</h2>} line={settingsLine(settings, regulators)}>
        <div className={`${pageClasses.fields} ${classes.aligned}`}>
          <NameField
            label="Only these regulators"
            description="The genes that may regulate others."
            known={known}
            value={regulators ?? []}
            noun="genes"
            keepsUnknown
            onChange={(names) => setChoices({ regulators: names.length === 0 ? null : names })}
          />
          <HorizonField key={settings.preset} settings={settings} />
          <DeviceChoice />
          <SeedField seed={settings.seed} />
          <SizeFields settings={settings} />
        </div>
        {runSize ? (
          <p className="quiet">
            <MemorySentence size={runSize} settings={settings} />
          </p>
        ) : null}
      </Fold>
    </>
  );
}

/** The folded settings that decide most. */
function settingsLine(
  { seed, steps, horizon }: TrainingSettings,
  regulators: readonly string[] | null,
): string {
  const listed = regulators && `, ${plural(regulators.length, 'listed regulator')}`;
  return `seed ${seed}, ${count(steps)} steps, T = ${horizon}${listed ?? ''}`;
}

function SizeFields({ settings }: { settings: TrainingSettings }) {
  return (
    <>
      <NumberInput
        label="Steps"
        description="At most; cross-validation chooses the step that is used."
        size="xs"
        min={20}
        max={20_000}
        step={50}
        value={settings.steps}
        onChange={(typed) => {
          if (typeof typed === 'number' && typed >= 20) setSettings({ steps: typed });
        }}
      />
      <NumberInput
        label="Hidden modules"
        description={modulesText(settings.preset)}
        size="xs"
        min={1}
        max={2000}
        value={settings.modules ?? ''}
        onChange={(typed) => setSettings({ modules: typeof typed === 'number' && typed >= 1 ? typed : null })}
      />
    </>
  );
}

const LONG_SECONDS = 600;

/** `candidates`: null where they are recognised when the values are read. */
export function sizeSentence(genes: number, candidates: number | null): string {
  if (candidates === null)
    return `${count(genes)} genes; candidate regulators are recognised once the values are read.`;
  const edges = candidates * Math.max(genes - 1, 0);
  return `${count(genes)} genes and ${count(candidates)} candidate regulators: ${count(edges)} possible edges.`;
}

/** 'About 5–15 s on this processor.', and whether to warn. */
export function timeSentence([shortest, longest]: readonly [number, number]): {
  readonly text: string;
  readonly long: boolean;
} {
  return {
    text: `About ${timeRange([Math.max(1, shortest), Math.max(1, longest)])} on this processor.`,
    long: longest > LONG_SECONDS,
  };
}

/** Before a choice, that of the data set on screen is shown. */
function CandidateChoiceField(props: { chosen: CandidateChoice | undefined; genes: number }) {
  const isOpened = useImport((state) => state.opened !== null);
  const are = useRun((run) => run.dataset?.candidateSource?.are);
  const ofDataset = isOpened || are === undefined || are === 'named' ? defaultCandidates : are;
  const choice = props.chosen ?? ofDataset;
  return (
    <Choice
      label="Candidate regulators"
      description={choiceText(choice, props.genes)}
      data={candidateChoiceTexts}
      value={choice}
      onChange={(candidates) => setChoices({ candidates })}
    />
  );
}

function SeedField({ seed }: { seed: number }) {
  const [draft, setDraft] = useState<SeedDraft | null>(null);
  const text = seedText(draft, seed);
  return (
    <TextInput
      label="Seed"
      description="The same seed gives the same network."
      inputMode="numeric"
      value={text}
      error={isSeed(text) ? undefined : 'A whole number from 0 to 999,999,999'}
      onChange={(event) => {
        const typed = event.currentTarget.value;
        setDraft({ text: typed, seed: isSeed(typed) ? Number(typed) : seed });
        if (isSeed(typed)) setSettings({ seed: Number(typed) });
      }}
    />
  );
}

interface SeedDraft {
  readonly text: string;
  /** The seed that was set when the text was typed. */
  readonly seed: number;
}

/** The typed text, until a link, a run file or a preset sets another seed. */
export function seedText(draft: SeedDraft | null, seed: number): string {
  return draft?.seed === seed ? draft.text : String(seed);
}

function isSeed(text: string): boolean {
  return /^\d{1,9}$/.test(text.trim());
}

/** Choice of the preset, with its description. It sets all settings but the seed. */
function PresetChoice() {
  const settings = useNextTraining((next) => next.settings);
  return (
    <Choice
      label="Preset"
      description={presetTexts[settings.preset].fits}
      data={presetChoices}
      value={settings.preset}
      onChange={(preset) => setSettings({ ...presets[preset], seed: settings.seed })}
    />
  );
}

/** What each preset fits, its cost and its accuracy. */
function PresetTable() {
  return (
    <table className={classes.presets}>
      <caption className="quiet">{presetCaption}</caption>
      <thead>
        <tr>
          {presetColumns.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {presetChoices.map(({ value, label }) => (
          <tr key={value}>
            <th scope="row">{label}</th>
            <td>{presetTexts[value].fits}</td>
            <td>{presetTexts[value].time}</td>
            {presetTexts[value].accuracy.map((area, at) => (
              <td key={presetColumns[at + 3]} className="number">
                {area}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The horizon T that the run will take; the number of solver steps follows from it. */
function HorizonField(props: { settings: TrainingSettings }) {
  const { horizon, endpoint } = props.settings;
  const isOfPreset = useNextTraining((next) => next.settings.horizon === horizon);
  /** The text while it is edited, possibly invalid; null: show the setting. */
  const [typed, setTyped] = useState<string | number | null>(null);
  return (
    <NumberInput
      label="Time T"
      description={isOfPreset ? horizonText[endpoint] : horizonText.singleSamples}
      error={typed === null || isHorizon(typed) ? undefined : horizonText.invalid}
      size="xs"
      step={0.5}
      value={typed ?? horizon}
      onChange={(value) => {
        setTyped(value);
        if (isHorizon(value))
          setSettings({ horizon: Number(value), solverSteps: solverStepsTo(Number(value), endpoint) });
      }}
      onBlur={() => {
        if (typed !== null && isHorizon(typed)) setTyped(null);
      }}
    />
  );
}

function isHorizon(typed: string | number): boolean {
  const value = Number(typed);
  return value > 0 && value <= longestHorizon;
}

const MAX_CHIPS = 40;

/** Perturbations as toggle buttons, unless they are too many to scan. */
function LabelChips({ labels, heldOut }: { labels: readonly string[]; heldOut: readonly string[] }) {
  if (labels.length > MAX_CHIPS) return null;
  return (
    <Fold title="Choose by name" line={`${count(heldOut.length)} of ${count(labels.length)}`}>
      <fieldset className={classes.chips} aria-label="Choose by name">
        {labels.map((label) => {
          const isHeldOut = heldOut.includes(label);
          return (
            <button
              key={label}
              type="button"
              aria-pressed={isHeldOut}
              title={label}
              onClick={() => {
                setChoices({
                  heldOut: isHeldOut ? heldOut.filter((other) => other !== label) : [...heldOut, label],
                });
              }}
            >
              {label}
            </button>
          );
        })}
      </fieldset>
    </Fold>
  );
}
