// From the public page into a meeting and out again, with Zoom's own SDK, as a visitor sees it; and
// what the administration sees of it. How visitors are turned away is in join-refused.test.mjs, other
// sites that show the door in join-embed.test.mjs.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  administrator, grant, isIn, readAgain, sandbox, schedule, startJoinDemo, subscribe, until, visitor, visitors, zoom as api,
} from '../lib/join.mjs';
import { open } from '../lib/browser.mjs';
import { judge } from '../lib/look.mjs';

let demo;
let desk;
let admin;
let zoom;
const at = (path) => demo.ready.parfocal_url + path;

before(async () => {
  demo = await startJoinDemo();
  desk = await open();
  admin = await administrator(demo, desk.page);
  await grant(demo, admin, ['meeting:write:registrant:admin', 'meeting:read:registrant:admin']);
  zoom = await api(demo, [
    'meeting:update:meeting:admin', 'meeting:update:registrant_status:admin', 'dashboard:read:list_meeting_participants:admin',
    'report:read:list_meeting_participants:admin',
  ]);
  await subscribe(demo, admin, [
    'meeting.started', 'meeting.ended', 'meeting.participant_joined', 'meeting.participant_left',
    'meeting.participant_joined_waiting_room', 'meeting.participant_left_waiting_room', 'meeting.participant_admitted',
    'meeting.registration_approved', 'meeting.registration_denied',
  ], ['meeting:read:meeting:admin', 'meeting:read:participant:admin', 'meeting:read:registrant:admin']);
});
after(async () => {
  await desk?.close();
  if (demo) assert.equal((await demo.stop()).code, 0, 'the demo stops cleanly on Ctrl-C');
});

async function meeting(fields) {
  await admin.goto(at('/meetings'));
  return schedule(demo, admin, fields);
}

/** Does something with a visitor's browser, which is closed whatever comes of it. */
async function asGuest(options, work) {
  const opened = await visitor(demo, options);
  try {
    await work(opened.page, opened);
  } finally {
    await opened.close();
  }
}

/** Opens the door from the public page and presses Join. */
async function join(page, made, name = 'Vera Visitor') {
  await page.goto(at(`/m/${made.public_id}`));
  await page.getByRole('link', { name: 'Join in the browser' }).click();
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: /^(Join|Let me in)/ }).click();
}

const bar = (page, words) => page.getByText(words, { exact: true });
const notice = (page, words) => page.locator('.notice .title', { hasText: words });

test('a visitor joins, sees a second one, leaves, comes back and rates it; the monitor has both', async () => {
  const made = await meeting();
  await asGuest({}, async (page, first) => {
    const began = Date.now();
    await join(page, made);
    await isIn(demo, made, 'Vera Visitor');
    console.log(`# from the public page into the meeting: ${Date.now() - began} ms`);
    await page.getByText('Participants').first().waitFor();
    assert.equal(await page.evaluate(() => crossOriginIsolated), true);
    // Sound and picture need all three; without them a join “succeeds” and stays dark.
    await until('the media modules', async () => {
      const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map((one) => one.name));
      return page.workers().length > 0 && loaded.some((one) => /\/sdk\/6\.2\.0\/.*\.wasm/.test(one));
    });
    assert.equal(await page.evaluate(() => typeof SharedArrayBuffer), 'function');

    await asGuest({}, async (second) => {
      await join(second, made, 'Otto Second');
      await isIn(demo, made, 'Otto Second');
      await page.getByRole('button', { name: /participants/i }).first().click();
      await page.getByText('Otto Second').first().waitFor();
      await admin.goto(at('/live'));
      await admin.locator('[data-part=table]').getByRole('link', { name: made.topic }).first().click();
      const row = (name) => admin.locator('[data-part=people] tr', { hasText: name });
      await row('Vera Visitor').getByText('in it').or(row('Vera Visitor')).first().waitFor();
      await row('Otto Second').waitFor();
      const live = admin.url();

      await page.getByRole('button', { name: /^leave$/i }).first().click();
      await page.getByText('Leave Meeting', { exact: true }).first().click();
      await page.waitForURL(`**/m/${made.public_id}/left`);
      await row('Vera Visitor').getByText(/left/i).first().waitFor();
      await judge(page, 'join-left');
      await page.getByLabel('Good', { exact: true }).check();
      await page.getByLabel('What should the organiser know?').fill('The sound was clear.');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByText('Thank you: your rating is with the organiser').waitFor();
      await page.getByRole('link', { name: 'Rejoin' }).click();
      await page.getByRole('button', { name: 'Join', exact: true }).waitFor();

      // The end, for who is still in it, and what is known afterwards.
      await sandbox(demo, `/meetings/${made.zoom_id}/end`, { method: 'POST' });
      await second.getByText('This meeting has been ended by host').waitFor();
      await admin.goto(live);
      await admin.getByRole('heading', { level: 1, name: /: ended/ }).waitFor();
      await row('Vera Visitor').first().waitFor();
    });
    // What the SDK tries and goes on without.
    assert.deepEqual([...new Set(first.violations)].filter((one) => one !== 'script-src eval'), []);
    const { participants } = await zoom(`/report/meetings/${made.zoom_id}/participants?page_size=300`);
    const names = participants.map((one) => one.name);
    assert.ok(names.includes('Vera Visitor') && names.includes('Otto Second'), 'Zoom’s report has both');
    await admin.goto(at(`/meetings/${made.public_id}`));
    await admin.getByText('given a signature').first().waitFor();
    await admin.getByText('4 of 5: The sound was clear.').waitFor();
  });
});

test('the host starts in the browser with a key that is asked for at the click', async () => {
  const made = await meeting({ begun: false });
  await asGuest({}, async (page) => {
    await administrator(demo, page);
    await page.goto(at(`/meetings/${made.public_id}`));
    await page.getByRole('link', { name: 'Start in the browser' }).click();
    assert.ok(!/zak"|eyJ/.test(await page.content()), 'the page holds no key');
    await page.getByRole('button', { name: 'Start it now' }).click();
    await until('the host in the meeting', async () => (await visitors(demo, made)).some((one) => one.host));
  });
});

test('in the waiting room our bar says so; let in, they are in; removed, they are led out', async () => {
  const made = await meeting({ waiting_room: 'on' });
  await sandbox(demo, `/meetings/${made.zoom_id}`, { method: 'PATCH', body: { admit_by_hand: true } });
  await asGuest({}, async (page) => {
    await join(page, made);
    await bar(page, 'You are in the waiting room').waitFor();
    const waiting = (await visitors(demo, made)).find((one) => one.name === 'Vera Visitor');
    assert.equal(waiting.state, 'waiting');
    await sandbox(demo, `/meetings/${made.zoom_id}/admit`, { method: 'POST', body: { visit: waiting.visit } });
    const { visit } = await isIn(demo, made, 'Vera Visitor');
    await bar(page, 'You are in the waiting room').waitFor({ state: 'detached' });
    await sandbox(demo, `/meetings/${made.zoom_id}/remove`, { method: 'POST', body: { visit } });
    await page.getByText(/removed/i).first().waitFor();
  });
});

test('not started: waits beside Zoom’s own words, and is let in by itself', async () => {
  const made = await meeting({ begun: false });
  await asGuest({}, async (page) => {
    await join(page, made);
    await bar(page, 'The host has not started the meeting yet').waitFor();
    await sandbox(demo, `/meetings/${made.zoom_id}/start`, { method: 'POST' });
    await isIn(demo, made, 'Vera Visitor');
    await bar(page, 'The host has not started the meeting yet').waitFor({ state: 'detached' });
  });
});

test('a start that Zoom’s client misses while it connects is made up for by the page', async () => {
  const made = await meeting({ begun: false });
  await asGuest({}, async (page) => {
    // The start falls into the opening of its first socket, as it may on a slow line. Left alone it comes in
    // after a minute, or never.
    let connects;
    const connecting = new Promise((done) => { connects = done; });
    const heard = page.waitForResponse(async (answer) => answer.url().includes('/wc/rs?') && (await answer.json()).status);
    await page.routeWebSocket(/\/wc\/api\//, async (socket) => {
      connects();
      await heard;
      socket.connectToServer();
    });
    await join(page, made);
    await bar(page, 'The host has not started the meeting yet').waitFor();
    await connecting;
    await sandbox(demo, `/meetings/${made.zoom_id}/start`, { method: 'POST' });
    const began = Date.now();
    await isIn(demo, made, 'Vera Visitor');
    assert.ok(Date.now() - began < 45_000, 'sooner than the client by itself');
    await bar(page, 'The host has not started the meeting yet').waitFor({ state: 'detached' });
  });
});

test('whom the host has to confirm waits on the page, and joins as that registrant once they have', async () => {
  const made = await meeting();
  await zoom(`/meetings/${made.zoom_id}`, { method: 'PATCH', body: { settings: { approval_type: 1 } } });
  await readAgain(demo, admin, made);
  const decide = (email, action) => zoom(`/meetings/${made.zoom_id}/registrants/status`, {
    method: 'PUT', body: { action, registrants: [{ email }] },
  });
  const register = async (page, name, email) => {
    await page.goto(at(`/m/${made.public_id}`));
    await page.getByLabel('Your name').fill(name);
    await page.getByLabel('Your mail address').fill(email);
    await page.getByRole('button', { name: 'Register' }).click();
    await page.getByText('Your registration waits for the host').waitFor();
  };
  await asGuest({}, async (page, { context }) => {
    await page.clock.install();
    await register(page, 'Vera Visitor', 'vera@example.org');
    await judge(page, 'join-pending');
    await decide('vera@example.org', 'approve');
    await until('the page that let itself be opened anew', async () => {
      await page.clock.fastForward(31_000);
      return notice(page, /: You are registered$/).isVisible();
    });
    await page.getByRole('link', { name: 'Join in the browser' }).click();
    assert.equal(await page.getByLabel('Your name').inputValue(), 'Vera Visitor');
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await isIn(demo, made, 'Vera Visitor');
    const { participants } = await zoom(`/metrics/meetings/${made.zoom_id}/participants?type=live&page_size=300`);
    const vera = participants.find((one) => one.user_name === 'Vera Visitor');
    assert.ok(vera.registrant_id, `as a registrant: ${JSON.stringify(vera)}`);

    // Another browser does not have her place by typing her address.
    await context.clearCookies();
    await page.goto(at(`/m/${made.public_id}`));
    await page.getByLabel('Your name').fill('Mallory');
    await page.getByLabel('Your mail address').fill('vera@example.org');
    await page.getByRole('button', { name: 'Register' }).click();
    await page.getByText('You are registered, but not by this browser').waitFor();

    await context.clearCookies();
    await register(page, 'Otto Second', 'otto@example.org');
    await decide('otto@example.org', 'deny');
    await until('the page that says no', async () => {
      await page.clock.fastForward(31_000);
      return notice(page, /The host did not confirm your registration$/).isVisible();
    });
  });
});

test('a blocked camera is said in words, and the visitor joins without', () => asGuest({ devices: false }, async (page) => {
  const made = await meeting();
  await page.goto(at(`/m/${made.public_id}/join`));
  await page.getByText('Check camera and microphone').click();
  await page.getByText(/The browser keeps camera or microphone from this page/).waitFor();
  await page.getByLabel('Your name').fill('Vera Visitor');
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await isIn(demo, made, 'Vera Visitor');
}));

test('the keyboard alone is enough, from the public page into the meeting', () => asGuest({}, async (page) => {
  const made = await meeting();
  await page.goto(at(`/m/${made.public_id}`));
  const to = async (name) => {
    for (let steps = 0; steps < 30; steps += 1) {
      await page.keyboard.press('Tab');
      const words = await page.evaluate(() => {
        const one = document.activeElement;
        return one.labels?.[0]?.textContent ?? one.textContent;
      });
      if (name.test(words.trim())) return;
    }
    assert.fail(`no key leads to ${name}`);
  };
  await to(/^Join in the browser$/);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/join');
  await page.getByLabel('Your name').waitFor();
  await to(/^Your name/);
  await page.keyboard.type('Vera Visitor');
  await to(/^Join$/);
  await page.keyboard.press('Enter');
  await isIn(demo, made, 'Vera Visitor');
}));

const PHONE = {
  viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2,
  userAgent: 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
};
test('a phone joins as well', () => asGuest(PHONE, async (page) => {
  const made = await meeting();
  await page.goto(at(`/m/${made.public_id}`));
  await page.getByRole('link', { name: 'Join in the browser' }).tap();
  await page.getByLabel('Your name').fill('Vera Visitor');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is wider than the phone');
  await page.getByRole('button', { name: 'Join', exact: true }).tap();
  await isIn(demo, made, 'Vera Visitor');
}));

test('a browser without WebAssembly is told so', () => asGuest({}, async (page, { context }) => {
  const made = await meeting();
  await context.addInitScript(() => { delete window.WebAssembly; });
  await page.goto(at(`/m/${made.public_id}/join`));
  const box = page.getByRole('alertdialog', { name: 'This browser cannot run WebAssembly' });
  await box.getByRole('link', { name: 'Open in the Zoom app' }).waitFor();
}));

test('offline while joining is said, and goes on by itself', () => asGuest({}, async (page, { context }) => {
  const made = await meeting();
  await page.goto(at(`/m/${made.public_id}/join`));
  await page.getByLabel('Your name').fill('Vera Visitor');
  await context.setOffline(true);
  await page.getByRole('alertdialog', { name: 'You are offline' }).waitFor();
  await Promise.all([page.waitForEvent('load'), context.setOffline(false)]);
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await isIn(demo, made, 'Vera Visitor');
}));

describe('when time passes', () => {
  // Last in this file: the demo's clock jumps.
  test('a signature lives half an hour: until then a lost connection needs none, and then the page asks for another by itself', () => asGuest({}, async (page) => {
    const made = await meeting({ duration: 300 });
    const later = () => sandbox(demo, '/clock', { method: 'PATCH', body: { advance_seconds: 31 * 60 } });
    let asked = 0;
    const sockets = [];
    await page.routeWebSocket(/\/wc\/api\//, (socket) => sockets.push([socket, socket.connectToServer()]));
    // The first one comes to the client half an hour too late.
    await page.route('**/join/signature', async (route) => {
      const answer = await route.fetch();
      asked += 1;
      if (asked === 1) await later();
      await route.fulfill({ response: answer });
    });
    await join(page, made);
    await isIn(demo, made, 'Vera Visitor');
    assert.equal(asked, 2, 'with another signature, and nothing typed again');

    const breaks = async (visits) => {
      await page.getByText('Participants').first().waitFor();
      for (const end of sockets.at(-1)) end.close({ code: 4999 });
      await until(`visit ${visits}, in it again`, async () => {
        const all = (await visitors(demo, made)).filter((one) => one.name === 'Vera Visitor');
        return all.length === visits && all.at(-1).state === 'in';
      });
    };
    await breaks(2);
    assert.equal(asked, 2, 'within the half hour Zoom’s own tickets do');
    // Here the emulated Zoom is the stricter one of the two that there may be.
    await later();
    await breaks(3);
    assert.equal(asked, 3);
  }));

  test('is shut too early; the countdown runs, and the page lets in by itself', () => asGuest({}, async (page) => {
    const made = await meeting({ minutes: 30, begun: false });
    await page.clock.install();
    await page.goto(at(`/m/${made.public_id}/join`));
    await page.getByRole('timer').first().waitFor();
    await page.getByLabel('Your name').fill('Vera Visitor');
    await page.getByRole('button', { name: 'Let me in when it opens' }).click();
    await page.getByText(/^The door opens at .*Leave this page open/).waitFor();
    await judge(page, 'join-too-early');
    await sandbox(demo, '/clock', { method: 'PATCH', body: { advance_seconds: 16 * 60 } });
    await sandbox(demo, `/meetings/${made.zoom_id}/start`, { method: 'POST' });
    await page.clock.fastForward(16 * 60 * 1000);
    await isIn(demo, made, 'Vera Visitor');
  }));
});
