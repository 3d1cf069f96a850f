// The SDK's files: fetched by the command from npm's archive, shown to the administrator, served to
// browsers, and all that the test page measures in one.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { open } from '../lib/browser.mjs';
import { startDemo } from '../lib/parfocal.mjs';
import { archive, manifest } from '../lib/sdk.mjs';
import { signIn } from '../lib/site.mjs';

const run = promisify(execFile);
let demo;
let visitor;

before(async () => {
  demo = await startDemo();
  visitor = await open({
    permissions: ['camera', 'microphone'],
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
    ],
  });
  await signIn(visitor.page, demo.ready.parfocal_url, demo.ready.administrator);
});
after(async () => {
  await visitor?.close();
  if (demo) assert.equal((await demo.stop()).code, 0);
});

const parfocal = (...words) =>
  run(process.env.PARFOCAL_BINARY, ['--config', join(demo.data, 'parfocal.toml'), ...words]);

test('before it is fetched, page and command say so and what to do', async () => {
  await visitor.page.goto(`${demo.ready.parfocal_url}/zoom/sdk`);
  await visitor.page.getByRole('heading', { name: 'Nobody can join in the browser yet' }).waitFor();
  const status = await parfocal('sdk', 'status').catch((error) => error);
  assert.equal(status.code, 1);
  assert.match(status.stdout, /`parfocal sdk fetch` fetches it/);
});

test('the command fetches it; page, JSON and command agree', async () => {
  const { stdout } = await parfocal('--json', 'sdk', 'fetch', '--from', await archive());
  const status = JSON.parse(stdout);
  assert.equal(status.installed.version, manifest.version);
  assert.ok(status.installed.compressed_bytes < status.installed.bytes / 2, stdout);
  assert.match((await parfocal('sdk', 'fetch')).stdout, /is here already/);
  assert.deepEqual((await readdir(join(demo.data, 'meeting-sdk'))).sort(), [manifest.version, 'lock'].sort());
  await visitor.page.goto(`${demo.ready.parfocal_url}/zoom/sdk`);
  await visitor.page.getByRole('heading', { name: `Meeting SDK ${manifest.version} is here` }).waitFor();
});

test('what a first join loads is under 12 MB', async () => {
  const root = join(demo.data, 'meeting-sdk', manifest.version, 'files');
  const { styles, scripts } = manifest.client_view;
  let sum = 0;
  for (const file of [...styles, ...scripts]) {
    const answer = await fetch(`${demo.ready.parfocal_url}/sdk/${manifest.version}/${file}`, { headers: { 'accept-encoding': 'br' } });
    assert.equal(answer.status, 200, file);
    assert.equal(answer.headers.get('content-encoding'), 'br', file);
    assert.match(answer.headers.get('cache-control'), /immutable/);
    sum += (await stat(join(root, `${file}.br`))).size;
  }
  assert.ok(sum < 12e6, `${sum} bytes`);
});

test('the test page measures this browser: isolated, WebAssembly, files, devices', async () => {
  const { page } = visitor;
  const wrong = [];
  page.on('console', (message) => { if (message.type() === 'error') wrong.push(message.text()); });
  await page.goto(`${demo.ready.parfocal_url}/zoom/sdk/test`);
  await page.getByRole('button', { name: 'Ask for camera and microphone' }).click();
  for (const what of ['secure', 'isolated', 'wasm', 'files', 'camera', 'microphone']) {
    await page.locator(`[data-found=${what}][data-quality=good]`).waitFor();
  }
  assert.match(await page.locator('[data-found=files]').textContent(), /^7 files, \d/);
  assert.match(await page.locator('[data-found=camera]').textContent(), /fake_device/);
  await page.getByText('is on this server, verified and whole').waitFor();
  assert.deepEqual(wrong, []);
  if (process.env.PARFOCAL_LOOK) {
    for (const [path, name] of [['/zoom/sdk', 'files'], ['/zoom/sdk/test', 'test'], ['/zoom', 'settings']]) {
      for (const scheme of ['light', 'dark']) {
        for (const width of [1280, 390]) {
          await page.emulateMedia({ colorScheme: scheme });
          await page.setViewportSize({ width, height: 860 });
          await page.goto(`${demo.ready.parfocal_url}${path}`);
          await page.waitForTimeout(800);
          await page.screenshot({ path: join(process.env.PARFOCAL_LOOK, `${name}-${scheme}-${width}.png`), fullPage: true });
        }
      }
    }
  }
});
