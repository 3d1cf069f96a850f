// What the tests of joining in the browser share: a demo whose Meeting SDK pair is entered and whose
// SDK files are there, a browser that finds the emulated Zoom under Zoom's names, and meetings that
// begin at once.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { open } from './browser.mjs';
import { startDemo } from './parfocal.mjs';
import { archive, manifest } from './sdk.mjs';
import * as site from './site.mjs';

const run = promisify(execFile);

/** The demo after both guides, with the SDK fetched from npm's archive as its command does. */
export async function startJoinDemo() {
  const demo = await startDemo();
  await run(process.env.PARFOCAL_BINARY, ['--config', join(demo.data, 'parfocal.toml'), 'sdk', 'fetch', '--from', await archive()]);
  return demo;
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

/** A browser that finds the emulated Zoom under Zoom's names; `options` go to the context. */
export async function visitor(demo, options = {}) {
  const { tls_address: address, spki_sha256: key } = demo.ready.web_client;
  const opened = await open({
    permissions: ['camera', 'microphone'],
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream',
      `--host-resolver-rules=MAP zoom.us ${address}, MAP *.zoom.us ${address}, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1`,
      `--ignore-certificate-errors-spki-list=${key}`,
    ],
    ...options,
  });
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
  const start = new Date(Date.now() + minutes * 60_000);
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

export async function until(what, look, limit = 30_000) {
  for (const end = Date.now() + limit; Date.now() < end; await new Promise((done) => setTimeout(done, 200))) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`waited ${limit / 1000} s for this in vain: ${what}`);
}
