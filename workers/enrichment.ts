/** The enrichment worker: tests which gene sets occur in the parts of a run. See protocol.ts. */
import { expose } from 'comlink';
import { tableOf } from '../src/dataset/names/otherNames';
import { setsAmongChanged } from '../src/network/enrichment';
import { enrichmentOf, MIN_SET_SIZE, testedGenes } from '../src/share/exports/enrichment';
import { geneSetsOf } from '../src/share/exports/geneSetFile';
import type { EnrichmentApi } from './protocol';

const api: EnrichmentApi = {
  async speciesOf(genes) {
    return (await tableOf(genes))?.species ?? null;
  },
  async enrich(run, { file, orthologs }, choice) {
    const read = await geneSetsOf(file, orthologs, testedGenes(run));
    return read.ok ? { ok: true, value: enrichmentOf(run, read.value.sets, choice) } : read;
  },
  async amongChanged({ genes, own, ...changed }, { file, orthologs }) {
    const read = await geneSetsOf(file, orthologs, genes);
    if (!read.ok) return read;
    const universe = new Set([...genes.keys()].filter((gene) => !own.includes(gene)));
    return {
      ok: true,
      value: setsAmongChanged(changed, { sets: read.value.sets, universe, minSize: MIN_SET_SIZE }),
    };
  },
};

expose(api);
