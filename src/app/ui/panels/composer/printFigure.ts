/** The figure as PDF: the browser's own print, on one page of the figure's size, from which a person saves a PDF with embedded fonts. */
import type { PrintedSheet } from '../../../../present/figure/sheet/sheet';
import { downloadName } from '../../../session/share/exports';

/** CSS pixels of a millimetre. */
export const PIXELS_PER_MM = 96 / 25.4;

/** Opens the print dialog; the page is as it was once that is closed. `address`: of the SVG. */
export async function printFigure(
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
