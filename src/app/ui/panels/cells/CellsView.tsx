/** The cells of a run in a plane: their places, colours, the learned field as arrows, and groups of cells that are picked. */
import { Select, useComputedColorScheme } from '@mantine/core';
import { useCallback, useEffect, useMemo } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import { evenly } from '../../../../dataset/embedding';
import { rowNoun } from '../../../../dataset/rows';
import type { FlowArrow } from '../../../../dynamics/cellFlow';
import type { Module } from '../../../../network/network';
import { type Palette, paletteOf } from '../../../../present/figure/palette';
import { decimal, sentence } from '../../../../present/text/format';
import { type ArrowChoice, emptyView, MAX_CORNERS } from '../../../../share/view';
import { showCells } from '../../../session/page/actions';
import { useDoubt } from '../../../session/run/doubt';
import { usePrediction, useRun, useView } from '../../../session/stores';
import { emitViewEvent, onViewEvent } from '../../../session/view/viewBus';
import { cellsInside, type Corner, fullLength } from '../../charts/cellPainter';
import { cellsSvg } from '../../charts/cellsSvg';
import { Choice } from '../../kit/Choice';
import { originText, saveSvg, saveSvgAsPng } from '../../kit/savedPicture';
import { cellsText } from '../../text/cells';
import { figureText } from '../../text/figures';
import { AddToFigure } from '../../composed/AddToFigure';
import { CellsLegend } from './CellsLegend';
import { CellsPlot } from './CellsPlot';
import { colouredBy, keyOf, sourcesOf } from '../../derived/colourChoice';
import { PickedCells } from './PickedCells';
import { usePicked } from '../../derived/picked';
import { type CellsClient, componentsOf, useCellsClient, useFlow, useLevels } from '../../derived/useCells';
import classes from './Cells.module.css';

export function CellsView() {
  const dataset = useRun((run) => run.dataset);
  if (!dataset) return <p className={classes.empty}>{cellsText.noDataset}</p>;
  if (dataset.values.length === 0) return <p className={classes.empty}>{cellsText.noCells}</p>;
  return <Placed dataset={dataset} />;
}

function Placed({ dataset }: { dataset: Dataset }) {
  const client = useCellsClient(dataset);
  const wanted = useView((view) => view.present.cells.places);
  const stored = dataset.details?.places ?? [];
  // The file's own UMAP is what a person knows the cells by.
  const best =
    stored.find(({ name }) => /umap/i.test(name)) ?? stored.find(({ name }) => /t-?sne/i.test(name));
  const chosen =
    typeof wanted === 'object' && wanted ? stored.find(({ name }) => name === wanted.ofFile) : best;
  const places = wanted === 'components' ? undefined : chosen;
  if (client?.components === null && !places) return <p className={classes.empty}>{cellsText.failed}</p>;
  const components = client?.components && client.components !== 'none' ? client.components : null;
  const points = places?.points ?? components?.points;
  if (!points) return <p className={classes.empty}>{client ? figureText.noEmbedding : cellsText.loading}</p>;
  return (
    <Drawing
      dataset={dataset}
      client={client}
      name={places?.name ?? null}
      points={points}
      shares={places ? null : (components?.shares ?? null)}
    />
  );
}

const noModules: readonly Module[] = [];
/** Cells drawn at most, on screen and in a panel of a composed figure. */
const [MAX_DRAWN, MAX_PRINTED] = [100_000, 20_000];

interface Placement {
  readonly dataset: Dataset;
  readonly client: CellsClient | undefined;
  /** null: components. */
  readonly name: string | null;
  readonly points: Float32Array;
  readonly shares: readonly [number, number] | null;
}

/** What the cells can be coloured by, what they are coloured by, and the colours; null before there are any. */
function useColouring({ dataset, client }: Placement, palette: Palette) {
  const wanted = useView((view) => view.present.cells.colour);
  const modules = useRun((run) => run.result?.modules ?? noModules);
  const model = useRun((run) => run.result?.model ?? null);
  const answer = usePrediction((predicted) => predicted.answer);
  const moduleNames = useView((view) => view.present.moduleNames);
  const colourable = useMemo(() => {
    const delta = answer?.prediction.delta;
    const change =
      model && delta && delta.length === model.genes.length
        ? { delta, genes: answer.sliders.filter(({ value }) => value !== 1).map(({ gene }) => gene) }
        : null;
    return { dataset, modules, moduleNames, change };
  }, [dataset, modules, moduleNames, model, answer]);
  const sources = useMemo(() => sourcesOf(colourable), [colourable]);
  const options = sources.flatMap(({ items }) => items);
  // What is not in this data set or has no prediction gives way to the perturbation.
  const chosen = options.find((one) => keyOf(one.source) === keyOf(wanted)) ?? options[0];
  const source = chosen?.source ?? emptyView.cells.colour;
  const levels = useLevels(client, source, colourable);
  const colouredIn = useCallback(
    (inks: Palette) =>
      colouredBy(colourable, source, levels, inks) ??
      colouredBy(colourable, emptyView.cells.colour, null, inks),
    [colourable, source, levels],
  );
  const coloured = useMemo(() => colouredIn(palette), [colouredIn, palette]);
  return { sources, source, coloured, colouredIn, colourName: chosen?.label ?? '' };
}

/** The learned field: which arrows are shown, and those that are there. */
function useField({ client, name }: Placement) {
  const choice = useView((view) => view.present.cells.arrows);
  const sliders = useView((view) => view.present.sliders);
  const model = useRun((run) => run.result?.model ?? null);
  const changes = useMemo(() => sliders.filter(({ value }) => value !== 1), [sliders]);
  const isPerturbed = changes.length > 0;
  const arrowsShown: ArrowChoice = choice === 'perturbed' && !isPerturbed ? 'learned' : choice;
  const asked = { none: null, learned: unchanged, perturbed: changes }[arrowsShown];
  const flow = useFlow(client, model, asked, name);
  return { arrowsShown, isPerturbed, hasModel: model !== null, flow, arrows: flow ?? noArrows };
}

/** The cells that are drawn, of those that have a place. */
function useDrawnCells({ dataset, name, points, shares }: Placement) {
  const placed = useMemo(
    () =>
      Int32Array.from({ length: points.length / 2 }, (_, cell) => cell).filter(
        (cell) => Number.isFinite(points[2 * cell]) && Number.isFinite(points[2 * cell + 1]),
      ),
    [points],
  );
  const shown = useMemo(() => evenly(placed, MAX_DRAWN), [placed]);
  const axes = useMemo(
    () => (shares ? ([figureText.axisName(1, shares[0]), figureText.axisName(2, shares[1])] as const) : null),
    [shares],
  );
  const placesName = name === null ? cellsText.components : cellsText.placesName(name);
  const countText = useCallback(
    (drawn: number) => cellsText.drawn(drawn, placed.length, dataset.cells, rowNoun(dataset)),
    [placed.length, dataset],
  );
  return { points, shown, axes, placesName, countText };
}

/** Files and composed figures show the cells in light colours. */
function useFigureFiles(
  name: string | null,
  { points, shown, axes, placesName, countText }: ReturnType<typeof useDrawnCells>,
  { source, coloured, colouredIn, colourName }: ReturnType<typeof useColouring>,
  { arrowsShown, arrows }: ReturnType<typeof useField>,
) {
  const doubt = useDoubt();
  const isOfModel = arrowsShown !== 'none' || source.kind === 'predicted' || source.kind === 'module';
  useEffect(() => {
    if (!coloured) return undefined;
    const light = paletteOf('light');
    const ribbon = isOfModel ? doubt : null;
    const drawnNow = () => ({
      points,
      shown,
      colours: (colouredIn(light) ?? coloured).colours,
      arrows,
      axes,
    });
    const caption = (count: string) =>
      [
        cellsText.caption(placesName, colourName, count),
        coloured.note ? sentence(coloured.note) : '',
        ...(arrows.length > 0 ? arrowNotes(name, arrowsShown) : []),
      ]
        .filter(Boolean)
        .join(' ');
    const draw = () =>
      cellsSvg({
        ...drawnNow(),
        title: cellsText.heading,
        caption: [caption(countText(shown.length)), originText()],
        ribbon,
        palette: light,
      });
    const add = async () => {
      const { addCells } = await import('../../composed/panels');
      const printed = evenly(shown, MAX_PRINTED);
      addCells({ ...drawnNow(), shown: printed }, caption(countText(printed.length)), ribbon);
    };
    const endings = [
      onViewEvent('exportSvg', () => saveSvg(draw().svg, 'cells.svg')),
      onViewEvent('exportPng', () => void saveSvgAsPng(draw(), 'cells.png')),
      onViewEvent('addToFigure', () => void add()),
    ];
    return () => {
      for (const end of endings) end();
    };
  }, [
    coloured,
    colouredIn,
    points,
    shown,
    arrows,
    axes,
    placesName,
    colourName,
    countText,
    name,
    arrowsShown,
    isOfModel,
    doubt,
  ]);
}

function Tools(props: {
  placement: Placement;
  colouring: ReturnType<typeof useColouring>;
  field: ReturnType<typeof useField>;
}) {
  const { dataset, name } = props.placement;
  const { sources, source } = props.colouring;
  const { arrowsShown, isPerturbed, hasModel } = props.field;
  return (
    <div className={classes.tools}>
      <Choice
        size="xs"
        label={cellsText.places}
        data={[
          ...(dataset.details?.places ?? []).map((one) => ({
            value: one.name,
            label: cellsText.placesName(one.name),
          })),
          { value: null, label: cellsText.components },
        ]}
        value={name}
        onChange={(places) => showCells({ places: places === null ? 'components' : { ofFile: places } })}
      />
      <Select
        size="xs"
        label={cellsText.colour}
        searchable
        limit={60}
        allowDeselect={false}
        nothingFoundMessage={cellsText.noMatch}
        comboboxProps={{ withinPortal: true }}
        data={sources.map(({ group, items }) => ({
          group,
          items: items.map((item) => ({ value: keyOf(item.source), label: item.label })),
        }))}
        value={keyOf(source)}
        onChange={(value) => {
          const found = sources.flatMap(({ items }) => items).find((one) => keyOf(one.source) === value);
          if (found) showCells({ colour: found.source });
        }}
      />
      <Choice
        size="xs"
        label={cellsText.arrows}
        disabled={!hasModel}
        data={[
          { value: 'none', label: cellsText.arrowChoices.none },
          { value: 'learned', label: cellsText.arrowChoices.learned },
          ...(isPerturbed ? [{ value: 'perturbed' as const, label: cellsText.arrowChoices.perturbed }] : []),
        ]}
        value={arrowsShown}
        onChange={(next) => showCells({ arrows: next })}
      />
      <AddToFigure of={cellsText.heading} add={() => emitViewEvent('addToFigure')} />
    </div>
  );
}

function Drawing(placement: Placement) {
  const { dataset, client, name, points } = placement;
  const scheme = useComputedColorScheme('light');
  const palette = useMemo(() => paletteOf(scheme), [scheme]);
  const picked = usePicked(dataset, componentsOf(client));
  const colouring = useColouring(placement, palette);
  const field = useField(placement);
  const cells = useDrawnCells(placement);
  useFigureFiles(name, cells, colouring, field);
  const { coloured, colourName } = colouring;
  const { arrowsShown, arrows } = field;
  const { shown, axes } = cells;
  if (!coloured) return null;
  const drawn = cells.countText(shown.length);
  return (
    <section className={classes.view} aria-label={cellsText.heading}>
      <Tools placement={placement} colouring={colouring} field={field} />
      <div className={classes.body}>
        <div className={classes.drawing}>
          <CellsPlot
            points={points}
            shown={shown}
            colours={coloured.colours}
            isPicked={picked?.isPicked ?? null}
            arrows={arrows}
            palette={palette}
            words={cellsText.description(cells.placesName, colourName, drawn)}
            onPick={(corners) => {
              const kept = thinned(corners);
              const isEmpty = !cellsInside(points, kept).includes(1);
              showCells({ pick: isEmpty ? null : { kind: 'lasso', places: name, corners: kept } });
            }}
          />
          <p className={classes.note}>
            {[
              drawn,
              axes === null ? '' : `Across: ${axes[0]}. Up: ${axes[1]}.`,
              ...(arrowsShown === 'none' ? [] : arrowNotes(name, arrowsShown)),
              field.flow === null ? cellsText.arrowNotes.computing : '',
              name === null && arrows.length > 0 ? cellsText.longest(decimal(fullLength(arrows))) : '',
              field.hasModel ? '' : cellsText.arrowNotes.noModel,
            ]
              .filter(Boolean)
              .join(' ')}
          </p>
        </div>
        <div className={classes.side}>
          <CellsLegend
            colours={coloured.colours}
            groups={coloured.groups}
            note={coloured.note}
            source={colouring.source}
            title={colourName}
          />
          <PickedCells dataset={dataset} picked={picked} client={client} />
        </div>
      </div>
    </section>
  );
}

const noArrows: readonly FlowArrow[] = [];
const unchanged: readonly never[] = [];

/** Thins a polygon to MAX_CORNERS. */
function thinned(corners: readonly Corner[]): readonly Corner[] {
  const place = (at: number) => Math.floor((at * MAX_CORNERS) / corners.length);
  return corners.filter((_, at) => corners.length <= MAX_CORNERS || place(at) > place(at - 1));
}

/** What the arrows are. `name` null: components. */
function arrowNotes(name: string | null, choice: ArrowChoice): readonly string[] {
  const { exact, neighbours, perturbed } = cellsText.arrowNotes;
  return [name === null ? exact : neighbours, ...(choice === 'perturbed' ? [perturbed] : [])];
}
