/**
 * The content security policy forbids inline styles (scripts/policy.ts). Cytoscape and plotly each write a <style> element into
 * the page unless an element with its id (and class) exists. Call before the library draws.
 */
export function forbidInlineStyle(id: string, className = ''): void {
  if (document.getElementById(id)) return;
  const mark = document.createElement('meta');
  Object.assign(mark, { id, className });
  document.head.append(mark);
}
