import { startMinio } from '../../servers/harness/minio.ts';
import { call, expectAccessible, LibraryPage } from '../support/index.ts';
import { expect, openLibrary, test } from './support.ts';

/** Copying, verifying and emptying on a slow machine. */
const MOVE_LIMIT_MS = 60_000;

test('moves the library to servers, verifies it, and empties the old one only after that', async ({
  launch,
  files,
  newLibrary,
}) => {
  const minio = await startMinio();
  try {
    const { page } = await launch();
    const library = new LibraryPage(page);
    await library.startLocal();
    await library.add(await files.pictures(4));
    const draft = await newLibrary(minio);
    const { id } = await call(page, 'connection.save', { draft });
    const wizard = page.getByRole('dialog', { name: 'Move a library' });
    const openWizard = async (): Promise<void> => {
      await page.keyboard.press('Control+o');
      await page.getByRole('option', { name: 'Move a library…' }).click();
      await expect(wizard).toBeVisible();
    };

    await test.step('what would be copied is shown first', async () => {
      await openWizard();
      const preview = wizard.getByRole('region', { name: 'What is copied' });
      await expect(preview).toContainText('Assets4');
      await expect(preview).toContainText('Already there0');
      await expectAccessible(page);
    });

    await test.step('the copy is made and verified; the old library can’t be emptied before the new one was opened', async () => {
      await wizard.getByRole('button', { name: 'Start copying' }).click();
      await expect(wizard.getByText('Everything is copied')).toBeVisible({ timeout: MOVE_LIMIT_MS });
      await expect(wizard.getByRole('button', { name: 'Empty the old library…' })).toBeDisabled();
      await expect(wizard.getByRole('button', { name: 'Save report…' })).toBeEnabled();
      await expectAccessible(page);
    });

    await test.step('the new library has every asset', async () => {
      await wizard.getByRole('button', { name: `Open “${draft.name}”` }).click();
      await expect
        .poll(async () => {
          const status = await call(page, 'library.status', {}).catch(() => null);
          return status?.state === 'open' ? status.profileId : null;
        })
        .toBe(id);
      await expect(library.assets).toHaveCount(4);
    });

    await test.step('the old one is emptied once its name was typed', async () => {
      await openWizard();
      await wizard.getByRole('button', { name: 'Empty the old library…' }).click();
      const question = page.getByRole('dialog', { name: 'Empty the old library?' });
      await question.getByRole('textbox').fill('Another');
      await question.getByRole('button', { name: 'Delete everything' }).click();
      await expect(question.getByText('The name differs.')).toBeVisible();
      await question.getByRole('textbox').fill('My library');
      await question.getByRole('button', { name: 'Delete everything' }).click();
      await expect(question).toBeHidden({ timeout: MOVE_LIMIT_MS });
      await page.keyboard.press('Escape');
      await openLibrary(page, 'local');
      await expect(library.assets).toHaveCount(0);
    });
  } finally {
    await minio.stop();
  }
});
