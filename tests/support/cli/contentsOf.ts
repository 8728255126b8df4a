/** The files of a run folder, for comparing two runs byte by byte. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files by name, without the log; times in the run file are masked. */
export function contentsOf(path: string): Readonly<Record<string, string>> {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).toSorted();
  return Object.fromEntries(
    files
      .filter((name) => /\.[a-z\d]+$/.test(name) && !name.endsWith('log.txt'))
      .map((name) => [
        name,
        readFileSync(join(path, name), 'utf8').replaceAll(
          /"(savedAt|seconds|secondsElapsed)":[\d.e+-]+/g,
          '"$1":0',
        ),
      ]),
  );
}

/** The same, without what the data show before any model: prepared data and shards have no part in that. */
export function withoutEffects(path: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(contentsOf(path))
      .filter(([name]) => !name.startsWith('effects/'))
      .map(([name, text]) => [
        name,
        name === 'run.modulode.json'
          ? text.replace(/,\s*"effects":"#[^"]*"/, '')
          : name === 'report.html'
            ? text
                .replace('<li><a href="#effects">Effects</a></li>', '')
                .replace(/<section id="effects"[^]*?<\/section>\n/, '')
            : text,
      ]),
  );
}
