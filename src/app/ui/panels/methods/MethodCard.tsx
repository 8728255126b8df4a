/** One method: what it assumes and needs, what it costs here, its settings, and its result. */
import { Button, Input, NumberInput, Progress, Select } from '@mantine/core';
import { IconAlertTriangle, IconExternalLink } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import {
  type AboutMethod,
  type MethodSetting,
  isAllowed,
  settingValue,
} from '../../../../evaluation/methods/method';
import { rankEdges } from '../../../../network/ranking';
import { duration, percent } from '../../../../present/text/format';
import { embeddingsText, linkVerdictText, partsText } from '../../../../present/text/gallery';
import type { MethodState } from '../../../session/methods/methodQueue';
import {
  type ChosenCells as Chosen,
  cancelMethod,
  chooseEmbeddings,
  costOf,
  lackOf,
  removeEmbeddings,
  runMethods,
  setMethodCells,
  setMethodSetting,
  useMethodRuns,
} from '../../../session/methods/methodRuns';
import { useRun, useView } from '../../../session/stores';
import { HiddenFileInput } from '../../kit/HiddenFileInput';
import { describeError } from '../../text/errors';
import {
  costText,
  edgeText,
  failedText,
  lackText,
  methodsText,
  needsLine,
  pickedGroupText,
} from '../../text/methods';
import classes from './Methods.module.css';
import type { MethodAnswer } from '../../../../../workers/protocol';
import { cellGroups, cellsOfGroup } from '../../../../dataset/cellGroups';
import type { Dataset } from '../../../../dataset/dataset';
import { needsComponents, usePicked } from '../../derived/picked';
import { componentsOf, useCellsClient } from '../../derived/useCells';

export function MethodCard({ about }: { about: AboutMethod }) {
  const { name, title, summary, citation } = about;
  const run = useRun();
  const state = useMethodRuns(({ states }) => states[name]);
  const typed = useMethodRuns(({ settings }) => settings[name]);
  const lacks = useMethodRuns((runs) => lackOf(name, run, runs).map(lackText).join(' '));
  const cost = run.dataset && costOf(about, run.dataset, typed);
  const id = `method-${name}`;
  return (
    <li className={classes.card} aria-labelledby={id} data-done={state?.phase === 'done' ? '' : undefined}>
      <h4 id={id}>{title}</h4>
      <p className={classes.summary}>{summary}</p>
      <p className={classes.needs}>{needsLine(about)}</p>
      {lacks === '' ? null : (
        <p className={classes.lack}>
          <IconAlertTriangle size={15} stroke={1.75} aria-hidden /> {lacks}
        </p>
      )}
      <Outcome state={state} about={about} />
      {about.settings.length > 0 ? (
        <details className={classes.settings}>
          <summary>{methodsText.settings}</summary>
          {about.readsCells && run.dataset && lacks === '' ? (
            <ChosenCells method={name} dataset={run.dataset} />
          ) : null}
          {about.readsEmbeddings && lacks === '' ? <Embeddings /> : null}
          {about.settings.map((setting) => (
            <Setting
              key={setting.name}
              of={name}
              setting={setting}
              value={settingValue(typed ?? {}, setting)}
            />
          ))}
        </details>
      ) : null}
      <span className="space" />
      <div className={classes.foot}>
        {state?.phase === 'running' || state?.phase === 'queued' ? (
          <Button
            variant="default"
            size="compact-sm"
            aria-label={`${methodsText.cancel} ${title}`}
            onClick={() => cancelMethod(name)}
          >
            {methodsText.cancel}
          </Button>
        ) : (
          <Button
            variant="default"
            size="compact-sm"
            aria-label={`${methodsText.run} ${title}`}
            disabled={lacks !== '' || cost === null}
            onClick={() => runMethods([name])}
          >
            {state?.phase === 'done' ? methodsText.again : methodsText.run}
          </Button>
        )}
        <span className={classes.cost}>{cost && lacks === '' ? costText(cost) : ''}</span>
        <span className="space" />
        <a
          href={citation.url}
          target="_blank"
          rel="noreferrer"
          title={citation.text}
          aria-label={`${title}: ${citation.text}`}
        >
          {sourceOf(citation.text)} <IconExternalLink size={13} stroke={1.75} aria-hidden />
        </a>
      </div>
    </li>
  );
}

/** 'Marbach et al. 2012' */
function sourceOf(text: string): string {
  const authors = text.split(',')[0] ?? '';
  const year = /\b(?:19|20)\d\d\b(?!.*\b(?:19|20)\d\d\b)/u.exec(text)?.[0] ?? '';
  return `${authors} ${year}`.trim();
}

function Outcome({ state, about }: { state: MethodState | undefined; about: AboutMethod }) {
  switch (state?.phase) {
    case 'queued':
      return <p className={classes.outcome}>{methodsText.queued}</p>;
    case 'running':
      return (
        <div className={classes.outcome}>
          <Progress value={100 * state.share} size="sm" aria-label="Share done" />
          <span className={classes.cost}>{percent(state.share)}</span>
        </div>
      );
    case 'failed':
      return (
        <p className={classes.lack} role="alert">
          {failedText(state.why)}
        </p>
      );
    case 'cancelled':
      return <p className={classes.outcome}>{methodsText.cancelled}</p>;
    case 'done':
      return (
        <>
          <Strongest answer={state.answer} signed={about.signed} />
          {state.embeddings ? <p className={classes.needs}>{embeddingsText(state.embeddings)}</p> : null}
          {state.answer.links ? (
            <p className={classes.needs}>{linkVerdictText(state.answer.links, about)}</p>
          ) : null}
          {state.answer.unseen && state.answer.without ? (
            <p className={classes.needs}>{partsText(state.answer.unseen.error, state.answer.without)}</p>
          ) : null}
        </>
      );
    case undefined:
      return null;
    default:
      return state satisfies never;
  }
}

const SHOWN_EDGES = 3;

function Strongest({ answer, signed }: { answer: MethodAnswer; signed: boolean }) {
  const { network, seconds } = answer;
  const strongest = useMemo(
    () => rankEdges(network, SHOWN_EDGES).filter(({ weight }) => weight !== 0),
    [network],
  );
  const names = strongest.map(({ source, target, weight }) =>
    edgeText(network.genes[source] ?? '', network.genes[target] ?? '', signed ? weight : 1),
  );
  return (
    <p className={classes.outcome}>
      <b>{names.length === 0 ? 'No edge' : names.join(', ')}</b>
      <span className={classes.cost}>{seconds < 1 ? 'under 1 s' : duration(seconds)}</span>
    </p>
  );
}

function Setting({ of, setting, value }: { of: string; setting: MethodSetting; value: number }) {
  const { name, meaning, least, most, whole } = setting;
  const allowed = isAllowed(setting, value);
  return (
    <NumberInput
      size="xs"
      label={name}
      description={meaning}
      value={Number.isFinite(value) ? value : ''}
      allowDecimal={!whole}
      hideControls
      error={allowed ? null : `${whole ? 'Whole numbers' : 'Numbers'} from ${least} to ${most}`}
      onChange={(typed) => setMethodSetting(of, name, typed === '' ? NaN : Number(typed))}
    />
  );
}

/** The cells at which a method is read: all, a group, or those picked under Cells. */
function ChosenCells({ method, dataset }: { method: string; dataset: Dataset }) {
  const chosen = useMethodRuns(({ cells }) => cells[method]);
  const pick = useView((view) => view.present.cells.pick);
  const client = useCellsClient(needsComponents(pick) ? dataset : null);
  const picked = usePicked(dataset, componentsOf(client));
  const groups = useMemo(() => cellGroups(dataset), [dataset]);
  const choices = useMemo(() => {
    const byName = new Map<string, () => Chosen>();
    if (picked) {
      const { name, isPicked } = picked;
      const shown = pickedGroupText(
        name,
        isPicked.reduce((sum, one) => sum + one, 0),
      );
      byName.set(shown, () => ({ name: shown, isMember: isPicked }));
    }
    // What was picked before stays chosen until another choice.
    if (chosen && !byName.has(chosen.name)) byName.set(chosen.name, () => chosen);
    for (const group of groups) {
      const { name } = group;
      byName.set(name, () => ({ name, isMember: cellsOfGroup(group) }));
    }
    return byName;
  }, [picked, chosen, groups]);
  return (
    <Select
      size="xs"
      label={methodsText.cells}
      description={methodsText.cellsAbout}
      placeholder={methodsText.allCells}
      data={[...choices.keys()]}
      value={chosen?.name ?? null}
      clearable
      searchable={choices.size > 12}
      onChange={(name) => setMethodCells(method, (name === null ? null : choices.get(name)?.()) ?? null)}
    />
  );
}

/** A file of numbers of genes, which a method reads at its next run. */
function Embeddings() {
  const given = useMethodRuns(({ embeddings }) => embeddings);
  const input = useRef<HTMLInputElement>(null);
  const error = given && !given.ok ? describeError(given.error) : null;
  return (
    <Input.Wrapper
      size="xs"
      labelElement="div"
      label={methodsText.embeddings}
      description={methodsText.embeddingsAbout}
    >
      <div className={classes.foot}>
        <HiddenFileInput
          ref={input}
          label={methodsText.embeddings}
          multiple
          onFiles={(files) => void chooseEmbeddings(files)}
        />
        <Button variant="default" size="compact-xs" onClick={() => input.current?.click()}>
          {methodsText.chooseFile}
        </Button>
        {given?.ok ? (
          <>
            <span className={classes.needs}>{given.value.name}</span>
            <Button
              variant="subtle"
              color="gray"
              size="compact-xs"
              aria-label={`${methodsText.removeFile} ${given.value.name}`}
              onClick={removeEmbeddings}
            >
              {methodsText.removeFile}
            </Button>
          </>
        ) : null}
      </div>
      {error ? (
        <p className={classes.lack} role="alert">
          {error.title}. {error.why} {error.next}
        </p>
      ) : null}
    </Input.Wrapper>
  );
}
