/** Every target of every perturbation: how many cells, the means, the change with its interval, and whether it is as expected. */
import { useMemo } from 'react';
import type { TargetEffect, TargetReport } from '../../../../dataset/quality/targetReport';
import { kindNames } from '../../../../present/text/kinds';
import { count, decimal, timePoint } from '../../../../present/text/numbers';
import { changeText, movementText } from '../../../../present/text/qualityTargets';
import { targetsText } from '../../text/quality';
import { type Column, VirtualTable } from '../drawer/VirtualTable';
import classes from './Quality.module.css';

export function targetKey({ perturbation, target, time }: TargetEffect): string {
  return JSON.stringify([perturbation, target, time]);
}

const moves = 'Moves';

/** What should be looked at comes first. */
const order: Readonly<Record<TargetEffect['verdict'], string>> = {
  opposite: '1',
  unclear: '2',
  'as-expected': '3',
  'nothing-expected': '4',
};

function text(name: string, of: (effect: TargetEffect) => string): Column<TargetEffect> {
  return { name, isNumber: false, key: of, cell: of };
}

function number(
  name: string,
  of: (effect: TargetEffect) => number,
  print: (value: number) => string,
): Column<TargetEffect> {
  return { name, isNumber: true, key: of, cell: (effect) => print(of(effect)) };
}

function columnsFor({ effects, hasControls, timeUnit }: TargetReport): readonly Column<TargetEffect>[] {
  const timed = effects.some(({ time }) => time !== null);
  const guided = effects.some(({ guides }) => guides.length > 0);
  return [
    text('Perturbation', ({ perturbation }) => perturbation),
    text('Target', ({ target }) => target),
    ...(timed
      ? [
          number(
            'Time',
            ({ time }) => time ?? -1,
            (time) => (time < 0 ? '–' : timePoint(time, timeUnit)),
          ),
        ]
      : []),
    {
      name: moves,
      isNumber: false,
      key: ({ verdict, perturbation }) => order[verdict] + perturbation,
      cell: movementText,
    },
    {
      name: 'Change',
      isNumber: true,
      key: ({ log2FoldChange }) => log2FoldChange,
      cell: changeText,
    },
    number('Cells', ({ cells }) => cells, count),
    number('Mean in perturbed', ({ mean }) => mean, decimal),
    number(hasControls ? 'Mean in controls' : 'Mean in others', ({ reference }) => reference, decimal),
    ...(guided ? [number('Guides', ({ guides }) => Math.max(1, guides.length), count)] : []),
    text('Kind', ({ kind }) => kindNames[kind]),
  ];
}

export function TargetsTable(props: {
  targets: TargetReport;
  chosen: string | null;
  onChoose: (key: string) => void;
}) {
  const { targets, chosen, onChoose } = props;
  const columns = useMemo(() => columnsFor(targets), [targets]);
  return (
    <div className={classes.frame} style={{ height: 34 + 31 * targets.effects.length }}>
      <VirtualTable
        label={targetsText.table}
        columns={columns}
        rows={targets.effects}
        rowKey={targetKey}
        isSelected={(effect) => targetKey(effect) === chosen}
        onSelect={(effect) => {
          onChoose(targetKey(effect));
        }}
        firstSorting={{ column: columns.findIndex(({ name }) => name === moves), reversed: false }}
      />
    </div>
  );
}
