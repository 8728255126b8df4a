/** Measures the cells of one source when they are asked for, one question at a time, and keeps the last answer. */
import { DatasetFailure } from '../errors';
import type { Mapping } from '../mapping';
import type { PerturbationLabel } from '../recognition';
import type { ExpressionSource } from '../source';
import { isQualityOf, judgedCells, measureQuality, type CellQuality } from './cellQuality';
import { groupCells, type CellGroups } from './cells';
import { distinctPerturbations } from './perturbations';

export interface KeptQuality {
  /**
   * Reads nothing where the answer is known. Throws `cancelled` where `cancel` or another question came meanwhile, and like
   * measureQuality.
   */
  measure(
    labels: readonly PerturbationLabel[],
    mapping: Mapping,
    onBytes: (done: number, total: number) => void,
  ): Promise<{ readonly quality: CellQuality; readonly grouped: CellGroups }>;
  cancel(): void;
}

export function keptQuality(source: ExpressionSource): KeptQuality {
  const { opened } = source;
  let kept: CellQuality | null = null;
  /** The question that is being answered. */
  let current: object | null = null;

  return {
    async measure(labels, mapping, onBytes) {
      const question = {};
      current = question;
      const expectAsked = () => {
        if (current !== question) throw new DatasetFailure({ tag: 'cancelled', file: opened.name });
      };
      const grouped = groupCells(opened, distinctPerturbations(opened, labels, mapping), mapping);
      const judged = judgedCells(grouped.groups, opened.cells);
      if (kept !== null && isQualityOf(kept, judged, mapping)) return { quality: kept, grouped };
      try {
        const quality = await measureQuality(source, judged, mapping, (done, total) => {
          expectAsked();
          onBytes(done, total);
        });
        kept = quality;
        return { quality, grouped };
      } catch (error) {
        // A reader may have taken the stop for damage.
        expectAsked();
        throw error;
      }
    },
    cancel() {
      current = null;
    },
  };
}
