/** The effect of each perturbation on its own target: the finding, a figure, a sortable table, and the guides of the chosen row. */
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { memo, useMemo, useState } from 'react';
import type { GuideStrength } from '../../../../dataset/dataset';
import { isRatio, type Mapping, type ValueScale } from '../../../../dataset/mapping';
import type { TargetEffect, TargetReport } from '../../../../dataset/quality/targets';
import { targetsTsv } from '../../../../present/report/tables';
import { count, decimal, fold, timePoint } from '../../../../present/text/format';
import { kindNames } from '../../../../present/text/names';
import {
  changeText,
  movementText,
  shownMean,
  strengthText,
  targetsSentences,
} from '../../../../present/text/quality';
import { suspectSentences } from '../../../../present/text/diagnosis';
import { downloadName, saveFile } from '../../../session/share/exports';
import { useImport } from '../../../session/stores';
import { Message, ScrollRegion } from '../../kit/blocks';
import { type Column, DataTable, numberColumn, textColumn, valueColumn } from '../../kit/DataTable';
import { targetsText, targetsTitle } from '../../text/quality';
import { VirtualTable } from '../../kit/VirtualTable';
import { ChartFrame } from '../../charts/SvgChart';
import classes from './CheckPage.module.css';
import { FoldedSection } from './FoldedSection';

export function TargetsSection({ mapping, bytes }: { mapping: Mapping; bytes: number }) {
  return (
    <FoldedSection
      title={targetsTitle}
      summary={(report) => (report ? (targetsSentences(report.targets)[0] ?? '') : targetsText.notMeasured)}
      mapping={mapping}
      bytes={bytes}
    >
      {(report) => (report ? <Targets targets={report.targets} values={mapping.values} /> : null)}
    </FoldedSection>
  );
}

const noStrengths: readonly GuideStrength[] = [];

function Targets({ targets, values }: { targets: TargetReport; values: ValueScale }) {
  const name = useImport((state) => state.opened?.name);
  const strengths =
    useImport((state) => (state.phase === 'ready' ? state.dataset?.guides : null)) ?? noStrengths;
  const columns = useMemo(() => columnsFor(targets, values), [targets, values]);
  const [chosen, setChosen] = useState<string | null>(null);
  const effect = targets.effects.find((one) => targetKey(one) === chosen) ?? null;
  const haveGuides = targets.effects.some(({ guides }) => guides.length > 0);
  return (
    <>
      {targets.suspects.length === 0 ? null : (
        <Message
          tone="warning"
          title={targetsText.suspects}
          text={suspectSentences(targets.suspects).join(' ')}
        />
      )}
      <p>
        {targetsSentences({ ...targets, suspects: [] })
          .slice(targets.suspects.length === 0 ? 1 : 0)
          .join(' ')}
      </p>
      <p className="quiet">{targetsText.lead}</p>
      {targets.effects.length === 0 ? null : (
        <>
          <TargetsFigure effects={targets.effects} chosen={effect} />
          <div className={classes.head}>
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconDownload size={14} stroke={1.75} aria-hidden />}
              onClick={() => {
                const content = new Blob([targetsTsv(targets, strengths, values)], {
                  type: 'text/tab-separated-values',
                });
                saveFile(content, downloadName('targets.tsv', name));
              }}
            >
              {targetsText.download}
            </Button>
            {haveGuides ? <span className="quiet">{targetsText.chooseGuides}</span> : null}
          </div>
          <div className={classes.frame} style={{ height: 34 + 31 * targets.effects.length }}>
            <VirtualTable
              label={targetsText.table}
              columns={columns}
              rows={targets.effects}
              rowKey={targetKey}
              isSelected={(one) => targetKey(one) === chosen}
              onSelect={(one) => setChosen(targetKey(one))}
              firstColumn={columns.findIndex((column) => column.name === moves)}
            />
          </div>
          {effect && effect.guides.length > 0 ? (
            <GuidesTable effect={effect} strengths={strengths} values={values} />
          ) : null}
        </>
      )}
    </>
  );
}

const [width, height] = [460, 180];
const box = { left: 46, right: 8, top: 10, bottom: 12 };
/** The axis ends at ± this log2 fold change. */
const MAX_CHANGE = 8;

/** log2 fold change of every target with its interval, in ascending order. */
const TargetsFigure = memo(function TargetsFigure(props: {
  effects: readonly TargetEffect[];
  chosen: TargetEffect | null;
}) {
  const sorted = props.effects.toSorted((a, b) => a.log2FoldChange - b.log2FoldChange);
  const reach = (of: (effect: TargetEffect) => number, pick: (...values: number[]) => number) =>
    sorted.reduce((end, effect) => pick(end, of(effect)), 0);
  const bottom = Math.max(-MAX_CHANGE, Math.floor(reach(({ low }) => low, Math.min)) || -1);
  const top = Math.min(MAX_CHANGE, Math.ceil(reach(({ high }) => high, Math.max)) || 1);
  const y = (change: number) => {
    const inside = Math.min(top, Math.max(bottom, change));
    return box.top + ((height - box.top - box.bottom) * (top - inside)) / (top - bottom);
  };
  const step = (width - box.left - box.right) / sorted.length;
  const x = (place: number) => box.left + (place + 0.5) * step;
  const radius = Math.min(3.5, Math.max(1.2, step / 3));
  const dot = (place: number, change: number) =>
    `M${(x(place) - radius).toFixed(1)} ${y(change).toFixed(1)}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0`;
  const cross = (place: number, change: number) => {
    const [at, level, arm] = [x(place), y(change), radius + 0.8];
    return `M${at - arm} ${level - arm}L${at + arm} ${level + arm}M${at - arm} ${level + arm}L${at + arm} ${level - arm}`;
  };
  const joined = (mark: typeof dot, shows: (effect: TargetEffect) => boolean) =>
    sorted.map((effect, place) => (shows(effect) ? mark(place, effect.log2FoldChange) : '')).join('');
  const bars = sorted
    .map(({ low, high }, place) => `M${x(place).toFixed(1)} ${y(low).toFixed(1)}V${y(high).toFixed(1)}`)
    .join('');
  const chosen = props.chosen === null ? -1 : sorted.indexOf(props.chosen);
  const levels = [bottom, 0, top].filter((level, place, all) => all.indexOf(level) === place);
  return (
    <figure className={classes.targets}>
      <ChartFrame width={width} height={height} maxWidth={520} label={targetsText.figure(sorted.length)}>
        {levels.map((level) => (
          <g key={level}>
            <path
              d={`M${box.left} ${y(level)}H${width - box.right}`}
              stroke={level === 0 ? 'var(--outline-strong)' : 'var(--line)'}
            />
            <text x={box.left - 6} y={y(level) + 4} textAnchor="end">
              {fold(level)}
            </text>
          </g>
        ))}
        <path d={bars} stroke="var(--outline-strong)" strokeWidth={Math.min(1.5, step / 2)} />
        <path
          d={joined(dot, ({ verdict }) => verdict === 'as-expected' || verdict === 'nothing-expected')}
          fill="var(--accent)"
        />
        <path
          d={joined(dot, ({ verdict }) => verdict === 'unclear' || verdict === 'weak')}
          fill="var(--mantine-color-body)"
          stroke="var(--text)"
        />
        <path
          d={joined(cross, ({ verdict }) => verdict === 'opposite')}
          stroke="var(--text)"
          strokeWidth="1.8"
        />
        {chosen < 0 ? null : (
          <path
            d={`M${x(chosen).toFixed(1)} ${box.top}V${height - box.bottom}`}
            stroke="var(--text)"
            strokeDasharray="4 3"
          />
        )}
      </ChartFrame>
      <figcaption className="quiet">{targetsText.key}</figcaption>
    </figure>
  );
});

function targetKey({ perturbation, target, time }: TargetEffect): string {
  return JSON.stringify([perturbation, target, time]);
}

const moves = 'Moves';

/** Sort keys: targets that need attention first. */
const order: Readonly<Record<TargetEffect['verdict'], string>> = {
  opposite: '1',
  weak: '2',
  unclear: '3',
  'as-expected': '4',
  'nothing-expected': '5',
};

function columnsFor(
  { effects, hasControls, timeUnit }: TargetReport,
  values: ValueScale,
): readonly Column<TargetEffect>[] {
  const timed = effects.some(({ time }) => time !== null);
  const guided = effects.some(({ guides }) => guides.length > 0);
  const mean = isRatio(values) ? 'Mean log2 ratio' : 'Mean';
  const means = `${mean} in ${hasControls ? 'controls' : 'others'}`;
  const columns: readonly Column<TargetEffect>[] = [
    textColumn('Perturbation', ({ perturbation }) => perturbation),
    textColumn('Target', ({ target }) => target),
    valueColumn(
      'Time',
      ({ time }) => time ?? -1,
      (time) => (time < 0 ? '–' : timePoint(time, timeUnit)),
    ),
    textColumn<TargetEffect>(
      moves,
      ({ verdict, perturbation }) => order[verdict] + perturbation,
      movementText,
    ),
    numberColumn('Change', ({ log2FoldChange }) => log2FoldChange, changeText),
    valueColumn('Cells', ({ cells }) => cells, count),
    valueColumn(`${mean} in perturbed`, (one) => shownMean(one.mean, values), decimal),
    valueColumn(means, ({ reference }) => shownMean(reference, values), decimal),
    valueColumn('Guides', ({ guides }) => Math.max(1, guides.length), count),
    textColumn('Kind', ({ kind }) => kindNames[kind]),
  ];
  return columns.filter(({ name }) => (name !== 'Time' || timed) && (name !== 'Guides' || guided));
}

/** The guides of one perturbation: the effect of each on the target, and its relative strength. */
function GuidesTable(props: {
  effect: TargetEffect;
  strengths: readonly GuideStrength[];
  values: ValueScale;
}) {
  const { perturbation, target, guides } = props.effect;
  const title = targetsText.guidesOf(perturbation, target);
  return (
    <div className={classes.guides}>
      <h3>{title}</h3>
      <ScrollRegion className={classes.scroll} label={title}>
        <DataTable
          columns={[
            { name: 'Guide', cell: ({ guide }) => guide },
            { name: 'Cells', isNumber: true, cell: ({ cells }) => count(cells) },
            { name: 'Mean', isNumber: true, cell: ({ mean }) => decimal(shownMean(mean, props.values)) },
            { name: 'Change', isNumber: true, cell: changeText },
            { name: moves, cell: movementText },
            {
              name: 'Strength',
              cell: ({ guide }) => strengthText(props.strengths.find((one) => one.guide === guide)),
            },
          ]}
          rows={guides}
          rowKey={({ guide }) => guide}
        />
      </ScrollRegion>
      <p className="quiet">{targetsText.strengthNote}</p>
    </div>
  );
}
