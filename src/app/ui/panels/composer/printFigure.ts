/** The figure as PDF: the browser's own print, on one page of the figure's size, from which a person saves a PDF with embedded fonts. */
import type { PrintedSheet } from '../../../../present/figure/sheet/sheet';
import { downloadName } from '../../../session/actions/exports';

/** Opens the print dialog; the page is as it was once that is closed. `address`: of the SVG. */
export async function printFigure(
  { width, height }: Pick<PrintedSheet, 'width' | 'height'>,
  address: string,
): Promise<void> {
  const image = new Image();
  image.src = address;
  image.className = 'printed-figure';
  await image.decode();
  // Rounded up: a page that is too low by a trace of a millimetre would break.
  const tall = Math.ceil(height * 10) / 10;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    .printed-figure { display: none; }
    @page { size: ${width}mm ${tall}mm; margin: 0; }
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
