#!/usr/bin/env node
/**
 * Smoke test in Firefox: a link is read, and the demo is trained on the CPU, without a request to others. Playwright drives a Firefox of
 * its own only; this one, of the system, is driven by WebDriver BiDi (w3.org/TR/webdriver-bidi). `node e2e/firefox.mjs` tests DIST or dist.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Node 20 has WebSocket behind this flag only.
if (typeof WebSocket === 'undefined') {
  const again = ['--experimental-websocket', '--no-warnings', ...process.argv.slice(1)];
  process.exit(spawnSync(process.execPath, again, { stdio: 'inherit' }).status ?? 1);
}

const port = process.env.PORT ?? '4178';
const address = `http://127.0.0.1:${port}/any/sub/path/`;
const DEADLINE_MS = 180_000;

/** Asks again until the answer is not null; rejects after `DEADLINE_MS`. */
async function until(what, ask) {
  const began = Date.now();
  while (Date.now() - began < DEADLINE_MS) {
    const answer = await ask().catch(() => null);
    if (answer !== null) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${what}: not within ${DEADLINE_MS / 1000} s`);
}

function startServer() {
  const server = spawn(process.execPath, ['e2e/server.mjs'], {
    stdio: 'inherit',
    env: { ...process.env, PORT: port },
  });
  const answers = () =>
    new Promise((resolve, reject) => {
      const socket = createConnection(Number(port), '127.0.0.1', () => resolve(socket.destroy()));
      socket.on('error', reject);
    });
  return until('the server', answers).then(() => server);
}

/** A session of Firefox: `send` gives the answer to a command, `events` what the browser told. */
async function startFirefox(path, profile) {
  const browser = spawn(path, [
    '--headless',
    '--profile',
    profile,
    '--remote-debugging-port',
    '0',
    'about:blank',
  ]);
  const listening = new Promise((resolve, reject) => {
    let said = '';
    browser.stderr.on('data', (text) => {
      said += text;
      const found = /WebDriver BiDi listening on (\S+)/.exec(said);
      if (found) resolve(found[1]);
    });
    browser.on('exit', () => reject(new Error(`Firefox ended: ${said.slice(-500)}`)));
  });
  const socket = new WebSocket(`${await listening}/session`);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', reject, { once: true });
  });
  const waiting = new Map();
  const events = [];
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(data);
    if (message.type === 'event') events.push(message);
    else waiting.get(message.id)?.(message);
  });
  let last = 0;
  const send = async (method, params) => {
    const id = ++last;
    const answered = new Promise((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params }));
    const { type, result, message } = await answered;
    if (type === 'error') throw new Error(`${method}: ${message}`);
    return result;
  };
  await send('session.new', { capabilities: {} });
  await send('session.subscribe', { events: ['log.entryAdded', 'network.beforeRequestSent'] });
  return { browser, send, events };
}

/** A page with the hooks of the tests (src/app/ui/network-view/testAttributes.ts), in which `read` evaluates an expression that gives text or null. */
async function openPage({ send }, fragment) {
  const { context } = await send('browsingContext.create', { type: 'tab' });
  const prepare = `() => {
    // Documents on the way to the page have no storage.
    if (!location.href.startsWith('${address}')) return;
    globalThis.__modulodeTest = true;
    localStorage.setItem('modulode-device', 'processor');
    localStorage.setItem('modulode-auto-benchmark', 'off');
    localStorage.setItem('modulode-tour', 'done');
  }`;
  await send('script.addPreloadScript', { functionDeclaration: prepare, contexts: [context] });
  await send('browsingContext.navigate', { context, url: `${address}${fragment}`, wait: 'complete' });
  return async (expression) => {
    const target = { context };
    const { result } = await send('script.evaluate', { expression, target, awaitPromise: true });
    return result?.value ?? null;
  };
}

const drawn = `(() => {
  const view = document.querySelector('[data-edges]');
  return view && view.dataset.layout === 'resting' && view.dataset.edges !== '[]' ? view.dataset.edges : null;
})()`;

function expectTrue(holds, what) {
  if (!holds) throw new Error(what);
}

const numbers = (base64, Kind) => new Kind(Uint8Array.from(Buffer.from(base64, 'base64')).buffer);

/** |weight| of each edge 'A B' that is at least so stable, of a network as fixtures hold it: [regulators × genes], base64 of 32-bit numbers. */
function strengths({ genes, regulators, weights, stability }, minimumStability) {
  const sources = numbers(regulators.$int32, Int32Array);
  const values = numbers(weights.$float32, Float32Array);
  const shares = numbers(stability.$float32, Float32Array);
  const names = [...sources].flatMap((source) => genes.map((gene) => `${genes[source]} ${gene}`));
  const edges = names.map((name, i) => [name, shares[i] >= minimumStability ? Math.abs(values[i]) : 0]);
  return new Map(edges);
}

async function readsLink(firefox) {
  const link = readFileSync('tests/fixtures/links/g1-network.txt', 'utf8').trim();
  const { title, network, view } = JSON.parse(readFileSync('tests/fixtures/links/g1-network.json', 'utf8'));
  const sent = strengths(network.network, view.minimumStability);
  const read = await openPage(firefox, link);
  const edges = JSON.parse(await until('the network of the link', () => read(drawn)));
  const strange = edges.filter((edge) => !(sent.get(edge.join(' ')) > 0));
  expectTrue(strange.length === 0, `edges that the link does not hold: ${JSON.stringify(strange)}`);
  const [strongest] = [...sent].toSorted(([, a], [, b]) => b - a)[0];
  expectTrue(
    edges.map((edge) => edge.join(' ')).includes(strongest),
    `without its strongest edge, ${strongest}`,
  );
  const text = await read('document.body.textContent');
  expectTrue(text.includes(title), `the title of the link is not on the page`);
}

async function trainsDemo(firefox) {
  const read = await openPage(firefox, '');
  const status = `document.querySelector('[aria-label="Training status"]')?.textContent ?? ''`;
  const ended = `/(Finished|Stopped)\\s*$/.test(${status}) ? ${status} : null`;
  const said = await until('the training of the demo', () => read(ended));
  expectTrue(/Finished/.test(said), `the training ended as: ${said}`);
  const device = await read(`document.querySelector('[aria-label="Compute device"]').textContent`);
  expectTrue(/CPU/.test(device), `computed on: ${device}`);
  const edges = JSON.parse(await until('the network of the demo', () => read(drawn)));
  const rows = readFileSync('public/demo/myeloid.truth.tsv', 'utf8').trim().split('\n').slice(1);
  const truth = new Set(rows.map((row) => row.split('\t').slice(0, 2).join(' ')));
  const right = edges.filter(([source, target]) => truth.has(`${source} ${target}`)).length;
  // As many as Chromium finds, less two; by chance a fifth would be true.
  expectTrue(right >= 0.75 * edges.length, `only ${right} of ${edges.length} edges are true`);
}

/** Errors of the page, policy violations among them, and requests to others. */
function strangeEvents(events) {
  return events.flatMap(({ method, params }) => {
    if (method === 'log.entryAdded') {
      const { level, text, stackTrace } = params;
      const at = (stackTrace?.callFrames ?? [])
        .slice(0, 4)
        .map((frame) => `${frame.url}:${frame.lineNumber}:${frame.columnNumber}`);
      return level === 'error' ? [`error: ${text} ${at.join(' ')}`] : [];
    }
    const { url } = params.request;
    return url.startsWith(address) || /^(data|blob|about):/.test(url) ? [] : [`request: ${url}`];
  });
}

const { findOrInstallFirefox } = await import('../scripts/browser.mjs');
const path = findOrInstallFirefox();
if (path === null) {
  console.log('Firefox is not installed: skipped');
  process.exit(0);
}
const profile = mkdtempSync(join(tmpdir(), 'modulode-firefox-'));
let failed = 0;
const server = await startServer();
const firefox = await startFirefox(path, profile);
const tests = {
  'a link is read in Firefox': readsLink,
  'the demo is trained on the CPU in Firefox': trainsDemo,
};
for (const [name, test] of Object.entries(tests)) {
  const began = Date.now();
  const before = firefox.events.length;
  try {
    await test(firefox);
    const strange = strangeEvents(firefox.events.slice(before));
    expectTrue(strange.length === 0, strange.join('\n'));
    const seconds = Math.round((Date.now() - began) / 1000);
    console.log(`✓ ${name} (${seconds} s)`);
  } catch (error) {
    failed++;
    console.log(`✗ ${name}: ${error.message}`);
  }
}
firefox.browser.removeAllListeners('exit');
const ended = new Promise((resolve) => firefox.browser.once('exit', resolve));
await firefox.send('browser.close', {});
await ended;
server.kill();
rmSync(profile, { recursive: true, force: true });
process.exit(failed === 0 ? 0 : 1);
