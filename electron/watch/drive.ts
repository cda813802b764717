import { statfs } from 'node:fs/promises';

/** Numbers by which Linux tells file systems that lie on other computers, or behind a program: NFS, SMB, CIFS, 9p, FUSE. */
const remoteTypes = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997, 0x65735546]);

/** Whether a folder lies where nobody tells of changes, as far as the system lets one know. */
export async function isRemote(path: string, platform = process.platform): Promise<boolean> {
  if (platform === 'win32') return path.startsWith('\\\\');
  if (platform !== 'linux') return false;
  const found = await statfs(path).catch(() => null);
  return found !== null && remoteTypes.has(found.type >>> 0);
}
