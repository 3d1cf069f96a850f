// A walk through one of the guides: each step is done in the browser, may be pictured, and is
// written down, so that docs/setup/ is made from what was really done.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DOCS = fileURLToPath(new URL('../../docs/setup/', import.meta.url));
const README = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
const WRITE = process.env.PARFOCAL_WRITE_DOCS === '1';

export class Guide {
  /** `name` is the page's file name; `title` and `intro` open it. */
  constructor(name, title, intro) {
    Object.assign(this, { name, title, intro, steps: [] });
  }

  /** Does one step of the guide; `words` is what the reader does, `number` as in the guide. */
  async step(number, words, act) {
    const step = { number, words, pictures: [], notes: [] };
    this.steps.push(step);
    await act({
      /** Pictures `page` as it stands now. */
      picture: async (page, caption) => {
        const file = `${this.name}-${String(this.steps.length).padStart(2, '0')}${String.fromCharCode(97 + step.pictures.length)}.png`;
        step.pictures.push({ file, caption });
        if (!WRITE) return;
        await mkdir(join(DOCS, 'pictures'), { recursive: true });
        await shoot(page, join(DOCS, 'pictures', file));
      },
      /** Adds a sentence below the step. */
      note: (sentence) => step.notes.push(sentence),
    });
  }

  /** Writes the page, when asked to. */
  async write() {
    const lines = [
      `# ${this.title}`, '', '<!-- Written by the browser walk (`cargo xtask docs`): do not edit. -->', '',
      this.intro, '',
    ];
    for (const step of this.steps) {
      lines.push(`## ${step.number ? `${step.number}. ` : ''}${step.words}`, '');
      for (const note of step.notes) lines.push(note, '');
      for (const { file, caption } of step.pictures) lines.push(`![${caption}](pictures/${file})`, '', `*${caption}*`, '');
    }
    if (WRITE) await writeFile(join(DOCS, `${this.name}.md`), `${lines.join('\n').trimEnd()}\n`);
    return lines.join('\n');
  }
}

/** A picture for the README. */
export async function readmePicture(page, name) {
  if (!WRITE) return;
  await mkdir(README, { recursive: true });
  await shoot(page, join(README, `${name}.png`));
}

/** A busy machine sometimes cannot take a picture at once. */
async function shoot(page, path) {
  for (let tries = 3; ; tries -= 1) {
    try {
      await page.bringToFront();
      return await page.screenshot({ path, animations: 'disabled' });
    } catch (error) {
      if (tries === 1) throw error;
      await page.waitForTimeout(500);
    }
  }
}
