/**
 * What each command prints with `--json`. `scripts/package/schemas.ts` makes the JSON Schemas of the package of these types, so that none is
 * written twice.
 */
import type { metricsDocument } from '../present/report/metrics';
import type { InputError } from '../present/text/errors';
import type { CompareDocument } from './compare/compare';
import type { ContextsDocument } from './contexts';
import type { EnrichDocument } from './enrich';
import type { EvaluateDocument } from './evaluate/evaluate';
import type { ExplainDocument } from './explain';
import type { ExportDocument } from './export';
import type { Words } from './failure';
import type { MethodMetrics } from './infer/byMethod';
import type { Inferred } from './infer/learn';
import type { measuredBySeed } from './infer/seeds';
import type { InspectDocument } from './inspect/inspect';
import type { MethodsDocument } from './methods';
import type { PredictDocument } from './predict/predict';
import type { RefineDocument } from './refine';
import type { ScreenDocument } from './screen';
import type { SimulateDocument } from './simulate/simulate';
import type { SnapshotDocument } from './snapshot';

/** Of a run, of another method, of several seeds, or of a shard. */
interface InferDocument extends Omit<Inferred, 'findings' | 'metrics'> {
  readonly metrics:
    | ReturnType<typeof metricsDocument>
    | MethodMetrics
    | ReturnType<typeof measuredBySeed>
    | { readonly shard: number; readonly of: number };
}

/** Of every command, where it ends with another exit code than 0. */
interface ErrorDocument {
  readonly error: Pick<Words, 'title' | 'why' | 'next'> & (InputError | { readonly tag?: never });
}

export interface Documents {
  readonly compare: CompareDocument;
  readonly contexts: ContextsDocument;
  readonly enrich: EnrichDocument;
  readonly ensemble: InferDocument;
  readonly error: ErrorDocument;
  readonly evaluate: EvaluateDocument;
  readonly explain: ExplainDocument;
  readonly export: ExportDocument;
  readonly infer: InferDocument;
  readonly inspect: InspectDocument;
  readonly methods: MethodsDocument;
  readonly predict: PredictDocument;
  readonly refine: RefineDocument;
  readonly screen: ScreenDocument;
  readonly simulate: SimulateDocument;
  readonly snapshot: SnapshotDocument;
}
