import type { Settings } from '../../shared/contract/app.ts';
import type { Profiles } from '../connection/profiles/profiles.ts';
import type { LibrarySession } from '../connection/session.ts';
import type { Intake } from '../intake/intake.ts';
import type { Relocations } from '../relocation/relocations.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { ClipModels } from '../similarity/clip/models.ts';
import type { Dialogs } from '../window/dialogs.ts';
import type { Publish } from './publish.ts';

/** What the handlers reach: the session with the open library, settings, dialogs, and the window. */
export interface AppParts {
  readonly session: LibrarySession;
  /** `resolve(draft)` gives what it takes to reach the servers of a form. */
  readonly profiles: Profiles;
  /** Whether the library on this computer was made. */
  readonly localExists: () => Promise<boolean>;
  readonly relocations: Relocations;
  /** The ways in for other programs; opened after the window. */
  readonly intake: () => Promise<Intake>;
  readonly settings: SettingsStore;
  readonly dialogs: Dialogs;
  /** Opens a folder in the system's file manager. */
  readonly showFolder: (path: string) => Promise<void>;
  readonly clip: ClipModels;
  readonly publish: Publish;
  readonly applyTheme: (theme: Settings['theme']) => void;
  /** The window tells for the first time that it can be used. */
  readonly onInteractive: () => void;
  /** Puts the sample library into the open one; the number of files. */
  readonly addSample: () => Promise<number>;
}
