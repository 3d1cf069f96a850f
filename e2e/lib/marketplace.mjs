// What a person does in the emulated Marketplace, by visible label.
import assert from 'node:assert/strict';

/** Signs in as the account's owner. */
export async function signIn(page, address, { email, password }) {
  await page.goto(address);
  await page.getByRole('link', { name: 'Sign In' }).first().click();
  await page.getByLabel('Email Address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign In' }).click();
  await page.getByRole('heading', { name: /Signed in as/ }).waitFor();
}

/** Opens the menu Develop. */
export const openDevelop = (page) => page.getByRole('navigation').getByText('Develop', { exact: true }).click();

/** Develop, Build App. */
export async function buildApp(page) {
  await openDevelop(page);
  await page.getByRole('navigation').getByRole('link', { name: 'Build App' }).click();
}

/** The value labelled `label`, opened first where it is hidden. */
export async function copy(page, label) {
  const cover = page.getByText(`Show ${label}`, { exact: true });
  if (await cover.count()) await cover.first().click();
  const value = (await page.locator(`code[data-label="${label}"]`).first().textContent()).trim();
  assert.ok(value, `${label} is there to copy`);
  return value;
}

/** Opens a tab of the app at the left. */
export const tab = (page, name) => button(page, name).click();

/** The button of exactly that name. */
export const button = (page, name) => page.getByRole('button', { name, exact: true });

/** Presses Continue. */
export const proceed = (page) => button(page, 'Continue').click();
