/** A network as of a screen of 216 genes: a dozen hubs hold most of 1,000 edges, and names are as long as they come. */
import type { Module, Network } from '../../../src/network/network';
import { Random } from '../../../src/numerics/random';
import { viewFor } from '../../../src/share/view';
import { layoutGraph } from '../../../src/present/figure/layout/graph';
import { placeByForces } from '../../../src/present/figure/layout/forceLayout';
import { arrange, pinned } from '../../../src/present/figure/layout/layout';
import { placesOf, sceneOfNetwork } from '../../../src/present/figure/runFigure';
import type { MeasuredResponse } from '../../../src/present/figure/scene';

const families = [
  'KRAB',
  'ZNF385D-AS',
  'HLA-DRB',
  'WWOX',
  'ENSG00000141',
  'MAP3K',
  'C9orf',
  'LINC01',
  'GMNN',
];
const hubs = 12;
const largeNetworkEdges = 1000;

/** Regulators are the first fifth of the genes. */
export function largeNetwork(genes = 216) {
  const random = new Random(genes);
  const regulators = Int32Array.from({ length: Math.ceil(genes / 5) }, (_, r) => r);
  const weights = new Float32Array(regulators.length * genes);
  for (const r of regulators)
    for (let gene = 0; gene < genes; gene++)
      if (gene !== r) weights[r * genes + gene] = random.normal() * (r < hubs ? 1 : 0.3);
  const names = Array.from(
    { length: genes },
    (_, gene) => `${families[gene % families.length] ?? ''}${gene}`,
  );
  const network: Network = { genes: names, regulators, weights, stability: null };
  const modules = Array.from({ length: 8 }, (_, module): Module => ({
    name: `M${module + 1}`,
    genes: Array.from({ length: genes }, (__, gene) => gene).filter((gene) => gene % 10 === module),
    regulators: [module],
    stability: null,
  }));
  const perturbed = [...regulators];
  const view = { ...viewFor(genes), edgeBudget: largeNetworkEdges };
  const scene = sceneOfNetwork({ network, modules, perturbed }, view);
  const measured = scene.edges
    .slice(0, 60)
    .map(({ source, target }): MeasuredResponse => ({ source, target, kind: 'explained', size: 5 }));
  const placement = pinned(arrange(layoutGraph(network, modules), placeByForces), []);
  return { network, scene, measured, places: placesOf(placement) };
}
