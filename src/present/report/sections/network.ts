/** The network as the figure that goes into a paper, in the colours of light and dark. */
import { countPairs } from '../../../network/ranking';
import { writeSvg } from '../../figure/svg/svg';
import { tag } from '../../figure/svg/xml';
import { compose, type Scene } from '../../figure/compose';
import { paletteOf, type Scheme } from '../../figure/palette';
import { placementOfRun, sceneOfRun } from '../../figure/runFigure';
import { doubtAbout } from '../../text/doubt';
import { plural } from '../../text/format';
import { count } from '../../text/numbers';
import { holdText, unstableEdgesText } from '../../text/stability';
import type { FinishedRun } from '../../../share/runFile';
import type { Placement } from '../../../share/view';
import { paragraph, scrolling, type Markup, type Section } from '../markup';
import { stableEdges } from '../stableEdges';

export function networkSection(run: FinishedRun, version: string): Section {
  const scene = sceneOfRun(run, doubtAbout(run.result));
  const placement = placementOfRun(run, scene);
  const caption = captionOf(run, scene, version);
  const figures = (['light', 'dark'] as const).map((scheme) =>
    tag('div', { class: scheme }, drawn(scene, placement, caption, scheme)),
  );
  return {
    id: 'network',
    name: 'Network',
    title: titleOf(run, scene),
    body:
      tag('figure', { class: 'network' }, scrolling('The gene network', figures.join('\n'))) +
      paragraph(noteOf(run, scene)),
  };
}

function titleOf(run: FinishedRun, scene: Scene): string {
  const possible = countPairs(run.result.network);
  const first = `The ${count(scene.edges.length)} strongest of ${plural(possible, 'possible edge')}`;
  if (scene.doubt !== null) return `${first}, not to be read as a result`;
  const stable = stableEdges(run);
  return stable
    ? `${first}: ${stable.stable === stable.drawn ? 'all' : stable.stable} ${holdText(run.result)}`
    : first;
}

function noteOf(run: FinishedRun, scene: Scene): string {
  const counts = stableEdges(run);
  const stable =
    scene.doubt !== null
      ? ' All are drawn dashed and without colour, as the run gives no reason to believe them.'
      : counts === null || counts.stable === counts.drawn
        ? ''
        : ` Dashed edges are not stable. ${unstableEdgesText(run.result)}`;
  return `An edge says how the model’s rate of the target answers to the regulator over the range seen in the cells. Its sign is the edge’s, its size ranks; it is no fold change.${stable}`;
}

function captionOf({ dataset, settings }: FinishedRun, scene: Scene, version: string): readonly string[] {
  return [
    `${scene.genes.length} genes, ${scene.edges.length} strongest edges. Width: |weight| relative to the strongest.`,
    `Modulode ${version}, seed ${settings.seed}, data ${dataset.name} (fingerprint ${dataset.fingerprint})`,
  ];
}

/** Without the XML declaration, as it stands within a page. */
function drawn(scene: Scene, { positions }: Placement, caption: readonly string[], scheme: Scheme): Markup {
  const palette = paletteOf(scheme);
  const places = new Map(
    scene.genes.map((_, gene) => [gene, { x: positions[gene * 2] ?? 0, y: positions[gene * 2 + 1] ?? 0 }]),
  );
  const { svg } = writeSvg({ picture: compose(scene, palette), places, palette, caption });
  return svg.slice(svg.indexOf('<svg')).trimEnd();
}
