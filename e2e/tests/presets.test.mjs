// The lists of scopes on the page Zoom settings, each given to the app as a person would, and what
// Parfocal then says works: the guide's 49, everything, and the scopes of chosen features alone.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { open } from '../lib/browser.mjs';
import { judge } from '../lib/look.mjs';
import { startDemo } from '../lib/parfocal.mjs';
import * as site from '../lib/site.mjs';
import * as zoom from '../lib/zoom.mjs';

let demo;
let browser;
const at = (path) => `${demo.ready.parfocal_url}${path}`;
before(async () => {
  demo = await startDemo();
  browser = await open();
  await site.signIn(browser.page, demo.ready.parfocal_url, demo.ready.administrator);
});
after(async () => {
  await browser?.close();
  assert.equal((await demo.stop()).code, 0);
});

/** Asks the block for a list and gives the names it offers to copy. */
async function listed(page, choose) {
  await page.goto(at('/zoom?server_to_server-list=as_in_guide_second#server_to_server-scopes'));
  const form = page.getByRole('form', { name: /Which scopes: Server-to-Server/ });
  await choose(form);
  await form.getByRole('button', { name: /^Show this list/ }).click();
  await page.waitForLoadState();
}

/** `parfocal doctor`, beside the running demo: `{ code, report }`. */
const doctor = () => new Promise((resolve) => {
  execFile(process.env.PARFOCAL_BINARY, ['--config', join(demo.data, 'parfocal.toml'), '--json', 'doctor'], { maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
    assert.ok(stdout, stderr);
    resolve({ code: error?.code ?? 0, report: JSON.parse(stdout) });
  });
});

/** Gives the app exactly these scopes and the doctor a look. */
async function exactly(page, names) {
  const admin = demo.ready.sandbox_admin_url;
  const { apps } = await (await fetch(`${admin}/apps`)).json();
  const now = apps.find(({ kind }) => kind === 'server_to_server').scopes;
  const has = Array.isArray(now) ? now : now.split(' ');
  await zoom.scopes(demo, page, {
    add: names.filter((name) => !has.includes(name)), remove: has.filter((name) => !names.includes(name)),
  });
  const { code, report } = await doctor();
  return { code, state: (key) => report.features.find(({ capability }) => capability.key === key).state };
}

test('as in the guide: the doctor is content, what no scope of it opens is offered by name, and ids do instead of lists', async () => {
  const { page } = browser;
  await listed(page, (form) => form.getByLabel('Which list').selectOption('as_in_guide_second'));
  const names = await site.scopes(site.block(page, 'server_to_server'), 'As in the guide');
  assert.equal(names.length, 49);
  await judge(page, 'presets-guide');
  const { code, state } = await exactly(page, names);
  assert.equal(code, 0);
  assert.equal(state('meetings.create').state, 'works');
  assert.equal(state('sub_accounts.webinars.create').state, 'works');
  // The monitoring app of the first guide may open some of the lists; nothing opens these.
  for (const [key, scope] of [
    ['zoom_events.speakers.list', 'zoom_events:read:list_speakers:admin'], ['recordings.remove', 'cloud_recording:delete:meeting_recording:admin'],
  ]) {
    assert.equal(state(key).state, 'needs_scopes', key);
    assert.ok(state(key).granular.includes(scope), `${key}: ${state(key).granular}`);
  }
  // Made here, and by a number that was typed.
  await page.goto(at('/meetings'));
  const made = page.locator('table td a').first();
  await made.click();
  await page.getByRole('link', { name: 'Change', exact: true }).waitFor();
  const number = (await page.locator('.num').first().innerText()).replaceAll(/\D/g, '');
  await page.goto(at(`/meetings/by-number?meeting=${number}`));
  await page.getByRole('link', { name: 'Read the invitation' }).waitFor();
});

test('everything: nothing that the app could do is missing', async () => {
  const { page } = browser;
  await listed(page, (form) => form.getByLabel('Which list').selectOption('everything'));
  const names = await site.scopes(site.block(page, 'server_to_server'), 'Everything');
  assert.ok(names.length > 60, `${names.length} scopes`);
  await judge(page, 'presets-everything');
  const { code, state } = await exactly(page, names);
  assert.equal(code, 0);
  for (const key of ['sub_accounts.list', 'recordings.remove', 'webinars.list', 'meetings.register', 'zoom_events.speakers.list']) {
    assert.equal(state(key).state, 'works', key);
  }
});

test('a smaller choice: the ticked features work, and no others', async () => {
  const { page } = browser;
  await listed(page, async (form) => {
    await form.getByLabel('Which list').selectOption('smaller');
    const more = form.locator('details summary').first();
    if (!(await form.getByLabel('Schedule meetings').isVisible())) await more.click();
    await form.getByLabel('Schedule meetings').check();
    await form.getByLabel('Read meetings back').check();
  });
  const names = await site.scopes(site.block(page, 'server_to_server'), 'A smaller choice');
  assert.deepEqual(names.toSorted(), ['meeting:read:meeting:admin', 'meeting:write:meeting:admin']);
  await judge(page, 'presets-smaller');
  const { state } = await exactly(page, names);
  assert.equal(state('meetings.create').state, 'works');
  assert.equal(state('meetings.delete').state, 'needs_scopes');
  await page.goto(at('/webinars'));
  await page.getByText('webinar:write:webinar:admin', { exact: true }).first().waitFor();
  await judge(page, 'webinars-grey');
});
