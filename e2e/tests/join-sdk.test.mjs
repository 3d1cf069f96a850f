// Zoom's own Meeting SDK, unmodified, joins meetings of the emulated organisation in Chromium.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { open } from '../lib/browser.mjs';
import { serve, sign } from '../lib/join-page.mjs';
import { startSandbox } from '../lib/parfocal.mjs';

let sandbox;
let site;
let token;

before(async () => {
  site = await serve();
  sandbox = await startSandbox('--limits', 'off');
  token = await accessToken();
});
after(async () => {
  await site?.close();
  if (sandbox) assert.equal((await sandbox.stop()).code, 0, 'the sandbox stops cleanly on Ctrl-C');
});

async function json(address, { method = 'GET', body, headers = {} } = {}) {
  const answer = await fetch(address, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${address}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

async function accessToken() {
  const { client_id: id, client_secret: secret } = sandbox.ready.server_to_server;
  const answer = await fetch(`${sandbox.ready.oauth_url}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'account_credentials', account_id: sandbox.ready.account_id }),
  });
  return (await answer.json()).access_token;
}

const zoom = (path, options = {}) =>
  json(`${sandbox.ready.api_url}${path}`, { ...options, headers: { authorization: `Bearer ${token}` } });
const admin = (path, options) => json(`${sandbox.ready.admin_url}${path}`, options);

/** A meeting of the owner's in the book; `begun` when its host has started it. */
async function meeting(settings = {}, { begun = true } = {}) {
  const body = { topic: 'Open house', type: 2, start_time: new Date(Date.now() + 864e5).toISOString(), duration: 60, settings };
  const made = await zoom('/users/me/meetings', { method: 'POST', body });
  if (begun) await admin(`/meetings/${made.id}/start`, { method: 'POST' });
  return made;
}

/** A browser that finds the emulated Zoom under Zoom's names. */
function browser(options = {}) {
  const { tls_address: address, spki_sha256: key } = sandbox.ready.web_client;
  return open({
    permissions: ['camera', 'microphone'],
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream',
      `--host-resolver-rules=MAP zoom.us ${address}, MAP *.zoom.us ${address}, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1`,
      `--ignore-certificate-errors-spki-list=${key}`,
    ],
    ...options,
  });
}

async function join(page, made, { name = 'Vera Visitor', role = 0, ...more } = {}) {
  await page.goto(site.address({
    signature: sign(sandbox.ready.meeting_sdk, made.id, { role }),
    sdkKey: sandbox.ready.meeting_sdk.client_id,
    meetingNumber: String(made.id), passWord: made.password, userName: name, userEmail: '', tk: '', zak: '', ...more,
  }), { timeout: 60_000 });
}

const told = (page, what, limit = 30_000) =>
  page.waitForFunction((name) => window.told?.find((each) => each.what === name), what, { timeout: limit })
    .then((handle) => handle.jsonValue());
const all = (page, what) => page.evaluate((name) => window.told.filter((each) => each.what === name).map((each) => each.detail), what);

async function until(what, look, limit = 20_000) {
  for (const end = Date.now() + limit; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 200))) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`waited ${limit / 1000} s for this in vain: ${what}`);
}

/** Who the dashboards say is in a meeting. */
async function inMeeting(made) {
  const { participants } = await zoom(`/metrics/meetings/${made.id}/participants?type=live&page_size=300`);
  return participants.filter((each) => !each.leave_time && each.status !== 'in_waiting_room').map((each) => each.user_name);
}

describe('a visitor', () => {
  test('joins, sees the organisation and a second visitor, and leaves to the page that was named', async () => {
    const made = await meeting();
    const [first, second] = [await browser(), await browser()];
    try {
      await join(first.page, made);
      await told(first.page, 'join.success');
      const people = await until('everybody on the list', async () => {
        const seen = (await all(first.page, 'onUserJoin')).map((each) => each.userName);
        const there = await inMeeting(made);
        return there.every((name) => seen.includes(name)) && there.includes('Vera Visitor') && there;
      });
      assert.ok(people.length >= 2, 'the host is there too');
      await first.page.getByText('Participants').first().waitFor();

      await join(second.page, made, { name: 'Otto Second' });
      await told(second.page, 'join.success');
      await until('the second visitor on the first one’s list', async () =>
        (await all(first.page, 'onUserJoin')).some((each) => each.userName === 'Otto Second'));

      await first.page.getByRole('button', { name: /^leave$/i }).first().click();
      await first.page.getByText('Leave Meeting', { exact: true }).first().click();
      await first.page.waitForURL(`${site.origin}/left*`);
      await until('the dashboards without who left', async () => !(await inMeeting(made)).includes('Vera Visitor'));
      assert.ok((await inMeeting(made)).includes('Otto Second'));

      await admin(`/meetings/${made.id}/end`, { method: 'POST' });
      await second.page.getByText('This meeting has been ended by host').waitFor();
      const { participants } = await zoom(`/report/meetings/${made.id}/participants?page_size=300`);
      const names = participants.map((each) => each.name);
      assert.ok(names.includes('Vera Visitor') && names.includes('Otto Second'), 'the report has both');
      // The SDK tries to make code out of text and goes on without; that is all the policy stops.
      assert.deepEqual([...new Set(await all(second.page, 'violation'))], ['script-src eval']);
    } finally {
      await first.close();
      await second.close();
    }
  });

  test('waits until admitted, and is shown out when removed', async () => {
    const made = await meeting({ waiting_room: true });
    await admin(`/meetings/${made.id}`, { method: 'PATCH', body: { admit_by_hand: true } });
    const visitor = await browser();
    try {
      await join(visitor.page, made);
      await visitor.page.getByText('We\'ve let them know you\'re here').first().waitFor({ timeout: 30_000 });
      assert.ok(!(await inMeeting(made)).includes('Vera Visitor'), 'who waits is not in the meeting');
      await admin(`/meetings/${made.id}/admit`, { method: 'POST', body: {} });
      await until('the list after being admitted', async () =>
        (await all(visitor.page, 'onUserJoin')).some((each) => each.userName !== 'Vera Visitor'), 30_000);
      assert.ok((await inMeeting(made)).includes('Vera Visitor'));
      await admin(`/meetings/${made.id}/remove`, { method: 'POST', body: {} });
      await visitor.page.getByText('You have been removed').first().waitFor();
    } finally {
      await visitor.close();
    }
  });

  test('who comes before the host is let in by itself once the host has started', async () => {
    const made = await meeting({}, { begun: false });
    const visitor = await browser();
    try {
      await join(visitor.page, made);
      await visitor.page.waitForTimeout(4_000);
      assert.deepEqual(await all(visitor.page, 'join.success'), []);
      await admin(`/meetings/${made.id}/start`, { method: 'POST' });
      await told(visitor.page, 'join.success');
      assert.ok((await inMeeting(made)).includes('Vera Visitor'));
    } finally {
      await visitor.close();
    }
  });
});

test('a host with a ZAK starts the meeting and ends it for everybody', async () => {
  const made = await meeting({}, { begun: false });
  const { token: zak } = await zoom('/users/me/token?type=zak');
  const host = await browser();
  try {
    await join(host.page, made, { role: 1, zak });
    await told(host.page, 'join.success');
    const { meetings } = await admin('/meetings');
    const run = meetings.find((each) => each.id === made.id)?.run;
    assert.equal(run.visitors[0].host, true);
    await host.page.getByText('End', { exact: true }).first().click();
    await host.page.getByText('End Meeting for All').first().click();
    await until('the end of the run', async () => !(await admin(`/meetings/${made.id}`)).run);
  } finally {
    await host.close();
  }
});

describe('the SDK tells its page', () => {
  const cases = [
    ['3712, signed with another secret', 3712, (made) => ({
      signature: sign({ ...sandbox.ready.meeting_sdk, client_secret: 'not it' }, made.id),
    })],
    ['3705, expired', 3705, (made) => ({ signature: sign(sandbox.ready.meeting_sdk, made.id, { now: Date.now() - 864e5 }) })],
    ['3704, an unknown app', 3704, (made) => ({
      signature: sign({ client_id: 'nobody', client_secret: 'x' }, made.id), sdkKey: 'nobody',
    })],
    ['3706, another meeting than the signed one', 3706, () => ({ meetingNumber: '81111111111' })],
    ['3707, no such meeting', 3707, () => ({}), async () => ({ id: 71234567890, password: '' })],
    ['3610, a deleted meeting', 3610, () => ({}), async () => {
      const made = await meeting({}, { begun: false });
      await zoom(`/meetings/${made.id}`, { method: 'DELETE' });
      return made;
    }],
    ['3005, a webinar without a mail address', 3005, () => ({}), () => zoom('/users/me/webinars', {
      method: 'POST', body: { topic: 'On air', type: 5, start_time: new Date(Date.now() + 864e5).toISOString(), duration: 60 },
    })],
    ['3623, a ZAK that is none', 3623, (made) => ({ signature: sign(sandbox.ready.meeting_sdk, made.id, { role: 1 }), zak: 'a.b.c' })],
  ];
  for (const [words, code, change, make = meeting] of cases) {
    test(words, async () => {
      const made = await make();
      const visitor = await browser();
      try {
        await join(visitor.page, made, change(made));
        assert.equal((await told(visitor.page, 'join.error')).detail.errorCode, code);
      } finally {
        await visitor.close();
      }
    });
  }

  test('10000, too old', async () => {
    await admin('/web-client', { method: 'PATCH', body: { oldest_sdk: '99.0.0' } });
    const visitor = await browser();
    try {
      await join(visitor.page, await meeting());
      assert.equal((await told(visitor.page, 'join.error')).detail.errorCode, 10000);
    } finally {
      await admin('/web-client', { method: 'PATCH', body: { oldest_sdk: '5.0.0' } });
      await visitor.close();
    }
  });

  const shown = [
    ['full', 'maximum number of attendees', (made) => admin(`/meetings/${made.id}`, { method: 'PATCH', body: { capacity: 0 } }), {}],
    ['locked', 'Host has locked this meeting', (made) => admin(`/meetings/${made.id}`, { method: 'PATCH', body: { locked: true } }), {}],
    ['wrong passcode', 'Passcode wrong', () => {}, { passWord: 'not it' }],
    ['another account', 'hosted by an external Zoom account', () => {}, {}, async () => {
      const { accounts: [{ id: account }] } = await zoom('/accounts');
      const { users: [{ id: user }] } = await zoom(`/accounts/${account}/users`);
      const { meetings: [{ id }] } = await zoom(`/accounts/${account}/users/${user}/meetings`);
      return { id, password: '' };
    }],
  ];
  for (const [words, text, prepare, change, make = meeting] of shown) {
    test(`nothing, but shows: ${words}`, async () => {
      const made = await make();
      await prepare(made);
      const visitor = await browser();
      try {
        await join(visitor.page, made, change);
        await visitor.page.getByText(text).first().waitFor({ timeout: 30_000 });
        assert.deepEqual(await all(visitor.page, 'join.error'), []);
      } finally {
        await visitor.close();
      }
    });
  }
});
