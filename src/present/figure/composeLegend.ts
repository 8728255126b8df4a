/** The legend of a NetworkFigure: every mark that is in use, and what is left out, in words. Always on the canvas and in exported figures. */
import type { Scene } from './compose';
import { changeColor, mix, type Palette } from './palette';
import type { LegendEntry } from './networkFigure';

/** `leftOut`: genes there is no room for. */
export function composeLegend(scene: Scene, palette: Palette, leftOut: number): LegendEntry[] {
  const colorless = scene.change !== null || scene.doubt !== null;
  const neutral = mix(palette.text, palette.canvas, 0.68);
  const sign = (head: 'activates' | 'represses'): LegendEntry => ({
    kind: 'edge',
    label: head,
    head,
    dashed: scene.doubt !== null,
    mark: 'plain',
    color: colorless ? palette.neutralEdge : palette[head],
  });
  const marked = (mark: 'found' | 'missed' | 'wrong', label: string): LegendEntry => ({
    kind: 'edge',
    label,
    head: 'unknown',
    dashed: false,
    mark,
    color: neutral,
  });
  const entries: LegendEntry[] = [];
  if (scene.change)
    entries.push({
      kind: 'scale',
      low: '÷ 4',
      high: '× 4',
      colors: Array.from({ length: 17 }, (_, i) => changeColor(palette, i / 4 - 2)),
    });
  entries.push(sign('activates'), sign('represses'));
  if (!scene.change && !scene.reference)
    entries.push({ kind: 'width', label: 'width = strength', color: neutral });
  if (scene.reference)
    entries.push(
      marked('found', 'found'),
      marked('missed', 'missed'),
      marked('wrong', 'wrong: not in the reference'),
    );
  else
    entries.push({
      kind: 'edge',
      label: scene.change ? 'unstable' : 'dashed = still unstable',
      head: 'unknown',
      dashed: true,
      mark: 'plain',
      color: neutral,
    });
  if (scene.perturbed.size > 0 && !scene.change)
    entries.push({ kind: 'ring', label: 'perturbed in the screen', color: palette.text });
  if (leftOut > 0) entries.push({ kind: 'note', label: `not drawn: ${leftOut} genes without an edge shown` });
  return entries;
}
