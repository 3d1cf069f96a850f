// Our receiver, judged from outside: what Node signs by Zoom's description, and what Zoom's own
// receiver takes or turns away, ours must take or turn away as well.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';

const BINARY = process.env.PARFOCAL_BINARY;
const SECRET = 'a-secret-token-of-the-app';
const run = promisify(execFile);
let folder, server, address, token, site, rivet;

const freePort = () => new Promise((resolve, reject) => {
  const probe = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});

const parfocal = (...words) => run(BINARY, words, {
  cwd: folder,
  env: { ...process.env, PARFOCAL_CLIENT_SECRET: 'its-secret', PARFOCAL_SECRET_TOKEN: SECRET },
});

const lineOf = (child) => new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));

/** Zoom's receiver in a process of its own: it has no way to stop listening. */
async function startRivet(secret, port) {
  const script = fileURLToPath(new URL('../lib/rivet-receiver.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, secret, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  return { url: await lineOf(child), stop: () => child.kill() };
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parfocal-receiver-'));
  // Nobody listens there: that Zoom cannot be asked must not keep a webhook out.
  await writeFile(join(folder, 'parfocal.toml'), '[zoom]\napi_url = "http://127.0.0.1:9/v2"\noauth_url = "http://127.0.0.1:9/oauth"\nstatus_url = "http://127.0.0.1:9/status"\n');
  await parfocal('connect', 'monitoring', '--client-id', 'an-app', '--redirect-url', 'https://example.org/zoom/callback').catch(() => {});
  token = JSON.parse((await parfocal('--json', 'config', 'token', 'create', 'judge', '--rights', 'administer')).stdout).token;
  server = spawn(BINARY, ['serve', '--listen', '127.0.0.1:0'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  site = (await lineOf(server)).split(' ').at(-1).replace(/\/$/, '');
  address = (await (await api('/api/v1/webhook')).json()).address;
  rivet = await startRivet(SECRET, await freePort());
});
after(async () => {
  rivet?.stop();
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  assert.equal(await ended, 0, 'the server stops cleanly');
  await rm(folder, { recursive: true, force: true });
});

const api = (path) => fetch(site + path, { headers: { authorization: `Bearer ${token}` } });

/** Zoom's description, in Node: `v0=` and the HMAC of `v0:{timestamp}:{body}`. */
const sign = (body, timestamp, secret = SECRET) =>
  `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;

/** The same delivery to both receivers. */
async function deliver(body, { secret = SECRET, sent = body } = {}) {
  const timestamp = Math.floor(Date.now() / 1000).toString();
  const request = {
    method: 'POST', body: sent,
    headers: {
      'content-type': 'application/json; charset=utf-8', 'user-agent': 'Zoom Marketplace/1.0a',
      'x-zm-request-timestamp': timestamp, 'x-zm-signature': sign(body, timestamp, secret),
    },
  };
  const [ours, theirs] = await Promise.all([fetch(address, request), fetch(rivet.url, request)]);
  return { ours, theirs };
}

const started = (topic) => JSON.stringify({
  event: 'meeting.started', event_ts: Date.now(),
  payload: { account_id: 'an-account', object: { id: '85012345678', uuid: 'abc==', topic, type: 2 } },
});

test('an event that Zoom’s receiver takes is taken and kept', async () => {
  const topic = 'Quarterly review · “Größe & Maß” 🎯';
  const { ours, theirs } = await deliver(started(topic));
  assert.equal(theirs.status, 200);
  assert.equal(ours.status, 200);
  const [kept] = await (await api('/api/v1/inbox')).json();
  assert.equal(kept.event, 'meeting.started');
  const one = await (await api(`/api/v1/inbox/${kept.seq}`)).json();
  assert.equal(one.body.payload.object.topic, topic);
});

test('Zoom’s check of the address is answered as Zoom’s receiver answers it', async () => {
  const body = JSON.stringify({
    payload: { plainToken: 'qgg8vlvZRS6UYooatFL8Aw' }, event_ts: Date.now(), event: 'endpoint.url_validation',
  });
  const { ours, theirs } = await deliver(body);
  assert.equal(ours.status, 200);
  assert.deepEqual(await ours.json(), await theirs.json());
});

test('what Zoom’s receiver turns away is turned away, without a word', async () => {
  const body = started('A forged meeting');
  for (const how of [{ secret: 'guessed' }, { sent: body.replace('forged', 'changed') }]) {
    const { ours, theirs } = await deliver(body, how);
    assert.ok(theirs.status >= 400, `rivet said ${theirs.status}`);
    assert.equal(ours.status, 401);
    assert.equal(await ours.text(), '');
  }
  const all = await (await api('/api/v1/inbox')).json();
  assert.equal(all.length, 1);
});
