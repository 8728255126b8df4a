/**
 * Measured responses over a learned network: which lines are drawn for a selection, and the sentence that says what they are. A response is
 * a total effect of a perturbation, direct or through other genes; it is drawn beside the edges and never as one.
 */
import { count, joined, plural } from '../text/format';
import { undrawnGenes } from './compose';
import { genesOf, idOf } from './focus';
import {
  type MeasuredResponse,
  type ResponseKind,
  type Scene,
  type ShownResponses,
  withoutHidden,
} from './scene';

/** Lines that stay readable over a network. */
const MOST_LINES = 60;

/**
 * The responses to what is selected: those of its perturbed genes; where these have none, those by which its genes respond; of an edge those
 * between its genes; without a selection all. Lines are drawn between genes that the network draws without them.
 * @param all the clearest first @param rate false discovery rate at which they were found
 */
export function shownResponses(all: readonly MeasuredResponse[], scene: Scene, rate: number): ShownResponses {
  const { hidden, hiddenByPerson } = undrawnGenes(scene);
  const visible = withoutHidden(all, scene).filter(
    ({ source, target }) => !hiddenByPerson.has(source) && !hiddenByPerson.has(target),
  );
  const { responses, isIncoming } = responsesTo(visible, scene);
  const drawable = responses.filter(({ source, target }) => !hidden.has(source) && !hidden.has(target));
  const lines = clearestInTurn(drawable, MOST_LINES);
  const countOf = (kind: ResponseKind) => responses.filter((one) => one.kind === kind).length;
  const counts = {
    explained: countOf('explained'),
    unexplained: countOf('unexplained'),
    unseen: countOf('unseen'),
    measured: countOf('measured'),
  };
  const ends = [...new Set(responses.map(({ source, target }) => (isIncoming ? target : source)))];
  const [only] = ends;
  const own = ends.length === 1 && only !== undefined ? (scene.genes[only] ?? '') : null;
  const who = isIncoming
    ? `of ${own ?? plural(ends.length, 'gene')} to perturbations of others`
    : `to the perturbation of ${own ?? plural(ends.length, 'gene')}`;
  const sentence =
    responses.length === 0
      ? 'The selection has no measured response among the genes of the network.'
      : joined(
          `Lines ending in a dot: responses ${who} (q < ${rate}). They are total effects, direct or through other genes, not edges.`,
          counts.measured > 0
            ? 'The link does not contain their predictions.'
            : 'Explained: predicted with the same sign and at least half the size.',
          lines.length < responses.length &&
            `Drawn: ${count(lines.length)} of ${count(responses.length)}, between genes with a shown edge${lines.length < drawable.length ? ', the clearest of each perturbed gene first' : ''}.`,
        );
  return { lines, counts, sentence };
}

function responsesTo(visible: readonly MeasuredResponse[], { selection, modules }: Scene) {
  if (selection === null) return { responses: visible, isIncoming: false };
  if (selection.kind === 'edge') {
    const id = idOf(selection);
    return { responses: visible.filter((one) => idOf(one) === id), isIncoming: false };
  }
  const own = new Set(genesOf({ modules }, selection));
  const caused = visible.filter(({ source }) => own.has(source));
  return caused.length > 0
    ? { responses: caused, isIncoming: false }
    : { responses: visible.filter(({ target }) => own.has(target)), isIncoming: true };
}

/** Sources choose their clearest responses in turn, so that one with many leaves room for others. @param responses the clearest first */
export function clearestInTurn<Response extends { readonly source: number }>(
  responses: readonly Response[],
  most: number,
): readonly Response[] {
  const queues = new Map<number, Response[]>();
  for (const one of responses) {
    const queue = queues.get(one.source);
    if (queue) queue.push(one);
    else queues.set(one.source, [one]);
  }
  const chosen: Response[] = [];
  for (let turn = 0; chosen.length < Math.min(most, responses.length); turn++)
    for (const queue of queues.values()) {
      const one = queue[turn];
      if (one && chosen.length < most) chosen.push(one);
    }
  return chosen;
}
