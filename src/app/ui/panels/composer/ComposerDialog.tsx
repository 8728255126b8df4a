/** The figure composer: its panels, the size of the figure, its preview and its files; undo of its own. */
import { ActionIcon, Button, Checkbox, NumberInput } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import {
  NARROWEST,
  type PrintedSheet,
  type SheetPanel,
  TALLEST_SHEET,
  WIDEST,
  captionOf,
  fontSizes,
  printSheet,
  sheetWidths,
} from '../../../../present/figure/sheet/sheet';
import { listOf } from '../../../../present/text/format';
import { copyText, showScreen } from '../../../session/page/actions';
import { Dialog } from '../../kit/Dialog';
import { ScrollRegion } from '../../kit/blocks';
import { Choice } from '../../kit/Choice';
import { composerText } from '../../text/composer';
import {
  compose,
  redoCompose,
  restoreFigure,
  sized,
  undoCompose,
  useComposition,
} from '../../composed/composition';
import { type Composition, type Panel, drawableOf } from '../../composed/content';
import { AddPanels, PanelList } from './PanelList';
import classes from './ComposerDialog.module.css';
import { saveSvg, saveSvgAsPng } from '../../kit/savedPicture';
import { downloadName } from '../../../session/share/exports';

const close = () => showScreen({ dialog: 'none' });
const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const;

export function ComposerDialog() {
  const figure = useComposition((history) => history.present);
  const printed = usePrinted(figure);
  useEffect(() => void restoreFigure(), []);
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
          <PanelList panels={figure.panels} />
          <AddPanels panels={figure.panels} />
          <SizeOfFigure figure={figure} />
        </div>
        <Preview figure={figure} printed={printed} />
      </div>
      <FigureFiles panels={figure.panels} printed={printed.sheet} />
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
  const address = useMemo(() => sheet && svgAddress(sheet), [sheet]);
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

interface Printed {
  /** The last sheet that was drawn; null before the first. */
  readonly sheet: PrintedSheet | null;
  readonly failed: boolean;
}

function svgAddress({ svg }: PrintedSheet): string {
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** The files of the figure: its caption as text, PNG, PDF and SVG. */
function FigureFiles(props: { panels: readonly Panel[]; printed: PrintedSheet | null }) {
  const { panels, printed } = props;
  const [said, say] = useState('');
  const isEmpty = panels.length === 0;
  const caption = captionOf(panels).join('\n');
  const copy = async () => say((await copyText(caption)) ? composerText.copied : composerText.notCopied);
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
  const print = async () => {
    if (!printed) return;
    try {
      await printFigure(printed, svgAddress(printed));
      say(composerText.printed);
    } catch {
      say(composerText.notPrinted);
    }
  };
  return (
    <div className={classes.files}>
      <details className={classes.caption}>
        <summary>Caption</summary>
        <p>{caption}</p>
      </details>
      <span className={classes.said} role="status">
        {said === '' ? (isEmpty ? '' : composerText.kept) : said}
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
          variant="default"
          disabled={isEmpty || !printed}
          title={composerText.pdfHint}
          onClick={() => void print()}
        >
          PDF
        </Button>
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

/** CSS pixels of a millimetre. */
const PIXELS_PER_MM = 96 / 25.4;

/**
 * PDF is the browser's own print, on one page of the figure's size, from which a person saves a file with embedded fonts: opens
 * the print dialog; the page is as it was once that is closed. `address`: of the SVG.
 */
async function printFigure(
  { width, height }: Pick<PrintedSheet, 'width' | 'height'>,
  address: string,
): Promise<void> {
  const image = new Image();
  image.src = address;
  image.className = 'printed-figure';
  await image.decode();
  // Browsers round pages to whole pixels: one that is too low by a part of a pixel would break.
  const tall = Math.ceil(height * PIXELS_PER_MM);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    .printed-figure { display: none; }
    @page { size: ${width}mm ${tall}px; margin: 0; }
    @media print {
      html, body { height: auto; min-height: 0; margin: 0; overflow: visible; background: #fff; }
      body > :not(.printed-figure) { display: none !important; }
      .printed-figure { display: block; width: ${width}mm; height: ${height}mm; break-after: avoid; }
    }`);
  const title = document.title;
  const finish = () => {
    document.title = title;
    image.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  };
  window.addEventListener('afterprint', finish, { once: true });
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  document.body.append(image);
  // The name of the file that the browser proposes.
  document.title = downloadName('figure');
  window.print();
}
