/**
 * Causal orders of Intersort beside known networks: `node scripts/run.mjs bench/order.ts FOLDER SET …` prints, with and without the bonus, the score
 * of the order (ε .3, bonus left out), the edges that contradict it, and the effects (D > ε) that do: many where there is feedback.
 */
import { bonus, epsilon, starts } from '../src/evaluation/methods/intersort/about';
import {
  distancesOf,
  gainsOf,
  orderOf,
  scoreOfOrder,
  topologicalDivergence,
} from '../src/evaluation/methods/intersort/intersort';
import { screenOf } from '../src/evaluation/methods/screen';
import { geneFinder } from '../src/dataset/names/match';
import { drain } from '../src/numerics/lazy';
import { textTable } from './accuracy/textTable';
import { fileOfSet, loadKnownSet } from './knownSet';

export async function main([folder = '../shared/data', ...names]: readonly string[]): Promise<number> {
  const rows: string[][] = [];
  for (const name of names) {
    const file = fileOfSet(folder, name);
    if (file === undefined) {
      console.error(`${folder} has no set ${name}.`);
      return 1;
    }
    const { dataset, truth } = await loadKnownSet(file);
    const screen = screenOf(dataset);
    const { genes } = screen.dataset;
    const geneOf = geneFinder(genes);
    const edges = truth.edges.flatMap(({ source, target }) => {
      const [from, to] = [geneOf(source), geneOf(target)];
      return from === null || to === null || from === to ? [] : [from * genes.length + to];
    });
    const distances = distancesOf(screen);
    const gains = gainsOf(distances, epsilon.value, 0);
    const effects = [...gains.keys()].filter((pair) => (gains[pair] ?? 0) > 0);
    for (const added of [0, bonus.value]) {
      const worth = gainsOf(distances, epsilon.value, added);
      const order = drain(orderOf(worth, genes.length, starts.value, 1));
      rows.push([
        name,
        String(added),
        scoreOfOrder(order, gains).toFixed(2),
        `${topologicalDivergence(order, edges)} of ${edges.length}`,
        `${topologicalDivergence(order, effects)} of ${effects.length}`,
      ]);
    }
  }
  console.log(textTable(['set', 'bonus', 'score', 'edges against', 'effects against'], rows));
  return 0;
}
