/** A screen of predicted perturbations: what to perturb, the outcome, and the ranked table, whose rows set the sliders. */
import { Button, NumberInput, Progress, Select, Textarea } from '@mantine/core';
import { useMemo, useState } from 'react';
import { type CellGroup, cellGroups, shiftOfGroup } from '../../../../dataset/cellGroups';
import type { Dataset } from '../../../../dataset/dataset';
import {
  numberOfPerturbations,
  type Outcome,
  type ScreenedPerturbation,
} from '../../../../dynamics/perturbationScreen';
import type { FitResult } from '../../../../inference/run/result';
import { type Limit, limitsIn } from '../../../../inference/run/support';
import { rangeText } from '../../../../present/text/format';
import { changesText } from '../../../../present/text/changes';
import { limitText } from '../../../../present/text/scenarios';
import {
  MAX_SCREENED,
  type NamedOutcome,
  screenRemarks,
  screenTable,
  shareText,
  sizeText,
} from '../../../../present/text/screen';
import { MAX_SLIDER } from '../../../../share/view';
import { closePerturbPanel, downloadName, saveFile, setSliders } from '../../../session/page/actions';
import {
  cancelScreen,
  type ScreenQuestion,
  type ScreenWork,
  startScreen,
  usePerturbationScreen,
} from '../../../session/predict/screens';
import { useRun, useView } from '../../../session/stores';
import { Choice } from '../../kit/Choice';
import { PanelFrame } from '../../kit/PanelFrame';
import { type Column, numberColumn, textColumn } from '../../kit/DataTable';
import { limitMarks, screenPanelText } from '../../text/screens';
import { VirtualTable } from '../../kit/VirtualTable';
import { Segments } from '../../kit/Segments';
import { needsComponents, type Picked, usePicked } from '../../derived/picked';
import { componentsOf, useCellsClient } from '../../derived/useCells';
import { ModelDoubt } from '../sweeps/ModelDoubt';
import classes from '../sweeps/sweeps.module.css';
import { geneFinder } from '../../../../dataset/names/match';

export function ScreenPanel() {
  const dataset = useRun((run) => run.dataset);
  const result = useRun((run) => run.result);
  const { model, work } = usePerturbationScreen();
  if (!dataset || !result) return null;
  // Results of another model are not shown.
  const shown: ScreenWork = model === result.model ? work : { phase: 'idle' };
  return (
    <PanelFrame
      title={screenPanelText.heading}
      close={[screenPanelText.close, closePerturbPanel]}
      choices={<Choices dataset={dataset} result={result} work={shown} />}
    >
      {shown.phase === 'done' ? (
        <Ranked dataset={dataset} result={result} question={shown.question} rows={shown.rows} />
      ) : (
        <p className={classes.empty}>
          {shown.phase === 'failed'
            ? `${screenPanelText.failed} ${shown.detail}`
            : `${screenPanelText.about} ${screenPanelText.waiting}`}
        </p>
      )}
    </PanelFrame>
  );
}

type Goal = 'gene' | 'module' | 'group';
type Perturbed = 'regulators' | 'all' | 'list';

function Choices({ dataset, result, work }: { dataset: Dataset; result: FitResult; work: ScreenWork }) {
  const { genes } = dataset;
  const { model, modules } = result;
  const time = useView((view) => view.present.time);
  const moduleNames = useView((view) => view.present.moduleNames);
  const [goal, setGoal] = useState<Goal>('gene');
  const [chosen, setChosen] = useState<Readonly<Partial<Record<Goal, number>>>>({});
  const [direction, setDirection] = useState<'up' | 'down'>('down');
  const [perturbed, setPerturbed] = useState<Perturbed>('regulators');
  const [list, setList] = useState('');
  const [inPairs, setInPairs] = useState(false);
  const [level, setLevel] = useState(() => usualLevel(dataset));
  const { groups, hasPicked } = useGroups(dataset);
  const targets: Readonly<Record<Goal, readonly string[]>> = {
    gene: genes,
    module: modules.map(({ name }, module) => moduleNames[module] ?? name),
    group: groups.map(({ name }) => name),
  };
  const firstOf = {
    gene: firstTarget(genes, model.regulators),
    module: 0,
    group: hasPicked ? groups.length - 1 : 0,
  };
  const target = chosen[goal] ?? firstOf[goal];
  const pasted = useMemo(() => pastedGenes(list, genes), [list, genes]);
  const candidates = {
    // A gene that is set has no outcome of its own.
    genes: { regulators: [...model.regulators], all: [...genes.keys()], list: [...pasted.genes] }[
      perturbed
    ].filter((gene) => goal !== 'gene' || gene !== target),
    inPairs,
    level,
  };
  const number = numberOfPerturbations(candidates);
  const name = targets[goal][target];
  const start = () => {
    if (name === undefined) return;
    const named: NamedOutcome = { name, direction: goal === 'group' ? 'towards' : direction };
    const outcome = outcomeOf(goal, target, direction, { dataset, result, groups });
    if (outcome) void startScreen({ named, outcome, candidates, time });
  };
  return (
    <>
      <OutcomeChoice
        goal={goal}
        onGoal={setGoal}
        targets={targets}
        target={target}
        onTarget={(picked) => setChosen((before) => ({ ...before, [goal]: picked }))}
        direction={direction}
        onDirection={setDirection}
      />
      <Choice
        size="xs"
        label={screenPanelText.perturbed}
        value={perturbed}
        data={[
          { value: 'regulators', label: screenPanelText.everyRegulator(model.regulators.length) },
          ...(model.regulators.length < genes.length
            ? [{ value: 'all' as const, label: screenPanelText.everyGene(genes.length) }]
            : []),
          { value: 'list', label: screenPanelText.list },
        ]}
        onChange={setPerturbed}
      />
      {perturbed === 'list' ? (
        <Textarea
          size="xs"
          aria-label={screenPanelText.listLabel}
          placeholder={screenPanelText.listLabel}
          rows={2}
          value={list}
          error={pasted.unknown.length > 0 ? screenPanelText.unknown(pasted.unknown) : null}
          onChange={({ currentTarget }) => setList(currentTarget.value)}
        />
      ) : null}
      <Change inPairs={inPairs} onInPairs={setInPairs} level={level} onLevel={setLevel} />
      <ModelDoubt />
      {number > MAX_SCREENED ? <p className="caption">{screenPanelText.tooMany(MAX_SCREENED)}</p> : null}
      {work.phase === 'running' ? (
        <Running done={work.done} of={work.of} />
      ) : (
        <Button
          size="xs"
          disabled={number === 0 || number > MAX_SCREENED || name === undefined}
          onClick={start}
        >
          {screenPanelText.start(number, inPairs)}
        </Button>
      )}
    </>
  );
}

/** Groups of cells in the file, and last those that are picked in the Cells view. */
function useGroups(dataset: Dataset): { readonly groups: readonly CellGroup[]; readonly hasPicked: boolean } {
  // A lasso on components is known once they are.
  const needsPlaces = useView((view) => needsComponents(view.present.cells.pick));
  const client = useCellsClient(needsPlaces ? dataset : null);
  const picked = usePicked(dataset, componentsOf(client));
  return useMemo(
    () => ({
      groups: [...cellGroups(dataset), ...(picked ? [pickedGroup(picked)] : [])],
      hasPicked: picked !== null,
    }),
    [dataset, picked],
  );
}

/** Whether genes are perturbed in pairs, and how strongly; `level` 0: knocked out. */
function Change(props: {
  inPairs: boolean;
  onInPairs: (inPairs: boolean) => void;
  level: number;
  onLevel: (level: number) => void;
}) {
  const { inPairs, onInPairs, level, onLevel } = props;
  return (
    <>
      <div className={classes.pair}>
        <Choice
          size="xs"
          label={screenPanelText.each}
          value={inPairs ? 'pairs' : 'alone'}
          data={[
            { value: 'alone', label: screenPanelText.alone },
            { value: 'pairs', label: screenPanelText.pairs },
          ]}
          onChange={(picked) => onInPairs(picked === 'pairs')}
        />
        <Choice
          size="xs"
          label={screenPanelText.level}
          value={level === 0 ? 'out' : 'set'}
          data={[
            { value: 'out', label: screenPanelText.levels.out },
            { value: 'set', label: screenPanelText.levels.set },
          ]}
          onChange={(picked) => onLevel(picked === 'out' ? 0 : 2)}
        />
      </div>
      {level === 0 ? null : (
        <NumberInput
          size="xs"
          label={screenPanelText.levelLabel}
          min={0.05}
          max={MAX_SLIDER}
          step={0.1}
          decimalScale={2}
          prefix="× "
          value={level}
          onChange={(typed) => {
            if (typeof typed === 'number' && typed > 0 && typed <= MAX_SLIDER) onLevel(typed);
          }}
        />
      )}
    </>
  );
}

/** What is to be reached: of a gene, a module, or a group of cells. */
function OutcomeChoice(props: {
  goal: Goal;
  onGoal: (goal: Goal) => void;
  targets: Readonly<Record<Goal, readonly string[]>>;
  target: number;
  onTarget: (target: number) => void;
  direction: 'up' | 'down';
  onDirection: (direction: 'up' | 'down') => void;
}) {
  const { goal, onGoal, targets, target, onTarget, direction, onDirection } = props;
  return (
    <>
      <div className={classes.pair}>
        <Choice
          size="xs"
          label={screenPanelText.outcome}
          value={goal}
          data={(['gene', 'module', 'group'] as const)
            .filter((one) => one === 'gene' || targets[one].length > 0)
            .map((value) => ({ value, label: screenPanelText.outcomes[value] }))}
          onChange={onGoal}
        />
        <Select
          size="xs"
          label={screenPanelText.goal[goal]}
          searchable
          limit={100}
          allowDeselect={false}
          data={targets[goal].map((label, index) => ({ value: String(index), label }))}
          value={String(target)}
          onChange={(picked) => onTarget(Number(picked ?? 0))}
        />
      </div>
      {goal === 'group' ? null : (
        <Segments
          aria-label={screenPanelText.direction}
          data={[
            { value: 'up', label: screenPanelText.up },
            { value: 'down', label: screenPanelText.down },
          ]}
          value={direction}
          onChange={onDirection}
        />
      )}
    </>
  );
}

function Running({ done, of }: { done: number; of: number }) {
  return (
    <>
      <Progress size={4} value={(100 * done) / Math.max(1, of)} aria-label={screenPanelText.progress} />
      <div className={classes.running}>
        <span className="quiet">{screenPanelText.done(done, of)}</span>
        <Button variant="subtle" size="compact-sm" onClick={cancelScreen}>
          {screenPanelText.cancel}
        </Button>
      </div>
    </>
  );
}

/** Of the Cells view. */
function pickedGroup({ name, isPicked }: Picked): CellGroup {
  const codes = Int32Array.from(isPicked);
  return {
    name: screenPanelText.picked(name),
    cells: codes.reduce((sum, one) => sum + one, 0),
    code: 1,
    codes,
  };
}

/** As the screen perturbed its genes: raised where it raised all of them, else knocked out. */
function usualLevel({ conditions }: Dataset): number {
  const kinds = conditions.flatMap(({ interventions }) => interventions.map(({ kind }) => kind));
  return kinds.length > 0 && kinds.every((kind) => kind === 'overexpression') ? 2 : 0;
}

/** A gene that is only a target, where there is one. */
function firstTarget(genes: readonly string[], regulators: Int32Array): number {
  const target = genes.findIndex((_, gene) => !regulators.includes(gene));
  return Math.max(0, target);
}

function outcomeOf(
  goal: Goal,
  target: number,
  direction: 'up' | 'down',
  of: { readonly dataset: Dataset; readonly result: FitResult; readonly groups: readonly CellGroup[] },
): Outcome | null {
  switch (goal) {
    case 'gene':
      return { direction, genes: [target] };
    case 'module': {
      const module = of.result.modules[target];
      return module ? { direction, genes: module.genes } : null;
    }
    case 'group': {
      const group = of.groups[target];
      return group
        ? { direction: 'towards', shift: shiftOfGroup(of.dataset, group, of.result.model.mean) }
        : null;
    }
    default:
      return goal satisfies never;
  }
}

function Ranked(props: {
  dataset: Dataset;
  result: FitResult;
  question: ScreenQuestion;
  rows: readonly ScreenedPerturbation[];
}) {
  const { dataset, result, question, rows } = props;
  const { genes } = dataset;
  const { model } = result;
  const isShared = useRun((run) => run.shared !== null);
  const sliders = useView((view) => view.present.sliders);
  const columns = useMemo(() => {
    const limits = limitsIn({ dataset, model, isShared });
    return columnsOf(question.named, dataset, rows, (row) => limits(row.changes, row.beyondData));
  }, [dataset, model, isShared, question, rows]);
  const remarks = useMemo(
    () => screenRemarks({ dataset, model, isShared }, question.named, rows),
    [dataset, model, isShared, question, rows],
  );
  const shown = keyOf(sliders.filter(({ value }) => value !== 1));
  return (
    <>
      <div ref={comeIntoView} className={classes.finding}>
        <p aria-live="polite">
          {remarks.join(' ')} <span className="quiet">{screenPanelText.click}</span>
        </p>
        <Button
          size="xs"
          variant="default"
          onClick={() =>
            saveFile(
              new Blob([screenTable(genes, rows)], { type: 'text/tab-separated-values' }),
              downloadName('screen.tsv'),
            )
          }
        >
          {screenPanelText.download}
        </Button>
      </div>
      <div className={classes.table}>
        <VirtualTable
          label={screenPanelText.table}
          columns={columns}
          rows={rows}
          rowKey={({ changes }) => keyOf(changes)}
          isSelected={({ changes }) => keyOf(changes) === shown}
          onSelect={({ changes }) => setSliders(changes)}
          firstColumn={1}
        />
      </div>
    </>
  );
}

/** In a narrow window the table is below the choices. */
function comeIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}

function keyOf(changes: ScreenedPerturbation['changes']): string {
  return JSON.stringify(changes.toSorted((a, b) => a.gene - b.gene).map(({ gene, value }) => [gene, value]));
}

function columnsOf(
  outcome: NamedOutcome,
  { genes, scale }: Dataset,
  rows: readonly ScreenedPerturbation[],
  limits: (row: ScreenedPerturbation) => readonly Limit[],
): readonly Column<ScreenedPerturbation>[] {
  const [name, predicted, interval, support] = screenPanelText.columns;
  const { direction } = outcome;
  const print = (value: number) => sizeText(outcome, value, scale);
  const hasInterval = rows.some(({ low, high }) => low < high);
  return [
    textColumn(name, ({ changes }) => changesText(genes, changes)),
    numberColumn(
      direction === 'towards' ? screenPanelText.share : predicted,
      ({ value }) => value,
      ({ value }) => print(value),
    ),
    ...(hasInterval
      ? [
          numberColumn<ScreenedPerturbation>(
            interval,
            ({ low }) => low,
            ({ low, high }) =>
              direction === 'towards'
                ? rangeText(low, high, shareText)
                : `${print(direction === 'down' ? high : low)} to ${print(direction === 'down' ? low : high)}`,
          ),
        ]
      : []),
    textColumn(
      support,
      (row) => textOf(limits(row)),
      (row) => {
        const found = limits(row);
        return found.length === 0 ? (
          screenPanelText.within
        ) : (
          <span className={classes.outside} title={found.map((one) => limitText(one, genes)).join(' ')}>
            {textOf(found)}
          </span>
        );
      },
    ),
  ];
}

function textOf(limits: readonly Limit[]): string {
  return limits.map(({ tag }) => limitMarks[tag]).join(', ');
}

interface PastedGenes {
  /** Indices, each once, in the order of the list. */
  readonly genes: readonly number[];
  /** Names that the model does not have. */
  readonly unknown: readonly string[];
}

/** Separated by commas, semicolons, spaces or line ends; case is ignored where that is unambiguous. */
export function pastedGenes(text: string, names: readonly string[]): PastedGenes {
  const find = geneFinder(names);
  const typed = [...new Set(text.split(/[\s,;]+/u).filter((name) => name !== ''))];
  const found = typed.map((name) => ({ name, gene: find(name) }));
  return {
    genes: [...new Set(found.flatMap(({ gene }) => (gene === null ? [] : [gene])))],
    unknown: found.flatMap(({ name, gene }) => (gene === null ? [name] : [])),
  };
}
