/** A run judged by its own cells, without any reference: what the screen can tell at all, and whether targets answer. */
import { identifiability, type Identifiability } from '../../evaluation/identifiability/identifiability';
import { heldOutPerturbations } from '../../evaluation/splits/perturbations';
import {
  effectsBesideShuffled,
  judgeBesideShuffled,
  type BesideShuffled,
} from '../../evaluation/referenceFree/besideShuffled';
import type { WithoutTruth } from '../../evaluation/referenceFree/causalBench';
import { toTheEnd } from '../../numerics/toTheEnd';
import { listOf, plural } from '../../present/text/format';
import { count, percent } from '../../present/text/numbers';
import type { FinishedRun } from '../../share/runFile';

export interface JudgedByScreen extends BesideShuffled {
  /** Whether the perturbations that judge were held out; else the network was learned from them. */
  readonly unseen: boolean;
  /** Of the training perturbations. */
  readonly identifiability: Identifiability;
}

export function judgeByScreen({ dataset, result, settings }: FinishedRun, edges: number): JudgedByScreen {
  const { train, test } = heldOutPerturbations(dataset, dataset.heldOut);
  const unseen = dataset.heldOut.length > 0;
  return {
    unseen,
    identifiability: identifiability(train),
    ...judgeBesideShuffled(
      result.network,
      toTheEnd(effectsBesideShuffled(unseen ? test : train, settings.seed)),
      edges,
    ),
  };
}

/** `genes`: names. */
export function screenRows(
  { unseen, identifiability: known, screen, shuffled }: JudgedByScreen,
  genes: readonly string[],
): readonly (readonly [string, string])[] {
  const nameOf = (gene: number) => genes[gene] ?? '';
  const regulators = known.alone.length + known.onlyTogether.length + known.neverPerturbed.length;
  const shuffledMean = (of: (one: WithoutTruth) => number | null) => {
    const values = shuffled.map(of).filter((value) => value !== null);
    return values.reduce((sum, value) => sum + value / values.length, 0);
  };
  return [
    [
      'Regulators perturbed alone',
      `${count(known.alone.length)} of ${count(regulators)}; ${count(known.onlyTogether.length)} only with others, ${count(known.neverPerturbed.length)} never`,
    ] as const,
    [
      'Without an effect on other genes',
      known.withoutEffect.length === 0 ? 'no perturbation' : listOf(known.withoutEffect),
    ] as const,
    [
      'Genes that move together',
      known.movingTogether.length === 0
        ? 'none'
        : known.movingTogether.map((group) => listOf(group.map(nameOf))).join('; '),
    ] as const,
    [
      'Different things they do',
      `${known.effectiveRank.toFixed(1)} of ${plural(known.perturbations, 'perturbed condition')} (effective rank)`,
    ] as const,
    ...(screen.answering === null
      ? []
      : [
          [
            'Targets that answer',
            `${percent(screen.answering)} of ${plural(screen.edges, 'edge')} (shuffled labels: ${percent(shuffledMean(({ answering }) => answering))})${unseen ? '' : ', perturbations seen in training'}`,
          ] as const,
        ]),
    ...(screen.omissionRate === null
      ? []
      : [
          [
            'Answers left out',
            `${percent(screen.omissionRate)} of ${plural(screen.withoutPath, 'pair')} without a path (shuffled labels: ${percent(shuffledMean(({ omissionRate }) => omissionRate))})`,
          ] as const,
        ]),
  ];
}
