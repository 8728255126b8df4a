/**
 * Finds a Chromium-based browser for the tests, or installs one: MODULODE_BROWSER, an installed Chrome, Chromium or Edge,
 * Playwright's own, then apt's chromium (Debian or Ubuntu, as root), then `playwright install chromium`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const commands = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
];
const fixedPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

function starts(path) {
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

function onPath(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

function installed() {
  return [...onPath(commands), ...fixedPlaces].find(
    (path) => existsSync(path) && (process.platform === 'win32' || starts(path)),
  );
}

async function playwrightsOwn() {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

function tryCommand(command, args, environment = {}) {
  console.log(`installing a browser: ${command} ${args.join(' ')}`);
  try {
    execFileSync(command, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
    return true;
  } catch {
    return false;
  }
}

/** On Debian or Ubuntu, as root. */
function installByApt(...packages) {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return false;
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  return (
    tryCommand('apt-get', ['update', '-qq'], quiet) &&
    tryCommand('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet)
  );
}

export async function findOrInstallBrowser() {
  const named = process.env.MODULODE_BROWSER;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`MODULODE_BROWSER names ${named}, but there is no such file. Correct it or unset it.`);
  }
  const found = installed() ?? (await playwrightsOwn());
  if (found) return found;
  if (installByApt('chromium', 'fonts-dejavu-core')) {
    const fromApt = installed();
    if (fromApt) return fromApt;
  }
  tryCommand('npx', ['playwright', 'install', 'chromium']);
  const downloaded = await playwrightsOwn();
  if (downloaded) return downloaded;
  throw new Error(
    'The tests need a Chromium-based browser and none could be installed. Install Chrome, Chromium or Edge ' +
      '(Debian: sudo apt-get install chromium), or set MODULODE_BROWSER to the path of one, and run npm test again.',
  );
}

function installedFirefox() {
  const named = process.env.MODULODE_FIREFOX ? [process.env.MODULODE_FIREFOX] : [];
  const places = ['/Applications/Firefox.app/Contents/MacOS/firefox'];
  return [...named, ...onPath(['firefox-esr', 'firefox']), ...places].find(
    (path) => existsSync(path) && starts(path),
  );
}

/** Firefox of the system, for e2e/firefox.mjs, or of apt; null where there is none. */
export function findOrInstallFirefox() {
  const found = installedFirefox();
  if (found) return found;
  return (installByApt('firefox-esr') && installedFirefox()) || null;
}
