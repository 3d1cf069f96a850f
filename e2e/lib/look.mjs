// Looks at a page the way a judge would: accessibility, width, contrast, in both themes.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SHOTS = process.env.PARFOCAL_SCREENSHOTS;

/** Asserts WCAG 2.2 AA as axe sees it, and that nothing is wider than the window. */
export async function judge(page, name) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 860 });
      const { scroll, client } = await page.evaluate(() => ({
        scroll: document.documentElement.scrollWidth,
        client: document.documentElement.clientWidth,
      }));
      if (SHOTS) {
        await mkdir(SHOTS, { recursive: true });
        await page.screenshot({ path: join(SHOTS, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      }
      assert.ok(scroll <= client, `${name} at ${width} px is ${scroll - client} px too wide`);
      const violations = await page.evaluate(async (source) => {
        // The page's policy forbids foreign scripts; the test's own evaluation is not bound by it.
        if (!window.axe) (0, eval)(source);
        const result = await window.axe.run(document, {
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
        });
        return result.violations.map(({ id, help, nodes }) => `${id}: ${help} — ${nodes.map((n) => n.target.join(' ')).slice(0, 4).join(' | ')}`);
      }, axe);
      assert.deepEqual(violations, [], `${name} at ${width} px, ${colorScheme}`);
    }
  }
  await page.setViewportSize({ width: 1280, height: 860 });
  await page.emulateMedia({ colorScheme: 'light' });
}
