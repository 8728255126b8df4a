/** The figure composer: panels in order, their widths, the size of the figure, its preview, and its files. */
import { ActionIcon, Button, Checkbox, NumberInput } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowDown,
  IconArrowForwardUp,
  IconArrowUp,
  IconGripVertical,
  IconX,
} from '@tabler/icons-react';
import { type DragEvent, useEffect, useMemo, useRef, useState } from 'react';
import {
  captionOf,
  fontSizes,
  letterOf,
  NARROWEST,
  type PrintedSheet,
  printSheet,
  type SheetPanel,
  sheetWidths,
  spans,
  TALLEST_SHEET,
  WIDEST,
} from '../../../../present/figure/sheet/sheet';
import { listOf } from '../../../../present/text/format';
import { showScreen } from '../../../session/actions';
import { hasViewListener } from '../../../session/viewBus';
import { Dialog } from '../../kit/Dialog';
import { ScrollRegion } from '../../kit/blocks';
import { Choice } from '../../kit/Choice';
import { runCommand } from '../../kit/commands';
import { saveSvg, saveSvgAsPng } from '../../kit/savedPicture';
import { composerText } from '../../text/composer';
import {
  compose,
  type Composition,
  MAX_PANELS,
  moved,
  type Panel,
  redoCompose,
  removed,
  sized,
  spanned,
  undoCompose,
  useComposition,
} from './composition';
import { drawableOf } from './content';
import { addCurves, addErrors, hasCurves, hasErrors } from './panels';
import classes from './ComposerDialog.module.css';

const close = () => showScreen({ dialog: 'none' });
const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const;

export function ComposerDialog() {
  const figure = useComposition((history) => history.present);
  const printed = usePrinted(figure);
  useEffect(() => {
    // Before the keys of the page.
    window.addEventListener('keydown', undoByKey, { capture: true });
    return () => window.removeEventListener('keydown', undoByKey, { capture: true });
  }, []);
  return (
    <Dialog title={composerText.title} size={1080} onClose={close} actions={<UndoButtons />}>
      <p className={classes.what}>{composerText.what}</p>
      <div className={classes.columns}>
        <div className={classes.column}>
          <Panels figure={figure} />
          <AddPanels isFull={figure.panels.length >= MAX_PANELS} />
          <SizeOfFigure figure={figure} />
        </div>
        <Preview figure={figure} printed={printed} />
      </div>
      <Files figure={figure} printed={printed.sheet} />
    </Dialog>
  );
}

/** The keys of undo are those of the figure while it is open; text fields keep theirs. */
function undoByKey(event: KeyboardEvent): void {
  const isText = event.target instanceof HTMLInputElement && event.target.type === 'text';
  if (!(event.ctrlKey || event.metaKey) || isText) return;
  const key = event.key.toLowerCase();
  if (key !== 'z' && key !== 'y') return;
  event.preventDefault();
  event.stopPropagation();
  if (key === 'y' || event.shiftKey) redoCompose();
  else undoCompose();
}

function UndoButtons() {
  const canUndo = useComposition(({ past }) => past.length > 0);
  const canRedo = useComposition(({ future }) => future.length > 0);
  return (
    <span className={classes.undo}>
      <ActionIcon variant="default" size={30} aria-label="Undo" disabled={!canUndo} onClick={undoCompose}>
        <IconArrowBackUp {...icon} />
      </ActionIcon>
      <ActionIcon variant="default" size={30} aria-label="Redo" disabled={!canRedo} onClick={redoCompose}>
        <IconArrowForwardUp {...icon} />
      </ActionIcon>
    </span>
  );
}

interface Printed {
  /** The last sheet that was drawn; null before the first. */
  readonly sheet: PrintedSheet | null;
  readonly failed: boolean;
}

function drawn(panel: Panel): SheetPanel {
  return { ...panel, draw: drawableOf(panel.content) };
}

/** The figure as it will be printed, drawn anew after each change. */
function usePrinted(figure: Composition): Printed {
  const [printed, setPrinted] = useState<Printed>({ sheet: null, failed: false });
  useEffect(() => {
    let wanted = true;
    const draw = async () => {
      try {
        const sheet = await printSheet({ ...figure, panels: figure.panels.map(drawn) });
        if (wanted) setPrinted({ sheet, failed: false });
      } catch {
        if (wanted) setPrinted({ sheet: null, failed: true });
      }
    };
    void draw();
    return () => {
      wanted = false;
    };
  }, [figure]);
  return printed;
}

type Move = 'earlier' | 'later';

function Panels({ figure }: { figure: Composition }) {
  const list = useRef<HTMLOListElement>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const [refocus, setRefocus] = useState<{ readonly id: number; readonly move: Move } | null>(null);
  const { panels } = figure;
  // A panel that moves takes the focus along; at the end of the list its other button has it.
  useEffect(() => {
    if (!refocus) return;
    const buttons = list.current?.querySelectorAll<HTMLButtonElement>(
      `[data-panel-id="${refocus.id}"] [data-move]`,
    );
    const wanted = [...(buttons ?? [])].filter((button) => !button.disabled);
    (wanted.find((button) => button.dataset['move'] === refocus.move) ?? wanted[0])?.focus();
  }, [refocus]);
  if (panels.length === 0)
    return (
      <div className={classes.empty}>
        <b>{composerText.empty}</b>
        <p>{composerText.emptyHint}</p>
      </div>
    );
  const drop = (place: number) => (event: DragEvent) => {
    if (dragged === null) return;
    event.preventDefault();
    compose((one) => moved(one, dragged, place));
    setDragged(null);
  };
  const move = (panel: Panel, place: number, step: Move) => () => {
    compose((one) => moved(one, panel.id, place));
    setRefocus({ id: panel.id, move: step });
  };
  const remove = (panel: Panel, place: number) => () => {
    compose((one) => removed(one, panel.id));
    const next = panels[place + 1] ?? panels[place - 1];
    if (next) setRefocus({ id: next.id, move: 'earlier' });
  };
  return (
    <ol ref={list} className={classes.panels} aria-label="Panels">
      {panels.map((panel, place) => {
        const letter = letterOf(place);
        return (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dragging is also done by the buttons
          <li
            key={panel.id}
            data-panel-id={panel.id}
            data-dragged={panel.id === dragged ? '' : undefined}
            className={classes.panel}
            draggable
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move';
              event.dataTransfer.setData('text/plain', panel.name);
              setDragged(panel.id);
            }}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => {
              if (dragged !== null) event.preventDefault();
            }}
            onDrop={drop(place)}
          >
            <IconGripVertical {...icon} className={classes.grip} />
            <b className={classes.letter}>{letter}</b>
            <span className={classes.name} title={panel.text}>
              {panel.name}
            </span>
            <Choice
              size="xs"
              w={104}
              aria-label={composerText.panelWidth(letter)}
              value={panel.span}
              data={spans.map((value) => ({ value, label: spanNames.get(value) ?? '' }))}
              onChange={(span) => compose((one) => spanned(one, panel.id, span))}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={26}
              data-move="earlier"
              aria-label={composerText.earlier(letter)}
              disabled={place === 0}
              onClick={move(panel, place - 1, 'earlier')}
            >
              <IconArrowUp {...icon} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={26}
              data-move="later"
              aria-label={composerText.later(letter)}
              disabled={place === panels.length - 1}
              onClick={move(panel, place + 1, 'later')}
            >
              <IconArrowDown {...icon} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={26}
              aria-label={composerText.remove(letter)}
              onClick={remove(panel, place)}
            >
              <IconX {...icon} />
            </ActionIcon>
          </li>
        );
      })}
    </ol>
  );
}

const spanNames = new Map<number, string>([
  [1, 'Full width'],
  [2 / 3, 'Two thirds'],
  [1 / 2, 'Half'],
  [1 / 3, 'One third'],
]);

/** Panels that need nothing but the run on screen. */
function AddPanels({ isFull }: { isFull: boolean }) {
  if (isFull) return <p className="quiet">{composerText.full}</p>;
  const sources = [
    {
      name: composerText.addScreen,
      isThere: hasViewListener('addToFigure'),
      onClick: runCommand('add-to-figure'),
    },
    { name: composerText.names.errors, isThere: hasErrors(), onClick: addErrors },
    { name: composerText.names.curves, isThere: hasCurves(), onClick: addCurves },
  ].filter(({ isThere }) => isThere);
  if (sources.length === 0) return null;
  return (
    <div className={classes.add} role="group" aria-label="Add a panel">
      <span className="caption">Add</span>
      {sources.map(({ name, onClick }) => (
        <Button key={name} size="compact-sm" variant="default" onClick={onClick}>
          {name}
        </Button>
      ))}
    </div>
  );
}

function SizeOfFigure({ figure }: { figure: Composition }) {
  const { width, fontSize, hasCaption } = figure;
  const [isOwn, setOwn] = useState(!isSheetWidth(width));
  return (
    <fieldset className={classes.size}>
      <legend className="visually-hidden">Size and text</legend>
      <Choice
        label={composerText.width}
        value={isOwn || !isSheetWidth(width) ? 0 : width}
        data={[
          ...sheetWidths.map((value) => ({ value, label: composerText.widths[value] })),
          { value: 0, label: composerText.ownWidth },
        ]}
        onChange={(value) => {
          setOwn(value === 0);
          if (value !== 0) compose((one) => sized(one, value));
        }}
      />
      {isOwn || !isSheetWidth(width) ? (
        <NumberInput
          label={composerText.millimetres}
          min={NARROWEST}
          max={WIDEST}
          value={width}
          onChange={(value) => {
            if (typeof value === 'number') compose((one) => sized(one, value), 'width');
          }}
        />
      ) : null}
      <Choice
        label={composerText.textSize}
        value={fontSize}
        data={fontSizes.map((value) => ({ value, label: `${value} pt` }))}
        onChange={(value) => compose((one) => ({ ...one, fontSize: value }))}
      />
      <Checkbox
        label={composerText.caption}
        checked={hasCaption}
        onChange={({ currentTarget: { checked } }) => compose((one) => ({ ...one, hasCaption: checked }))}
      />
    </fieldset>
  );
}

function isSheetWidth(width: number): boolean {
  return sheetWidths.some((one) => one === width);
}

function Preview({ figure, printed: { sheet, failed } }: { figure: Composition; printed: Printed }) {
  const address = useMemo(() => sheet && `data:image/svg+xml,${encodeURIComponent(sheet.svg)}`, [sheet]);
  const widened = sheet?.panels.filter(({ isWidened }) => isWidened).map(({ letter }) => letter) ?? [];
  const isEmpty = figure.panels.length === 0;
  return (
    <section className={classes.preview} aria-label="Preview">
      {failed ? <p role="alert">{composerText.failed}</p> : null}
      {address && !isEmpty ? (
        <ScrollRegion className={classes.paper} label={composerText.title}>
          <img src={address} alt={composerText.alt(captionOf(figure.panels).join(' '))} />
        </ScrollRegion>
      ) : null}
      {!sheet && !failed && !isEmpty ? <p className="quiet">{composerText.drawing}</p> : null}
      <p className={classes.measures} role="status">
        {sheet && !isEmpty ? (
          <>
            {composerText.sizeLine(sheet.width, sheet.height)}
            {sheet.height > TALLEST_SHEET ? composerText.tooTall(TALLEST_SHEET) : ''}
            {widened.length > 0 ? composerText.widened(listOf(widened)) : ''}
          </>
        ) : null}
      </p>
    </section>
  );
}

/** CSS pixels of a millimetre. */
const PIXELS_PER_MM = 96 / 25.4;

function Files({ figure, printed }: { figure: Composition; printed: PrintedSheet | null }) {
  const [said, say] = useState('');
  const isEmpty = figure.panels.length === 0;
  const caption = captionOf(figure.panels).join('\n');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(caption);
      say(composerText.copied);
    } catch {
      say(composerText.notCopied);
    }
  };
  const savePng = (dpi: number) => async () => {
    if (!printed) return;
    const { svg, width, height } = printed;
    const size = { width: width * PIXELS_PER_MM, height: height * PIXELS_PER_MM };
    try {
      await saveSvgAsPng({ svg, ...size }, `figure-${dpi}dpi.png`, dpi);
      say('');
    } catch {
      say(composerText.pngFailed);
    }
  };
  return (
    <div className={classes.files}>
      <details className={classes.caption}>
        <summary>Caption</summary>
        <p>{caption}</p>
      </details>
      <span className={classes.said} role="status">
        {said === '' ? (isEmpty ? '' : composerText.lost) : said}
      </span>
      <span className={classes.buttons}>
        <Button variant="default" disabled={isEmpty} onClick={() => void copy()}>
          {composerText.copyCaption}
        </Button>
        {[300, 600].map((dpi) => (
          <Button
            key={dpi}
            variant="default"
            disabled={isEmpty || !printed}
            onClick={() => void savePng(dpi)()}
          >
            PNG {dpi} dpi
          </Button>
        ))}
        <Button
          disabled={isEmpty || !printed}
          onClick={() => {
            if (printed) saveSvg(printed.svg, 'figure.svg');
          }}
        >
          SVG
        </Button>
      </span>
    </div>
  );
}
