// The first guide, “Setting up Zoom API”, followed by its own words from an empty Marketplace to the
// API tests with their first figures.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open } from '../lib/browser.mjs';
import { Guide, readmePicture } from '../lib/guide.mjs';
import { judge } from '../lib/look.mjs';
import * as marketplace from '../lib/marketplace.mjs';
import { startDemo } from '../lib/parfocal.mjs';
import * as site from '../lib/site.mjs';

let demo;
let browser;
before(async () => {
  demo = await startDemo('--by-hand');
  browser = await open();
});
after(async () => {
  await browser?.close();
  assert.equal((await demo.stop()).code, 0, 'the demo stops cleanly on Ctrl-C');
});

test('the first guide, from an empty Marketplace to API tests with figures', async () => {
  const { page, context } = browser;
  const { ready } = demo;
  const parfocal = await context.newPage();
  const guide = new Guide(
    'monitoring',
    'Monitoring: the account-level OAuth app',
    'This follows the guide *Setting up Zoom API* step by step; the numbers are its own. The pictures were taken on the emulated Marketplace, which has the same labels. On the left of your screen have the Marketplace, on the right Parfocal’s page *Zoom settings*.',
  );
  const app = {};

  await guide.step('', 'Before you start: the page Zoom settings', async ({ picture, note }) => {
    await site.signIn(parfocal, ready.parfocal_url, ready.administrator);
    await parfocal.getByRole('link', { name: 'Zoom settings' }).first().click();
    app.redirect = await site.input(site.block(parfocal, 'monitoring'), 'Redirect URL').inputValue();
    assert.equal(app.redirect, `${ready.parfocal_url}/zoom/callback`);
    note('Start Parfocal ([On a server of your own](server.md), or `cargo xtask demo --by-hand`), sign in, and open *Zoom settings* in the rail. The page has a block for each app. The block *Monitoring* already shows the Redirect URL that you will need in step 4.');
    await picture(parfocal, 'Zoom settings, nothing set up yet');
  });
  await guide.step(1, 'Go to the Marketplace, log in with Zoom admin credentials, click Develop, Build App', async ({ picture }) => {
    await marketplace.signIn(page, ready.console_url, ready.zoom_owner);
    await marketplace.openDevelop(page);
    await picture(page, 'The menu Develop');
    await page.getByRole('navigation').getByRole('link', { name: 'Build App' }).click();
  });
  await guide.step(2, 'Choose the app type OAuth and click Create', async ({ picture }) => {
    await page.getByLabel('OAuth', { exact: true }).check();
    await picture(page, 'Choosing the app type');
    await marketplace.button(page, 'Create').click();
  });
  await guide.step(3, 'Enter the app name, choose Account-level app, disable publishing, click Create', async ({ picture }) => {
    await page.getByLabel('App Name').fill('Parfocal monitoring');
    await page.getByLabel('Account-level app').check();
    await page.getByLabel(/Would you like to publish this app/).uncheck();
    await picture(page, 'Name, level, publishing off');
    await marketplace.button(page, 'Create').click();
  });
  await guide.step(4, 'Copy Client ID and Client Secret, enter the redirect URL', async ({ picture, note }) => {
    app.id = await marketplace.copy(page, 'Client ID');
    app.secret = await marketplace.copy(page, 'Client Secret');
    assert.match(app.id, /^\S{20,24}$/);
    await page.getByLabel('Redirect URL for OAuth').fill(app.redirect);
    note('Paste Client ID and Client Secret into the block *Monitoring*; take the redirect URL from there, letter by letter.');
    await picture(page, 'App credentials and redirect URL');
    await marketplace.proceed(page);
  });
  await guide.step(5, 'Enter short description and long description', async ({ picture }) => {
    await page.getByLabel('Short Description').fill('Watches our Zoom account');
    await page.getByLabel('Long Description').fill('Reads users, plan, billing, dashboards and phone for monitoring.');
    await picture(page, 'The descriptions');
  });
  await guide.step(6, 'Enter the other details and click Continue after each step', async ({ picture }) => {
    await page.getByLabel('Company Name').fill('Kestrel');
    await page.getByLabel('Developer Contact Name').fill('Mara Lindqvist');
    await page.getByLabel('Developer Contact Email').fill('mara.lindqvist@kestrel.example');
    await picture(page, 'Company and developer contact');
    await marketplace.proceed(page);
  });
  await guide.step(7, 'Copy the Secret Token and Verification Token, click Continue', async ({ picture, note }) => {
    app.secretToken = await marketplace.copy(page, 'Secret Token');
    app.verificationToken = await marketplace.copy(page, 'Verification Token');
    note('Open *Webhook tokens (optional)* in the block *Monitoring* and paste both; only events from Zoom need them.');
    await picture(page, 'The tokens for webhooks');
    await marketplace.proceed(page);
  });
  await guide.step(8, 'Click Add Scopes, choose from each category that is watched, click Continue', async ({ picture, note }) => {
    const block = site.block(parfocal, 'monitoring');
    const scopes = await site.scopes(block, 'As in the guide');
    assert.ok(scopes.length >= 30, `Parfocal lists ${scopes.length} scopes to copy`);
    await marketplace.button(page, 'Add Scopes').click();
    for (const category of ['User', 'Account', 'Billing', 'Dashboard', 'Phone']) {
      await page.getByRole('button', { name: new RegExp(`^${category}( \\d+)?$`) }).first().click();
      await picture(page, `The category ${category}`);
    }
    await page.getByLabel('Search scopes').fill(scopes.join(' '));
    await marketplace.button(page, 'Search').click();
    await marketplace.button(page, 'Select all shown').click();
    await picture(page, 'The names copied from Parfocal, found by the search bar');
    await marketplace.button(page, 'Done').click();
    note('Parfocal lists the exact names under *Scopes to add*. In the emulated Marketplace the search bar takes the whole list at once; where Zoom’s does not, search one name after the other.');
    await picture(page, 'The scopes are added');
    await marketplace.proceed(page);
  });
  await guide.step(9, 'In the Activation section, add your app and click Allow', async ({ picture, note }) => {
    // The four values go to Parfocal first, as step 11 says; the code follows by itself.
    const block = site.block(parfocal, 'monitoring');
    await site.fill(block, {
      'App name': 'Parfocal monitoring',
      'Client ID': app.id,
      'Client Secret': app.secret,
      'Secret Token': app.secretToken,
      'Verification Token': app.verificationToken,
    });
    await block.getByRole('button', { name: /^Save/ }).click();
    await site.stands(block, 'waits for Add and Allow');
    note('First press *Save and check* in the block *Monitoring*: it then says *waits for Add and Allow*. Then press Add and Allow: the code that comes of it lives for five minutes.');
    await picture(page, 'Activation');
    await marketplace.button(page, 'Add').click();
    await picture(page, 'What the app may do');
  });
  await guide.step(10, 'You are redirected to the redirect URL with the authorization code', async ({ picture, note }) => {
    await marketplace.button(page, 'Allow').click();
    await page.waitForURL(/\/zoom\/callback\?code=/);
    await page.getByText('Zoom sent an authorization code. Use it?').waitFor();
    app.code = await marketplace.copy(page, 'Authorization Code');
    assert.ok(page.url().includes(app.code));
    note('The code works once, for five minutes. Parfocal shows it and asks an administrator to confirm, because the flow began in the Marketplace. Where the page cannot be reached, copy the whole address from the address bar into *Authorization Code* and save, or give it to `parfocal connect code --code-file -`.');
    await picture(page, 'The code has come back by itself');
  });
  await guide.step(11, 'Use Client ID, Client Secret, Authorization Code and Redirect URL to configure the API tests', async ({ picture }) => {
    await page.getByRole('button', { name: 'Use this code' }).click();
    const block = site.block(page, 'monitoring');
    await site.stands(block, 'works');
    await picture(page, 'Monitoring works');
    assert.equal(await page.getByText(app.secret).count(), 0, 'the secret is not shown again');
    await page.getByRole('link', { name: 'API tests' }).first().click();
    for (const name of ['Users', 'Plan', 'Billing', 'Live meetings', 'Meeting quality', 'Client versions', 'Phone calls', 'Service status']) {
      assert.ok(await page.getByText(new RegExp(name, 'i')).count(), `the API test ${name} is listed`);
    }
    await page.getByRole('link', { name: /^Users/ }).first().click();
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByText(/\b60\b/).first().waitFor();
    await picture(page, 'The API test Users with its first figures');
  });
  await page.goto(`${ready.parfocal_url}/tests`);
  await readmePicture(page, 'api-tests');
  await guide.write();
});

test('every page of monitoring stands up to axe at both widths and in both themes', async () => {
  const { page } = browser;
  for (const [name, path] of [
    ['overview', '/'], ['live', '/live'], ['zoom-settings', '/zoom'], ['api-tests', '/tests'], ['api-test', '/tests/users'], ['spending', '/spending'],
  ]) {
    await page.goto(demo.ready.parfocal_url + path);
    await judge(page, name);
  }
  for (const [name, path] of [['marketplace', '/'], ['marketplace-apps', '/develop/apps'], ['marketplace-build', '/develop/create']]) {
    await page.goto(demo.ready.console_url + path);
    await judge(page, name);
  }
});
