// `parfocal demo` ends the second guide by joining, in the machine's own Chromium, and says what is
// missing where it cannot.
import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { startJoinDemo } from '../lib/join.mjs';
import { start } from '../lib/parfocal.mjs';

let data;
before(async () => {
  data = await mkdtemp(join(tmpdir(), 'parfocal-e2e-'));
  const other = await startJoinDemo();
  await cp(join(other.data, 'meeting-sdk'), join(data, 'meeting-sdk'), { recursive: true });
  assert.equal((await other.stop()).code, 0);
});
after(() => rm(data, { recursive: true, force: true }));

/** The whole walk with the SDK there already, and what `look` gives of it. */
async function walks(env, more, look) {
  const own = await mkdtemp(join(tmpdir(), 'parfocal-e2e-'));
  await cp(join(data, 'meeting-sdk'), join(own, 'meeting-sdk'), { recursive: true });
  const words = ['demo', '--ready-json', ...more, '--fetch-sdk', '--data', own, '--listen', '127.0.0.1:0', '--sandbox-listen', '127.0.0.1:0'];
  try {
    return await look(await start(words, { env }));
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** What it told until it ended by itself. */
const walk = (env) => walks(env, ['--once'], async (demo) => {
  const { code } = await demo.ended;
  assert.equal(code, 0, demo.log.join(''));
  return demo.log.join('');
});

test('somebody joins with Zoom’s own SDK and is in the meeting by Zoom’s word', async () => {
  const told = await walk({});
  assert.match(told, /Second guide, its end: join in the browser/);
  assert.match(told, /Vera Visitor presses Join.*in it after \d+ ms/, told);
  assert.match(told, /Who is in it by Zoom's dashboard.*Vera Visitor/, told);
  // And how to join oneself, in a browser that finds the emulated Zoom.
  assert.match(told, /Join meetings in {2}\S+ .*--host-resolver-rules=MAP zoom\.us 127\.0\.0\.1:\d+.*--ignore-certificate-errors-spki-list=/, told);
});

test('without a Chromium it says so, and all else is as ever', async () => {
  const told = await walk({ PARFOCAL_CHROMIUM: '/nowhere/chromium' });
  assert.match(told, /Nobody came in: \/nowhere\/chromium does not start/, told);
  assert.match(told, /Join meetings in/);
});

test('whatever the browser does, the demo stays up', () => walks({ PARFOCAL_CHROMIUM: '/bin/false' }, [], async (demo) => {
  try {
    for (let times = 0; times < 300 && !/Nobody came in/.test(demo.log.join('')); times += 1) await setTimeout(100);
    assert.match(demo.log.join(''), /Nobody came in: \/bin\/false ended at its start \(exit status: 1\)\./);
    for (const address of [demo.ready.parfocal_url, demo.ready.console_url]) assert.ok((await fetch(address)).ok, address);
  } finally {
    assert.equal((await demo.stop()).code, 0, demo.log.join(''));
  }
}));
