// The door on other sites, on hosts of their own: in a frame, by the web component, and where the
// browser cannot. And the SDK from Zoom's CDN, which is another origin as well.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { administrator, isIn, otherSite, schedule, serveBeside, startJoinDemo, until, visitor } from '../lib/join.mjs';
import { open } from '../lib/browser.mjs';
import { judge } from '../lib/look.mjs';
import { folder, manifest } from '../lib/sdk.mjs';
import { signIn } from '../lib/site.mjs';

const ALLOW = 'camera; microphone; display-capture; fullscreen; autoplay; cross-origin-isolated';
let demo;
let site;
let desk;
let made;
let named;
let stranger;
let html = '';
const at = (path) => site.at(path);

before(async () => {
  named = await otherSite(() => html);
  stranger = await otherSite(() => html);
  demo = await startJoinDemo();
  site = await serveBeside(demo, 'embedded', (own) => own.replace('embedders = []', `embedders = ["${named.origin}"]`));
  desk = await open();
  await administrator(demo, desk.page);
  await desk.page.goto(`${demo.ready.parfocal_url}/meetings`);
  made = await schedule(demo, desk.page);
});
after(async () => {
  await desk?.close();
  await named?.close();
  await stranger?.close();
  await site?.stop();
  if (demo) assert.equal((await demo.stop()).code, 0, 'the demo stops cleanly on Ctrl-C');
});

/** Browsers differ in what they keep for a frame of another site: cookies and storage, or nothing. */
const keeps = (yes) => ({ preferences: { profile: { cookie_controls_mode: yes ? 0 : 1, block_third_party_cookies: !yes } } });

async function asGuest(work, options = keeps(true)) {
  const opened = await visitor(demo, options);
  try {
    await work(opened.page, opened);
  } finally {
    await opened.close();
  }
}

const frame = () => `<iframe src="${at(`/m/${made.public_id}/embed`)}" title="Meeting" style="width:900px;height:700px" allow="${ALLOW}"></iframe>`;
const component = (more = '') => `<script src="${at('/embed.js')}" defer></script><parfocal-meeting src="${at(`/m/${made.public_id}`)}" ${more}></parfocal-meeting>`;

test('in an isolated page of another site the meeting opens within the frame, and ends there', () => asGuest(async (page, { violations }) => {
  html = frame();
  await page.goto(named.origin);
  const within = page.frameLocator('iframe');
  await within.getByRole('link', { name: 'Join in the browser' }).click();
  await within.getByLabel('Your name').fill('Frida Framed');
  await within.getByRole('button', { name: 'Join', exact: true }).click();
  await isIn(demo, made, 'Frida Framed');
  const inner = page.frames().find((one) => one.url().endsWith('/join'));
  assert.equal(await inner.evaluate(() => crossOriginIsolated), true);
  // In a small window the client's bar comes and goes.
  await until('the way out', async () => {
    await within.getByRole('button', { name: /^leave$/i }).first().click();
    const leave = within.getByText('Leave Meeting', { exact: true }).first();
    return leave.click({ timeout: 5_000 }).then(() => true, () => false);
  });
  await within.getByRole('link', { name: 'Rejoin' }).waitFor();
  assert.equal(new URL(page.url()).origin, named.origin, 'the site around it stays');
  assert.deepEqual([...new Set(violations)].filter((one) => one !== 'script-src eval'), []);
}));

test('where the browser keeps no storage for the frame, the door leads to a page of its own', () => asGuest(async (page) => {
  html = frame();
  await page.goto(named.origin);
  const [own] = await Promise.all([
    page.waitForEvent('popup'),
    page.frameLocator('iframe').getByRole('link', { name: 'Join in the browser' }).click(),
  ]);
  await own.getByLabel('Your name').waitFor();
}, keeps(false)));

test('where the page around it is not isolated, the door leads to a page of its own', () => asGuest(async (page) => {
  html = frame();
  await page.goto(`${named.origin}/plain`);
  const [own] = await Promise.all([
    page.waitForEvent('popup'),
    page.frameLocator('iframe').getByRole('link', { name: 'Join in the browser' }).click(),
  ]);
  await own.getByLabel('Your name').fill('Petra Plain');
  await own.getByRole('button', { name: 'Join', exact: true }).click();
  await isIn(demo, made, 'Petra Plain');
  assert.equal(await own.evaluate(() => crossOriginIsolated), true);
}));

test('the component tells topic and time on another site, and its door leads in', () => asGuest(async (page) => {
  html = component();
  await page.goto(`${named.origin}/plain`);
  await page.getByRole('heading', { name: made.topic }).waitFor();
  await page.getByRole('timer').waitFor();
  await judge(page, 'embed-component');
  const [own] = await Promise.all([page.waitForEvent('popup'), page.getByRole('link', { name: 'Join in the browser' }).click()]);
  await own.getByLabel('Your name').waitFor();
}));

test('the component makes the frame where it is asked to and the page is isolated', () => asGuest(async (page) => {
  html = component('frame');
  await page.goto(named.origin);
  const inner = page.frameLocator('iframe');
  await inner.getByRole('link', { name: 'Join in the browser' }).click();
  await inner.getByLabel('Your name').fill('Cora Component');
  await inner.getByRole('button', { name: 'Join', exact: true }).click();
  await isIn(demo, made, 'Cora Component');
}));

test('a site that is not named shows no frame, and its component no more than a link', () => asGuest(async (page) => {
  html = frame() + component();
  await page.goto(`${stranger.origin}/plain`);
  await page.getByRole('link', { name: 'Open its page' }).waitFor();
  assert.equal(await page.getByRole('heading', { name: made.topic }).count(), 0);
  const [outer, ...others] = page.frames();
  assert.equal(outer.url(), `${stranger.origin}/plain`);
  for (const one of others) assert.ok(!one.url().startsWith(at('/')), one.url());
}));

test('twenty visitors who come by frames, whose browsers keep no cookies there, are not one visitor', async () => {
  const ask = (headers) => fetch(at(`/m/${made.public_id}/join/signature`), {
    method: 'POST', headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...headers }, body: '{"name":"Vera"}',
  });
  for (let n = 0; n < 20; n += 1) {
    const page = await (await fetch(at(`/m/${made.public_id}/join`))).text();
    const [, word] = /&#34;page&#34;:&#34;([A-Za-z0-9]{22})&#34;/.exec(page);
    const answer = await ask({ 'x-parfocal-page': word });
    assert.equal(answer.status, 200, `visitor ${n}: ${await answer.text()}`);
  }
});

describe('with Zoom’s CDN', () => {
  let other;
  before(async () => { other = await serveBeside(demo, 'cdn', (own) => own.replace('source = "files"', 'source = "cdn"')); });
  after(() => other?.stop());

  /** As the CDN is documented to lay it out, without the internet: the paths that were asked for. */
  async function standIn(context, { allows = true } = {}) {
    const asked = new Set();
    const root = await folder();
    const { version } = manifest;
    const types = { '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.json': 'application/json' };
    await context.route('https://source.zoom.us/**', async (route) => {
      const { pathname } = new URL(route.request().url());
      asked.add(pathname);
      const file = pathname.replace(`/${version}/`, '/');
      const body = await readFile(join(root, file)).catch(() => null);
      // Where none is given Playwright gives one that allows it.
      const headers = { 'access-control-allow-origin': allows ? '*' : 'https://elsewhere.example', 'cross-origin-resource-policy': 'cross-origin' };
      await (body
        ? route.fulfill({ status: 200, headers: { ...headers, 'content-type': types[extname(file)] ?? 'application/octet-stream' }, body })
        : route.fulfill({ status: 404, headers, body: '' }));
    });
    return asked;
  }

  test('the page’s policy lets the client in, and nothing is kept here', () => asGuest(async (page, guest) => {
    const asked = await standIn(guest.context);
    await page.goto(other.at(`/m/${made.public_id}/join`));
    await page.getByLabel('Your name').fill('Cilla Cdn');
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await isIn(demo, made, 'Cilla Cdn');
    assert.ok([...asked].some((path) => path.endsWith('.wasm')), [...asked].join(' '));
    assert.deepEqual([...new Set(guest.violations)].filter((words) => words !== 'script-src eval'), []);
  }));

  test('the test page loads each file from there, and says so where one does not come', async () => {
    for (const [allows, quality, words] of [[true, 'good', /^7 files, \d/], [false, 'bad', /without Access-Control-Allow-Origin/]]) {
      await asGuest(async (page, { context }) => {
        await standIn(context, { allows });
        await signIn(page, other.at(''), demo.ready.administrator);
        await page.goto(other.at('/zoom/sdk/test'));
        await page.locator(`[data-found=files][data-quality=${quality}]`).waitFor();
        assert.match(await page.locator('[data-found=files]').textContent(), words);
      });
    }
  });

  test('where a visitor cannot load it, they read so and have the app', () => asGuest(async (page, { context }) => {
    await standIn(context, { allows: false });
    await page.goto(other.at(`/m/${made.public_id}/join`));
    const panel = page.getByRole('alertdialog', { name: 'Zoom’s program could not be loaded' });
    await panel.getByRole('link', { name: 'Open in the Zoom app' }).waitFor();
  }));
});
