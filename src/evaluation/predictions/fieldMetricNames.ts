/** Names of the field's metrics (fieldMetrics.ts), without their code. */
export const fieldMetrics = [
  'pdsCosine',
  'mseUnbiased',
  'lfcNmae',
  'directionFidelity',
  'directionReach',
  'sigJaccard',
  'pearsonTop20',
  'centroidAccuracy',
  'mae',
] as const;
export type FieldMetric = (typeof fieldMetrics)[number];
