/**
 * Cytoscape writes a <style> element into the page (`position: relative` for its container) unless an element with this id
 * is there. The content security policy forbids inline styles (scripts/policy.ts), and our own sheet positions the container.
 */
const cytoscapesId = '__________cytoscape_stylesheet';

/** Before a canvas is made. */
export function forbidInlineStyle(): void {
  if (document.getElementById(cytoscapesId)) return;
  const mark = document.createElement('meta');
  mark.id = cytoscapesId;
  document.head.append(mark);
}
