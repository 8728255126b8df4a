/** Which gene sets occur in the run on screen: what is asked, and the answer of the enrichment worker to the latest question. */
import { create } from 'zustand';
import type { Species } from '../../../dataset/factors/candidates';
import { setNames, type setsAmongChanged } from '../../../network/enrichment';
import {
  byOrthologs,
  type CollectionName,
  collectionNames,
  collections,
  setTitle,
} from '../../../present/text/geneSets';
import {
  type EnrichableRun,
  type EnrichedPart,
  type EnrichedRow,
  type EnrichmentChoice,
  enrichmentTable,
  MIN_SET_SIZE,
  type Perturbation,
} from '../../../share/exports/enrichment';
import type { GeneSetError } from '../../../share/exports/geneSetFile';
import type { ChangedGenes } from '../../../../workers/protocol';
import { enrichmentWorker } from '../clients';
import { downloadName, saveFile } from '../share/exports';
import { change, showScreen } from '../view/view';
import { latestWins } from '../latestWins';
import { usePrediction, useRun, useScreen, useView } from '../stores';
import { modulesNamed } from '../view/viewState';

export type SetSource = CollectionName | File;

export type EnrichmentError =
  | GeneSetError
  /** A collection of the app could not be fetched. */
  | { readonly tag: 'sets-unavailable'; readonly detail: string }
  | { readonly tag: 'worker-lost'; readonly detail: string };

interface EnrichmentState {
  /** null: none is chosen. */
  readonly source: SetSource | null;
  readonly of: EnrichedPart;
  /** The module, regulator or perturbation whose sets are listed; null: all. */
  readonly group: string | null;
  readonly minSize: number;
  /** Of `genes`; null: no table of names has them. */
  readonly species: { readonly genes: readonly string[]; readonly species: Species | null } | null;
  readonly isWaiting: boolean;
  readonly answer: Answer | null;
  readonly error: EnrichmentError | null;
}

interface Answer {
  readonly question: Question;
  readonly rows: readonly EnrichedRow[];
}

interface Question extends EnrichmentChoice {
  readonly source: SetSource;
  readonly run: EnrichableRun;
}

export const useEnrichment = create<EnrichmentState>(() => ({
  source: null,
  of: 'modules',
  group: null,
  minSize: MIN_SET_SIZE,
  species: null,
  isWaiting: false,
  answer: null,
  error: null,
}));

/** Opens the table of gene sets of this part: on Perturb below the network, elsewhere in the drawer. */
export function openEnrichment(of: EnrichedPart, group: string | null = null): void {
  useEnrichment.setState({ of, group });
  if (useScreen.getState().step === 'perturb') showScreen({ perturbPanel: 'enrichment' });
  else showScreen({ step: 'explore', centre: 'network', drawer: 'enrichment' });
}

/** Gene sets of a person. */
export function openGeneSets(file: File): void {
  useEnrichment.setState({ source: file });
  openEnrichment(useEnrichment.getState().of);
}

/** Collections whose genes are those of the run. */
export function collectionsFor(species: Species | null): readonly CollectionName[] {
  return collectionNames.filter((name) => collections[name].species.some((one) => one === species));
}

export function sourceName(source: SetSource): string {
  return source instanceof File ? source.name : collections[source].name;
}

/** Where the sets come from; null for a file. */
export function sourceText(source: SetSource, species: Species | null): string | null {
  if (source instanceof File) return null;
  return [collections[source].source, ...(species === 'mouse' ? [byOrthologs] : [])].join(' ');
}

/** Why the responders cannot be tested: a link without a model needs a perturbation, and some have no predictions. */
export function needsPerturbation(): boolean {
  const { shared } = useRun.getState();
  const { answer } = usePrediction.getState();
  return shared !== null && shared.sliderModel?.kind !== 'model' && answer === null;
}

/** Asks again when the run or the choice changes; returns the function that ends it. */
export function followEnrichment(): () => void {
  const ask = () => {
    const question = questionNow();
    const { answer } = useEnrichment.getState();
    if (question === null) {
      answers.forget();
      useEnrichment.setState({ isWaiting: false });
    } else if (answer === null || !isSame(question, answer.question)) {
      useEnrichment.setState({ isWaiting: true });
      answers.ask(question);
    }
  };
  void learnSpecies();
  ask();
  const ends = [
    useRun.subscribe(() => {
      void learnSpecies();
      ask();
    }),
    usePrediction.subscribe(ask),
    useView.subscribe(ask),
    useEnrichment.subscribe((state, before) => {
      if (state.source !== before.source || state.of !== before.of || state.minSize !== before.minSize) ask();
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** null where there is nothing to ask. */
function questionNow(): Question | null {
  const { source, of, minSize } = useEnrichment.getState();
  const { dataset, result } = useRun.getState();
  const { answer: prediction } = usePrediction.getState();
  if (!source || !dataset || !result || (of === 'responders' && needsPerturbation())) return null;
  const { edgeBudget, minimumStability } = useView.getState().present;
  const outside = prediction?.prediction.outside;
  const perturbation: Perturbation | null =
    of === 'responders' && prediction
      ? {
          changes: prediction.sliders.filter(({ value }) => value !== 1),
          log2FoldChange: prediction.prediction.log2FoldChange,
          ...(outside && { outside: outside.log2FoldChange }),
        }
      : null;
  return {
    source,
    run: {
      dataset: { genes: dataset.genes, conditions: dataset.conditions },
      result: {
        modules: result.modules,
        network: result.network,
        model: result.model,
        ...(result.loadings && { loadings: result.loadings }),
      },
      view: { edgeBudget, minimumStability },
    },
    of,
    top: null,
    minSize,
    perturbation,
  };
}

/** Whether both have the same answer. */
function isSame(a: Question, b: Question): boolean {
  return (
    a.source === b.source &&
    a.of === b.of &&
    a.minSize === b.minSize &&
    a.run.result.model === b.run.result.model &&
    a.run.result.modules === b.run.result.modules &&
    a.run.result.loadings === b.run.result.loadings &&
    (a.of !== 'targets' ||
      (a.run.result.network === b.run.result.network &&
        a.run.view.edgeBudget === b.run.view.edgeBudget &&
        a.run.view.minimumStability === b.run.view.minimumStability)) &&
    a.perturbation?.log2FoldChange === b.perturbation?.log2FoldChange
  );
}

type Reply =
  | { readonly ok: true; readonly value: readonly EnrichedRow[] }
  | { readonly ok: false; readonly error: EnrichmentError };

const answers = latestWins(replyTo, (question: Question, reply: Reply) => {
  const latest = questionNow();
  useEnrichment.setState({
    isWaiting: latest !== null && !isSame(latest, question),
    answer: reply.ok ? { question, rows: reply.value } : null,
    error: reply.ok ? null : reply.error,
  });
});

async function replyTo({ source, run, ...choice }: Question): Promise<Reply> {
  try {
    const sets =
      source instanceof File
        ? { file: source, orthologs: null }
        : await setsOf(source, await speciesOf(run.dataset.genes));
    const reply = await enrichmentWorker.ask((worker) => worker.enrich(run, sets, choice));
    if (reply.ok) return reply.value;
    const detail = reply.error.tag === 'worker-lost' ? reply.error.detail : '';
    return { ok: false, error: { tag: 'worker-lost', detail } };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, error: { tag: 'sets-unavailable', detail } };
  }
}

async function setsOf(collection: CollectionName, species: Species | null) {
  const [file, orthologs] = await Promise.all([
    fetchSets(collections[collection].file),
    species === 'mouse' ? fetchSets('mouse-orthologs.tsv.gz') : null,
  ]);
  return { file, orthologs };
}

interface SetsAmongChanges {
  readonly collection: CollectionName;
  readonly sets: ReturnType<typeof setsAmongChanged>;
}

/** Sets of the first collection of the species among changed genes; null where there is none, or where it cannot be read. */
export async function setsAmongChanges(changes: ChangedGenes): Promise<SetsAmongChanges | null> {
  const species = await speciesOf(changes.genes);
  const [collection] = collectionsFor(species);
  if (collection === undefined) return null;
  const files = await setsOf(collection, species).catch(() => null);
  const sets = files && (await enrichmentWorker.ask((worker) => worker.amongChanged(changes, files)));
  return sets?.ok && sets.value.ok ? { collection, sets: sets.value.value } : null;
}

const fetched = new Map<string, File>();

/** A file of public/sets, once. */
async function fetchSets(name: string): Promise<File> {
  const known = fetched.get(name);
  if (known) return known;
  const response = await fetch(new URL(`sets/${name}`, document.baseURI));
  if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`);
  const file = new File([await response.blob()], name);
  fetched.set(name, file);
  return file;
}

const speciesOfGenes = new WeakMap<readonly string[], Species | null>();

/** null where no table of names has them. Genes are looked up once. */
async function speciesOf(genes: readonly string[]): Promise<Species | null> {
  const known = speciesOfGenes.get(genes);
  if (known !== undefined) return known;
  const answer = await enrichmentWorker.ask((worker) => worker.speciesOf(genes));
  if (answer.ok) speciesOfGenes.set(genes, answer.value);
  return answer.ok ? answer.value : null;
}

/** Which collections fit the genes on screen. */
async function learnSpecies(): Promise<void> {
  const genes = useRun.getState().dataset?.genes;
  if (!genes || useEnrichment.getState().species?.genes === genes) return;
  const species = await speciesOf(genes);
  if (useRun.getState().dataset?.genes === genes) useEnrichment.setState({ species: { genes, species } });
}

/** What `modulode enrich` prints for the same run, sets and choices. */
export function downloadEnrichment(): void {
  const { answer } = useEnrichment.getState();
  if (!answer) return;
  const table = new Blob([enrichmentTable(answer.rows)], { type: 'text/tab-separated-values' });
  saveFile(table, downloadName(`enriched.${answer.question.of}.tsv`));
}

/** Of an answer about modules, the sets that name them, by module. */
export function namesFrom({ question, rows }: Answer): ReadonlyMap<number, EnrichedRow> {
  if (question.of !== 'modules') return new Map();
  const { modules } = question.run.result;
  return setNames(
    modules.map((module) => ({ module, rows: rows.filter(({ group }) => group === module.name) })),
  );
}

/** From the palette: names modules where their sets are known, and shows the table in any case. */
export function nameModulesNow(): void {
  const { answer, isWaiting } = useEnrichment.getState();
  if (answer?.question.of === 'modules' && !isWaiting) nameModules(answer);
  openEnrichment('modules');
}

/** Names modules after their best sets as one undo step; names that a person gave stay. */
export function nameModules(answer: Answer): void {
  const { modules } = answer.question.run.result;
  const from = sourceName(answer.question.source);
  const names = [...namesFrom(answer)].map(([module, { set, overlap, q }]) => {
    const genes = modules[module]?.genes.length ?? 0;
    return [module, { name: setTitle(set), source: { set, from, overlap, genes, q } }] as const;
  });
  change((view) => modulesNamed(view, new Map(names)), null);
}
