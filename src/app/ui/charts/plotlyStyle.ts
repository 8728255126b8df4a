/**
 * Plotly writes a <style> element into the page unless an element with this id and class is there. The content security
 * policy forbids inline styles (scripts/policy.ts); what figures need of those rules is in plotlyStyle.css.
 */
import './plotlyStyle.css';

const plotlysId = 'plotly.js-style-global';

/** Before plotly is loaded. */
export function forbidPlotlyStyle(): void {
  if (document.getElementById(plotlysId)) return;
  const mark = document.createElement('meta');
  mark.id = plotlysId;
  mark.className = 'no-inline-styles';
  document.head.append(mark);
}
