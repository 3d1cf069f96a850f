// Around a meeting, and recordings, with exactly the second guide's scopes: what they open works,
// what they do not open is grey with the scope's name; every page judged in both themes and widths.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { open } from '../lib/browser.mjs';
import { judge } from '../lib/look.mjs';
import { startDemo } from '../lib/parfocal.mjs';
import * as site from '../lib/site.mjs';

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

/** The first meeting of the list: its page. */
async function first(page, kind) {
  await page.goto(at(`/${kind}`));
  const row = page.locator('table td a').first();
  const href = await row.getAttribute('href');
  await page.goto(at(`${href}/more`));
  return href;
}

test('a meeting is found by a pasted link, and its pages do what they say', async () => {
  const { page } = browser;
  const own = await first(page, 'meetings');
  await judge(page, 'around-more');
  const number = (await page.locator('h1 ~ p .num, .num').first().innerText()).replaceAll(/\D/g, '');
  await page.goto(at('/meetings'));
  await page.getByLabel('Any meeting by its number or link').fill(`https://zoom.example/j/${number}?pwd=x`);
  await page.getByRole('button', { name: 'Open' }).click();
  await page.waitForURL(`**${own}/more`);

  await page.getByRole('link', { name: 'Read the invitation' }).click();
  await page.locator('code[data-label="Invitation"]').getByText('Join Zoom Meeting').waitFor();
  await judge(page, 'around-invitation');

  await page.goto(at(`${own}/links`));
  const names = join(demo.data, 'names.csv');
  await writeFile(names, 'name,muted\n"Hopper, Grace",yes\nAda,\n');
  await page.getByLabel('Names from a file').setInputFiles(names);
  await page.waitForFunction(() => document.getElementById('f-names').value.includes('Hopper, Grace'));
  await judge(page, 'around-links-form');
  await page.getByRole('button', { name: 'Make the links' }).click();
  await page.getByText('2 links are made').waitFor();
  await judge(page, 'around-links');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'These links as CSV' }).click(),
  ]);
  assert.match(download.suggestedFilename(), /^links-\d+\.csv$/);

  await page.goto(at(`${own}/tokens`));
  await page.getByRole('button', { name: 'Make a token for live streaming' }).click();
  await page.getByText('Copy the token now').waitFor();
  await judge(page, 'around-token');
  const token = await page.locator('code[data-label="Join token"]').innerText();
  await page.goto(at(`${own}/more`));
  await page.getByText('Made a join token for live streaming').waitFor();
  assert.ok(!(await page.content()).includes(token), 'shown once');
});

test('a webinar has its links, its end and its people', async () => {
  const { page } = browser;
  await first(page, 'webinars');
  await page.getByText('In it now').waitFor();
  await page.getByRole('link', { name: 'Make links' }).click();
  await page.getByLabel('Names', { exact: false }).first().fill('Ada');
  await page.getByRole('button', { name: 'Make the links' }).click();
  await page.getByText('One link is made').waitFor();
});

test('recordings are grey with the guide’s scopes and name what opens them', async () => {
  const { page } = browser;
  await page.goto(at('/recordings'));
  await page.getByText('cloud_recording:read:list_user_recordings:admin', { exact: true }).first().waitFor();
  await judge(page, 'recordings-grey');
});

test('with their scopes recordings are listed, thrown away, brought back and deleted for good', async () => {
  const { page } = browser;
  const admin = demo.ready.sandbox_admin_url;
  const { apps } = await (await fetch(`${admin}/apps`)).json();
  const add = ['list_user_recordings', 'list_account_recordings', 'list_recording_files']
    .map((what) => `cloud_recording:read:${what}:admin`)
    .concat(['meeting_recording', 'recording_file'].map((what) => `cloud_recording:delete:${what}:admin`))
    .concat(['recover_meeting_recordings', 'recover_single_recording'].map((what) => `cloud_recording:update:${what}:admin`));
  for (const app of apps.filter(({ kind }) => kind === 'server_to_server')) {
    const changed = await fetch(`${admin}/apps/${app.id}/scopes`, {
      method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ add }),
    });
    assert.equal(changed.status, 200, await changed.text());
  }
  await page.goto(at('/zoom'));
  await page.locator('#server_to_server').getByRole('button', { name: /^Check again/ }).click();

  await page.goto(at('/recordings'));
  const rows = page.locator('table').first().locator('tbody tr');
  assert.ok((await rows.count()) > 1, await page.locator('h1').innerText());
  await judge(page, 'recordings');
  await rows.nth(0).locator('input[type=checkbox]').first().check();
  await page.getByRole('button', { name: 'Move to the trash…' }).click();
  await page.getByRole('heading', { name: 'Move this to the trash?' }).waitFor();
  await page.getByRole('button', { name: 'Move to the trash' }).click();
  await page.getByRole('heading', { name: 'It is done' }).waitFor();
  await judge(page, 'recordings-fates');

  await page.goto(at('/recordings?trash=1&show=1'));
  await page.locator('table').first().locator('tbody input[type=checkbox]').first().check();
  await page.getByRole('button', { name: 'Delete for good…' }).click();
  await page.getByLabel('Type “delete 1” to confirm it').fill('yes');
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await page.getByText('Deleting for good cannot be taken back').first().waitFor();
  await judge(page, 'recordings-confirm');
  await page.getByLabel('Type “delete 1” to confirm it').fill('delete 1');
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await page.getByRole('heading', { name: 'It is done' }).waitFor();

  await page.goto(at('/recordings'));
  await page.getByText('Deleted for good', { exact: false }).first().waitFor();
  await page.locator('table').first().getByRole('link', { name: 'Open' }).first().click();
  await page.getByText('The whole recording').waitFor();
  await judge(page, 'recordings-one');
});
