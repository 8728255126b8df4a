/** Kept scenarios side by side: the network of each in miniature, and their responders as bars on one scale. */
import { Button, useComputedColorScheme } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import type { ScenarioTable } from '../../../../present/chart/scenarios';
import { miniatureOf, type MiniatureOf } from '../../../../present/figure/miniature';
import { nodeLabel } from '../../../../present/figure/networkFigure';
import { greyed, type Palette, paletteOf } from '../../../../present/figure/palette';
import { foldOrRatio, level } from '../../../../present/text/format';
import { scenarioName, settingText, limitText } from '../../../../present/text/scenarios';
import { foldChange } from '../../../../dynamics/predict';
import { showScreen } from '../../../session/page/actions';
import { keepScenario, setScenario } from '../../../session/predict/scenarioActions';
import { useDoubt } from '../../../session/run/doubt';
import { placeOf } from '../../../session/predict/scenarios';
import { useRun, useView } from '../../../session/stores';
import { placementNow } from '../../../session/view/viewBus';
import { Dialog } from '../../kit/Dialog';
import { ScrollRegion } from '../../kit/blocks';
import { EffectBar } from '../../kit/marks';
import { composerText } from '../../text/composer';
import { scenarioText } from '../../text/scenarios';
import { AddToFigure } from '../../composed/AddToFigure';
import { useShownEdges } from '../../derived/useNetwork';
import { exactMatch } from '../../derived/effects';
import { DownloadMenu } from './ScenarioList';
import classes from './Scenarios.module.css';
import { type ShownSetting, usePredictedSettings } from './usePredictedSettings';

const close = () => showScreen({ dialog: 'none' });

export function ScenariosDialog() {
  const dataset = useRun((run) => run.dataset);
  const predicted = usePredictedSettings(true);
  const scenarios = useView((view) => view.present.scenarios);
  // An answer to an earlier list may lack its scenarios.
  const shown = predicted?.filter(
    ({ place, sliders }) => place === null || scenarios[place]?.sliders === sliders,
  );
  const isEmpty = shown?.length === 0 && scenarios.length === 0;
  return (
    <Dialog title={scenarioText.compareTitle} size="auto" onClose={close} actions={<DownloadMenu of="all" />}>
      {isEmpty || !dataset ? (
        <p className={classes.empty}>{scenarioText.empty}</p>
      ) : shown && shown.length > 0 ? (
        <SideBySide dataset={dataset} shown={shown} />
      ) : (
        <p className={classes.empty}>{scenarioText.waiting}</p>
      )}
    </Dialog>
  );
}

interface Column extends ShownSetting {
  readonly key: string;
  readonly name: string;
  /** Genes that are set. */
  readonly changed: readonly number[];
  /** [G] measured for exactly this perturbation; null where it was not. */
  readonly measured: Float32Array | null;
  /** null without a prediction, and before the genes have places. */
  readonly miniature: MiniatureOf | null;
}

const FIRST_ROWS = 12;

function SideBySide({ dataset, shown }: { dataset: Dataset; shown: readonly ShownSetting[] }) {
  const [rows, setRows] = useState(FIRST_ROWS);
  const columns = useColumns(dataset, shown);
  const doubt = useDoubt();
  const hasIntervals = useRun((run) => run.shared === null);
  const hasMargins = useRun((run) => (run.result?.model.margins ?? null) !== null);
  const ranked = useMemo(
    () =>
      rankedResponders(
        columns.flatMap(({ prediction, changed }) =>
          prediction ? [{ log2FoldChange: prediction.log2FoldChange, changed }] : [],
        ),
      ),
    [columns],
  );
  const { genes, scale } = dataset;
  const left = ranked.length - rows;
  return (
    <>
      <p className={classes.what}>
        {scale === 'log-ratio' ? scenarioText.ratioScale : scenarioText.scale}
        {hasIntervals ? (hasMargins ? scenarioText.intervals : scenarioText.ranges) : ''}
        {columns.some(({ measured }) => measured) ? scenarioText.measured : ''}
        {doubt === null ? '' : ` ${doubt}.`}
      </p>
      <ScrollRegion label={scenarioText.compareTitle} className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{scenarioText.genes}</th>
              {columns.map((column) => (
                <th key={column.key} scope="col">
                  <Head column={column} dataset={dataset} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr className={classes.minis}>
              <th scope="row" className="visually-hidden">
                Network
              </th>
              {columns.map((column) => (
                <td key={column.key}>
                  <Miniature column={column} />
                </td>
              ))}
            </tr>
            {ranked.slice(0, rows).map((gene) => (
              <tr key={gene}>
                <th scope="row" title={genes[gene]}>
                  {genes[gene]}
                </th>
                {columns.map((column) => (
                  <td key={column.key}>
                    <Cell column={column} gene={gene} scale={scale} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{scenarioText.support}</th>
              {columns.map(({ key, limits, prediction }) => (
                <td key={key} data-outside={limits.length > 0 ? '' : undefined}>
                  {limits.length > 0
                    ? limits.map((limit) => <p key={limit.tag}>{limitText(limit, genes)}</p>)
                    : prediction && scenarioText.supported}
                </td>
              ))}
            </tr>
          </tfoot>
        </table>
        <div className={classes.more}>
          {left > 0 ? (
            <Button variant="subtle" size="compact-sm" onClick={() => setRows(ranked.length)}>
              {scenarioText.more(left)}
            </Button>
          ) : null}
          <AddToFigure
            of={composerText.names.scenarios}
            add={({ addScenarios }) => addScenarios(tableOf(columns, ranked.slice(0, rows), dataset))}
          />
        </div>
      </ScrollRegion>
    </>
  );
}

function useColumns(dataset: Dataset, shown: readonly ShownSetting[]): readonly Column[] {
  const scenarios = useView((view) => view.present.scenarios);
  const result = useRun((run) => run.result);
  const edges = useShownEdges();
  const hidden = useView((view) => view.present.hiddenGenes);
  const positions = placementNow(dataset.genes)?.positions;
  return useMemo(
    () =>
      shown.map((one): Column => {
        const { place, sliders, time, prediction } = one;
        const scenario = place === null ? undefined : scenarios[place];
        const match =
          result &&
          prediction &&
          exactMatch(result.comparisons, dataset.conditions, { sliders, time, prediction });
        const changed = sliders.filter(({ value }) => value !== 1).map(({ gene }) => gene);
        const { genes } = dataset;
        return {
          ...one,
          key: JSON.stringify([sliders, time]),
          name: scenario ? scenarioName(scenario, dataset) : scenarioText.notKept,
          changed,
          measured: match ? foldChange(result.model, match.measured) : null,
          miniature:
            prediction && positions
              ? { genes, positions, edges, hidden, changed, log2FoldChange: prediction.log2FoldChange }
              : null,
        };
      }),
    [shown, scenarios, result, dataset, edges, hidden, positions],
  );
}

/** Name, what is changed where the name does not say it, and the button that sets the sliders to it. */
function Head({ column, dataset }: { column: Column; dataset: Dataset }) {
  const { place, name } = column;
  const scenarios = useView((view) => view.present.scenarios);
  const sliders = useView((view) => view.present.sliders);
  const time = useView((view) => view.present.time);
  const isCurrent = place !== null && placeOf(scenarios, { sliders, time }) === place;
  const content = settingText(column, dataset);
  return (
    <div className={classes.columnHead}>
      {place === null ? (
        <span>{name}</span>
      ) : (
        <button
          type="button"
          className="text-button"
          aria-pressed={isCurrent}
          title={scenarioText.set(name)}
          onClick={() => setScenario(place)}
        >
          {name}
        </button>
      )}
      {content === name ? null : <span className={classes.content}>{content}</span>}
      {isCurrent ? <span className={classes.content}>{scenarioText.onSliders}</span> : null}
      {place === null ? (
        <Button variant="default" size="compact-xs" onClick={keepScenario}>
          {scenarioText.keepThis}
        </Button>
      ) : null}
    </div>
  );
}

function Miniature({ column }: { column: Column }) {
  const scheme = useComputedColorScheme('light');
  const isDoubtful = useDoubt() !== null;
  const palette = useMemo(
    () => (isDoubtful ? greyed(paletteOf(scheme)) : paletteOf(scheme)),
    [scheme, isDoubtful],
  );
  const { prediction, miniature } = column;
  if (!prediction) return <p className={classes.missing}>{scenarioText.notPredicted}</p>;
  if (!miniature) return null;
  return <MiniNetwork label={scenarioText.miniature(column.name)} of={miniature} palette={palette} />;
}

/** The same genes and scenarios as a panel of a printed figure. */
function tableOf(
  columns: readonly Column[],
  genes: readonly number[],
  dataset: Pick<Dataset, 'genes' | 'timeUnit' | 'scale'>,
): ScenarioTable {
  return {
    genes: genes.map((gene) => nodeLabel(dataset.genes[gene] ?? '')),
    scale: dataset.scale,
    columns: columns.map((column) => {
      const { name, prediction, measured, sliders, limits, miniature } = column;
      const content = settingText(column, dataset);
      return {
        name,
        content: content === name ? null : content,
        miniature,
        isOutside: limits.length > 0,
        cells: genes.map((gene) => {
          const set = sliders.find((slider) => slider.gene === gene);
          if (!prediction) return null;
          if (set && set.value !== 1) return { level: set.value };
          const log2 = prediction.log2FoldChange[gene] ?? 0;
          const interval = [prediction.low[gene] ?? log2, prediction.high[gene] ?? log2] as const;
          return { log2, interval, measured: measured?.[gene] ?? null };
        }),
      };
    }),
  };
}

/** One gene in one scenario; where the scenario sets it, the level. */
function Cell(props: { column: Column; gene: number; scale: Dataset['scale'] }) {
  const { column, gene, scale } = props;
  const { prediction } = column;
  const set = column.sliders.find((slider) => slider.gene === gene);
  if (!prediction) return null;
  if (set && set.value !== 1) return <span className={classes.set}>{level(set.value)}</span>;
  const log2 = prediction.log2FoldChange[gene] ?? 0;
  return (
    <span className={classes.effect}>
      <EffectBar
        log2={log2}
        interval={[prediction.low[gene] ?? log2, prediction.high[gene] ?? log2]}
        measured={column.measured?.[gene] ?? null}
      />
      <span className="number">{foldOrRatio(log2, scale)}</span>
    </span>
  );
}

/** Pixels. */
const miniature = [148, 108] as const;
const nameSize = 11;

/** Coloured by the predicted change of one scenario; all miniatures have the places of the large network. */
function MiniNetwork(props: { label: string; of: MiniatureOf; palette: Palette }) {
  const { label, of, palette } = props;
  const { viewBox, edges, genes, names } = useMemo(
    () => miniatureOf(of, miniature, nameSize, palette),
    [of, palette],
  );
  return (
    <svg className={classes.mini} viewBox={viewBox.join(' ')} role="img" aria-label={label}>
      <path d={edges.d} stroke={edges.color} strokeWidth={edges.width} strokeOpacity={0.35} fill="none" />
      {genes.map(({ gene, x, y, radius, fill, border, width }) => (
        <circle key={gene} cx={x} cy={y} r={radius} fill={fill} stroke={border} strokeWidth={width} />
      ))}
      {names.map((name) => (
        <text
          key={name.text}
          x={name.x}
          y={name.y}
          textAnchor="middle"
          fontSize={name.size}
          fontWeight={620}
          fill={name.ink}
          stroke={name.halo}
          strokeWidth={name.haloWidth}
          paintOrder="stroke"
        >
          {name.text}
        </text>
      ))}
    </svg>
  );
}

/** A predicted perturbation: [G] log2 fold changes, and the genes that it sets. */
interface Response {
  readonly log2FoldChange: Float32Array;
  readonly changed: readonly number[];
}

/** Genes that some scenario changes without setting them, the largest change in any of them first. */
export function rankedResponders(responses: readonly Response[]): readonly number[] {
  const genes = Math.max(0, ...responses.map(({ log2FoldChange }) => log2FoldChange.length));
  const sizes = Float64Array.from({ length: genes }, (_, gene) =>
    responses.reduce(
      (most, { log2FoldChange, changed }) =>
        changed.includes(gene) ? most : Math.max(most, Math.abs(log2FoldChange[gene] ?? 0)),
      0,
    ),
  );
  return [...sizes.keys()]
    .filter((gene) => (sizes[gene] ?? 0) > 0)
    .toSorted((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b);
}
