#!/usr/bin/env node
/**
 * Writes docs/api.md from the library's types: every name that src/library/index.ts exports, with its declaration and
 * documentation as `npm run package` wrote them to lib/types. `--check` fails where the page is out of date.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const page = 'docs/api.md';
const types = 'lib/types';

/** Kind of heading by the word that begins a declaration. */
const kinds = { function: 'Functions', const: 'Values', class: 'Classes', interface: 'Types', type: 'Types' };

function exportsOf(file) {
  const text = readFileSync(join(types, file), 'utf8');
  return [...text.matchAll(/export\s+(?:type\s+)?\{([^}]*)\}\s+from\s+'([^']+)\.js'/g)].flatMap(
    ([, names, path]) =>
      names
        .split(',')
        .map((name) => name.trim().replace(/^type\s+/, ''))
        .filter(Boolean)
        .map((name) => ({ name, file: `${join(dirname(file), path)}.d.ts` })),
  );
}

/** The declaration of a name with the comment before it, as it stands in the declaration file. */
function declarationOf({ name, file }) {
  const text = readFileSync(join(types, file), 'utf8');
  const start = new RegExp(
    `^export (?:declare )?(?:abstract )?(function|const|class|interface|type) ${name}\\b`,
    'm',
  ).exec(text);
  if (!start) {
    const passedOn = exportsOf(file).find((one) => one.name === name);
    if (!passedOn) throw new Error(`${file} declares no ${name}`);
    return declarationOf(passedOn);
  }
  let depth = 0;
  let end = start.index;
  for (; end < text.length; end++) {
    const letter = text[end];
    if ('{(['.includes(letter)) depth++;
    if ('})]'.includes(letter)) {
      depth--;
      if (depth === 0 && letter === '}' && /class|interface/.test(start[1])) break;
    }
    if (letter === ';' && depth === 0) break;
  }
  const before = text.slice(0, start.index);
  const comment = /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*$/.exec(before)?.[0] ?? '';
  const words = comment
    .replaceAll(/^\s*\/?\*+\/?|\*\/\s*$/gm, '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join('\n');
  const code = text
    .slice(start.index, end + 1)
    .replace(/^export (declare )?/, '')
    .replaceAll('    ', '  ');
  return { kind: kinds[start[1]], name, words, code };
}

if (!existsSync(join(types, 'library', 'index.d.ts'))) {
  console.error('lib/types is missing: run npm run package');
  process.exit(1);
}
const found = exportsOf('library/index.d.ts').map(declarationOf);
const sections = ['Functions', 'Values', 'Classes', 'Types'].flatMap((kind) => {
  const own = found.filter((one) => one.kind === kind);
  if (own.length === 0) return [];
  if (kind === 'Types')
    return [
      `## ${kind}`,
      'What they are, and their fields, are in the declarations of the package, which editors show.',
      own.map(({ name }) => `\`${name}\``).join(',\n'),
    ];
  const entries = own.map(({ name, words, code }) =>
    [`### ${name}`, ...(words ? [words] : []), `\`\`\`ts\n${code}\n\`\`\``].join('\n\n'),
  );
  return [`## ${kind}`, ...entries];
});
const text = `# Library reference

Every name that \`modulode\` exports, written by \`npm run api\` from the types; [library.md](library.md) has examples.

${sections.join('\n\n')}
`;
if (!process.argv.includes('--check')) writeFileSync(page, text);
else if (!existsSync(page) || readFileSync(page, 'utf8') !== text) {
  console.error(`${page} does not show today's types: run npm run package && npm run api`);
  process.exitCode = 1;
}
