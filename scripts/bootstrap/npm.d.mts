export function runNpm(args: string[], options: { cwd: string }): { ok: boolean; output: string };
