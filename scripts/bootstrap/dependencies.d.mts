export interface LockedPackage {
  version?: string;
  optional?: boolean;
  devOptional?: boolean;
  peer?: boolean;
  link?: boolean;
}
export interface LockFile {
  packages?: Record<string, LockedPackage>;
}
export function installState(
  wanted: LockFile,
  installed: LockFile | null,
): 'missing' | 'outdated' | 'current';
export function ensureDependencies(root: string): void;
