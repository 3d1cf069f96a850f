// People in the browser: the list, one by one, many from a file; what the second guide's scopes do
// not open is grey with the scope's name; every page judged in both themes and widths.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { open } from '../lib/browser.mjs';
import { judge } from '../lib/look.mjs';
import { startDemo } from '../lib/parfocal.mjs';
import * as site from '../lib/site.mjs';
import { until } from '../lib/join.mjs';

const MORE = [
  'user:update:status:admin', 'user:write:assistant:admin', 'user:delete:assistant:admin',
  'user:update:settings:admin', 'billing:read:plan_usage:admin',
];

let demo;
let browser;
let page;
const at = (path) => `${demo.ready.parfocal_url}${path}`;
const admin = (path, options) => fetch(`${demo.ready.sandbox_admin_url}${path}`, options);
before(async () => {
  demo = await startDemo();
  browser = await open();
  ({ page } = browser);
  await site.signIn(page, demo.ready.parfocal_url, demo.ready.administrator);
});
after(async () => {
  await browser?.close();
  assert.equal((await demo.stop()).code, 0);
});

/** What our own API answers. */
async function api(path) {
  const answer = await page.request.get(at(`/api/v1/${path}`));
  assert.equal(answer.status(), 200, await answer.text());
  return answer.json();
}

/** Gives the app of the second guide scopes, or takes them away, and checks it again. */
async function scopes(change) {
  const { apps } = await (await admin('/apps')).json();
  for (const app of apps.filter(({ kind }) => kind === 'server_to_server')) {
    const done = await admin(`/apps/${app.id}/scopes`, {
      method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify(change),
    });
    assert.equal(done.status, 200, await done.text());
  }
  await page.goto(at('/zoom'));
  await page.locator('#server_to_server').getByRole('button', { name: /^Check again/ }).click();
  await page.waitForLoadState();
}

/** Chooses a file, looks it through, and gives the dry run's page. */
async function dryRun(deed, text) {
  await page.goto(at('/people/jobs/new'));
  await page.getByLabel('What to do').selectOption({ label: deed });
  const file = join(demo.data, 'people.csv');
  await writeFile(file, text);
  await page.getByLabel('A CSV file').setInputFiles(file);
  await page.getByRole('button', { name: 'Look it through (dry run)' }).click();
}

/** Starts the job whose dry run is shown and waits for its end. */
async function started() {
  await page.getByRole('button', { name: /^Start: send/ }).click();
  await page.getByRole('heading', { level: 1, name: /^Done:/ }).waitFor({ timeout: 60_000 });
}

const heading = (name) => page.getByRole('heading', { level: 1, name });
const rows = () => page.locator('table').first().locator('tbody tr');

test('everybody is listed, found, narrowed and taken along', async () => {
  await page.goto(at('/people'));
  // The listing begins by itself.
  await until('the listing', async () => {
    await page.goto(at('/people'));
    return page.getByText(/^Listed from Zoom/).count();
  }, 90_000);
  const { total, rows: [first] } = await api('people?role=2&status=active&licence=2');
  assert.ok(total > 3);
  await judge(page, 'people');

  await page.getByRole('searchbox', { name: 'Name, mail address or department' }).fill(first.email);
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await heading(/^One person/).waitFor();
  await page.goto(at('/people'));
  await page.locator('#f-status').selectOption('active');
  await page.locator('#f-licence').selectOption('2');
  await page.locator('#f-role').selectOption('2');
  await page.getByText('Columns and more filters').click();
  await page.getByLabel('Zoom id').check();
  await page.getByRole('checkbox', { name: 'Department' }).uncheck();
  await judge(page, 'people-columns');
  await page.getByRole('button', { name: 'Show' }).click();
  await heading(new RegExp(`^${total} people`)).waitFor();
  const heads = await page.locator('table').first().locator('thead th').allInnerTexts();
  assert.ok(heads.includes('Zoom id') && !heads.includes('Department'), heads.join());
  await page.getByRole('link', { name: 'Mail address' }).click();
  const emails = await rows().locator('td[data-label="Mail address"]').allInnerTexts();
  assert.deepEqual(emails, [...emails].sort(), 'in order of the column');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'As CSV' }).click(),
  ]);
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
  assert.equal(lines.length, total + 1, 'the filter holds for the file');

  await page.goto(at('/people?q=zzqx'));
  await heading('Nobody fits what you look for').waitFor();
  await judge(page, 'people-none');
});

test('what the guide’s scopes do not open is grey with its name, and forced is Zoom’s refusal', async () => {
  const { rows: [one] } = await api('people?role=2&status=active');
  await page.goto(at(`/people/of/${one.id}`));
  assert.ok(await page.getByRole('button', { name: 'Deactivate' }).isDisabled());
  await page.getByText('needs user:update:status:admin').waitFor();
  await page.getByText('Adding one needs user:write:assistant:admin').waitFor();
  await judge(page, 'people-one-grey');
  // As somebody would who makes the button work by hand.
  await page.evaluate((path) => {
    const form = document.createElement('form');
    form.method = 'post';
    form.action = `${path}/status`;
    const csrf = document.querySelector('input[name=csrf]').cloneNode();
    form.append(csrf, Object.assign(document.createElement('input'), { name: 'active', value: 'no' }));
    document.body.append(form);
    form.submit();
  }, `/people/of/${one.id}`);
  await page.getByText('does not contain scopes', { exact: false }).first().waitFor();
  await judge(page, 'people-one-refused');
  await scopes({ add: MORE });
});

test('somebody is added in each of Zoom’s four ways, also with the keyboard alone', async () => {
  const ways = [
    ['Invite by mail (create)', 'invited'],
    ['Add with a password (autoCreate)', 'withpassword'],
    ['Add an API user (custCreate)', 'apiuser'],
    ['Add for single sign-on (ssoCreate)', 'ssouser'],
  ];
  for (const [way, name] of ways) {
    await page.goto(at('/people/new'));
    if (name === 'invited') await judge(page, 'people-new');
    await page.getByLabel('Mail address').fill(`${name}@example.org`);
    await page.getByLabel(way).check();
    if (name === 'withpassword') await page.locator('#f-password').fill('Sp4ce-Walk-9');
    await page.getByLabel('First name').fill('Nova');
    await page.getByLabel('Last name').fill(name);
    await page.getByRole('button', { name: 'Add them' }).click();
    await page.getByText('Zoom added them', { exact: false }).first().waitFor();
  }
  // Wrong: everything typed stands there still, with a sentence at the field.
  await page.goto(at('/people/new'));
  await page.getByLabel('Mail address').fill('nova@nowhere');
  await page.getByLabel('First name').fill('Kept');
  await page.locator('form.form').evaluate((form) => { form.noValidate = true; });
  await page.getByRole('button', { name: 'Add them' }).click();
  await page.getByText('is no mail address', { exact: false }).first().waitFor();
  assert.equal(await page.getByLabel('First name').inputValue(), 'Kept');
  await judge(page, 'people-new-wrong');
  // Somebody who is there already: Zoom's words.
  await page.getByLabel('Mail address').fill('ssouser@example.org');
  await page.getByLabel('Add for single sign-on (ssoCreate)').check();
  await page.getByRole('button', { name: 'Add them' }).click();
  await page.getByText(/code 1005|code 1009/).first().waitFor();

  // The keyboard alone: from the top of the page to the added person.
  await page.goto(at('/people/new'));
  const tab = async (until) => {
    for (let n = 0; n < 80; n += 1) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(until)) return;
    }
    assert.fail(`the keyboard does not come to ${until}`);
  };
  await tab("document.activeElement.name === 'email'");
  await page.keyboard.type('keyboard@example.org');
  await tab("document.activeElement.name === 'action'");
  for (let n = 0; n < 3; n += 1) await page.keyboard.press('ArrowDown');
  await tab("document.activeElement.name === 'first_name'");
  await page.keyboard.type('Key');
  await tab("document.activeElement.textContent === 'Add them'");
  await page.keyboard.press('Enter');
  await page.getByText('Zoom added them', { exact: false }).first().waitFor();
});

test('a form that is sent twice adds one, and one that is stale says what it is now', async () => {
  await page.goto(at('/people/new'));
  await page.getByLabel('Mail address').fill('twice@example.org');
  await page.getByLabel('Add for single sign-on (ssoCreate)').check();
  const form = await page.locator('form.form').evaluate((form) => {
    const sent = new URLSearchParams(new FormData(form)).toString();
    return { action: form.getAttribute('action'), sent };
  });
  const send = () => page.request.post(at(form.action), {
    headers: { 'content-type': 'application/x-www-form-urlencoded' }, data: form.sent, maxRedirects: 0,
  });
  const [one, two] = await Promise.all([send(), send()]);
  assert.deepEqual([one.status(), two.status()], [303, 303]);
  assert.equal(one.headers().location, two.headers().location);

  const { rows: [person] } = await api('people?q=twice@example.org');
  await page.goto(at(`/people/of/${person.id}/edit`));
  await judge(page, 'people-edit');
  const token = await (await page.request.patch(at(`/api/v1/people/${person.id}`), {
    data: { dept: 'Meanwhile' }, headers: { 'x-csrf-token': await page.locator('input[name=csrf]').first().inputValue() },
  }));
  assert.equal(token.status(), 200, await token.text());
  await page.getByLabel('Department').fill('Mine');
  await page.getByRole('button', { name: 'Save the changes' }).click();
  await page.getByText('It was changed at Zoom after you opened this form').first().waitFor();
  await page.getByText('it is now “Meanwhile”').waitFor();
  assert.equal(await page.getByLabel('Department').inputValue(), 'Mine');
  await judge(page, 'people-edit-stale');
  await page.getByRole('button', { name: 'Save the changes' }).click();
  await page.getByText('It is changed at Zoom', { exact: false }).first().waitFor();
  await page.getByText('Changed Department from “Meanwhile” to “Mine”', { exact: false }).waitFor();
});

test('a licence is refused when none is left, and given when one is', async () => {
  const { used, total } = await api('people-seats');
  const free = total - used;
  const lines = Array.from({ length: free + 1 }, (_, n) => `seat${n}@example.org,2,ssoCreate,Seat,${n}`);
  await dryRun('Add people', `email,type,action,first_name,last_name\n${lines.join('\n')}\n`);
  await heading(`Dry run: ${free} of ${free + 1} rows would be sent, nothing was sent yet`).waitFor();
  await page.getByText('No licence is left for this row').waitFor();
  await judge(page, 'people-job-dry');
  await started();
  await judge(page, 'people-job-done');
  const { rows: [basic] } = await api('people?q=twice@example.org');
  const change = async (licence) => {
    await page.goto(at(`/people/of/${basic.id}/edit`));
    await page.getByLabel('Licence').selectOption({ label: licence });
    await page.getByRole('button', { name: 'Save the changes' }).click();
  };
  await page.goto(at(`/people/of/${basic.id}/edit`));
  await page.getByText('No licence is left', { exact: false }).first().waitFor();
  await change('Licensed');
  await page.getByText(/Zoom answered \d+ with code \d+/).first().waitFor();
  await judge(page, 'people-edit-no-seat');
  const { rows: [seat] } = await api('people?q=seat0@example.org');
  await page.goto(at(`/people/of/${seat.id}/edit`));
  await page.getByLabel('Licence').selectOption({ label: 'Basic' });
  await page.getByRole('button', { name: 'Save the changes' }).click();
  await page.getByText('It is changed at Zoom', { exact: false }).first().waitFor();
  await change('Licensed');
  await page.getByText('It is changed at Zoom', { exact: false }).first().waitFor();
  await heading(/Licensed$/).waitFor();
});

test('somebody is deactivated, activated, helped, set and let go', async () => {
  const { rows: [one, helper, heir] } = await api('people?role=2&status=active&licence=2&sort=created');
  const own = `/people/of/${one.id}`;
  await page.goto(at(own));
  await judge(page, 'people-one');
  await page.getByRole('button', { name: 'Deactivate' }).click();
  await page.getByText('They are deactivated at Zoom', { exact: false }).first().waitFor();
  await page.getByRole('button', { name: 'Activate' }).click();
  await page.getByText('They are active at Zoom again', { exact: false }).first().waitFor();

  await page.getByLabel('Mail address').fill('nobody-at-all');
  await page.getByRole('button', { name: 'Let them schedule' }).click();
  await page.getByText('is no mail address', { exact: false }).first().waitFor();
  await page.getByLabel('Mail address').fill(helper.email);
  await page.getByRole('button', { name: 'Let them schedule' }).click();
  await page.getByText('The assistants are changed', { exact: false }).first().waitFor();
  await page.getByRole('button', { name: `Remove ${helper.email}` }).click();
  await page.getByText('Nobody schedules for them.').waitFor();
  await page.getByText('Nothing beyond their own account.').or(page.locator('code', { hasText: ':' })).first().waitFor();

  await page.getByRole('link', { name: 'Settings', exact: true }).first().click();
  await heading(/^What Zoom is set to for \S/).waitFor();
  await judge(page, 'people-settings');
  const waiting = page.getByLabel('Waiting room', { exact: true });
  const now = await waiting.inputValue();
  await waiting.selectOption(now === 'true' ? 'false' : 'true');
  await page.getByRole('button', { name: 'Save what differs' }).click();
  await page.getByText('Zoom kept it as shown').waitFor();

  await page.goto(at(`${own}/delete`));
  await page.getByText('Meetings planned').waitFor();
  await judge(page, 'people-delete');
  await page.getByLabel('Delete for good').check();
  await page.getByLabel('Hand over meetings').check();
  await page.getByRole('button', { name: 'Remove from the account' }).click();
  await page.locator('#f-transfer_to[aria-invalid], [aria-invalid=true]').first().waitFor();
  await judge(page, 'people-delete-wrong');
  await page.getByLabel('Hand over to (mail address)').fill(heir.email);
  await page.getByRole('button', { name: 'Remove from the account' }).click();
  await page.getByText('They are deleted at Zoom').waitFor();
  await page.goto(at(own));
  await page.getByText('There is nobody', { exact: false }).first().waitFor();
  await judge(page, 'people-nobody');
});

test('many from a file: wrong files say why, a job shows each row’s fate', async () => {
  await page.goto(at('/people/jobs/new'));
  await judge(page, 'people-jobs-new');
  for (const [text, words] of [
    ['email,shoe\na@example.org,43\n', 'There is no column “shoe”'],
    ['first_name\nAna\n', 'The column that says who is missing'],
    ['email,first_name\na@example.org,"Ana\n', 'never closes'],
    [Buffer.from('email,first_name\na@example.org,K\xf6hl\n', 'latin1'), 'not UTF-8'],
  ]) {
    await dryRun('Add people', text);
    await page.getByText(words, { exact: false }).first().waitFor();
  }
  await judge(page, 'people-jobs-new-wrong');
  await dryRun('Add people', '\ufeffEmail;First Name;Action\r\nfile1@example.org;"Ana; Maria\r\n";ssoCreate\r\nfile1@example.org;Twin;ssoCreate\r\n');
  await heading(/^Dry run: 1 of 2 rows/).waitFor();
  await page.getByText('Line 2 is about the same person.').waitFor();
  await started();
  await page.getByText('Added file1@example.org', { exact: false }).waitFor();
  await dryRun('Delete or disassociate people', 'email\nfile1@example.org\nnever@example.org\n');
  await started();
  await page.getByText('User does not exist', { exact: false }).waitFor();
  await page.goto(at('/people/jobs'));
  assert.ok((await rows().count()) >= 3);
  await judge(page, 'people-jobs');

  await page.goto(at('/people'));
  await page.getByLabel('Mail address').and(page.locator('#f-email')).fill('ssouser@example.org');
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByText('in this account', { exact: false }).waitFor();
  await judge(page, 'people-verify');
});

test('with Zoom down each page says so and shows what is known', async () => {
  const { rows: [one] } = await api('people?role=2&status=active');
  const down = await admin('/faults', {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'status', status: 503, times: 1000 }),
  });
  assert.equal(down.status, 204, await down.text());
  await page.goto(at('/people'));
  await heading(/people/).waitFor();
  await page.goto(at(`/people/of/${one.id}`));
  await page.getByText(/Zoom/).first().waitFor();
  await judge(page, 'people-one-down');
  await page.goto(at(`/people/of/${one.id}/settings`));
  await heading(/^The settings of .+ cannot be read$/).waitFor();
  await judge(page, 'people-settings-down');
  await admin('/faults', { method: 'DELETE' });
});
