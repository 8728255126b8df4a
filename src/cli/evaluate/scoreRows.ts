/** What evaluation/networks measures, a line each: beside every number stands what knowing nothing would give. */
import type { DirectAndIndirect } from '../../evaluation/networks/directAndIndirect';
import type { DirectionAccuracy } from '../../evaluation/networks/direction';
import type { NetworkScores } from '../../evaluation/networks/networkScores';
import type { AreaScores } from '../../evaluation/networks/perturbedApart';
import type { SignedPrecision } from '../../evaluation/networks/signedPrecision';
import { plural } from '../../present/text/format';
import { count, percent } from '../../present/text/numbers';

type Row = readonly [label: string, text: string];

/** Rows that the reference cannot decide are left out. `trueEdges`: among the pairs scored. */
export function scoreRows(scores: NetworkScores, trueEdges: number): readonly Row[] {
  const { activation, repression, direction, hamming, directAndIndirect, regulators } = scores;
  return [
    signedRow('Activations', activation),
    signedRow('Repressions', repression),
    directionRow(direction),
    [
      'Changes to the reference',
      `${count(hamming.distance)} at ${plural(hamming.edges, 'edge')} (without edges: ${count(trueEdges)})`,
    ] as const,
    indirectRow(directAndIndirect),
    ...(regulators.neverPerturbed.regulators > 0
      ? [
          areaRow('Perturbed regulators', regulators.perturbed),
          areaRow('Regulators never perturbed', regulators.neverPerturbed),
        ]
      : []),
  ].filter((row) => row !== null);
}

function signedRow(label: string, scores: SignedPrecision | null): Row | null {
  if (scores === null) return null;
  const { precision, trueEdges, density } = scores;
  return [
    label,
    `${precision === null ? 'none' : percent(precision)} of the ${count(trueEdges)} strongest are true (random order: ${percent(density)})`,
  ];
}

function directionRow(direction: DirectionAccuracy | null): Row | null {
  if (direction === null) return null;
  const { accuracy, edges } = direction;
  return ['Directions right', `${percent(accuracy)} of ${plural(edges, 'true edge')} (guessing: 50\u00a0%)`];
}

function indirectRow({ drawn, pairs }: DirectAndIndirect): Row | null {
  if (pairs.indirect + pairs.other === 0 || drawn.indirect + drawn.other === 0) return null;
  const share = percent(pairs.indirect / (pairs.indirect + pairs.other));
  return [
    'Edges that are not true',
    `${count(drawn.indirect)} along paths of the reference, ${count(drawn.other)} not (random order: ${share} along paths)`,
  ];
}

function areaRow(label: string, { regulators, auprc, density }: AreaScores): Row | null {
  if (auprc === null) return null;
  return [
    label,
    `${count(regulators)}: area ${auprc.toFixed(2)}, ${(auprc / density).toFixed(1)} × random (random order: ${density.toFixed(2)})`,
  ];
}
