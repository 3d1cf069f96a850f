// What a test does at the emulated Zoom behind the page's back: scopes of the app, calls of its API.
import assert from 'node:assert/strict';
import { block, stands } from './site.mjs';

/** Changes the scopes of the Server-to-Server app, `{ add, remove }`, and has them looked at. */
export async function scopes(demo, page, change) {
  const admin = demo.ready.sandbox_admin_url;
  const { apps } = await (await fetch(`${admin}/apps`)).json();
  const app = apps.find(({ kind }) => kind === 'server_to_server');
  const changed = await fetch(`${admin}/apps/${app.id}/scopes`, {
    method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify(change),
  });
  assert.equal(changed.status, 200, await changed.text());
  await page.goto(`${demo.ready.parfocal_url}/zoom`);
  const own = block(page, 'server_to_server');
  await own.getByRole('button', { name: /^Check again/ }).click();
  await page.waitForLoadState();
  await stands(own, 'works');
  return app;
}

/** Any call of Zoom's API, as the API console makes it. */
export async function ask(page, path, { method = 'GET', body } = {}) {
  const answer = await page.evaluate(async ({ method, path, body }) => {
    const csrf = document.querySelector('input[name=csrf]').value;
    const sent = await fetch('/api/v1/zoom', {
      method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': csrf }, body: JSON.stringify({ method, path, body }),
    });
    return { status: sent.status, body: await sent.json() };
  }, { method, path, body });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body.body;
}
