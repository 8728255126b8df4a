#!/usr/bin/env node
/**
 * Reads every import of `src/` and `workers/` (types included) and prints rooms, files, lines, arrows and floors;
 * draws docs/pictures/rooms.svg, the picture in docs/architecture.md. `--check` fails where that picture is out of date; `--circles` prints
 * the rooms whose folders import each other in a circle.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { rooms, surfaces } from '../oxlint.config.mjs';

const picture = 'docs/pictures/rooms.svg';
const order = [...rooms, 'workers', ...surfaces];

/** The room a file of the repository lies in, or null (entry points and declarations at the top of src). */
function roomOf(file) {
  const [top, second, ...rest] = file.split('/');
  if (top === 'workers') return 'workers';
  return top === 'src' && rest.length > 0 ? second : null;
}

function sourceFiles() {
  return execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'src', 'workers'], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && existsSync(file));
}

/** The files that a file imports by relative paths. */
function importsOf(file, text) {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"?]*)/g)].flatMap(([, path]) => {
    const target = posix.normalize(posix.join(posix.dirname(file), path));
    return [target, `${target}.ts`, `${target}.tsx`].filter(
      (name) => /\.tsx?$/.test(name) && existsSync(name),
    );
  });
}

/** All files with their lines and the files that they import. */
function readSources() {
  return sourceFiles().map((file) => {
    const text = readFileSync(file, 'utf8');
    return { file, count: text.split('\n').length - 1, targets: importsOf(file, text) };
  });
}

/** The places that `placeOf` gives files (null: none), with their files, lines, largest file and the places they import. */
function measure(sources, placeOf) {
  const found = new Map();
  for (const { file, count, targets } of sources) {
    const name = placeOf(file);
    if (name === null) continue;
    const place = found.get(name) ?? { name, lines: [], imports: new Set() };
    found.set(name, place);
    place.lines.push({ file, count });
    for (const target of targets) {
      const other = placeOf(target);
      if (other !== null && other !== name) place.imports.add(other);
    }
  }
  return [...found.values()];
}

/** Per room whose folders import each other in a circle: 'room: a → b → a'. */
function circlesOf(sources) {
  return order.flatMap((room) => {
    const folderOf = (file) => {
      const [, , folder, ...rest] = file.split('/');
      return roomOf(file) === room && rest.length > 0 ? folder : null;
    };
    try {
      floorsOf(measure(sources, folderOf));
      return [];
    } catch (error) {
      return [`${room}: ${error.message}`];
    }
  });
}

/** Floor of each place: one above the highest place it imports. Throws on a circle. */
function floorsOf(measured) {
  const floors = new Map();
  const visit = (name, path) => {
    if (path.includes(name)) throw new Error([...path.slice(path.indexOf(name)), name].join(' → '));
    if (floors.has(name)) return floors.get(name);
    const { imports } = measured.find((room) => room.name === name);
    const floor = 1 + Math.max(0, ...[...imports].map((other) => visit(other, [...path, name])));
    floors.set(name, floor);
    return floor;
  };
  // The page imports types of the protocol from workers, which import no surface.
  for (const { name } of measured) visit(name, []);
  return floors;
}

/** Rows import the columns that are marked: nothing stands right of the diagonal. */
function drawRooms(measured) {
  const [cell, left, top] = [26, 130, 96];
  const names = measured.map(({ name }) => name);
  const size = names.length * cell;
  const parts = names.flatMap((name, row) => [
    `<text x="${left - 10}" y="${top + row * cell + 17}" text-anchor="end">${name}</text>`,
    `<text transform="translate(${left + row * cell + 17} ${top - 8}) rotate(-55)">${name}</text>`,
    ...names.map((other, column) => {
      const [x, y] = [left + column * cell, top + row * cell];
      if (row === column) return `<rect class="self" x="${x}" y="${y}" width="${cell}" height="${cell}"/>`;
      const box = `<rect class="box" x="${x}" y="${y}" width="${cell}" height="${cell}"/>`;
      if (!measured[row].imports.has(other)) return box;
      return `${box}<circle cx="${x + cell / 2}" cy="${y + cell / 2}" r="5.5"/>`;
    }),
  ]);
  const [width, height] = [left + size + 60, top + size + 16];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Rooms and the rooms they import">
<style>text{font:13px system-ui,sans-serif;fill:#1f2a37}.box{fill:none;stroke:#cfd6df}.self{fill:#cfd6df}circle{fill:#2b6cb0}@media(prefers-color-scheme:dark){text{fill:#e6ebf2}.box{stroke:#3a4657}.self{fill:#3a4657}circle{fill:#7db3ee}}</style>
${parts.join('\n')}
</svg>
`;
}

function main() {
  const sources = readSources();
  if (process.argv.includes('--circles')) {
    for (const circle of circlesOf(sources)) console.log(circle);
    return;
  }
  const measured = measure(sources, roomOf).toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  const floors = floorsOf(measured);
  const drawn = drawRooms(measured);
  if (process.argv.includes('--check')) {
    if (existsSync(picture) && readFileSync(picture, 'utf8') === drawn) return;
    console.error(`${picture} does not show today's imports: run node scripts/rooms.mjs`);
    process.exitCode = 1;
    return;
  }
  writeFileSync(picture, drawn);
  const files = measured.flatMap(({ lines }) => lines).toSorted((a, b) => a.count - b.count);
  for (const { name, lines, imports } of measured)
    console.log(
      `${name.padEnd(11)} floor ${String(floors.get(name)).padStart(2)}  ${String(lines.length).padStart(4)} files  ${String(lines.reduce((sum, { count }) => sum + count, 0)).padStart(6)} lines  imports ${[...imports].join(', ')}`,
    );
  const total = files.reduce((sum, { count }) => sum + count, 0);
  const largest = files.at(-1);
  console.log(
    `${measured.length} rooms, ${Math.max(...floors.values())} floors, ${measured.reduce((sum, { imports }) => sum + imports.size, 0)} arrows; ${files.length} files, ${total} lines, median ${files[files.length >> 1].count}, largest ${largest.count} (${largest.file})`,
  );
}

main();
