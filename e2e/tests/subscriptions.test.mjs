// Event subscriptions on the Feature page, walked in the browser as a developer does it, against a
// receiver of a few lines; each page is judged for accessibility and width in both themes.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { open } from '../lib/browser.mjs';
import { judge } from '../lib/look.mjs';
import { button, signIn } from '../lib/marketplace.mjs';
import { startSandbox } from '../lib/parfocal.mjs';

let sandbox;
let browser;
let receiver;
const heard = [];

before(async () => {
  sandbox = await startSandbox();
  const secret = sandbox.ready.webhook.secret_token;
  receiver = createServer((request, response) => {
    let text = '';
    request.on('data', (piece) => { text += piece; });
    request.on('end', () => {
      const stamp = request.headers['x-zm-request-timestamp'];
      const expected = `v0=${createHmac('sha256', secret).update(`v0:${stamp}:${text}`).digest('hex')}`;
      const { event, payload } = JSON.parse(text);
      if (request.headers['x-zm-signature'] !== expected) return response.writeHead(401).end();
      heard.push(event);
      if (event !== 'endpoint.url_validation') return response.writeHead(204).end();
      const { plainToken } = payload;
      const encryptedToken = createHmac('sha256', secret).update(plainToken).digest('hex');
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ plainToken, encryptedToken }));
    });
  });
  await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  browser = await open();
});
after(async () => {
  await browser?.close();
  receiver.closeAllConnections();
  receiver.close();
  await sandbox.stop();
});

test('a subscription is added, validated, saved, watched and removed', async () => {
  const { page } = browser;
  const { apps } = await fetch(`${sandbox.ready.admin_url}/apps`).then((answer) => answer.json());
  const app = apps.find(({ client_id }) => client_id === sandbox.ready.server_to_server.client_id);
  await signIn(page, sandbox.ready.console_url, await owner());
  await page.goto(`${sandbox.ready.console_url}/develop/apps/${app.id}/feature`);
  await judge(page, 'feature-empty');
  await page.getByRole('link', { name: 'Add Event Subscription' }).click();
  await page.getByLabel('Subscription Name').fill('Meetings to my program');
  await page.getByLabel('Event notification endpoint URL').fill(`http://127.0.0.1:${receiver.address().port}/zoom`);
  await page.getByLabel('Search events').fill('meeting participant');
  await button(page, 'Search').click();
  await page.getByLabel('(meeting.participant_joined)', { exact: false }).first().check();
  assert.equal(await button(page, 'Save').count(), 0, 'not before it was validated');
  await judge(page, 'subscription-new');
  await button(page, 'Validate').click();
  await button(page, 'Save').waitFor();
  assert.deepEqual(heard, ['endpoint.url_validation']);
  await button(page, 'Save').click();
  await page.getByRole('link', { name: 'Meetings to my program', exact: true }).waitFor();
  await judge(page, 'feature-saved');

  await fetch(`${sandbox.ready.admin_url}/clock`, { method: 'PATCH', body: JSON.stringify({ advance_seconds: 3600 }) });
  const settled = async () => (await fetch(`${sandbox.ready.admin_url}/subscriptions`).then((answer) => answer.json())).settled;
  while (!(await settled())) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(heard.includes('meeting.participant_joined'));
  await page.getByRole('link', { name: 'Deliveries of Meetings to my program' }).click();
  await page.getByText('delivered').first().waitFor();
  await judge(page, 'deliveries');
  const before = heard.length;
  await page.getByRole('button', { name: /^Replay/ }).first().click();
  await page.getByText('Sent again').waitFor();
  while (!(await settled())) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(heard.length, before + 1);

  await page.getByRole('link', { name: 'To the subscription' }).click();
  await judge(page, 'subscription-saved');
  await button(page, 'Remove').click();
  await page.getByText('No event subscriptions').waitFor();
});

/** The owner's sign-in: every emulated user has the one password. */
async function owner() {
  const token = await fetch(`${sandbox.ready.oauth_url}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${sandbox.ready.server_to_server.client_id}:${sandbox.ready.server_to_server.client_secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'account_credentials', account_id: sandbox.ready.account_id }),
  }).then((answer) => answer.json());
  const me = await fetch(`${sandbox.ready.api_url}/users/me`, { headers: { authorization: `Bearer ${token.access_token}` } });
  return { email: (await me.json()).email, password: 'parfocal-demo' };
}
