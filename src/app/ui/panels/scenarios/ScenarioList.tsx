/** Below the sliders: what is done with this perturbation, and the scenarios that are kept. */
import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconAlertTriangle, IconBookmark, IconDownload, IconPencil, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import { scenarioName, limitText, outsideTitle } from '../../../../present/text/scenarios';
import type { Scenario } from '../../../../share/view';
import { downloadPredicted, hasModel, showScreen } from '../../../session/page/actions';
import {
  keepScenario,
  removeScenario,
  renameScenario,
  setScenario,
} from '../../../session/predict/scenarioActions';
import { keepHindrance, placeOf } from '../../../session/predict/scenarios';
import { usePrediction, useRun, useView } from '../../../session/stores';
import { RenameField } from '../../kit/RenameField';
import { useStores } from '../../kit/useStores';
import { hindranceText, scenarioText } from '../../text/scenarios';
import classes from './Scenarios.module.css';
import { limitsOfRun, usePredictedSettings } from './usePredictedSettings';
import { Message } from '../../kit/blocks';

const icon = { size: 15, stroke: 1.75, 'aria-hidden': true } as const;

/** The buttons of the perturbation on the sliders. */
export function KeepAndDownload() {
  const sliders = useView((view) => view.present.sliders);
  const scenarios = useView((view) => view.present.scenarios);
  const time = useView((view) => view.present.time);
  const hindrance = keepHindrance(scenarios, { sliders, time });
  const why = hindranceText(hindrance);
  if (hindrance === 'nothing-set') return null;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconBookmark {...icon} />}
        disabled={hindrance !== null}
        onClick={keepScenario}
      >
        {scenarioText.keep}
      </Button>
      <DownloadMenu of="sliders" />
      {why === '' ? null : <p className="caption">{why}</p>}
    </>
  );
}

/** Every predicted value of the sliders, or of the scenarios too, as a file. */
export function DownloadMenu({ of }: { of: 'sliders' | 'all' }) {
  const hasMeans = useStores(hasModel);
  return (
    <Menu position="bottom-end" width={330} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconDownload {...icon} />}
          aria-label={scenarioText.downloadTitle}
          title={hasMeans ? undefined : scenarioText.noMeans}
          disabled={!hasMeans}
        >
          {scenarioText.download}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['tsv', 'h5ad'] as const).map((format) => (
          <Menu.Item key={format} onClick={() => void downloadPredicted(format, of)}>
            {format === 'tsv' ? scenarioText.table : scenarioText.annData}
            <span className={classes.hint}>
              {format === 'tsv' ? scenarioText.tableHint : scenarioText.annDataHint}
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Renders nothing before the first scenario is kept. */
export function ScenarioList({ dataset }: { dataset: Dataset }) {
  const scenarios = useView((view) => view.present.scenarios);
  const sliders = useView((view) => view.present.sliders);
  const time = useView((view) => view.present.time);
  const list = useRef<HTMLUListElement>(null);
  const predicted = usePredictedSettings(false);
  if (scenarios.length === 0) return null;
  const current = placeOf(scenarios, { sliders, time });
  return (
    <section className={classes.kept} aria-labelledby="scenarios-title">
      <div className={classes.keptHead}>
        <h3 id="scenarios-title">{scenarioText.title}</h3>
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={scenarioText.compareThem}
          onClick={() => showScreen({ dialog: 'scenarios' })}
        >
          {scenarioText.compare}
        </Button>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-redundant-roles -- Safari forgets the role of a list without bullets */}
      <ul role="list" className={classes.chips} ref={list} aria-labelledby="scenarios-title">
        {scenarios.map((scenario, place) => (
          <Chip
            key={`${place} ${JSON.stringify(scenario.sliders)}`}
            scenario={scenario}
            name={scenarioName(scenario, dataset)}
            place={place}
            isCurrent={place === current}
            isOutside={(predicted?.find((one) => one.place === place)?.limits.length ?? 0) > 0}
            // The next one, or what is before the list.
            onRemoved={() => focusChip(list.current, Math.min(place, scenarios.length - 2))}
          />
        ))}
      </ul>
    </section>
  );
}

function focusChip(list: HTMLUListElement | null, place: number): void {
  requestAnimationFrame(() => list?.children[place]?.querySelector('button')?.focus());
}

function Chip(props: {
  scenario: Scenario;
  name: string;
  place: number;
  isCurrent: boolean;
  isOutside: boolean;
  onRemoved: () => void;
}) {
  const { name, place, isCurrent } = props;
  const [renaming, setRenaming] = useState(false);
  const [wantsFocus, setWantsFocus] = useState(false);
  const own = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (wantsFocus && !renaming) own.current?.focus();
  }, [wantsFocus, renaming]);
  if (renaming) {
    return (
      <li>
        <RenameField
          label={scenarioText.nameOf(name)}
          name={name}
          onRename={(given) => renameScenario(place, given)}
          onEnd={(byKey) => {
            setWantsFocus(byKey);
            setRenaming(false);
          }}
        />
      </li>
    );
  }
  return (
    <li className={classes.chip} data-current={isCurrent ? '' : undefined}>
      <button
        type="button"
        ref={own}
        className={classes.chipName}
        aria-pressed={isCurrent}
        title={name}
        onClick={() => setScenario(place)}
      >
        {name}
      </button>
      {props.isOutside ? (
        <span className={classes.outside} title={scenarioText.outside}>
          <IconAlertTriangle size={14} stroke={1.75} role="img" aria-label={scenarioText.outside} />
        </span>
      ) : null}
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        aria-label={scenarioText.rename(name)}
        onClick={() => setRenaming(true)}
      >
        <IconPencil size={14} stroke={1.75} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        aria-label={scenarioText.remove(name)}
        onClick={() => {
          removeScenario(place);
          props.onRemoved();
        }}
      >
        <IconX size={14} stroke={1.75} aria-hidden />
      </ActionIcon>
    </li>
  );
}

/** Says what of the perturbation on the sliders lies outside what the data support; nothing where all is within. */
export function OutsideMessage({ dataset }: { dataset: Dataset }) {
  const answer = usePrediction((predicted) => predicted.answer);
  const result = useRun((run) => run.result);
  const isShared = useRun((run) => run.shared !== null);
  if (!answer) return null;
  const limits = limitsOfRun({ dataset, result, isShared }, answer.sliders, answer.prediction.beyondData);
  if (limits.length === 0) return null;
  return (
    <Message
      tone="warning"
      title={outsideTitle}
      text={limits.map((limit) => limitText(limit, dataset.genes)).join(' ')}
    />
  );
}
