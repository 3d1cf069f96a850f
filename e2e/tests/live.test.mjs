// Pages that move: from a signed webhook to an open page, without a reload, through a lost
// connection, and where no script runs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open } from '../lib/browser.mjs';
import { meeting, person, sender } from '../lib/events.mjs';
import { judge } from '../lib/look.mjs';
import { startDemo } from '../lib/parfocal.mjs';
import * as site from '../lib/site.mjs';

let demo;
let browser;
let send;
before(async () => {
  demo = await startDemo();
  browser = await open();
  await site.signIn(browser.page, demo.ready.parfocal_url, demo.ready.administrator);
  await browser.page.goto(`${demo.ready.parfocal_url}/live`);
  const stream = await browser.page.locator('main').getAttribute('data-stream');
  send = await sender(demo.ready, new URLSearchParams(stream.split('?')[1]).get('connection'));
});
after(async () => {
  await browser?.close();
  assert.equal((await demo.stop()).code, 0, 'the demo stops although pages are open');
});

const board = meeting('Board preparation');
const link = (page, topic) => page.locator('[data-part=table]').getByRole('link', { name: topic });

/** Sends an event and asserts that `seen` comes true within two seconds of sending. */
async function withinTwoSeconds(event, object, seen) {
  const began = performance.now();
  await send(event, object);
  await seen.waitFor({ timeout: 2000 });
  const took = performance.now() - began;
  assert.ok(took < 2000, `${event} took ${Math.round(took)} ms`);
  return took;
}

test('a webhook is on the open page within two seconds, without a reload', async () => {
  const { page } = browser;
  await page.evaluate(() => { window.stayed = true; });
  const took = await withinTwoSeconds('meeting.started', board, link(page, board.topic));
  console.log(`    from webhook to page: ${Math.round(took)} ms`);
  await page.getByText(/^Pushed by Zoom/).waitFor();
  const row = page.locator('tr', { hasText: board.topic });
  await withinTwoSeconds(
    'meeting.participant_joined', { ...board, participant: person('Ada Ferreira', 1, { join_time: board.start_time }) },
    row.locator('td.r', { hasText: /^1$/ }).first(),
  );
  assert.ok(await page.evaluate(() => window.stayed), 'the page was not loaded again');
});

test('one meeting shows who is in, who waits, who left and why, as it happens', async () => {
  const { page } = browser;
  await link(page, board.topic).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/live\/_/);
  await page.getByRole('heading', { level: 1, name: /Board preparation: one person in it/ }).waitFor();
  const people = page.locator('[data-part=people]');
  await withinTwoSeconds(
    'meeting.participant_joined_waiting_room', { ...board, participant: person('Bo Lind', 2) },
    people.locator('tr', { hasText: 'Bo Lind' }).getByText('waiting room'),
  );
  await withinTwoSeconds(
    'meeting.participant_left',
    { ...board, participant: person('Ada Ferreira', 1, { leave_time: new Date().toISOString(), leave_reason: 'left the meeting. Reason: Host ended the meeting' }) },
    people.locator('tr', { hasText: 'Ada Ferreira' }).getByText(/Host ended the meeting/),
  );
  await judge(page, 'live-meeting');
});

test('what has the focus is let be, and renewed once it has not', async () => {
  const { page } = browser;
  await page.goto(`${demo.ready.parfocal_url}/live`);
  await link(page, board.topic).focus();
  const other = meeting('Design critique');
  await send('meeting.started', other);
  await page.locator('[data-part=numbers]').getByText(/\d/).first().waitFor();
  await page.waitForTimeout(1500);
  assert.equal(await link(page, other.topic).count(), 0, 'the focused table stands still');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), board.topic);
  await page.keyboard.press('Shift+Tab');
  await page.evaluate(() => document.activeElement.blur());
  await link(page, other.topic).waitFor({ timeout: 2000 });
});

test('the list filters, sorts, chooses columns and leaves as CSV by address', async () => {
  const { page } = browser;
  await page.goto(`${demo.ready.parfocal_url}/live?q=board`);
  await link(page, board.topic).waitFor();
  assert.equal(await link(page, 'Design critique').count(), 0);
  const file = await page.evaluate(async () => (await fetch('/live.csv?q=board')).text());
  assert.match(file, /^Topic,Kind,Host/);
  assert.match(file, /Board preparation/);
  assert.doesNotMatch(file, /Design critique/);
  await page.goto(`${demo.ready.parfocal_url}/live?sort=topic&column=topic&column=number`);
  assert.deepEqual(await page.locator('[data-part=table] th').allInnerTexts(), ['Topic ↑', 'Meeting ID']);
});

test('after the server died and came back the open page catches up by itself', async () => {
  const { page } = browser;
  await page.goto(`${demo.ready.parfocal_url}/live`);
  await link(page, board.topic).waitFor();
  await page.evaluate(() => { window.stayed = true; });
  await demo.kill();
  await page.getByText(/No connection to Parfocal since/).waitFor();
  await judge(page, 'live-lost');
  await demo.again();
  const late = meeting('Meeting after the outage');
  await send('meeting.started', late);
  await link(page, late.topic).waitFor({ timeout: 10_000 });
  await page.getByText(/No connection to Parfocal since/).waitFor({ state: 'detached' });
  assert.ok(await page.evaluate(() => window.stayed), 'the page was not loaded again');
});

test('without a script the page shows the same after its refresh', async () => {
  const plain = await open({ javaScriptEnabled: false });
  try {
    const { page } = plain;
    await site.signIn(page, demo.ready.parfocal_url, demo.ready.administrator);
    await page.goto(`${demo.ready.parfocal_url}/live`);
    await link(page, board.topic).waitFor();
    await page.getByText(/This page loads itself again every 30 s/).waitFor();
    const last = meeting('Meeting for the patient');
    await send('meeting.started', last);
    await link(page, last.topic).waitFor({ timeout: 40_000 });
    await page.getByRole('link', { name: 'Stop that' }).click();
    await page.waitForURL(/still=1/);
    assert.equal(await page.getByText(/loads itself again/).count(), 0);
  } finally {
    await plain.close();
  }
});

test('overview and list stand up to axe with figures in them', async () => {
  const { page } = browser;
  for (const [name, path] of [['overview-live', '/'], ['live', '/live'], ['live-filtered', '/live?q=nothing-like-it']]) {
    await page.goto(demo.ready.parfocal_url + path);
    await judge(page, name);
  }
});

test('a page whose sign-in has ended says so and leads to the sign-in', async () => {
  const { page, context } = browser;
  await page.goto(`${demo.ready.parfocal_url}/live`);
  const other = await context.newPage();
  await other.goto(demo.ready.parfocal_url);
  await other.getByRole('button', { name: 'Sign out' }).first().click();
  // The other stays open: closing a page and bringing one to the front sometimes never end.
  await page.getByText(/You are signed out/).waitFor({ timeout: 15_000 });
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await page.waitForURL(/\/sign-in/);
});
