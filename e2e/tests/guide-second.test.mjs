// The second guide, “How to obtain APIs”, followed by its own words from an empty Marketplace: a
// Server-to-Server app with exactly its 49 scopes, a General app with the Meeting SDK, then a
// meeting and a webinar, and a scope taken away and put back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open } from '../lib/browser.mjs';
import { Guide, readmePicture } from '../lib/guide.mjs';
import { fetchSdk, isIn, schedule, visitor } from '../lib/join.mjs';
import { judge } from '../lib/look.mjs';
import * as marketplace from '../lib/marketplace.mjs';
import { startDemo } from '../lib/parfocal.mjs';
import * as site from '../lib/site.mjs';

let demo;
let browser;
let parfocal;
before(async () => {
  demo = await startDemo('--by-hand');
  browser = await open();
  parfocal = await browser.context.newPage();
});
after(async () => {
  await browser?.close();
  assert.equal((await demo.stop()).code, 0, 'the demo stops cleanly on Ctrl-C');
});

const INTRO =
  'This follows the guide *How to obtain APIs* step by step. It makes two apps: a Server-to-Server OAuth app with 49 scopes, and a General app with the Meeting SDK. Start Parfocal ([On a server of your own](server.md), or `cargo xtask demo --by-hand`), sign in, and open *Zoom settings* in the rail. On a server of your own set `server.public_url` to the https address first: the app names it. The pictures were taken on the emulated Marketplace, which has the same labels.';
const guide = new Guide('meetings', 'Meetings: Server-to-Server and Meeting SDK', INTRO);

test('the Server-to-Server app with exactly the 49 scopes of the guide', async () => {
  const { page } = browser;
  const { ready } = demo;
  const app = {};
  await guide.step('', 'Sign in to the Marketplace; click Develop, Build App', async ({ picture }) => {
    await site.signIn(parfocal, ready.parfocal_url, ready.administrator);
    await parfocal.goto(`${ready.parfocal_url}/zoom`);
    await marketplace.signIn(page, ready.console_url, ready.zoom_owner);
    await marketplace.openDevelop(page);
    await picture(page, 'The menu Develop');
    await page.getByRole('navigation').getByRole('link', { name: 'Build App' }).click();
  });
  await guide.step('', 'Choose Server-to-Server OAuth App, click Create, give it a name, click Create', async ({ picture }) => {
    await page.getByLabel('Server-to-Server OAuth App').check();
    await picture(page, 'Choosing Server-to-Server OAuth App');
    await marketplace.button(page, 'Create').click();
    await page.getByLabel('App Name').fill('Parfocal meetings');
    await marketplace.button(page, 'Create').click();
  });
  await guide.step('', 'The API credentials are created in App Credentials; Continue', async ({ picture }) => {
    app.account = await marketplace.copy(page, 'Account ID');
    app.id = await marketplace.copy(page, 'Client ID');
    app.secret = await marketplace.copy(page, 'Client Secret');
    await picture(page, 'Account ID, Client ID, Client Secret');
    await marketplace.proceed(page);
  });
  await guide.step('', 'Information: Company Name, Developer Contact Name, Developer Contact Email', async ({ picture }) => {
    await page.getByLabel('Short Description').fill('Schedules our meetings');
    await page.getByLabel('Company Name').fill('Kestrel');
    await page.getByLabel('Developer Contact Name').fill('Mara Lindqvist');
    await page.getByLabel('Developer Contact Email').fill('mara.lindqvist@kestrel.example');
    await picture(page, 'The required details');
    await marketplace.proceed(page);
  });
  await guide.step('', 'Skip Feature', async () => {
    await marketplace.proceed(page);
  });
  await guide.step('', 'Scopes: Add Scopes, use the search bar, all 49, Done', async ({ picture, note }) => {
    const names = await site.scopes(site.block(parfocal, 'server_to_server'), 'As in the guide');
    assert.equal(names.length, 49);
    await marketplace.button(page, 'Add Scopes').click();
    await page.getByLabel('Search scopes').fill(names.join(' '));
    await marketplace.button(page, 'Search').click();
    for (const words of [
      'View an account\'s settings (account:read:account_setting:master)', 'View a user\'s meetings (meeting:read:list_meetings:admin)',
      'View a user (user:read:user:admin)', 'Add a speaker to an event (zoom_events:write:speaker:admin)',
      'Create a webinar for a user (webinar:write:webinar:master)',
    ]) assert.equal(await page.getByLabel(words, { exact: true }).count(), 1, words);
    await picture(page, 'The search bar finds all 49');
    await marketplace.button(page, 'Select all shown').click();
    await marketplace.button(page, 'Done').click();
    await page.getByText(/49 scopes/).first().waitFor();
    note('Copy the 49 names from *Zoom settings*, block *Server-to-Server*, *Scopes to add*. In the emulated Marketplace the search bar takes the whole list at once; where Zoom’s does not, search one name after the other. In an account that is not a primary one skip the eight that end in `:master`.');
    await picture(page, '49 scopes added');
    await marketplace.proceed(page);
  });
  await guide.step('', 'Activate the Server-to-Server app', async ({ picture }) => {
    await marketplace.button(page, 'Activate your app').click();
    await page.getByText(/activated/i).first().waitFor();
    await picture(page, 'Activated');
  });
  await guide.step('', 'Paste Account ID, Client ID and Client Secret on the page Zoom settings, save', async ({ picture }) => {
    const block = site.block(parfocal, 'server_to_server');
    await site.fill(block, {
      'App name': 'Parfocal meetings', 'Account ID': app.account, 'Client ID': app.id, 'Client Secret': app.secret,
    });
    await block.getByRole('button', { name: /^Save/ }).click();
    await site.stands(block, 'works');
    await parfocal.getByText(/All 49 are granted/).first().waitFor({ state: 'attached' });
    await picture(parfocal, 'Server-to-Server works, all 49 scopes granted');
  });
});

test('the Meeting SDK app, never activated, is accepted', async () => {
  const { page } = browser;
  const { ready } = demo;
  const app = {};
  await guide.step('', 'Meeting SDK: Develop, Build App, General App, a name', async ({ picture }) => {
    await marketplace.buildApp(page);
    await page.getByLabel('General App').check();
    await picture(page, 'Choosing General App');
    await marketplace.button(page, 'Create').click();
    await page.getByLabel('App Name').fill('Parfocal join in browser');
  });
  await guide.step('', 'Basic Information: Admin-managed, OAuth Redirect URL, Save', async ({ picture, note }) => {
    note('As OAuth Redirect URL enter Parfocal’s address with https, without a path: the block *Meeting SDK* has it to copy. Nothing ever comes there. It is not `/zoom/callback`, which is the monitoring app’s.');
    await page.getByLabel('Admin-managed').check();
    await page.getByLabel('OAuth Redirect URL').first().fill(ready.parfocal_url);
    app.id = await marketplace.copy(page, 'Client ID');
    app.secret = await marketplace.copy(page, 'Client Secret');
    await picture(page, 'Admin-managed, and the site’s address');
    await marketplace.button(page, 'Save').click();
  });
  await guide.step('', 'Embed: enable Meeting SDK', async ({ picture }) => {
    await marketplace.tab(page, 'Embed');
    await page.getByLabel('Meeting SDK').check();
    await picture(page, 'Meeting SDK is on');
  });
  await guide.step('', 'Scopes: Add Scopes, View user’s zak token, Done', async ({ picture }) => {
    await marketplace.tab(page, 'Scopes');
    await marketplace.button(page, 'Add Scopes').click();
    await page.getByLabel('Search scopes').fill('user:read:zak:admin');
    await marketplace.button(page, 'Search').click();
    await page.getByLabel('View a user\'s Zoom Access Key (user:read:zak:admin)').check();
    await picture(page, 'One scope');
    await marketplace.button(page, 'Done').click();
  });
  await guide.step('', 'Paste the App Credentials into the block Meeting SDK and save', async ({ picture, note }) => {
    const block = site.block(parfocal, 'meeting_sdk');
    await site.fill(block, {
      'App name': 'Parfocal join in browser', 'Client ID': app.id, 'Client Secret': app.secret,
    });
    await block.getByRole('button', { name: /^Save/ }).click();
    await block.getByRole('button', { name: /^Check/ }).waitFor();
    assert.equal(await block.locator('.notice.bad').count(), 0, 'nothing is called broken');
    note('Zoom has no way to ask whether this pair is right before somebody joins; Parfocal checks its shape and that it differs from the other apps. Do not activate, add or publish this app.');
    await picture(parfocal, 'The Meeting SDK pair is saved');
  });
});

test('a meeting and a webinar, as Zoom kept them, on public pages', async () => {
  const { ready } = demo;
  const seen = await browser.context.newPage();
  // Berlin and Lisbon change their clocks on the same day: an hour apart all year.
  const day = new Date(Date.now() + 12 * 86_400_000).toISOString().slice(0, 10);
  for (const [kind, topic] of [['meetings', 'Quarterly review · “Größe & Maß”'], ['webinars', 'Sound on a slow line']]) {
    await guide.step('', kind === 'meetings' ? 'Schedule a meeting' : 'Schedule a webinar', async ({ picture }) => {
      await parfocal.goto(`${ready.parfocal_url}/${kind}/new`);
      await parfocal.getByLabel('Topic').fill(topic);
      await parfocal.getByLabel('Agenda').fill(
        'What four years of call data taught us about jitter buffers, why the loudest complaint is rarely the worst line, and what to change on Monday. With time for questions.',
      );
      await parfocal.getByLabel('Host', { exact: false }).first().selectOption({ index: 1 });
      await parfocal.getByLabel('Date').fill(day);
      await parfocal.getByLabel('Starts at').fill('17:00');
      await parfocal.getByLabel('Time zone').selectOption('Europe/Berlin');
      await parfocal.getByLabel('Minutes').fill('60');
      await picture(parfocal, 'The form');
      await parfocal.locator('main form button.primary').first().click();
      await parfocal.getByRole('heading', { name: topic }).first().waitFor();
      await picture(parfocal, 'As Zoom kept it');
      const link = await parfocal.locator('a[href*="/m/"]').first().getAttribute('href');
      await seen.goto(new URL(link, ready.parfocal_url).href);
      await seen.getByRole('heading', { name: topic }).first().waitFor();
      await seen.getByText(/16:00/).first().waitFor();
      await picture(seen, 'The public page, in the visitor’s zone');
      const body = await seen.content();
      assert.ok(!/start_url|zak=/.test(body), 'no login as the host on a public page');
      await readmePicture(seen, 'public');
      await judge(seen, `public-${kind}`);
    });
  }
});

test('its end: a real join in the browser', async () => {
  const { ready } = demo;
  await guide.step('', 'Fetch the Meeting SDK’s files', async ({ picture, note }) => {
    note('Zoom’s client for the browser is Zoom’s, so it does not come with Parfocal: it is fetched once, by the button on *Zoom settings*, *The SDK’s files*, or by `parfocal sdk fetch`. [The Meeting SDK’s files](meeting-sdk.md) has more, also for a server without a way out.');
    await fetchSdk(demo);
    await parfocal.goto(`${ready.parfocal_url}/zoom/sdk`);
    await parfocal.getByRole('heading', { name: /^Meeting SDK .* is here$/ }).waitFor();
    await picture(parfocal, 'The files are here');
  });
  await guide.step('', 'Join in the browser', async ({ picture, note }) => {
    note('Visitors press *Join in the browser* on the public page, from 15 minutes before the meeting begins. Browsers give camera and microphone to https pages only: Parfocal’s address needs a certificate, and so does the site on which you show the meeting. *Test joining in this browser*, beside the SDK’s files, tries all of it.');
    await parfocal.goto(`${ready.parfocal_url}/meetings`);
    const made = await schedule(demo, parfocal, { topic: 'Open house' });
    const guest = await visitor(demo);
    try {
      await guest.page.goto(`${ready.parfocal_url}/m/${made.public_id}`);
      await guest.page.getByRole('link', { name: 'Join in the browser' }).click();
      await guest.page.getByLabel('Your name').fill('Vera Visitor');
      await picture(guest.page, 'Nothing but a name is asked for');
      await guest.page.getByRole('button', { name: 'Join', exact: true }).click();
      await isIn(demo, made, 'Vera Visitor');
      await guest.page.getByText('Participants').first().waitFor();
      await picture(guest.page, 'In the meeting, in Zoom’s own client');
    } finally {
      await guest.close();
    }
  });
  await guide.write();
});

test('a scope taken away is said before the click, Zoom’s refusal is the same notice, and it can be put back', async () => {
  const { ready } = demo;
  const apps = await (await fetch(`${ready.sandbox_admin_url}/apps`)).json();
  const app = (apps.apps ?? apps).find(({ name }) => name === 'Parfocal meetings');
  const patch = async (body) => {
    const answer = await fetch(`${ready.sandbox_admin_url}/apps/${app.client_id}/scopes`, {
      method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
    });
    assert.ok(answer.ok, await answer.text());
  };
  const recheck = async () => {
    await parfocal.goto(`${ready.parfocal_url}/zoom`);
    await site.block(parfocal, 'server_to_server').getByRole('button', { name: /^Check/ }).click();
    await parfocal.waitForLoadState();
  };
  await patch({ remove: ['meeting:write:meeting:admin'] });
  await recheck();
  await parfocal.goto(`${ready.parfocal_url}/meetings/new`);
  await parfocal.getByText('meeting:write:meeting:admin').first().waitFor();
  await judge(parfocal, 'meeting-new-missing-scope');
  await patch({ add: ['meeting:write:meeting:admin'] });
  await recheck();
  await parfocal.goto(`${ready.parfocal_url}/meetings/new`);
  assert.equal(await parfocal.getByText('meeting:write:meeting:admin').count(), 0);
});

test('every page of running meetings stands up to axe at both widths and in both themes', async () => {
  for (const [name, path] of [['zoom-settings-full', '/zoom'], ['meetings', '/meetings'], ['meetings-new', '/meetings/new'], ['webinars', '/webinars'], ['webinars-new', '/webinars/new']]) {
    await parfocal.goto(demo.ready.parfocal_url + path);
    await judge(parfocal, name);
  }
});
