import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TruthEdge, TruthError } from './knownEdges';
import { networkFormats } from './formats';
import type { NetworkDocument } from './document';
import { readKnownEdges } from './readKnownEdges';

function edgesOf(text: string, file = 'prior.txt'): readonly TruthEdge[] {
  const read = readKnownEdges(text, file);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.edges.map(({ source, target, sign }) => ({ source, target, sign }));
}

function confidencesOf(text: string): readonly (number | undefined)[] {
  const read = readKnownEdges(text, 'prior.txt');
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.edges.map(({ confidence }) => confidence);
}

function errorOf(text: string, file = 'prior.txt'): TruthError {
  const read = readKnownEdges(text, file);
  if (read.ok) throw new Error('it was read');
  return read.error;
}

/** The same small network in every dialect: ATF4 activates ASNS, represses IL6, and has an edge of unknown sign to CA9. */
const up: TruthEdge = { source: 'ATF4', target: 'ASNS', sign: 1 };
const down: TruthEdge = { source: 'ATF4', target: 'IL6', sign: -1 };
const open: TruthEdge = { source: 'ATF4', target: 'CA9', sign: 0 };
const bare = [up, down, open].map((edge) => ({ ...edge, sign: 0 }));

const cx2 = JSON.stringify([
  { CXVersion: '2.0', hasFragments: false },
  { metaData: [{ elementCount: 4, name: 'nodes' }] },
  {
    attributeDeclarations: [
      {
        nodes: { name: { a: 'n', d: 'string' } },
        edges: { interaction: { a: 'i', d: 'string', v: 'activates' } },
      },
    ],
  },
  { nodes: ['ATF4', 'ASNS', 'IL6', 'CA9'].map((n, id) => ({ id, v: { n } })) },
  {
    edges: [
      // The default of its attribute.
      { id: 0, s: 0, t: 1, v: {} },
      { id: 1, s: 0, t: 2, v: { i: 'inhibits' } },
      { id: 2, s: 0, t: 3, v: { i: 'regulates' } },
    ],
  },
  { status: [{ success: true }] },
]);

const graphml = `<?xml version="1.0"?>
<!-- <edge source="x" target="y"/> -->
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="d0" for="node" attr.name="name" attr.type="string"/>
  <key id='d1' for='edge' attr.name='sign' attr.type='int'/>
  <graph edgedefault="directed">
    <node id="n0"><data key="d0">ATF4</data></node>
    <node id="ASNS"/>
    <node id="n2"><data key="d0"><![CDATA[IL6]]></data></node>
    <node id="n3"><data key="d0">CA&#57;</data></node>
    <edge source="n0" target="ASNS"><data key="d1">1</data></edge>
    <edge source="n0" target="n2"><data key="d1">-1</data></edge>
    <edge source="n0" target="n3"><data key="d1">0</data></edge>
  </graph>
</graphml>`;

const nodes = ['ATF4', 'ASNS', 'IL6', 'CA9'].map((name, i) => ({ data: { id: `n${i}`, name } }));
const cyjs = JSON.stringify({
  elements: {
    nodes,
    edges: ['activates', 'represses', ''].map((interaction, i) => ({
      data: { id: `e${i}`, source: 'n0', target: `n${i + 1}`, interaction },
    })),
  },
});

const motifs = [
  ',,Enrichment,Enrichment,Enrichment',
  ',,AUC,Context,TargetGenes',
  'TF,MotifID,,,',
  `ATF4,m1,0.1,"frozenset({'weight>75.0%', 'activating'})","[('ASNS', 0.46), ('IL6', 2.5)]"`,
  `ATF4,m2,0.1,"frozenset({'activating'})","[('ASNS', 1.5), (""CA9"", 1)]"`,
].join('\n');

const table = (name: string, cells: readonly (string | number)[]) =>
  `source,target,${name}\n${cells.map((cell, line) => `ATF4,T${line},${cell}\n`).join('')}`;

describe('a file of known edges', () => {
  it.each([
    [
      'TRRUST, without header',
      'ATF4\tASNS\tActivation\t1;2\nATF4\tIL6\tRepression\t3\nATF4\tCA9\tUnknown\t4\n',
    ],
    [
      'TRRUST with an edge of known and unknown sign',
      'ATF4\tASNS\tUnknown\t1\nATF4\tASNS\tActivation\t2\nATF4\tIL6\tRepression\t3\nATF4\tCA9\tUnknown\t4\n',
    ],
    [
      'CollecTRI of decoupler, with an index',
      ',source,target,weight\n0,ATF4,ASNS,1.0\n1,ATF4,IL6,-1.0\n2,ATF4,CA9,0\n',
    ],
    [
      'CollecTRI of OmniPath',
      'source\ttarget\tsource_genesymbol\ttarget_genesymbol\tis_stimulation\tis_inhibition\nP1\tP2\tATF4\tASNS\tTrue\tFalse\nP1\tP3\tATF4\tIL6\tFalse\tTrue\nP1\tP4\tATF4\tCA9\tTrue\tTrue\n',
    ],
    ['DoRothEA', 'tf,confidence,target,mor\nATF4,A,ASNS,1\nATF4,C,IL6,-1\nATF4,E,CA9,0\n'],
    ['targets first', 'target,regulator,effect\nASNS,ATF4,activates\nIL6,ATF4,represses\nCA9,ATF4,\n'],
    ['SIF as a table', 'ATF4\tactivates\tASNS\nATF4\tinhibits\tIL6\nATF4\tregulates\tCA9\n'],
    [
      'CausalPath',
      'source\tinteraction\ttarget\nATF4\tupregulates-expression\tASNS\nATF4\tdownregulates-expression\tIL6\nATF4\tcontrols-expression-of\tCA9\n',
    ],
    [
      'a matrix with a line per target',
      '\tATF4\tSPI1\nASNS\t1\t0\nIL6\t-1\t0\nCA9\t0.0\t\nXBP1\t0\tNA\n',
      [up, down],
    ],
    ['a matrix with regulators named', 'regulator,ASNS,IL6,CA9\nATF4,2,-0.5,0\n', [up, down]],
    ['a matrix of R', '"ATF4" "SPI1"\n"ASNS" 1 0\n"IL6" -1 0\n"CA9" 0 0\n', [up, down]],
    ['CX2', cx2],
    ['Cytoscape.js', cyjs],
    ['GraphML', graphml],
  ])('is read with its signs: %s', (_, text, edges: readonly TruthEdge[] = [up, down, open]) => {
    expect(edgesOf(text)).toEqual(edges);
  });

  it.each([
    ['adjacencies of pySCENIC', 'TF,target,importance\nATF4,ASNS,12\nATF4,IL6,3.5\nATF4,CA9,0.2\n'],
    [
      'weights of GENIE3, which have no sign',
      'regulatoryGene\ttargetGene\tweight\nATF4\tASNS\t0.9\nATF4\tIL6\t0.2\nATF4\tCA9\t0.1\n',
    ],
    ['pairs with semicolons', 'ATF4;ASNS\nATF4;IL6\nATF4;CA9\n'],
    ['a matrix of 0 and 1', 'target,ATF4,SPI1,GATA1\nASNS,1,0,0\nIL6,1,0,0\nCA9,1,0,0\n'],
    [
      'a base network of CellOracle',
      'peak_id\tgene_short_name\tATF4\tSPI1\nchr1_1_9\tASNS\t1.0\t0.0\nchr1_20_29\tASNS\t1.0\t0.0\nchr2_1_9\tIL6\t1.0\t0.0\nchr3_1_9\tCA9\t1.0\t0.0\n',
    ],
    ['SIF with several targets', 'ATF4 pd ASNS IL6 CA9\nLONELY\n'],
  ])('is read without signs: %s', (what, text) => {
    expect(edgesOf(text, what.startsWith('SIF') ? 'prior.sif' : 'prior.txt')).toEqual(bare);
  });

  it('states the confidence of edges by letters, by numbers up to 1, or by sizes that rank them', () => {
    expect(confidencesOf(table('confidence', ['A', 'C', 'E']))).toEqual([1, 0.6, 0.2]);
    expect(confidencesOf(table('confidence', [0.9, 0, 1]))).toEqual([0.9, 0, 1]);
    expect(confidencesOf(table('importance', [12, 0.5, 3, 0.5]))).toEqual([1, 0.5, 0.75, 0.5]);
    // Words, other numbers, and weights that are signs state none.
    for (const cells of [
      ['documented', 'expression'],
      [1, 25],
      ['A', ''],
    ])
      expect(confidencesOf(table('confidence', cells))).toEqual([undefined, undefined]);
    expect(confidencesOf(table('weight', [1, -1]))).toEqual([undefined, undefined]);
  });

  it('may be a table whose names have commas', () => {
    expect(edgesOf('ARG80;ARG5,6\nARG80;ARG1\n').map(({ target }) => target)).toEqual(['ARG5,6', 'ARG1']);
  });

  it('holds regulons with the sign in their name', () => {
    expect(edgesOf('ATF4(+)\tabout\tASNS\nATF4(-)\tabout\tIL6\nATF4 (1g)\tabout\tCA9\n', 'r.gmt')).toEqual([
      up,
      down,
      open,
    ]);
    // Named regulons are recognised in any file.
    expect(edgesOf('ATF4(+)\tabout\tASNS\tCA9\nATF4(-)\tabout\tIL6\n')).toHaveLength(3);
    expect(edgesOf('{"ATF4_(+)": ["ASNS"], "ATF4(-)": ["IL6"], "ATF4_extended": ["CA9"]}')).toEqual([
      up,
      down,
      open,
    ]);
  });

  it('holds regulons in YAML, by sign or with the sign in their name', () => {
    const bySign = 'ATF4:\n  activates:\n    - ASNS # known\n  represses: [IL6]\n  unknown:\n    - "CA9"\n';
    expect(edgesOf(bySign, 'regulons.yaml')).toEqual([up, down, open]);
    expect(edgesOf('ATF4(+): [ASNS]\nATF4(-):\n- IL6\nATF4: [CA9]\n', 'r.yml')).toEqual([up, down, open]);
    expect(edgesOf('{"ATF4": {"activates": ["ASNS"], "represses": ["IL6"], "unknown": ["CA9"]}}')).toEqual([
      up,
      down,
      open,
    ]);
    // Names that YAML could take for other values.
    expect(edgesOf('ATF4: [NO, 1433, true]\n', 'r.yaml').map(({ target }) => target)).toEqual([
      'NO',
      '1433',
      'true',
    ]);
    expect(errorOf('ATF4: [ASNS\n', 'r.yaml')).toMatchObject({ tag: 'truth-format', format: 'YAML' });
    // No mistake is quoted: a line may hold very many, and each takes the length of the line.
    expect(errorOf('ATF4: [ASNS]\nJUN: &a &a &a [FOS]\n', 'r.yaml')).toMatchObject({
      detail: expect.stringMatching(/^[^\n]+ \(line 2\)$/u),
    });
    expect(errorOf('seed: 7\ngenes: [ASNS]\n', 'r.yaml')).toMatchObject({ format: 'YAML' });
  });

  it('is a matrix whose regulators are on the shorter side, or where its corner says', () => {
    const square = 'ATF4,ASNS\nATF4,0,1\nASNS,0,0\n';
    const ofSquare = readKnownEdges(`,${square}`, 'm.csv');
    expect(ofSquare).toMatchObject({ edges: [{ source: 'ATF4', target: 'ASNS' }], directionAssumed: true });
    const told = readKnownEdges(`target,${square}`, 'm.csv');
    expect(told).toMatchObject({ edges: [{ source: 'ASNS', target: 'ATF4' }] });
    expect(told).not.toHaveProperty('directionAssumed');
    // A table of values is no network, nor are words numbers.
    const values = Array.from({ length: 30 }, (_, line) => `g${line},${line % 3},2.5,1\n`).join('');
    expect(errorOf(`,A,B,C\n${values}`)).toMatchObject({ tag: 'truth-format' });
    const long = Array.from({ length: 30 }, (_, line) => `g${line},1,0,0\n`).join('');
    expect(errorOf(`,A,B,C\n${long}last,1,high,0\n`)).toMatchObject({
      detail: 'Row 31 below its header has “high” for a number.',
    });
    expect(errorOf(`,A,B,C\n${long}last,1,0\n`)).toMatchObject({
      detail: 'Row 31 below its header has 3 fields; the header has 4.',
    });
  });

  it('may be the table of motifs of pySCENIC, whose context has the sign', () => {
    expect(edgesOf(motifs)).toEqual(
      ['ASNS', 'IL6', 'CA9'].map((target) => ({ source: 'ATF4', target, sign: 1 })),
    );
  });

  it('says what is wrong with it, and where', () => {
    expect(errorOf(graphml.slice(0, -12))).toMatchObject({ tag: 'truth-format', format: 'GraphML' });
    expect(errorOf(graphml.replace('"directed"', '"undirected"'))).toMatchObject({ tag: 'truth-undirected' });
    expect(errorOf(graphml.replace('target="n3"', 'target="n9"'))).toMatchObject({
      detail: 'The edge from “n0” to “n9” has an end that is no node.',
    });
    expect(errorOf(cx2.slice(0, -5))).toMatchObject({ tag: 'truth-format', format: 'JSON' });
    expect(errorOf('{"a": 1}')).toMatchObject({ tag: 'truth-format', format: 'JSON' });
    // Lists among other things, as in the settings of a program.
    expect(errorOf('{"name": "a", "files": ["b", "c"]}')).toMatchObject({
      tag: 'truth-format',
      format: 'JSON',
    });
    expect(errorOf(cx2.replace('"t":3', '"t":7'))).toMatchObject({
      detail: 'Edge 2 has an end that is no named node.',
    });
    expect(errorOf('A\tpd\tB\nA\tpd\n', 'a.sif')).toMatchObject({
      tag: 'truth-format',
      detail: 'Line 2 has a source and an interaction, but no target.',
    });
    expect(errorOf('a set without genes\n', 'a.gmt')).toMatchObject({ tag: 'truth-format', format: 'GMT' });
    expect(errorOf(motifs.replace("[('ASNS', 0.46), ('IL6', 2.5)]", 'nothing'))).toMatchObject({
      detail: 'Row 1 below its header has no list of target genes.',
    });
  });

  it('never throws, whatever follows a beginning of any format', () => {
    const beginnings = [
      '<graphml>',
      '[{"CXVersion":',
      '{"elements":',
      'A(+)\t',
      ',A,B\nx,0,1\n',
      'peak_id\tgene_short_name\tA\n',
      ',,TargetGenes\nTF,',
      '<a ',
      '',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...beginnings),
        fc.string({ unit: 'binary', maxLength: 120 }),
        fc.constantFrom('a.sif', 'a.gmt', 'a.csv', 'a.yaml'),
        (beginning, rest, file) => {
          expect(typeof readKnownEdges(beginning + rest, file).ok).toBe('boolean');
        },
      ),
    );
  });
});

const line = ({ source, target, sign }: TruthEdge) => `${source} → ${target} ${sign}`;

const names = ['GATA1', 'SPI1', 'a "b" & <c>', 'NKX2-5', 'IL6'];

const anyDocument: fc.Arbitrary<NetworkDocument> = fc
  .uniqueArray(
    fc.record({
      source: fc.integer({ min: 0, max: 4 }),
      target: fc.integer({ min: 0, max: 4 }),
      // An exported weight of 0 is no edge in some formats.
      weight: fc.float({ noNaN: true, min: -5, max: 5 }).filter((weight) => weight !== 0),
      stability: fc.constantFrom(null, 1, 0.25),
    }),
    { minLength: 1, selector: ({ source, target }) => 5 * source + target },
  )
  .map((edges) => ({
    name: 'demo.h5ad',
    doubt: null,
    genes: names,
    edges,
    modules: [],
    moduleNames: {},
    perturbed: new Set([0]),
    positions: Float32Array.from({ length: 10 }, (_, i) => i),
    colors: { activates: '#D55E00', represses: '#0072B2' },
  }));

describe('every export of a network', () => {
  it.each(['tsv', 'sif', 'graphml', 'cx2', 'cyjs', 'regulons', 'decoupler'] as const)(
    'reads back with its directions and signs: %s',
    async (format) => {
      const write = await networkFormats[format].load();
      const { ending } = networkFormats[format];
      fc.assert(
        fc.property(anyDocument, (document) => {
          const back = edgesOf(write(document), `network.${ending}`);
          const weights = document.edges.map(({ weight }) => weight);
          // Of weights alone, several sizes above 0 tell no sign to a reader that cannot know that they have one.
          const tells =
            format !== 'decoupler' || weights.some((weight) => weight < 0) || new Set(weights).size === 1;
          const expected = document.edges.map(({ source, target, weight }) =>
            line({
              source: names[source] ?? '',
              target: names[target] ?? '',
              sign: tells ? (weight > 0 ? 1 : -1) : 0,
            }),
          );
          expect(back.map(line).toSorted()).toEqual(expected.toSorted());
        }),
      );
    },
  );
});

describe('a hostile file of known edges', () => {
  const tag = '<graphml><graph><node id="A"/><node id="B"/><edge source="A" target="B"/></graph></graphml>';

  it.each([
    ['comments without end', tag + '<!--'.repeat(200_000)],
    ['instructions without end', tag + '<?'.repeat(200_000)],
    ['CDATA without end', tag.replace('</graph>', `${'<data><![CDATA['.repeat(50_000)}</graph>`)],
  ])('is read in a time in proportion to its length: %s', (_, text) => {
    expect(edgesOf(text, 'known.graphml')).toEqual([{ source: 'A', target: 'B', sign: 0 }]);
  });

  it('gives a name of 400,000 underscores as it is, at once', () => {
    const name = `G${'_'.repeat(400_000)}x`;
    expect(edgesOf(`${name}\tabout\tKLF1\n`, 'sets.gmt')).toEqual([
      { source: name, target: 'KLF1', sign: 0 },
    ]);
  });

  it('has no entities but those of XML', () => {
    const named = tag.replace(
      '<node id="A"/>',
      '<node id="A"><data key="name">&constructor;&amp;</data></node>',
    );
    expect(edgesOf(named, 'known.graphml')[0]?.source).toBe('&constructor;&');
  });

  it('keeps CDATA, also where it holds marks of XML', () => {
    const named = tag.replace(
      '<node id="A"/>',
      '<node id="A"><data key="name"><![CDATA[a<b>&amp;\'c\']]></data></node>',
    );
    expect(edgesOf(named, 'known.graphml')[0]?.source).toBe("a<b>&amp;'c'");
  });
});
