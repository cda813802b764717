import { join } from 'node:path';
import type { LibraryId } from '../settings/installation.ts';
import { writeJson } from '../settings/json-file.ts';

/** What a ComfyUI node of this account reads to reach the app. */
export interface NodeConnection {
  readonly url: string | null;
  /** Good until the app ends. */
  readonly token: string | null;
  /** Which library an image is meant for that is left while the app does not run. */
  readonly library: LibraryId | null;
}

export const connectionFileName = 'connection.json';

/** Writes it whole, readable by this account only. */
export async function writeConnection(folder: string, connection: NodeConnection): Promise<void> {
  await writeJson(join(folder, connectionFileName), { version: 1, ...connection });
}
