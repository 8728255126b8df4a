/** The files of the figure: its caption as text, PNG, PDF and SVG. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { captionOf, type PrintedSheet } from '../../../../present/figure/sheet/sheet';
import { copyText } from '../../../session/page/actions';
import { saveSvg, saveSvgAsPng } from '../../kit/savedPicture';
import { composerText } from '../../text/composer';
import type { Panel } from '../../composed/content';
import { PIXELS_PER_MM, printFigure } from './printFigure';
import classes from './ComposerDialog.module.css';

export interface Printed {
  /** The last sheet that was drawn; null before the first. */
  readonly sheet: PrintedSheet | null;
  readonly failed: boolean;
}

export function svgAddress({ svg }: PrintedSheet): string {
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

export function FigureFiles(props: { panels: readonly Panel[]; printed: PrintedSheet | null }) {
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
