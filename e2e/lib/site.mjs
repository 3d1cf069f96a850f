// What a person does in Parfocal, by visible label.
import assert from 'node:assert/strict';

/** Signs in as Parfocal's administrator. */
export async function signIn(page, address, { name, password }) {
  await page.goto(`${address}/sign-in`);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

/** The block of one credential set on the page Zoom settings. */
export const block = (page, kind) => page.locator(`#${kind}`);

/** Fills the fields of a block by label. */
export async function fill(block, values) {
  for (const [label, value] of Object.entries(values)) {
    const field = block.getByLabel(label, { exact: false }).first();
    if (!(await field.isVisible())) await block.locator('details', { has: field }).first().locator('summary').first().click();
    await field.fill(value);
  }
}

/** Asserts the state a block's badge shows. */
export async function stands(block, words) {
  const said = (await block.locator('.badge').first().innerText()).trim();
  assert.equal(said, words, `the block says “${said}”`);
}

/** The scope names of a list that the block offers to copy. */
export async function scopes(block, list) {
  const text = await block.locator(`code[data-label^="scopes, ${list}"]`).first().textContent();
  return text.split(/\s+/).filter(Boolean);
}
