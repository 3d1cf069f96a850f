// What the tests of joining in the browser share: a demo whose Meeting SDK pair is entered and whose
// SDK files are there, a browser that finds the emulated Zoom under Zoom's names, and meetings that
// begin at once.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { access, cp, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { open } from './browser.mjs';
import { startDemo } from './parfocal.mjs';
import { archive, manifest } from './sdk.mjs';
import * as site from './site.mjs';

const run = promisify(execFile);

/** The command line, over the demo's own data. */
export const parfocal = (demo, ...words) =>
  run(process.env.PARFOCAL_BINARY, ['--config', join(demo.data, 'parfocal.toml'), ...words]);

/** The demo after both guides, with the SDK there. */
export async function startJoinDemo() {
  const demo = await startDemo();
  await fetchSdk(demo);
  return demo;
}

/**
 * Fetches the SDK from npm's archive as the demo's command does. What came of that is kept beside the
 * archive: packing it takes longer than most tests.
 */
export async function fetchSdk(demo) {
  const kept = join(process.env.PARFOCAL_SDK_CACHE, `${manifest.version}-installed`);
  const there = join(demo.data, 'meeting-sdk', manifest.version);
  if (await access(kept).then(() => true, () => false)) {
    await cp(kept, there, { recursive: true });
    // A record that this binary cannot read is another version's.
    if (await parfocal(demo, 'sdk', 'status').then(() => true, () => false)) return;
  }
  await parfocal(demo, 'sdk', 'fetch', '--from', await archive());
  await cp(there, `${kept}.${process.pid}`, { recursive: true });
  await rename(`${kept}.${process.pid}`, kept).catch(() => {});
}

/** The same with a record of the SDK and no files: for a stand-in that the browser is given instead. */
export async function startJoinDemoWithoutSdk() {
  const demo = await startDemo();
  const there = join(demo.data, 'meeting-sdk', manifest.version);
  await mkdir(there, { recursive: true });
  const installed = { version: manifest.version, fetched_at: new Date().toISOString(), from: 'a test', files: 0, bytes: 1, compressed_bytes: 1 };
  const layout = { version: manifest.version, ...manifest.client_view };
  await writeFile(join(there, 'installed.json'), JSON.stringify({ installed, layout }));
  return demo;
}

/**
 * A browser that finds the emulated Zoom under Zoom's names; `options` go to the context. `devices: false`
 * is one whose camera and microphone are blocked.
 */
export async function visitor(demo, { devices = true, ...options } = {}) {
  const { tls_address: address, spki_sha256: key } = demo.ready.web_client;
  const opened = await open({
    permissions: devices ? ['camera', 'microphone'] : [],
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--use-fake-device-for-media-stream',
      devices ? '--use-fake-ui-for-media-stream' : '--deny-permission-prompts',
      `--host-resolver-rules=MAP zoom.us ${address}, MAP *.zoom.us ${address}, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1`,
      `--ignore-certificate-errors-spki-list=${key}`,
    ],
    ...options,
  });
  // The client is 20 MB of program: a busy machine takes its time over it.
  opened.context.setDefaultTimeout(60_000);
  const violations = [];
  await opened.context.exposeBinding('noteViolation', (_, words) => { violations.push(words); });
  await opened.context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => window.noteViolation(`${event.violatedDirective} ${event.blockedURI}`));
  });
  return { ...opened, violations };
}

/** An API caller of Parfocal's, as its administrator. */
export async function administrator(demo, page) {
  await site.signIn(page, demo.ready.parfocal_url, demo.ready.administrator);
  return page;
}

export async function json(address, { method = 'GET', body, headers = {} } = {}) {
  const answer = await fetch(address, {
    method, headers: { 'content-type': 'application/json', ...headers }, body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${address}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

/** Under the sandbox's admin API. */
export const sandbox = (demo, path, options) => json(`${demo.ready.sandbox_admin_url}${path}`, options);

/** Schedules a meeting in `minutes` through the administrator's session: `{ public_id, zoom_id, … }`. */
export async function schedule(demo, page, { kind = 'meetings', minutes = 2, begun = true, ...fields } = {}) {
  const { now } = await sandbox(demo, '/clock');
  const start = new Date(Date.parse(now) + minutes * 60_000);
  const made = await page.evaluate(async ({ kind, fields, date, time }) => {
    const csrf = document.querySelector('input[name=csrf]').value;
    const headers = { 'content-type': 'application/json', 'x-csrf-token': csrf };
    const hosts = await (await fetch(`/api/v1/hosts?kind=${kind.slice(0, -1)}`)).json();
    const form = { topic: 'Open house', host: hosts[0].email, date, time, zone: 'UTC', duration: 60, ...fields };
    const answer = await fetch(`/api/v1/${kind}`, { method: 'POST', headers, body: JSON.stringify(form) });
    return { ok: answer.ok, body: await answer.json() };
  }, { kind, fields, date: start.toISOString().slice(0, 10), time: start.toISOString().slice(11, 16) });
  assert.ok(made.ok, JSON.stringify(made.body));
  const { event } = made.body;
  if (begun) await sandbox(demo, `/meetings/${event.zoom_id}/start`, { method: 'POST' });
  return event;
}

export async function until(what, look, limit = 60_000) {
  for (const end = Date.now() + limit; Date.now() < end; await new Promise((done) => setTimeout(done, 200))) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`waited ${limit / 1000} s for this in vain: ${what}`);
}

/** Who a run has who came by the web client, as the emulated Zoom knows them. */
export const visitors = async (demo, made) => (await sandbox(demo, `/meetings/${made.zoom_id}`)).run?.visitors ?? [];

export const isIn = (demo, made, name) => until(`${name} in the meeting`, async () =>
  (await visitors(demo, made)).find((one) => one.name === name && one.state === 'in'));

/** Reads a meeting from Zoom again, as the button on its page does. */
export async function readAgain(demo, page, made, kind = 'meetings') {
  await page.goto(`${demo.ready.parfocal_url}/${kind}/${made.public_id}`);
  const status = await page.evaluate(async (path) => {
    const csrf = document.querySelector('input[name=csrf]').value;
    return (await fetch(path, { method: 'POST', body: new URLSearchParams({ csrf }) })).status;
  }, `/${kind}/${made.public_id}/read`);
  assert.equal(status, 200, 'read again');
}

/** Lets Zoom push these events to Parfocal, by the monitoring app, which gets the scopes they need. */
export async function subscribe(demo, page, events, scopes) {
  const { apps } = await sandbox(demo, '/apps');
  const app = apps.find(({ kind }) => kind === 'account_oauth');
  await sandbox(demo, `/apps/${app.id}/scopes`, { method: 'PATCH', body: { add: scopes } });
  const { address } = await page.evaluate(async () => (await fetch('/api/v1/webhook')).json());
  await sandbox(demo, '/subscriptions', {
    method: 'POST', body: { client_id: app.client_id, name: 'To Parfocal', url: address, events },
  });
}

/** Zoom's API, as an app with every right of the emulated account uses it: `zoom(path, options)`. */
export async function zoom(demo, scopes) {
  const app = await sandbox(demo, '/apps', {
    method: 'POST',
    body: {
      kind: 'server_to_server', name: 'What happens at Zoom', scopes, activated: true,
      information: { company_name: 'Zoom', developer_name: 'Somebody', developer_email: 'somebody@example.org' },
    },
  });
  const { account_id: account, api_url: api, oauth_url: oauth } = await sandbox(demo, '/ready');
  const answer = await fetch(`${oauth}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${app.client_id}:${app.client_secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'account_credentials', account_id: account }),
  });
  const { access_token: token } = await answer.json();
  assert.ok(token, `a token: ${answer.status}`);
  return (path, options = {}) => json(`${api}${path}`, { ...options, headers: { authorization: `Bearer ${token}` } });
}

/** The Meeting SDK app that Parfocal signs with: `{ client_id, client_secret }`. */
export async function sdkApp(demo) {
  const { apps } = await sandbox(demo, '/apps');
  return apps.find((one) => one.meeting_sdk);
}

/** Gives the app of the second guide more scopes, and lets Parfocal see that. */
export async function grant(demo, page, add) {
  const { apps } = await sandbox(demo, '/apps');
  const app = apps.find((one) => one.name === 'Parfocal meetings');
  await sandbox(demo, `/apps/${app.id}/scopes`, { method: 'PATCH', body: { add } });
  await page.goto(`${demo.ready.parfocal_url}/zoom`);
  await page.locator('#server_to_server').getByRole('button', { name: /^Check again/ }).click();
  await page.waitForLoadState();
}

/**
 * A server beside the demo's, over the same data, with its configuration changed: the demo itself brings
 * its own and asks no environment.
 */
export async function serveBeside(demo, name, change) {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  const own = await readFile(join(demo.data, 'parfocal.toml'), 'utf8');
  const file = join(demo.data, `${name}.toml`);
  await writeFile(file, change(own.replace(/listen = ".*"/, `listen = "127.0.0.1:${port}"`)));
  const child = spawn(process.env.PARFOCAL_BINARY, ['--config', file, 'serve'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  const listens = new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  const early = ended.then((code) => { throw new Error(`parfocal serve ended (${code}) before it listened`); });
  await Promise.race([listens, early]);
  early.catch(() => {});
  return {
    at: (path) => `http://127.0.0.1:${port}${path}`,
    async stop() {
      child.kill('SIGINT');
      assert.equal(await ended, 0, 'it stops cleanly');
    },
  };
}

/** Another site on a host of its own: what stands at `/`, isolated as an embedder has to be or not. */
export async function otherSite(html) {
  const server = createServer((request, response) => {
    const plain = request.url.startsWith('/plain');
    const isolated = plain ? {} : { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
    response.writeHead(200, { 'content-type': 'text/html', ...isolated }).end(`<!doctype html><html lang="en"><title>Another site</title><body>${html()}`);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://localhost:${server.address().port}`,
    close: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
  };
}
