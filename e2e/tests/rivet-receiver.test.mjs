// Zoom's own receiver against what the sandbox sends: URL validation, signature, and the event's
// handler. It parses the body and writes it again before it checks the signature, as receivers in
// the field do; so this also judges the bytes.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { MeetingsS2SAuthClient } from '@zoom/rivet/meetings';
import { startSandbox } from '../lib/parfocal.mjs';

let sandbox;
let receiver;
let url;

const freePort = () => new Promise((resolve, reject) => {
  const server = createServer();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

async function admin(method, path, body) {
  const answer = await fetch(`${sandbox.ready.admin_url}${path}`, { method, body: body && JSON.stringify(body) });
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : undefined };
}

/** Rivet with a receiver on `port` that believes `secret`. */
async function rivet(secret, port) {
  const client = new MeetingsS2SAuthClient({
    clientId: sandbox.ready.server_to_server.client_id,
    clientSecret: sandbox.ready.server_to_server.client_secret,
    accountId: sandbox.ready.account_id,
    webhooksSecretToken: secret,
    port,
  });
  const server = await client.start();
  return { client, stop: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }) };
}

before(async () => {
  sandbox = await startSandbox();
  const port = await freePort();
  url = `http://127.0.0.1:${port}/zoom/events`;
  receiver = await rivet(sandbox.ready.webhook.secret_token, port);
});
after(async () => {
  await receiver.stop();
  await sandbox.stop();
});

test('rivet’s receiver is validated, and an event reaches its handler', async () => {
  const { client_id } = sandbox.ready.server_to_server;
  const topic = 'Größe / “Maß” & 1/3 \u2028 <b> 🎯';
  const heard = new Promise((resolve) => receiver.client.webEventConsumer.event('meeting.created', resolve));
  const added = await admin('POST', '/subscriptions', { client_id, name: 'rivet', url, events: ['meeting.created'] });
  assert.equal(added.status, 201, JSON.stringify(added.body));

  const token = await fetch(`${sandbox.ready.oauth_url}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${client_id}:${sandbox.ready.server_to_server.client_secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'account_credentials', account_id: sandbox.ready.account_id }),
  }).then((answer) => answer.json());
  const made = await fetch(`${sandbox.ready.api_url}/users/me/meetings`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token.access_token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ topic, type: 2, start_time: '2031-03-04T10:00:00Z' }),
  });
  assert.equal(made.status, 201);
  const { id } = await made.json();

  const event = await heard;
  assert.equal(event.payload.object.id, id);
  assert.equal(event.payload.object.topic, topic);
  assert.equal(event.payload.account_id, sandbox.ready.account_id);

  const settled = async () => (await admin('GET', '/subscriptions')).body.settled;
  while (!(await settled())) await new Promise((resolve) => setTimeout(resolve, 20));
  const { body } = await admin('GET', `/subscriptions/${added.body.id}/deliveries`);
  assert.deepEqual(body.deliveries.map(({ event: name, state }) => [name, state]), [['meeting.created', 'delivered']]);
});

test('an hour of the organisation’s life is believed, event by event', async () => {
  const { client_id } = sandbox.ready.server_to_server;
  const names = ['started', 'ended', 'participant_joined', 'participant_left'].map((name) => `meeting.${name}`);
  const heard = [];
  for (const name of names) receiver.client.webEventConsumer.event(name, ({ payload }) => { heard.push([name, payload.object.uuid]); });
  const added = await admin('POST', '/subscriptions', { client_id, name: 'life', url, events: names });
  assert.equal(added.status, 201, JSON.stringify(added.body));
  await admin('PATCH', '/clock', { advance_seconds: 3600 });
  while (!(await admin('GET', '/subscriptions')).body.settled) await new Promise((resolve) => setTimeout(resolve, 50));
  const { body } = await admin('GET', `/subscriptions/${added.body.id}/deliveries?limit=10000`);
  assert.ok(heard.length > 20, `${heard.length} events in an hour`);
  assert.ok(body.deliveries.every(({ state }) => state === 'delivered'));
});

test('a receiver with another app’s secret is not validated', async () => {
  const port = await freePort();
  const stranger = await rivet('not-the-secret-token', port);
  try {
    const { client_id } = sandbox.ready.server_to_server;
    const refused = await admin('POST', '/subscriptions', {
      client_id, name: 'stranger', url: `http://127.0.0.1:${port}/zoom/events`, events: ['meeting.created'],
    });
    assert.equal(refused.status, 400);
    assert.match(refused.body.error, /encryptedToken|answered 4\d\d/);
  } finally {
    await stranger.stop();
  }
});
