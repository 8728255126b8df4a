/** The rules for cells, genes and perturbations, as they are written in files and given by programs. */
import { z } from 'zod';
import type { FilterRules } from '../dataset/mapping';

const limit = z.exactOptional(z.int().positive());

export const rulesSchema: z.ZodType<FilterRules> = z.strictObject({
  leastCounts: limit,
  leastGenes: limit,
  mostMitochondrial: z.exactOptional(z.number().min(0).max(1)),
  leastCellsOfGene: limit,
  fewestCells: limit,
  mostGuides: limit,
});
