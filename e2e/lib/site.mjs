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

/** The field of that label; a button that copies a value bears its name too. */
export const input = (block, label) => block.locator('input, textarea, select').and(block.getByLabel(label)).first();

/** Fills the fields of a block by label. */
export async function fill(block, values) {
  for (const [label, value] of Object.entries(values)) {
    const field = input(block, label);
    if (!(await field.isVisible())) await field.locator('xpath=ancestor::details[not(@open)][1]/summary').click();
    await field.fill(value);
  }
}

/** Waits until a block's badge says `words`; else says what stands there. */
export async function stands(block, words) {
  try {
    await block.locator('.badge').getByText(words, { exact: true }).first().waitFor();
  } catch {
    const notices = await block.locator('.notice').allInnerTexts();
    assert.equal((await block.locator('.badge').first().innerText()).trim(), words, notices.join('\n'));
  }
}

/** The scope names of a list that the block offers to copy. */
export async function scopes(block, list) {
  const text = await block.locator(`code[data-label^="scopes, ${list}"]`).first().textContent();
  return text.split(/\s+/).filter(Boolean);
}

/** The field of exactly that label, needed or not. */
export const field = (page, label) => {
  const words = label.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return page.getByLabel(new RegExp(`^${words}( \\(required\\))?$`));
};
