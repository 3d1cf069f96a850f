// Zoom's own client library against the sandbox: code that we did not write must find Zoom there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MeetingsS2SAuthClient } from '@zoom/rivet/meetings';
import { UsersS2SAuthClient } from '@zoom/rivet/users';
import { startSandbox } from '../lib/parfocal.mjs';

let sandbox;
before(async () => {
  sandbox = await startSandbox();
});
after(async () => {
  const { code } = await sandbox.stop();
  assert.equal(code, 0, 'the sandbox stops cleanly on Ctrl-C');
});

/** Rivet's token address is fixed, so the token comes through its `tokenStore`. */
async function tokenStore({ client_id: id, client_secret: secret }) {
  const answer = await fetch(`${sandbox.ready.oauth_url}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'account_credentials', account_id: sandbox.ready.account_id }),
  });
  assert.equal(answer.status, 200);
  const { access_token, expires_in, scope } = await answer.json();
  assert.equal(typeof scope, 'string');
  const token = {
    accessToken: access_token,
    expirationTimeIso: new Date(Date.now() + expires_in * 1000).toISOString(),
    scopes: scope.split(' '),
  };
  return { getLatestToken: () => token, storeToken: () => {} };
}

async function client(Kind, pair) {
  return new Kind({
    clientId: pair.client_id,
    clientSecret: pair.client_secret,
    accountId: sandbox.ready.account_id,
    webhooksSecretToken: sandbox.ready.webhook.secret_token,
    tokenStore: await tokenStore(pair),
    baseUrl: sandbox.ready.api_url,
    disableReceiver: true,
  });
}

test('rivet lists the users of the account, page by page', async () => {
  const users = await client(UsersS2SAuthClient, sandbox.ready.server_to_server);
  const seen = new Set();
  let total = 0;
  // Zoom lists the active ones unless asked for others.
  for (const status of ['active', 'inactive', 'pending']) {
    let next_page_token;
    let records;
    do {
      const { data } = await users.endpoints.users.listUsers({ query: { status, page_size: 25, next_page_token } });
      records = data.total_records;
      for (const user of data.users) {
        assert.equal(user.status, status);
        seen.add(user.id ?? user.email);
      }
      next_page_token = data.next_page_token || undefined;
    } while (next_page_token);
    total += records;
  }
  assert.equal(total, 60);
  assert.equal(seen.size, 60);
});

test('rivet creates, reads and deletes a meeting', async () => {
  const meetings = await client(MeetingsS2SAuthClient, sandbox.ready.server_to_server);
  const topic = 'Quarterly review · “Größe & Maß” 🎯';
  const created = await meetings.endpoints.meetings.createMeeting({
    path: { userId: 'me' },
    body: { topic, type: 2, start_time: '2031-03-04T10:00:00', timezone: 'Europe/Berlin', duration: 45 },
  });
  assert.equal(created.statusCode, 201);
  const meetingId = created.data.id;
  const read = await meetings.endpoints.meetings.getMeeting({ path: { meetingId } });
  assert.equal(read.data.topic, topic);
  assert.equal(read.data.start_time, '2031-03-04T09:00:00Z');
  assert.equal(read.data.duration, 45);
  const deleted = await meetings.endpoints.meetings.deleteMeeting({ path: { meetingId } });
  assert.equal(deleted.statusCode, 204);
  await assert.rejects(
    meetings.endpoints.meetings.getMeeting({ path: { meetingId } }),
    /3001|does not exist|not found/i,
  );
});

test('rivet is refused in Zoom’s own words where the scope is missing', async () => {
  const meetings = await client(MeetingsS2SAuthClient, sandbox.ready.limited);
  await assert.rejects(
    meetings.endpoints.meetings.createMeeting({ path: { userId: 'me' }, body: { topic: 'No', type: 1 } }),
    (error) => {
      assert.match(
        JSON.stringify({ message: error.message, ...error }),
        /Invalid access token, does not contain scopes:\[meeting:write:meeting, meeting:write:meeting:admin\]\./,
      );
      return true;
    },
  );
});
