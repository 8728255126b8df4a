/**
 * The linter's rules, as a script that Node 20 can load. The import law is generated from one list of rooms with what each imports
 * (docs/architecture.md). A later override replaces a rule's options, so every file falls under exactly one law below.
 */
import { defineConfig } from 'oxlint';

/** From the bottom up. Simulated screens are input like any other: what learns from them must not know how they were made. */
const lower = {
  numerics: [],
  dataset: ['numerics'],
  effects: ['numerics', 'dataset'],
  simulation: ['numerics', 'dataset'],
  dynamics: ['numerics', 'dataset'],
  network: ['numerics', 'dataset'],
  evaluation: ['numerics', 'dataset', 'dynamics', 'network'],
  inference: ['numerics', 'dataset', 'effects', 'dynamics', 'network', 'evaluation'],
  share: ['numerics', 'dataset', 'effects', 'dynamics', 'network', 'evaluation', 'inference'],
  present: ['numerics', 'dataset', 'effects', 'dynamics', 'network', 'evaluation', 'inference', 'share'],
};
export const rooms = Object.keys(lower);

/** None imports another. */
export const surfaces = ['app', 'cli', 'library'];

const allBut = (...left) => rooms.filter((name) => !left.includes(name));
const imports = {
  ...lower,
  workers: allBut('numerics'),
  app: [...allBut('simulation'), 'workers'],
  cli: allBut('numerics', 'effects'),
  library: allBut('numerics'),
};

const refusedTo = (room) =>
  Object.keys(imports).filter((name) => name !== room && !imports[room].includes(name));

/** Folders beside src, which production code never imports. */
const outside = ['tests', 'e2e', 'bench', 'scripts'];

const interfaceLibraries = ['react', 'react-dom', '@mantine/', 'comlink', 'zustand', 'idb'];
const figureLibraries = ['cytoscape', 'plotly\\.js'];
const tfjs = ['@tensorflow/'];

/**
 * @typedef {object} Law What the files named by `files` (without `excludeFiles`) must not import.
 * @property {string[]} files
 * @property {string[]} [excludeFiles]
 * @property {string[]} folders At the root or in src: the last part of a relative path that leaves the own folder.
 * @property {string[]} packages Beginnings of package names, as regular expressions.
 * @property {string[]} [groups] Further import paths, as one group of globs.
 * @property {string} why
 */

/** @param {Law} law */
function override({ files, excludeFiles, folders, packages, groups = [], why }) {
  const patterns = [
    ...(folders.length > 0 ? [`^(\\.\\./)+((src/)?(${folders.join('|')}))/`] : []),
    ...packages.map((name) => `^${name}`),
  ].map((regex) => ({ regex, message: `${why} (docs/architecture.md)` }));
  if (groups.length > 0) patterns.push({ group: groups, message: `${why} (docs/architecture.md)` });
  return {
    files: [...files],
    ...(excludeFiles ? { excludeFiles: [...excludeFiles] } : {}),
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
}

/** Tests of a room may import each of these. */
const roomsBefore = (room) =>
  rooms.filter(
    (name, floor) => name !== 'simulation' && (floor < rooms.indexOf(room) || surfaces.includes(room)),
  );

/**
 * Tests obey the law of their room, but for what `onlyTests` names and the support that lies in tests/.
 * @param {Law} law
 */
function withTests(law, onlyTests = []) {
  const tests = law.files.map((glob) => glob.replace(/\*\*$/, '**/*.test.{ts,tsx}'));
  return [
    override({ ...law, excludeFiles: [...(law.excludeFiles ?? []), ...tests] }),
    override({
      ...law,
      files: tests,
      folders: law.folders.filter((folder) => folder !== 'tests' && !onlyTests.includes(folder)),
    }),
  ];
}

/** The only file of the rooms that knows tfjs: methods take it from there. */
const tensors = 'src/evaluation/methods/tensors.ts';

const roomLaws = rooms.flatMap((room) => {
  const law = {
    files: [`src/${room}/**`],
    folders: [...refusedTo(room), ...outside],
    packages: [...interfaceLibraries, ...figureLibraries, ...tfjs],
    why: `${room} imports only its rooms, and neither the interface's nor the figures' libraries`,
  };
  const packages = law.packages.filter((name) => !tfjs.includes(name));
  return [
    ...withTests(law, roomsBefore(room)),
    ...(tensors.startsWith(`src/${room}/`) ? [override({ ...law, files: [tensors], packages })] : []),
  ];
});

/** Of the session, from the bottom up, on the state and the workers that they share; `page` makes the session of them. */
const subjects = ['view', 'data', 'run', 'share', 'predict', 'methods', 'page'];

const sessionLaw = {
  folders: [...refusedTo('app'), 'ui', ...outside],
  packages: [...figureLibraries, ...tfjs, 'h5wasm'],
  why: 'session knows neither the screen nor what workers compute with, and a subject of it none that comes later',
};

const sessionLaws = [
  ...['*', ...subjects.map((subject) => `${subject}/**`)].map((files, floor) =>
    override({
      ...sessionLaw,
      files: [`src/app/session/${files}`],
      excludeFiles: ['**/*.test.ts'],
      packages: [...sessionLaw.packages, `\\.\\.?/(${subjects.slice(floor).join('|')})/`],
    }),
  ),
  // Tests make a whole session.
  override({
    ...sessionLaw,
    files: ['src/app/session/**/*.test.ts'],
    folders: sessionLaw.folders.filter((folder) => folder !== 'tests'),
  }),
];

const surfaceLaws = [
  ...['cli', 'library'].flatMap((surface) =>
    withTests(
      {
        files: [`src/${surface}/**`],
        folders: [...refusedTo(surface), ...outside],
        packages: [...interfaceLibraries, ...figureLibraries, ...tfjs],
        why: `${surface} stands on its rooms, not on another surface`,
      },
      roomsBefore(surface),
    ),
  ),
  ...sessionLaws,
  ...[
    {
      files: ['src/app/ui/**'],
      excludeFiles: ['src/app/ui/network-view/**', 'src/app/ui/charts/**'],
      own: [],
    },
    { files: ['src/app/ui/network-view/**'], own: ['cytoscape'] },
    { files: ['src/app/ui/charts/**'], own: ['plotly\\.js'] },
  ].flatMap(({ own, ...places }) =>
    withTests({
      ...places,
      folders: [...refusedTo('app'), ...outside],
      packages: [...figureLibraries.filter((name) => !own.includes(name)), ...tfjs],
      // Types of what crosses threads are all the page needs of the workers.
      groups: ['**/workers/*', '!**/workers/protocol'],
      why: 'the page talks to workers through session; Cytoscape belongs to network-view, plotly to charts',
    }),
  ),
];

const outerLaws = [
  ...withTests({
    files: ['workers/**'],
    folders: [...refusedTo('workers'), ...outside],
    packages: [...figureLibraries, ...tfjs, 'react', 'react-dom', '@mantine/', 'zustand'],
    why: 'workers serve every surface and know none',
  }),
  override({
    files: ['tests/**'],
    folders: ['e2e', 'bench'],
    packages: [],
    why: 'test support serves unit tests, end-to-end tests and benches',
  }),
  override({
    files: ['e2e/**'],
    folders: ['bench', 'app/ui'],
    packages: [],
    why: 'end-to-end tests look at the page from outside',
  }),
  override({
    files: ['bench/**', 'scripts/**'],
    folders: ['e2e', 'app'],
    packages: [],
    why: 'benches and scripts run the rooms, the terminal and the library, not the page',
  }),
];

const pure = rooms.map((room) => `src/${room}/**`);
const noRandom = { object: 'Math', property: 'random', message: 'pass a seeded Random in' };
const noMocks = ['mock', 'doMock'].map((property) => ({
  object: 'vi',
  property,
  message: 'pass what a test replaces in',
}));

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'react', 'promise', 'vitest', 'jsx-a11y'],
  categories: { correctness: 'error', suspicious: 'error' },
  options: { typeAware: true },
  rules: {
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    'react/react-in-jsx-scope': 'off',
    'import/no-unassigned-import': 'off',
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'no-await-in-loop': 'off',
    // More parameters than that are fields of a record, which names them where it is made.
    'max-params': ['error', 6],
    'no-restricted-properties': ['error', ...noMocks],
    'jsx-a11y/prefer-tag-over-role': 'off',
    'jsx-a11y/no-noninteractive-tabindex': 'off',
    'import/no-named-as-default-member': 'off',
    // TypeScript checks it, and knows what Vite gives for `?worker&url`.
    'import/default': 'off',
  },
  ignorePatterns: ['dist', 'node_modules', 'src/**/assembly', 'public', 'lib', '.cache'],
  overrides: [
    ...roomLaws,
    ...surfaceLaws,
    ...outerLaws,
    {
      files: pure,
      rules: {
        'no-restricted-globals': ['error', 'window', 'document', 'localStorage', 'performance'],
        'no-restricted-properties': [
          'error',
          noRandom,
          ...noMocks,
          { object: 'Date', property: 'now', message: 'the rooms know no clock: pass the time in' },
        ],
      },
    },
    // The training loop measures its own steps, and both yield.
    {
      files: ['src/inference/training/**', 'src/inference/run/macrotask{,.test}.ts'],
      rules: {
        'no-restricted-globals': ['error', 'window', 'document', 'localStorage'],
        'no-restricted-properties': ['error', noRandom, ...noMocks],
      },
    },
    // Typed arrays are indexed within their bounds; a check at each number would cost more than the arithmetic.
    { files: [...pure, 'tests/**', 'bench/**'], rules: { 'typescript/no-unsafe-type-assertion': 'off' } },
  ],
});
