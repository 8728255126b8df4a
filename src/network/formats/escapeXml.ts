import { visible } from '../../numerics/format';

/** Text or attribute value of an XML document: a name cannot become markup. Characters that XML 1.0 forbids become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** As escapeXml, for text that is drawn or read: characters that are not seen, or reorder others, become U+FFFD. */
export function escapeDrawn(text: string): string {
  return escapeXml(visible(text));
}
