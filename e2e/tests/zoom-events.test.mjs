// Zoom Events with the second guide's scopes: speakers with photos, their order, the page on our own
// site, access links; every page judged in both themes and widths.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { open } from '../lib/browser.mjs';
import { judge } from '../lib/look.mjs';
import { startDemo } from '../lib/parfocal.mjs';
import * as site from '../lib/site.mjs';

// One pixel.
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');

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

/** Adds a speaker from the event's own page. */
async function add(page, event, name, more = {}) {
  await page.goto(event);
  await page.getByRole('link', { name: 'Add a speaker' }).click();
  for (const [label, value] of Object.entries({ Name: name, ...more })) {
    await site.field(page, label).fill(value);
  }
  await page.getByRole('button', { name: 'Add the speaker' }).click();
  await page.getByText('The speaker is added at Zoom').waitFor();
}

/** The names of the speakers as their table has them. */
const names = (page) => page.locator('table').first().locator('tbody tr td:first-child a').allInnerTexts();

test('speakers are added with a photo, put in order, published, and taken off again', async () => {
  const { page } = browser;
  await page.goto(at('/zoom-events'));
  await judge(page, 'zoom-events');
  const published = page.locator('table tbody tr').filter({ hasText: 'published' }).first();
  await published.getByRole('link').first().click();
  await page.getByRole('link', { name: 'Add a speaker' }).waitFor();
  const event = page.url().split('?')[0];
  await judge(page, 'zoom-event');
  await page.locator('code[data-label^="Link"]').first().waitFor();

  await page.getByRole('link', { name: 'Add a speaker' }).click();
  await judge(page, 'zoom-event-speaker-new');
  await site.field(page, 'Name').fill('x'.repeat(129));
  await site.field(page, 'LinkedIn').fill('javascript:alert(1)');
  await page.getByRole('button', { name: 'Add the speaker' }).click();
  for (const field of ['name', 'linkedin_url']) await page.locator(`#e-${field}`).waitFor();
  await judge(page, 'zoom-event-speaker-wrong');

  await add(page, event, 'Zora Last', { 'Job title': 'Gardener', 'Mail address': 'zora@guild.example' });
  await add(page, event, 'Ada <First>', { 'Who they are': 'Wrote the first program.' });
  const before = await names(page);
  assert.deepEqual(before.slice(-2), ['Zora Last', 'Ada <First>'], 'the last to come stands last');
  await page.getByRole('button', { name: 'Up: Ada <First>' }).click();
  await page.getByText('The order is changed').waitFor();
  assert.deepEqual((await names(page)).slice(-2), ['Ada <First>', 'Zora Last']);

  await page.getByRole('link', { name: 'Ada <First>' }).click();
  const no = join(demo.data, 'no-picture.png');
  await writeFile(no, 'this is text');
  await page.getByLabel('A picture').setInputFiles(no);
  await page.getByRole('button', { name: 'Send the picture' }).click();
  await page.locator('#e-photo').waitFor();
  await judge(page, 'zoom-event-photo-wrong');
  const yes = join(demo.data, 'ada.png');
  await writeFile(yes, PNG);
  await page.getByLabel('A picture').setInputFiles(yes);
  await page.getByRole('button', { name: 'Send the picture' }).click();
  await page.getByText('The photo is changed').waitFor();
  await judge(page, 'zoom-event-speaker');

  await page.goto(event);
  const links = page.getByLabel('Access link shown on it');
  await links.selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Publish it here' }).click();
  await page.getByText('The event has a page here now').waitFor();
  const address = (await page.locator('code[data-label="Address of the page"]').innerText()).trim();
  const visitor = await (await open()).page;
  try {
    await visitor.goto(address);
    await visitor.getByText('Ada <First>').first().waitFor();
    await visitor.getByText('Gardener').waitFor();
    assert.ok(await visitor.locator('img[src*="/photo"]').first().evaluate((image) => image.complete && image.naturalWidth > 0));
    const seen = await visitor.content();
    assert.ok(!seen.includes('zora@guild.example'), 'no mail address on a public page');
    assert.ok(seen.indexOf('Ada &lt;First') < seen.indexOf('Zora Last'), 'in the order of this site');
    await judge(visitor, 'zoom-event-public');

    await page.getByRole('link', { name: 'Zora Last' }).click();
    await page.getByRole('link', { name: 'Remove them' }).click();
    await judge(page, 'zoom-event-speaker-remove');
    await page.getByRole('button', { name: 'Remove them' }).click();
    await page.getByText('The speaker is removed at Zoom').waitFor();
    await visitor.reload();
    assert.equal(await visitor.getByText('Zora Last').count(), 0);

    await page.getByRole('button', { name: 'Take the page away' }).click();
    await page.getByText('The page is taken away').waitFor();
    assert.equal((await visitor.reload()).status(), 404);
  } finally {
    await visitor.context().close();
  }
});
