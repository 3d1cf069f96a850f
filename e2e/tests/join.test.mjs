// From the public page into a meeting and out again, with Zoom's own SDK, as a visitor sees it; and
// what the administration sees of it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { administrator, sandbox, schedule, startJoinDemo, until, visitor } from '../lib/join.mjs';
import { open } from '../lib/browser.mjs';

let demo;
let desk;
let admin;
const at = (path) => demo.ready.parfocal_url + path;

before(async () => {
  demo = await startJoinDemo();
  desk = await open();
  admin = await administrator(demo, desk.page);
});
after(async () => {
  await desk?.close();
  if (demo) assert.equal((await demo.stop()).code, 0, 'the demo stops cleanly on Ctrl-C');
});

const guest = (options) => visitor(demo, options);

/** Opens the door from the public page and presses Join. */
async function join({ page }, made, name) {
  await page.goto(at(`/m/${made.public_id}`));
  await page.getByRole('link', { name: 'Join in the browser' }).click();
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: /^(Join|Let me in)/ }).click();
}

/** Who the run has, as the emulated Zoom knows it. */
const visitors = async (made) => (await sandbox(demo, `/meetings/${made.zoom_id}`)).run?.visitors ?? [];
const isIn = (made, name) => until(`${name} in the meeting`, async () =>
  (await visitors(made)).some((one) => one.name === name && one.state === 'in'));

test('a visitor joins from the public page, sees a second one, leaves, comes back and rates it', async () => {
  await admin.goto(at('/meetings'));
  const made = await schedule(demo, admin);
  const [first, second] = [await guest(), await guest()];
  try {
    const began = Date.now();
    await join(first, made, 'Vera Visitor');
    await isIn(made, 'Vera Visitor');
    console.log(`# from the public page into the meeting: ${Date.now() - began} ms`);
    await first.page.getByText('Participants').first().waitFor();
    assert.equal(await first.page.evaluate(() => crossOriginIsolated), true);
    await join(second, made, 'Otto Second');
    await isIn(made, 'Otto Second');
    await first.page.getByRole('button', { name: /^leave$/i }).first().click();
    await first.page.getByText('Leave Meeting', { exact: true }).first().click();
    await first.page.waitForURL(`**/m/${made.public_id}/left`);
    await first.page.getByLabel('Good', { exact: true }).check();
    await first.page.getByLabel('What should the organiser know?').fill('The sound was clear.');
    await first.page.getByRole('button', { name: 'Send' }).click();
    await first.page.getByText('Thank you: your rating is with the organiser').waitFor();
    await first.page.getByRole('link', { name: 'Rejoin' }).click();
    await first.page.getByRole('button', { name: 'Join', exact: true }).waitFor();
    // What the SDK tries and goes on without.
    assert.deepEqual([...new Set(first.violations)].filter((one) => one !== 'script-src eval'), []);
    await admin.goto(at(`/meetings/${made.public_id}`));
    await admin.getByText('given a signature').first().waitFor();
    await admin.getByText('4 of 5: The sound was clear.').waitFor();
  } finally {
    await first.close();
    await second.close();
  }
});

test('the host starts in the browser with a key that is asked for at the click', async () => {
  await admin.goto(at('/meetings'));
  const made = await schedule(demo, admin, { begun: false });
  const host = await guest();
  try {
    await administrator(demo, host.page);
    await host.page.goto(at(`/meetings/${made.public_id}`));
    await host.page.getByRole('link', { name: 'Start in the browser' }).click();
    assert.ok(!/zak"|eyJ/.test(await host.page.content()), 'the page holds no key');
    await host.page.getByRole('button', { name: 'Start it now' }).click();
    await until('the host in the meeting', async () => (await visitors(made)).some((one) => one.host));
  } finally {
    await host.close();
  }
});

describe('what goes wrong is said in our own words', () => {
  const cases = [
    ['full', { capacity: 0 }, 'The meeting is full'],
    ['locked', { locked: true }, 'The host locked the meeting'],
  ];
  for (const [what, change, title] of cases) {
    test(what, async () => {
      await admin.goto(at('/meetings'));
      const made = await schedule(demo, admin);
      await sandbox(demo, `/meetings/${made.zoom_id}`, { method: 'PATCH', body: change });
      const one = await guest();
      try {
        await join(one, made, 'Vera Visitor');
        await one.page.getByRole('alertdialog', { name: title }).waitFor({ timeout: 30_000 });
        await one.page.getByRole('link', { name: 'Open in the Zoom app' }).first().waitFor();
      } finally {
        await one.close();
      }
    });
  }

  test('too old, and the administration is told', async () => {
    await admin.goto(at('/meetings'));
    const made = await schedule(demo, admin);
    await sandbox(demo, '/web-client', { method: 'PATCH', body: { oldest_sdk: '99.0.0' } });
    const one = await guest();
    try {
      await join(one, made, 'Vera Visitor');
      await one.page.getByRole('alertdialog', { name: /version of Zoom is too old/ }).waitFor({ timeout: 30_000 });
      await until('the report', async () => {
        await admin.goto(at('/join-reports'));
        return admin.getByText(/Zoom no longer accepts Meeting SDK/).isVisible();
      });
    } finally {
      await sandbox(demo, '/web-client', { method: 'PATCH', body: { oldest_sdk: '5.0.0' } });
      await one.close();
    }
  });

  test('not started: waits beside Zoom’s own words, and is let in by itself', async () => {
    await admin.goto(at('/meetings'));
    const made = await schedule(demo, admin, { begun: false });
    const one = await guest();
    try {
      await join(one, made, 'Vera Visitor');
      await one.page.getByText('The host has not started the meeting yet').waitFor({ timeout: 30_000 });
      await sandbox(demo, `/meetings/${made.zoom_id}/start`, { method: 'POST' });
      await isIn(made, 'Vera Visitor');
      await one.page.getByText('The host has not started the meeting yet').waitFor({ state: 'detached' });
    } finally {
      await one.close();
    }
  });
});
