// The join page's own logic, with a recording stand-in where Zoom's client would be: each panel, the
// watchdog, the keyboard alone, a phone. The real client is in join.test.mjs.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { administrator, schedule, startJoinDemoWithoutSdk, visitor } from '../lib/join.mjs';
import { open } from '../lib/browser.mjs';
import { judge } from '../lib/look.mjs';

const STAND_IN = `
window.recorded = [];
const note = (what) => (...all) => { window.recorded.push([what, ...all.map((one) => (typeof one === 'object' ? { ...one } : one))]); };
window.ZoomMtg = {
  setZoomJSLib: note('setZoomJSLib'), preLoadWasm: note('preLoadWasm'), prepareWebSDK: note('prepareWebSDK'),
  i18n: { load: note('i18n.load') }, inMeetingServiceListener: note('listen'),
  init: (options) => { note('init')(options); options.success(); },
  join: (options) => { note('join')(options); window.joining = options; },
};`;

let demo;
let desk;
let made;
before(async () => {
  demo = await startJoinDemoWithoutSdk();
  desk = await open();
  await administrator(demo, desk.page);
  await desk.page.goto(`${demo.ready.parfocal_url}/meetings`);
  made = await schedule(demo, desk.page, { begun: false });
});
after(async () => {
  await desk?.close();
  if (demo) assert.equal((await demo.stop()).code, 0, 'the demo stops cleanly on Ctrl-C');
});

async function guest(options = {}, prepare = () => {}) {
  const opened = await visitor(demo, options);
  await opened.context.route('**/sdk/**', (route) => route.fulfill({
    contentType: route.request().url().endsWith('.css') ? 'text/css' : 'text/javascript',
    body: /zoom-meeting-[^/]*\.js$/.test(route.request().url()) ? STAND_IN : '',
  }));
  await prepare(opened);
  await opened.page.goto(`${demo.ready.parfocal_url}/m/${made.public_id}/join`);
  return opened;
}

async function asGuest(options, prepare, work) {
  const opened = await guest(options, prepare);
  try {
    await work(opened.page, opened);
  } finally {
    await opened.close();
  }
}

async function join(page) {
  await page.getByLabel('Your name').fill('Vera Visitor');
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await page.waitForFunction(() => window.joining);
}

/** What Zoom’s client asks Zoom. */
const asks = (page, path, type = 'json') => page.evaluate(([address, responseType]) => new Promise((done) => {
  const request = new XMLHttpRequest();
  request.open('POST', address);
  request.responseType = responseType;
  request.addEventListener('loadend', done);
  request.send();
}).then(() => {}), [`https://zoom.us${path}`, type]);

/** Whatever was not asked to happen has no time to. */
const nothingWithin = async (page, seconds) => {
  await page.evaluate(() => { window.sameDocument = true; });
  await page.clock.fastForward(seconds * 1000);
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate(() => window.sameDocument), true, 'the page is the same');
};

test('the client is prepared before it is started, from an absolute address, and told where to lead', () =>
  asGuest({}, undefined, async (page) => {
    await join(page);
    const all = await page.evaluate(() => window.recorded);
    assert.deepEqual(all.map(([what]) => what), ['setZoomJSLib', 'preLoadWasm', 'prepareWebSDK', 'i18n.load', 'init', 'join']);
    assert.match(all[0][1], /^http:\/\/127\.0\.0\.1:\d+\/sdk\/6\.2\.0\/lib$/);
    const [, options] = all.find(([what]) => what === 'init');
    assert.ok(options.leaveUrl.endsWith(`/m/${made.public_id}/left`));
    const [, pass] = all.at(-1);
    assert.equal(pass.userName, 'Vera Visitor');
    assert.equal(pass.zak, '');
  }));

describe('each code has its panel', () => {
  const cases = [
    [3712, /did not accept this site’s signature/, true], [3704, /does not know this site’s app/, false],
    [3706, /does not know this meeting’s number/, false], [3707, /cannot find this meeting/, false], [3610, /was deleted at Zoom/, false],
    [3708, /did not accept the part you would have/, false], [3623, /The host’s key has expired/, true], [3003, /is not the meeting’s host/, false],
    [3004, /passcode is wrong/, true], [3009, /removed you from this meeting/, false], [3625, /host has no working account/, false],
    [4004, /The meeting has ended/, false], [4009, /Zoom closed the connection/, true],
    [3005, /wants your mail address/, true], [10000, /version of Zoom is too old/, false], [4011, /belongs to another organisation/, false],
    [4005, /The meeting is full/, true], [4006, /The host locked the meeting/, true], [3099, /wants you to register/, false], [4242, /Zoom did not let you in/, true],
  ];
  test('in words, with a way out, and without the house’s or Zoom’s style sheet', () => asGuest({}, undefined, async (page) => {
    for (const [code, title, again] of cases) {
      // Twelve joins a minute are all one visitor has.
      await page.context().clearCookies();
      await page.goto(`${demo.ready.parfocal_url}/m/${made.public_id}/join`);
      await join(page);
      await page.evaluate((errorCode) => window.joining.error({ errorCode }), code);
      const panel = page.getByRole('alertdialog', { name: title });
      await panel.waitFor();
      assert.equal(await panel.getByRole('button', { name: 'Try again' }).count(), again ? 1 : 0, String(code));
      await panel.getByRole('link', { name: 'Open in the Zoom app' }).waitFor();
      // An everyday browser asks the real Zoom, which answers so.
      assert.equal(await panel.getByText(/only a browser that was started as the demo says/).count(), [3704, 3712].includes(code) ? 1 : 0, String(code));
      assert.equal(await panel.evaluate((box) => getComputedStyle(box).position), 'fixed');
    }
  }));
});

test('what the meeting’s socket refuses without telling the page is read there', () => asGuest({}, undefined, async (page) => {
  const cases = [
    [6601, /belongs to another organisation/, false], [9, /The meeting is full/, true], [12, /The host locked the meeting/, true],
    [6, /The meeting has ended/, false], [-1, /Zoom closed the connection/, true],
  ];
  await page.routeWebSocket(/wc\/api/, (socket) => {
    socket.onMessage((res) => socket.send(JSON.stringify({ evt: 4098, body: { res: Number(res) } })));
  });
  for (const [res, title, again] of cases) {
    await page.context().clearCookies();
    await page.goto(`${demo.ready.parfocal_url}/m/${made.public_id}/join`);
    await join(page);
    await page.evaluate((number) => {
      const socket = new WebSocket('wss://rwg.zoom.us/wc/api/1');
      socket.addEventListener('open', () => socket.send(String(number)));
    }, res);
    const panel = page.getByRole('alertdialog', { name: title });
    await panel.waitFor();
    assert.equal(await panel.getByRole('button', { name: 'Try again' }).count(), again ? 1 : 0, String(res));
  }
}));

test('who asks too often is asked to wait, and asks again by themselves', () => asGuest({}, undefined, async (page) => {
  let asked = 0;
  await page.route('**/join/signature', (route) => {
    asked += 1;
    return asked === 1
      ? route.fulfill({ status: 429, json: { error: { code: 'throttled', message: 'That was tried too often from here. Try again in 1 s.', seconds: 1 } } })
      : route.continue();
  });
  await page.getByLabel('Your name').fill('Vera Visitor');
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await page.getByText('This page does so by itself.').waitFor();
  await page.waitForFunction(() => window.joining);
}));

test('silence ends after three quarters of a minute, and not before', () =>
  asGuest({}, ({ page }) => page.clock.install(), async (page) => {
    await join(page);
    await page.clock.fastForward(44_000);
    assert.equal(await page.getByRole('alertdialog').count(), 0);
    await page.clock.fastForward(2_000);
    await page.getByRole('alertdialog', { name: 'Zoom does not answer' }).waitFor();
  }));

test('who is in is not told that Zoom does not answer', () =>
  asGuest({}, ({ page }) => page.clock.install(), async (page) => {
    await join(page);
    await page.evaluate(() => window.joining.success({}));
    await page.clock.fastForward(60_000);
    assert.equal(await page.getByRole('alertdialog').count(), 0);
  }));

describe('before the host has come', () => {
  // Zoom's side of it: not started yet, and what it says to the question whether it is now.
  const zoomSays = (started) => async ({ page, context }) => {
    await page.clock.install();
    const answer = (body) => (route) => route.fulfill({ json: body, headers: { 'access-control-allow-origin': '*' } });
    await context.route('https://zoom.us/api/v1/wc/info', answer({ status: false, errorCode: 3008, result: {} }));
    await context.route('https://zoom.us/wc/rs?*', answer({ status: started, errorCode: started ? 0 : 31585 }));
  };
  const waits = (page) => page.getByText('The host has not started the meeting yet').waitFor();
  const passesWithin = (page, seconds) => Promise.all([
    page.waitForEvent('load'),
    page.clock.fastForward(seconds * 1000),
  ]);

  test('a start that Zoom’s client misses is noticed: the join begins anew, and nothing is asked again', () =>
    asGuest({}, zoomSays(true), async (page) => {
      await join(page);
      await asks(page, '/api/v1/wc/info');
      await waits(page);
      await asks(page, '/wc/rs?mn=1&lp=1');
      await passesWithin(page, 16);
      await page.waitForFunction(() => window.joining);
      assert.equal(await page.evaluate(() => window.joining.userName), 'Vera Visitor');
      // Once: whoever opens the page again by hand finds it as it always is.
      await page.reload();
      await page.getByRole('button', { name: 'Join', exact: true }).waitFor();
      assert.equal(await page.evaluate(() => window.joining), undefined);
    }));

  const letsIn = async (opened) => {
    await zoomSays(true)(opened);
    const welcome = JSON.stringify({ evt: 4098, body: { res: 0 } });
    await opened.page.routeWebSocket(/wc\/api/, (socket) => socket.onMessage(() => socket.send(welcome)));
  };

  test('whom the meeting’s socket lets in is left alone', () => asGuest({}, letsIn, async (page) => {
    await join(page);
    await asks(page, '/api/v1/wc/info');
    await waits(page);
    await asks(page, '/wc/rs?mn=1&lp=1');
    await page.evaluate(() => new Promise((done) => {
      const socket = new WebSocket('wss://rwg.zoom.us/wc/api/1');
      socket.addEventListener('message', done);
      socket.addEventListener('open', () => socket.send('in'));
    }).then(() => {}));
    await nothingWithin(page, 300);
  }));

  test('a client that has stopped asking is begun anew, and ever later', () => asGuest({}, zoomSays(false), async (page) => {
    await join(page);
    await asks(page, '/api/v1/wc/info');
    await waits(page);
    await asks(page, '/wc/rs?mn=1&lp=1');
    await nothingWithin(page, 40);
    await passesWithin(page, 6);
    await page.waitForFunction(() => window.joining);
    await asks(page, '/api/v1/wc/info');
    await waits(page);
    await nothingWithin(page, 80);
    await passesWithin(page, 12);
    await page.waitForFunction(() => window.joining);
  }));

  test('how often it was begun anew says nothing of a permission that has expired', () => asGuest({}, zoomSays(false), async (page) => {
    await join(page);
    for (let times = 1; times <= 3; times += 1) {
      await asks(page, '/api/v1/wc/info');
      await waits(page);
      await passesWithin(page, 46 * times);
      await page.waitForFunction(() => window.joining);
    }
    await Promise.all([page.waitForEvent('load'), page.evaluate(() => window.joining.error({ errorCode: 3705 }))]);
    await page.waitForFunction(() => window.joining);
    assert.equal(await page.evaluate(() => window.joining.userName), 'Vera Visitor');
  }));
});

test('who waits for the door to open and loses the network for a moment waits on', () => asGuest({}, undefined, async (page, { context }) => {
  let asked = 0;
  await page.route('**/join/signature', (route) => {
    asked += 1;
    const until = new Date(Date.now() + 3_600_000).toISOString();
    return route.fulfill({ status: 425, json: { error: { code: 'wait', message: 'Not yet.', until } } });
  });
  await page.getByLabel('Your name').fill('Vera Visitor');
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await page.getByText(/^The door opens at/).waitFor();
  await context.setOffline(true);
  await page.getByRole('alertdialog', { name: 'You are offline' }).waitFor();
  await Promise.all([page.waitForEvent('load'), context.setOffline(false)]);
  await page.getByText(/^The door opens at/).waitFor();
  assert.equal(asked, 2);
  assert.equal(await page.getByLabel('Your name').inputValue(), 'Vera Visitor');
}));

test('a browser without WebAssembly is told so before anything is asked', () =>
  asGuest({}, ({ context }) => context.addInitScript(() => { delete window.WebAssembly; }), async (page) => {
    await page.getByRole('alertdialog', { name: 'This browser cannot run WebAssembly' }).waitFor();
  }));

test('a browser that keeps nothing for the page is told so, with the way to the page of its own', () =>
  asGuest({}, ({ context }) => context.addInitScript(() => {
    Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('blocked', 'SecurityError'); } });
  }), async (page) => {
    const panel = page.getByRole('alertdialog', { name: 'The browser keeps nothing for this page' });
    await panel.getByRole('link', { name: 'Back to its page' }).waitFor();
    await panel.getByRole('link', { name: 'Open in the Zoom app' }).waitFor();
  }));

test('offline is said, and passes by itself', () => asGuest({}, undefined, async (page, { context }) => {
  await page.getByRole('button', { name: 'Join', exact: true }).waitFor();
  await context.setOffline(true);
  await page.getByRole('alertdialog', { name: 'You are offline' }).waitFor();
  await context.setOffline(false);
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
}));

describe('what is missing is said before anything is asked, with the way out', () => {
  const cases = [
    ['a page that is not safe', 'This page is not served safely, so the browser keeps camera and microphone from it', () => Object.defineProperty(window, 'isSecureContext', { get: () => false })],
    ['an old browser', 'This browser is too old', () => { delete window.RTCPeerConnection; }],
  ];
  for (const [what, title, without] of cases) {
    test(what, () => asGuest({}, ({ context }) => context.addInitScript(without), async (page) => {
      const panel = page.getByRole('alertdialog', { name: title });
      await panel.getByRole('link', { name: 'Open in the Zoom app' }).waitFor();
      await panel.getByRole('link', { name: 'Back to its page' }).waitFor();
    }));
  }

  test('files of the client that do not come', () =>
    asGuest({}, ({ page }) => page.route(/zoom-meeting-[^/]*\.js$/, (route) => route.fulfill({ status: 404, body: '' })), async (page) => {
      const panel = page.getByRole('alertdialog', { name: 'Zoom’s program could not be loaded' });
      await panel.getByRole('button', { name: 'Try again' }).waitFor();
      await panel.getByRole('link', { name: 'Open in the Zoom app' }).waitFor();
    }));

  test('a client that does not start', () => asGuest({}, undefined, async (page) => {
    await page.evaluate(() => { window.ZoomMtg.join = () => { throw new Error('broken'); }; });
    await page.getByLabel('Your name').fill('Vera Visitor');
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await page.getByRole('alertdialog', { name: 'Zoom’s program could not be loaded' }).waitFor();
  }));

  test('an app that is not entered any more', () => asGuest({}, undefined, async (page) => {
    await page.route('**/join/signature', (route) => route.fulfill({ status: 409, json: { error: { code: 'not_set_up', message: 'Joining in the browser is not set up here.' } } }));
    await page.getByLabel('Your name').fill('Vera Visitor');
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await page.getByRole('alertdialog', { name: 'Joining in the browser is not ready here' }).waitFor();
  }));
});

test('a permission that has expired is asked for again by the page, three times at the most', () => asGuest({}, undefined, async (page) => {
  await join(page);
  for (let times = 0; times < 3; times += 1) {
    await Promise.all([page.waitForEvent('load'), page.evaluate(() => window.joining.error({ errorCode: 3705 }))]);
    await page.waitForFunction(() => window.joining);
    assert.equal(await page.evaluate(() => window.joining.userName), 'Vera Visitor');
  }
  await page.evaluate(() => window.joining.error({ errorCode: 3705 }));
  await page.getByRole('alertdialog', { name: /permission to join has expired/ }).waitFor();
}));

describe('who is in and whose client asks for its tickets again', () => {
  const isIn = async (page) => {
    await page.evaluate(() => window.joining.success({}));
    // Who is in the meeting, by its socket.
    await page.evaluate(() => new Promise((done) => {
      const socket = new WebSocket('wss://rwg.zoom.us/wc/api/1');
      socket.addEventListener('message', done);
      socket.addEventListener('open', () => socket.send('who'));
    }).then(() => {}));
  };
  const zoomAnswers = (body) => async ({ page, context }) => {
    await page.clock.install();
    await context.route('https://zoom.us/wc/refresh_tokens', (route) => route.fulfill({ body, headers: { 'access-control-allow-origin': '*' } }));
    await page.routeWebSocket(/wc\/api/, (socket) => socket.onMessage(() => socket.send(JSON.stringify({ evt: 7937, body: {} }))));
  };

  for (const body of ['', 'Bad gateway', '{}', '{"result":{"auth":"a"}}', '{"status":true,"errorCode":0}']) {
    test(`is left alone by the answer “${body}”`, () => asGuest({}, zoomAnswers(body), async (page) => {
      await join(page);
      await isIn(page);
      await asks(page, '/wc/refresh_tokens', 'text');
      await asks(page, '/wc/refresh_tokens', 'json');
      await nothingWithin(page, 60);
      assert.equal(await page.getByRole('alertdialog').count(), 0);
    }));
  }

  test('comes in anew where Zoom refuses, three times in half an hour at the most', () =>
    asGuest({}, zoomAnswers('{"status":false,"errorCode":401}'), async (page) => {
      const comesAnew = async () => {
        await isIn(page);
        await Promise.all([page.waitForEvent('load'), asks(page, '/wc/refresh_tokens').catch(() => {})]);
        await page.waitForFunction(() => window.joining);
      };
      await join(page);
      for (let times = 0; times < 3; times += 1) await comesAnew();
      await isIn(page);
      await page.clock.fastForward('31:00');
      for (let times = 0; times < 3; times += 1) await comesAnew();
      await isIn(page);
      await asks(page, '/wc/refresh_tokens');
      await page.getByRole('alertdialog', { name: /permission to join has expired/ }).waitFor();
    }));
});

test('what is reported comes with the ticket of the signature, which Zoom’s client is not given', () => asGuest({}, undefined, async (page) => {
  await join(page);
  assert.equal(await page.evaluate(() => 'ticket' in window.joining), false);
  const [answer] = await Promise.all([
    page.waitForResponse('**/join/report'),
    page.evaluate(() => window.joining.error({ errorCode: 4005 })),
  ]);
  assert.equal(answer.status(), 204);
  const { ticket, ...said } = answer.request().postDataJSON();
  assert.deepEqual(said, { code: '4005', sdk: '6.2.0' });
  assert.match(ticket, /^\d+\.[A-Za-z0-9]{22}\.[0-9a-f]{64}$/);
  // Somebody else has nothing by it, and neither has anybody a second time.
  const again = await page.request.post(answer.url(), { headers: { 'sec-fetch-site': 'same-origin' }, data: { ...said, ticket } });
  assert.equal(again.status(), 403);
}));

test('a screen reader is told what each thing is', () => asGuest({}, undefined, async (page) => {
  const reads = async (part) => (await part.ariaSnapshot()).split('\n').map((line) => line.trim()).filter((line) => !/^- (\/url|time|text: UTC)/.test(line));
  await page.getByRole('button', { name: 'Join', exact: true }).waitFor();
  assert.deepEqual(await reads(page.getByRole('main')), [
    '- main:', '- article:', '- paragraph: Meeting · join in the browser', '- heading "Open house" [level=1]',
    '- text: Your name (required)', '- paragraph: The others will see it.', '- textbox "Your name (required)"',
    '- group: Check camera and microphone', '- button "Join"', '- link "Open in the Zoom app":',
    '- complementary "When and how":',
  ]);
  await join(page);
  await page.evaluate(() => window.joining.error({ errorCode: 4005 }));
  const panel = page.getByRole('alertdialog');
  assert.deepEqual(await reads(panel), [
    '- alertdialog "The meeting is full":', '- heading "The meeting is full" [level=1]',
    '- paragraph: "Try again in a minute: somebody may leave."', '- button "Try again"', '- link "Open in the Zoom app":',
    '- link "Back to its page":', '- paragraph: Code 4005',
  ]);
  // Read out with it: what to do.
  assert.equal(await panel.evaluate((box) => box.getRootNode().getElementById(box.getAttribute('aria-describedby')).textContent), 'Try again in a minute: somebody may leave.');
  assert.equal(await panel.getAttribute('aria-modal'), 'true');
}));

test('the check shows the camera and names the devices', () => asGuest({}, undefined, async (page) => {
  await page.getByText('Check camera and microphone').click();
  await page.getByText('Camera and microphone work.').waitFor();
  assert.ok(await page.getByLabel('Camera', { exact: true }).locator('option').count() >= 1);
}));

test('what is asked for since the page was opened is said, and the way to it', () => asGuest({}, undefined, async (page) => {
  await page.route('**/join/signature', (route) => route.fulfill({ status: 422, json: { error: { code: 'passcode', message: 'This passcode is not the meeting’s.' } } }));
  await page.getByLabel('Your name').fill('Vera Visitor');
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await page.getByText('Open this page again: it then has a field for it.').waitFor();
}));

test('the keyboard alone is enough, to join and to get out of a panel', () => asGuest({}, undefined, async (page) => {
  await page.getByLabel('Your name').waitFor();
  for (let steps = 0; steps < 20; steps += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement.id === 'f-name')) break;
  }
  await page.keyboard.press('Enter');
  await page.getByText(/Type the name by which/).waitFor();
  // The words stand at the field and are read out with it.
  assert.match(await page.evaluate(() => {
    const field = document.activeElement;
    return document.getElementById(field.getAttribute('aria-describedby').split(' ')[0]).textContent;
  }), /^Type the name by which/);
  await page.keyboard.type('Vera Visitor');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => window.joining);
  await page.evaluate(() => window.joining.error({ errorCode: 4005 }));
  await page.getByRole('alertdialog').waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.shadowRoot.activeElement.textContent), 'Try again');
}));

test('without scripts the page says so and offers the app', () => asGuest({ javaScriptEnabled: false }, undefined, async (page) => {
  // Playwright's words do not look into this element.
  const said = page.locator('noscript');
  await said.waitFor();
  assert.match(await said.innerText(), /This browser runs no scripts/);
  assert.match(await said.locator('a', { hasText: 'Open in the Zoom app' }).getAttribute('href'), /^https?:/);
  assert.equal(await page.getByRole('button', { name: 'Join' }).count(), 0);
}));

test('a phone shows it without scrolling sideways', () => asGuest({ viewport: { width: 390, height: 844 } }, undefined, async (page) => {
  await page.getByRole('button', { name: 'Join', exact: true }).waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await judge(page, 'join');
  await join(page);
  await page.evaluate(() => window.joining.error({ errorCode: 4005 }));
  await page.getByRole('alertdialog').waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
}));
