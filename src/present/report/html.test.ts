import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Element, elementsOf, readXml } from '../../../tests/support/network/readXml';
import { hostileNames } from '../../../tests/support/network/sampleDocument';
import { rankEdges } from '../../network/ranking';
import { methodsSection, reportHtml } from './html';
import type { FinishedRun } from '../../share/finishedRun';
import { perturbationNoun, predictorNames } from '../text/names';
import { verdictOf } from '../text/benchmark';
import { sampleBeside, sampleConfidence, sampleRun } from '../../../tests/support/present/sampleRun';
import type { Confidence } from '../../inference/run/confidence';

/** Without other methods. */
function html(run: FinishedRun): string {
  return reportHtml(run, null);
}

function whole(run: FinishedRun): string {
  return reportHtml(run, sampleBeside(run));
}

function textOf(element: Element): string {
  return element.text + element.children.map(textOf).join('');
}

/** The cells of a table, row by row, as a reader sees them. */
function rowsOf(page: string, caption: string): string[][] {
  const table = elementsOf(readXml(page)).find(
    ({ name, children }) => name === 'table' && children[0]?.text === caption,
  );
  const body = table?.children.find(({ name }) => name === 'tbody');
  return (body?.children ?? []).map((row) => row.children.map(textOf));
}

/** Whether the methods text of a run with this setting and this measured factor says that variation was capped. */
function capped(cap: 'auto' | 'on' | 'off', sharedFactor: number | null): boolean {
  const run = sampleRun();
  const { result } = run;
  const changed = {
    ...run,
    settings: { ...run.settings, cap },
    result: { ...result, diagnosis: { ...result.diagnosis, sharedFactor } },
  };
  return textOf(readXml(html(changed))).includes('share within conditions was capped');
}

it('is well-formed and holds no markup but its own, whatever genes, labels, modules and files are called', () => {
  const hostile = fc.oneof(
    hostileNames,
    fc.constant(['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '</style><script>']),
  );
  const own = new Set(elementsOf(readXml(whole(sampleRun()))).map(({ name }) => name));
  fc.assert(
    fc.property(hostile, (names) => {
      const elements = elementsOf(readXml(whole(sampleRun({ names }))));
      expect(elements.filter(({ name }) => !own.has(name)).map(({ name }) => name)).toEqual([]);
      expect(elements.flatMap(({ attributes }) => Object.keys(attributes))).not.toContain('onerror');
    }),
    { numRuns: 30 },
  );
});

it('makes no requests: no script, external link, font or image, and a policy that forbids them', () => {
  const page = whole(sampleRun());
  const elements = elementsOf(readXml(page));
  const forbidden = ['script', 'link', 'img', 'iframe', 'object', 'image', 'use', 'base', 'form'];
  expect(elements.filter(({ name }) => forbidden.includes(name))).toEqual([]);
  for (const { attributes } of elements) {
    expect(Object.keys(attributes).filter((key) => key === 'src' || key.startsWith('on'))).toEqual([]);
    expect(attributes['href'] ?? '#').toMatch(/^#[a-z]*$/);
  }
  const style = elements.find(({ name }) => name === 'style')?.text ?? '';
  expect(style).not.toMatch(/@import|@font-face|https?:/);
  expect([...style.matchAll(/url\(([^)]*)\)/g)].map(([, target]) => target)).toEqual(['#hatch']);
  const policy = elements.find(({ attributes }) => attributes['http-equiv'] !== undefined);
  expect(policy?.attributes['content']).toBe("default-src 'none'; style-src 'unsafe-inline'");
});

it('mentions capped variation only where it was capped', () => {
  expect(sampleRun().dataset.genes.length).toBeLessThan(20);
  expect([capped('on', 2), capped('on', null), capped('off', 2), capped('auto', 2)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

it('is the same for the same run, whenever it was saved and however long it took', () => {
  const run = sampleRun();
  const later = { ...run, savedAt: 2, result: { ...run.result, seconds: 99 } };
  expect(html(later)).toBe(html(run));
});

it('opens with a warning if the run does not beat “no change”', () => {
  const page = html(sampleRun({ error: 1.04 }));
  const body = page.slice(page.indexOf('<body>'));
  const warning = body.indexOf('do not interpret this network');
  expect(warning).toBeGreaterThan(0);
  expect(warning).toBeLessThan(body.indexOf('<h1>'));
  expect(body).toContain('<h1>The model does not beat “no change”</h1>');
  expect(body).not.toContain('are stable when data are left out');
  expect(body.match(/<h2[^>]*>[^<]*not a reliable result<\/h2>/g)).toHaveLength(3);
  expect(html(sampleRun())).not.toContain('do not interpret this network');
  // Its figure is dashed, and signs in its tables are grey.
  expect(page).toContain('<main class="doubtful">');
  const drawn = body.slice(body.indexOf('<svg', body.indexOf('id="network"')));
  const network = drawn.slice(0, drawn.indexOf('</svg>'));
  const edges = network.match(/<g [^>]*data-sign="[^"]*"[^>]*>.*?<\/g>/g) ?? [];
  expect(edges.length).toBeGreaterThan(3);
  for (const edge of edges) expect(edge).toContain('stroke-dasharray="6 4"');
});

it('lists the strongest edges of the run with their weights, and whether they are true', () => {
  const run = sampleRun();
  const { genes, weights, regulators } = run.result.network;
  const pairs = Array.from(regulators).flatMap((source, r) =>
    genes.flatMap((_, target) =>
      source === target ? [] : [{ source, target, weight: weights[r * genes.length + target] ?? 0 }],
    ),
  );
  const expected = pairs.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const rows = rowsOf(html(run), 'The strongest edges');
  expect(rows).toHaveLength(20);
  for (const [i, [rank, source, effect, target, weight, , inTruth]] of rows.entries()) {
    const edge = expected[i];
    expect([rank, source, target]).toEqual([String(i + 1), `G${edge?.source}`, `G${edge?.target}`]);
    expect(effect).toMatch((edge?.weight ?? 0) > 0 ? /^activates/ : /^represses/);
    const printed = Number(weight?.replace('−', '-'));
    expect(Math.abs(printed - (edge?.weight ?? 0))).toBeLessThanOrEqual(0.005 * Math.abs(printed));
    const isTrue = `${source}>${target}` === 'G2>G5' || `${source}>${target}` === 'G0>G1';
    expect(inTruth?.startsWith('yes')).toBe(isTrue);
  }
});

it('gives the measured error of every unseen perturbation', () => {
  const page = html(sampleRun());
  const labels = [...page.matchAll(/class="label"[^>]*>([^<]*)</g)].map(([, label]) => label);
  expect(labels.filter((label) => /^P[012]$/.test(label ?? ''))).toEqual(['P0', 'P1', 'P2']);
  // .625, .725 and .825 of no change.
  for (const share of ['38\u00a0% better', '28\u00a0% better', '18\u00a0% better'])
    expect(page).toContain(share);
});

it('draws the network once for light and once for dark, with every gene named', () => {
  const run = sampleRun();
  const figures = elementsOf(readXml(html(run))).filter(
    ({ name, children }) => name === 'svg' && children[0]?.text === 'Gene network',
  );
  expect(figures).toHaveLength(2);
  for (const figure of figures) for (const gene of run.dataset.genes) expect(textOf(figure)).toContain(gene);
});

it('has a text alternative for every figure, a scope for every table header, and a target for every link', () => {
  const elements = elementsOf(readXml(whole(sampleRun())));
  const images = elements.filter(({ attributes }) => attributes['role'] === 'img');
  expect(images.length).toBeGreaterThan(5);
  for (const { children } of images) expect(children[0]?.text.length).toBeGreaterThan(20);
  for (const { attributes } of elements.filter(({ name }) => name === 'th'))
    expect(attributes['scope']).toMatch(/^(?:col|row)$/);
  const ids = elements.flatMap(({ attributes }) => attributes['id'] ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  const links = elements.flatMap(({ attributes }) => attributes['href'] ?? []);
  expect(links.length).toBeGreaterThan(5);
  for (const link of links) expect(ids).toContain(link.slice(1));
});

it('cites the methods that ran: optimal transport only where distributions are compared', () => {
  const means = html(sampleRun());
  expect(means).toContain('arXiv:2501.02409');
  expect(means).not.toContain('1810.08278');
  expect(means).not.toContain('1806.07366');
  const clouds = html(sampleRun({ settings: { endpoint: 'clouds', adjoint: 'continuous' } }));
  expect(clouds).toContain('1810.08278');
  expect(clouds).toContain('1806.07366');
});

it('prints every setting under the name it has in the configuration', () => {
  const run = sampleRun({ settings: { preset: 'SH', endpoint: 'clouds', seed: 123_456 } });
  const names = rowsOf(html(run), 'Every setting of the run').map(([, , name]) => name);
  expect(new Set(names)).toEqual(new Set(Object.keys(run.settings)));
  expect(names).toHaveLength(new Set(names).size);
  expect(html(run)).toContain('123456');
});

it('ranks as the tables do', () => {
  const run = sampleRun();
  const first = rankEdges(run.result.network, 1)[0];
  const [, source, , target] = rowsOf(html(run), 'The strongest edges')[0] ?? [];
  expect([source, target]).toEqual([`G${first?.source}`, `G${first?.target}`]);
});

it('compares the run with other methods in the sentence of the page, with every number of the benchmark', () => {
  const run = sampleRun();
  const beside = sampleBeside(run);
  const { card, truthCard } = beside;
  const page = reportHtml(run, beside);
  const noun = perturbationNoun(run.dataset);
  const verdict = verdictOf(run, beside);
  expect(page.slice(page.indexOf('id="beside"'))).toContain(`<b>${verdict.title}</b>`);
  const { predictions } = card;
  if (!predictions || !truthCard) throw new Error('the sample has unseen perturbations and a truth');
  const printed = rowsOf(page, `Predictions (1 ${noun}, held out)`);
  const errors = Object.fromEntries(printed.map(([name = '', error]) => [name, error]));
  for (const { predictor, error } of predictions.rows)
    expect(errors[predictorNames[predictor]]).toMatch(new RegExp(`^${error?.value.toFixed(2)}`));
  const against = rowsOf(page, 'Networks against truth.tsv (2 true edges; chance: 0.10)');
  expect(against).toHaveLength(truthCard.rows.length);
  expect(new Set(against.map(([name]) => name))).toContain('KO z-score');
  expect(page).toContain('GENIE3 was not run: it would take about 1 minute.');
  expect(html(run)).not.toContain('id="beside"');
});

function factOf(page: string, name: string): string | undefined {
  const fact = elementsOf(readXml(page)).find(({ children }) => children[0]?.text === name);
  return fact?.children[1]?.text.replaceAll('\u00A0', ' ');
}

it('lists the quality rules and their exclusions', () => {
  const run = sampleRun();
  const plain = html(run);
  expect(['Rules for cells and genes', 'Excluded by them'].map((name) => factOf(plain, name))).toEqual([
    'none',
    'none',
  ]);
  const dataset: FinishedRun['dataset'] = {
    ...run.dataset,
    notes: [
      {
        tag: 'rules-set',
        rules: { leastCounts: 500, mostMitochondrial: 0.125, mostGuides: 1, fewestCells: 20 },
      },
      { tag: 'guides-filtered', most: 1, cells: 7 },
      {
        tag: 'cells-filtered',
        cells: 200,
        leftOut: 30,
        rules: [
          { rule: 'counts', limit: 500, cells: 30 },
          { rule: 'mitochondrial', limit: 0.125, cells: 0 },
        ],
      },
    ],
  };
  const ruled = html({ ...run, dataset });
  expect(factOf(ruled, 'Rules for cells and genes')).toBe(
    'A total of at least 500 per cell; at most 12.5 % mitochondrial per cell; at most 1 guide per cell; at least 20 cells per perturbation',
  );
  expect(factOf(ruled, 'Excluded by them')).toContain(
    '30 of 200 cells are left out. 30 have fewer than 500 counts.',
  );
  expect(factOf(ruled, 'Excluded by them')).toContain('7 cells with more than 1 guide are left out.');
});

/** Numbers of cells and samples in the report. */
function countsOfRows(run: FinishedRun): string {
  return [...textOf(readXml(html(run))).matchAll(/\d+ (?:control )?(?:cell|sample)s?\b/g)].join();
}

it('calls the rows of bulk data samples, and those of single cells cells', () => {
  const run = sampleRun();
  expect(countsOfRows(run)).toContain('cell');
  expect(countsOfRows(run)).not.toContain('sample');
  const bulk = countsOfRows({ ...run, dataset: { ...run.dataset, scale: 'log-ratio' } });
  expect(bulk).toContain('sample');
  expect(bulk).not.toContain('cell');
});

it('defines stability by refits, or by resampled fits where confidence was measured', () => {
  const run = sampleRun();
  const confidence = sampleConfidence({ shuffled: { error: 1, stableShare: 0.2 } });
  const told = (measured: Confidence | null) =>
    methodsSection({ ...run, result: { ...run.result, confidence: measured } }).body;
  expect(told(null)).toContain('Stability is the share of refits with data left out in which an edge has');
  expect(told(confidence)).toContain(
    'Stability is the share of 20 fits to resampled cells and perturbations in which an edge has the same sign, at least half its weight, and three standard deviations more than with shuffled labels.',
  );
  expect(told({ ...confidence, shuffled: null })).not.toContain('shuffled labels');
});

it('mentions a shared response only where predictions include one', () => {
  const run = sampleRun();
  const shared = { weight: 0.8, fullAt: 0, times: Float64Array.of(6), response: new Float64Array() };
  const told = (own: typeof shared | null) =>
    methodsSection({ ...run, result: { ...run.result, model: { ...run.result.model, shared: own } } }).body;
  expect(told(shared)).toContain(
    'Predictions include 80\u00a0% of the mean effect of all training perturbations',
  );
  expect(told(null)).not.toContain('this shared response');
});

it('judges the run by the field’s metrics, with the reason where one says nothing', () => {
  const page = html(sampleRun());
  const rows = rowsOf(page, 'The field’s metrics');
  expect(rows).toHaveLength(9);
  expect(textOf(readXml(page))).toContain(
    'Scaled: 0 is the mean of the other perturbations, 1 a repeated measurement.',
  );
});
