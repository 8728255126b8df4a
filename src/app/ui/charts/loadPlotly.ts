/**
 * Loads plotly with the first figure. Plotly writes a <style> element into the page unless an element with its id and class
 * exists. The content security policy forbids inline styles (scripts/policy.ts); the rules that figures need are in
 * plotlyStyle.css.
 */
import './plotlyStyle.css';

const styleId = 'plotly.js-style-global';

export async function loadPlotly() {
  forbidInlineStyle();
  const { default: plotly } = await import('plotly.js-cartesian-dist-min');
  return plotly;
}

function forbidInlineStyle(): void {
  if (document.getElementById(styleId)) return;
  const mark = document.createElement('meta');
  mark.id = styleId;
  mark.className = 'no-inline-styles';
  document.head.append(mark);
}
