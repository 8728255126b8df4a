/** Both containers take the same steps, so that what is tried of one (scripts/package/package.slow.test.ts, the workflow of releases) holds for the other. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';

const textOf = (name: string) => readFileSync(`workflow/container/${name}`, 'utf8');
const docker = textOf('Dockerfile');
const apptainer = textOf('modulode.def');

const allOf = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found);

it('they begin with one image, of a Node that the program runs on', () => {
  const images = [...allOf(docker, /^FROM (\S+)/gmu), ...allOf(apptainer, /^From: (\S+)$/gmu)];
  expect(new Set(images).size).toBe(1);
  const [major] = allOf(images[0] ?? '', /^node:(\d+)-/gu).map(Number);
  const { engines } = z
    .object({ engines: z.object({ node: z.string() }) })
    .parse(JSON.parse(readFileSync('package.json', 'utf8')));
  expect(major).toBeGreaterThan(Number.parseFloat(engines.node.replace('>=', '')));
});

it('they install by one script, of the same files, and run the same command', () => {
  const install = /^(?:RUN| {4})\s?(sh \S*install\.sh .*)$/gmu;
  const steps = [allOf(docker, install), allOf(apptainer, install)];
  expect(steps[0]).toEqual(['sh /tmp/install.sh /tmp/modulode-*.tgz /opt/modulode']);
  expect(steps[1]).toEqual(steps[0]);
  const [files = ''] = allOf(docker, /^COPY (modulode.*) \/tmp\/$/gmu);
  expect(allOf(apptainer, /^ {4}(\S+) \/tmp\/$/gmu)).toEqual(files.split(' '));
  expect(allOf(textOf('Dockerfile.dockerignore'), /^!(\S+)$/gmu)).toEqual(files.split(' '));
  for (const text of [docker, apptainer]) expect(text).toContain('PATH="/opt/modulode/bin:$PATH"');
  expect(docker).toContain('ENTRYPOINT ["modulode"]');
  expect(apptainer).toContain('exec modulode "$@"');
});

it('they name title, licence and version, and Docker does not run it as root', () => {
  for (const label of ['title', 'licenses', 'version'])
    for (const text of [docker, apptainer]) expect(text).toContain(`org.opencontainers.image.${label}`);
  expect(allOf(docker, /^USER (\S+)$/gmu)).toEqual(['node']);
});
