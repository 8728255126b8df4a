/** The heat map of every perturbation that acts and every gene that it changes, on a canvas that scrolls and zooms. */
import { TextInput, useComputedColorScheme } from '@mantine/core';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { changeWords, colourReach, type EffectsMap } from '../../../../present/chart/effects';
import { type Palette, paletteOf } from '../../../../present/figure/palette';
import { selectPerturbation, wholeMap } from '../../../session/page/actions';
import { CanvasMatrix, useMatrixView, ZoomButtons } from '../../kit/CanvasMatrix';
import { type MatrixNames, type MatrixView, paintFramed, type Placed } from '../../kit/matrixFrame';
import type { ShownEffects } from '../../derived/shownEffects';
import { useLatest } from '../../kit/useLatest';
import { effectsText } from '../../text/effects';
import { pixelsOf, soughtIn } from './wholeMapParts';
import classes from './EffectsPage.module.css';

interface Props {
  readonly found: ShownEffects;
  readonly selected: number | null;
}

const ask = () => wholeMap();

export function WholeMap({ found, selected }: Props) {
  const question = useMemo(() => ({ found }), [found]);
  const latest = useLatest(question, ask);
  const [sought, setSought] = useState('');
  const map = latest?.question === question ? latest.answer : null;
  const shown = useMemo(() => map && soughtIn(map, sought), [map, sought]);
  return shown === null ? (
    <p className="quiet">{effectsText.arranging}</p>
  ) : (
    <Cells
      map={shown}
      reach={colourReach(found.map)}
      selected={selected}
      sought={sought}
      onSeek={setSought}
    />
  );
}

/** Smallest cell in pixels: a screen of thousands of genes fits. */
const SMALLEST = 0.15;

function Cells(props: {
  map: EffectsMap;
  reach: number;
  selected: number | null;
  sought: string;
  onSeek: (names: string) => void;
}) {
  const { map, reach, selected, sought, onSeek } = props;
  const scheme = useComputedColorScheme('light');
  const palette = useMemo(() => paletteOf(scheme), [scheme]);
  const picture = usePicture(map, reach, palette);
  const { zoom, setZoom, pointed: at, onPoint } = useMatrixView(map.rows.length, map.genes.length);
  const names = useMemo(
    (): MatrixNames => ({
      rows: map.rows.map(({ label }) => label),
      columns: map.genes,
      isSelected: { row: (row) => map.rows[row]?.perturbation === selected, column: () => false },
    }),
    [map, selected],
  );
  const paint = useCallback(
    (context: CanvasRenderingContext2D, view: MatrixView) =>
      paintFramed(context, view, names, palette, {
        cells: (placed) => paintCells(context, view, placed, { map, picture, palette }),
      }),
    [names, palette, map, picture],
  );
  const words = at ? changeWords(map, at.row, at.column) : '';
  return (
    <div className={classes.whole}>
      <div className={classes.wholeTools}>
        <TextInput
          size="xs"
          placeholder={effectsText.seek}
          aria-label={effectsText.seek}
          value={sought}
          onChange={({ currentTarget }) => {
            onSeek(currentTarget.value);
            setZoom(1);
          }}
        />
        <ZoomButtons onZoom={(factor) => setZoom(zoom * factor)} />
        <p className="quiet">
          {words === '' ? effectsText.wholeMap(map.rows.length, map.genes.length) : words}
        </p>
      </div>
      <CanvasMatrix
        label={effectsText.map}
        description={effectsText.wholeMapKeys}
        rows={names.rows}
        columns={names.columns}
        zoom={zoom}
        smallest={SMALLEST}
        paint={paint}
        pointed={at}
        onPoint={onPoint}
        words={words}
        onOpen={({ row }) => {
          const place = map.rows[row];
          if (place) selectPerturbation(place.perturbation);
        }}
      />
    </div>
  );
}

/** Pixels that are coloured before the page draws again. */
const PIXELS_AT_ONCE = 2 ** 21;

/** The cells as a picture of one pixel each, in as many steps as keep the page smooth; a new object when it is complete. */
function usePicture(map: EffectsMap, reach: number, palette: Palette): Picture | null {
  const [picture, setPicture] = useState<Picture | null>(null);
  useEffect(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [map.genes.length, map.rows.length];
    const context = canvas.getContext('2d');
    if (!context || map.genes.length === 0) return undefined;
    const step = Math.max(1, Math.floor(PIXELS_AT_ONCE / map.genes.length));
    let [from, frame] = [0, 0];
    const fill = () => {
      const to = Math.min(map.rows.length, from + step);
      const pixels = pixelsOf(map, reach, palette, { from, to });
      context.putImageData(new ImageData(pixels, map.genes.length), 0, from);
      from = to;
      if (from < map.rows.length) frame = requestAnimationFrame(fill);
      else setPicture({ map, canvas });
    };
    fill();
    return () => cancelAnimationFrame(frame);
  }, [map, reach, palette]);
  return picture?.map === map ? picture : null;
}

interface Picture {
  readonly map: EffectsMap;
  readonly canvas: HTMLCanvasElement;
}

/** Smallest cell with lines between it and its neighbours. */
const LINED = 9;

function paintCells(
  context: CanvasRenderingContext2D,
  { cell }: MatrixView,
  { x, y, across, down }: Placed,
  { map, picture, palette }: { map: EffectsMap; picture: Picture | null; palette: Palette },
): void {
  const [columns, rows] = [across.to - across.from, down.to - down.from];
  const [left, top] = [x(across.from), y(down.from)];
  const [width, height] = [columns * cell.width, rows * cell.height];
  if (!picture || columns <= 0 || rows <= 0) return;
  context.imageSmoothingEnabled = Math.min(cell.width, cell.height) < 1;
  context.drawImage(picture.canvas, across.from, down.from, columns, rows, left, top, width, height);
  if (Math.min(cell.width, cell.height) < LINED) return;
  context.fillStyle = palette.panel;
  for (let column = across.from; column < across.to; column++)
    context.fillRect(x(column) - 0.5, top, 1, height);
  for (let row = down.from; row < down.to; row++) context.fillRect(left, y(row) - 0.5, width, 1);
  context.strokeStyle = palette.text;
  context.lineWidth = 1;
  for (let row = down.from; row < down.to; row++)
    for (let column = across.from; column < across.to; column++)
      if (map.own[row * map.genes.length + column] === 1)
        context.strokeRect(x(column) + 0.5, y(row) + 0.5, cell.width - 1, cell.height - 1);
}
