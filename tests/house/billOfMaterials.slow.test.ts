/** The software bill of materials holds what the lock file holds. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';

const bill = z.object({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.literal('1.5'),
  components: z.array(
    z.object({
      purl: z.string(),
      hashes: z.array(z.object({ alg: z.string(), content: z.string() })),
    }),
  ),
});

it('every package of the lock file is in the bill of materials, with its sum', () => {
  const written = execFileSync('npm', ['run', '--silent', 'sbom'], { encoding: 'utf8', maxBuffer: 1e8 });
  const { components } = bill.parse(JSON.parse(written));
  const listed = new Map(
    components.map(({ purl, hashes }) => [
      decodeURIComponent(purl),
      hashes.find(({ alg }) => alg === 'SHA-512')?.content,
    ]),
  );
  const { packages } = z
    .object({
      packages: z.record(z.string(), z.object({ version: z.string(), integrity: z.string().optional() })),
    })
    .parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
  const { '': _root, ...installed } = packages;
  expect(Object.keys(installed).length).toBeGreaterThan(100);
  const wrong = Object.entries(installed).filter(([path, { version, integrity = '' }]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const sum = Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
    return listed.get(`pkg:npm/${name}@${version}`) !== sum;
  });
  expect(wrong).toEqual([]);
});
