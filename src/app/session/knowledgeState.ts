/** The known network that the next training is given. Small, because training reads it; what reads and matches networks is in knowledge.ts. */
import { create } from 'zustand';
import type { Dataset } from '../../dataset/dataset';
import type { Knowledge, PriorStrength } from '../../dataset/knowledge';
import type { PriorSource } from '../../evaluation/networks/truthFile';
import type { BundledPriorName } from '../../network/priors/about';
import type { AppError } from './state';

export interface GivenNetwork {
  readonly source: PriorSource;
  /** null: a person's own. */
  readonly bundled: BundledPriorName | null;
}

export interface KnowledgeChoice {
  /** null: the cells alone. */
  readonly network: GivenNetwork | null;
  readonly strength: PriorStrength;
}

interface KnowledgeState {
  /** null: as the data set was learned before, which is without for a new file. */
  readonly choice: KnowledgeChoice | null;
  /** Former choices, the latest last. */
  readonly past: readonly (KnowledgeChoice | null)[];
  readonly isReading: boolean;
  /** Share done while its use is measured before a training; null otherwise. */
  readonly measured: number | null;
  readonly error: AppError | null;
  /** The panel was asked for: it comes into view. */
  readonly isAsked: boolean;
}

export const useKnowledge = create<KnowledgeState>(() => ({
  choice: null,
  past: [],
  isReading: false,
  measured: null,
  error: null,
  isAsked: false,
}));

type Informed = Pick<Dataset, 'fingerprint' | 'knowledge'>;

/** What the data set was learned with; of an open file, what the run of it on screen was. */
export function formerKnowledge(dataset: Informed | null, onScreen: Informed | null): Knowledge | undefined {
  const isOnScreen = dataset !== null && dataset.fingerprint === onScreen?.fingerprint;
  return dataset?.knowledge ?? (isOnScreen ? onScreen.knowledge : undefined);
}
