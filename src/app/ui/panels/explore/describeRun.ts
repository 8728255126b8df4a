/** Title and lead line of the network while it is learned. `waiting`: data that are open but not trained on. */
import type { Dataset } from '../../../../dataset/dataset';
import type { RunState } from '../../../session/state';
import type { DemoName } from '../../../../dataset/demoNames';
import { count } from '../../../../present/text/numbers';
import { demoTexts } from '../../text/dataName';
import { plural } from '../../../../present/text/format';

export function describeRun(
  dataset: Dataset | null,
  demo: DemoName | null,
  phase: RunState['phase'],
  waiting: string | null,
): { readonly title: string; readonly line: string } {
  if (!dataset) {
    return {
      title: 'Which genes regulate which, learned from a perturbation screen',
      line: waiting
        ? `${waiting} is open. Press Train to watch its network being learned, or drop your own data anywhere.`
        : 'A small simulated screen is being loaded. Drop your own data anywhere on this page.',
    };
  }
  const perturbations = new Set(
    dataset.conditions.filter(({ interventions }) => interventions.length > 0).map(({ label }) => label),
  );
  const size = `${plural(perturbations.size, 'perturbation')}, ${count(dataset.cells)} cells`;
  const [verb, live] =
    phase === 'running' || phase === 'preparing' ? ['Learning', ', live'] : ['A look at', ''];
  const genes = `${count(dataset.genes.length)}-gene`;
  const article = /^(8|1[18][-,])/.test(genes) ? 'an' : 'a';
  const network = `${verb} ${article} ${genes} network`;
  if (!demo) {
    return {
      title: `${network} from ${dataset.name}${live}`,
      line: `${size}. Click a gene to see its edges.`,
    };
  }
  const screen =
    demo === 'myeloid'
      ? 'a CRISPR screen'
      : `a simulated screen of ${plural(perturbations.size, 'knockout')}`;
  return {
    title: `${network} from ${screen}${live}`,
    line: `${demoTexts[demo].origin}: ${size}. Click a gene, or drop your own data.`,
  };
}
