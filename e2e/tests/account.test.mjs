// The account with the second guide's scopes: settings with the difference shown, another owner,
// sub-accounts, and what only events tell; every page judged in both themes and widths.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open } from '../lib/browser.mjs';
import { until } from '../lib/join.mjs';
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

/** Presses a control that has the focus of the keyboard, and no mouse. */
async function press(page, control, key) {
  await control.focus();
  assert.ok(await control.evaluate((element) => element === document.activeElement), 'it takes the focus');
  await page.keyboard.press(key);
}

test('by the keyboard alone a setting is changed after a look at the difference, and read back', async () => {
  const { page } = browser;
  await page.goto(at('/account/settings'));
  await judge(page, 'account-settings');
  const chat = page.getByLabel('Chat', { exact: true });
  assert.ok(await chat.isChecked());
  await press(page, chat, 'Space');
  await press(page, page.getByRole('button', { name: 'Show the difference' }), 'Enter');
  await page.getByRole('heading', { name: 'Change 1 setting of the account?' }).waitFor();
  await judge(page, 'account-difference');
  await press(page, page.getByRole('button', { name: 'Save this at Zoom' }), 'Enter');
  await page.getByText('It is saved at Zoom, and read back as asked').waitFor();
  await page.getByText('“Chat” from on to off').waitFor();
  assert.ok(!(await page.getByLabel('Chat', { exact: true }).isChecked()));
  await judge(page, 'account-saved');
});

test('a form over what somebody changed meanwhile is refused, and says what is now', async () => {
  const { page } = browser;
  const other = await browser.context.newPage();
  for (const each of [page, other]) await each.goto(at('/account/settings'));
  for (const each of [page, other]) {
    await each.getByLabel('Chat', { exact: true }).check();
    await each.getByRole('button', { name: 'Show the difference' }).click();
    await each.getByRole('button', { name: 'Save this at Zoom' }).waitFor();
  }
  await page.getByRole('button', { name: 'Save this at Zoom' }).click();
  await page.getByText('It is saved at Zoom').waitFor();
  await other.getByRole('button', { name: 'Save this at Zoom' }).click();
  await other.getByText('Nothing differs from what Zoom holds').waitFor();
  await other.close();
});

test('who changed which setting comes by itself', async () => {
  const { page } = browser;
  await until('the change of Chat', async () => {
    await page.goto(at('/account/changes'));
    return page.locator('table').first().getByText('Chat', { exact: true }).count();
  });
  await page.getByText('events arrive').first().waitFor();
  await judge(page, 'account-changes');
});

test('chat is only counted until an administrator keeps it, and then it is shown', async () => {
  const { page } = browser;
  await page.goto(at('/account/chat'));
  await page.getByText('What people write in meetings is not kept here').waitFor();
  await judge(page, 'account-chat');
  await page.getByRole('button', { name: 'Keep chat from now on' }).click();
  await page.getByText('Chat is kept from now on').waitFor();
  await page.getByText('What people write in meetings is kept here').waitFor();
  await judge(page, 'account-chat-kept');
  await page.getByRole('button', { name: 'Keep no chat, and delete what is kept' }).click();
  await page.getByText('Chat is no longer kept').waitFor();
});

test('another owner takes the address twice, and what is wrong is said at the field', async () => {
  const { page } = browser;
  await page.goto(at('/account/owner'));
  await judge(page, 'account-owner');
  const email = page.getByLabel('Mail address of the new owner');
  const again = page.getByLabel('The same address once more');
  const give = page.getByRole('button', { name: 'Hand the account over' });
  await email.fill('somebody@kestrel.example');
  await again.fill('somebody.else@kestrel.example');
  await give.click();
  await page.locator('#e-again').waitFor();
  assert.equal(await email.inputValue(), 'somebody@kestrel.example');
  await judge(page, 'account-owner-wrong');
  // Zoom knows nobody of that name: its words, and the account is whose it was.
  await again.fill('somebody@kestrel.example');
  await give.click();
  await page.locator('.notice').getByText(/Zoom answered \d+ with code \d+/).first().waitFor();
});

test('a sub-account is opened by its id, changed after a look at the difference, and its webinars are run', async () => {
  const { page } = browser;
  // The first guide's app lists them; the second guide's acts on them.
  await page.goto(at('/sub-accounts'));
  await page.getByRole('heading', { name: '3 sub-accounts are known here' }).waitFor();
  await judge(page, 'sub-accounts');
  const academy = page.locator('table tbody tr').filter({ hasText: 'Kestrel Academy' });
  const id = (await academy.locator('code').first().innerText()).trim();
  await page.getByLabel('Id of a sub-account').fill('no id at all');
  await page.getByRole('button', { name: 'Open it' }).click();
  await page.locator('#e-account').waitFor();
  await judge(page, 'sub-accounts-wrong');

  const list = ['user:read:list_users:master', 'user:read:settings:master'];
  await zoom.scopes(demo, page, { add: list });
  await page.goto(at('/zoom'));
  const { users } = await zoom.ask(page, `/accounts/${id}/users?page_size=300`);
  let host;
  for (const user of users.filter(({ status }) => status === 'active')) {
    const { feature } = await zoom.ask(page, `/accounts/${id}/users/${user.id}/settings`);
    if (feature.webinar) host ??= user.email;
  }
  assert.ok(host, 'somebody of the sub-account may hold webinars');
  await zoom.scopes(demo, page, { remove: list });

  await page.goto(at('/sub-accounts'));
  await page.getByLabel('Id of a sub-account').fill(id);
  await page.getByRole('button', { name: 'Open it' }).click();
  await page.waitForURL(`**/sub-accounts/${id}`);
  await judge(page, 'sub-account');

  await page.getByRole('link', { name: 'Settings', exact: true }).first().click();
  await page.getByLabel('Chat', { exact: true }).uncheck();
  await judge(page, 'sub-account-settings');
  await page.getByRole('button', { name: 'Show the difference' }).click();
  await page.getByRole('row', { name: 'Chat on off' }).waitFor();
  await page.getByRole('button', { name: 'Save this at Zoom' }).click();
  await page.getByText(/It is saved at Zoom/).first().waitFor();

  await page.goto(at(`/sub-accounts/${id}/webinars/new`));
  await judge(page, 'sub-webinar-new');
  const fill = async (values) => {
    for (const [label, value] of Object.entries(values)) await site.field(page, label).fill(value);
  };
  await fill({ Host: host, Topic: 'x'.repeat(201), 'Date and time': '2031-03-04T17:00', 'Time zone': 'Europe/Nowhere', Minutes: '60' });
  await page.getByRole('button', { name: 'Schedule the webinar' }).click();
  for (const field of ['topic', 'zone']) await page.locator(`#e-${field}`).waitFor();
  await judge(page, 'sub-webinar-wrong');
  await fill({ Topic: 'Pruning apple trees', 'Time zone': 'Europe/Berlin' });
  await page.getByRole('button', { name: 'Schedule the webinar' }).click();
  await page.getByRole('heading', { name: /Pruning apple trees/ }).first().waitFor();
  await judge(page, 'sub-webinar');

  await fill({ 'Names, one a line': 'Ada\nGrace' });
  await page.getByRole('button', { name: 'Make the links' }).click();
  await page.getByRole('heading', { name: /2 invite links/ }).waitFor();
  await judge(page, 'sub-webinar-links');
  await page.getByRole('link', { name: 'Back to the webinar' }).click();
  await fill({ Topic: 'Pruning pear trees' });
  await page.getByRole('button', { name: 'Save the changes' }).click();
  await page.getByText('This is how Zoom keeps it').waitFor();
  await page.getByRole('link', { name: 'Delete it' }).click();
  await judge(page, 'sub-webinar-delete');
  await page.getByRole('button', { name: 'Delete it' }).click();
  await page.getByText('It is deleted at Zoom').waitFor();
});
