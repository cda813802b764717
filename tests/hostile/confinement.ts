import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ground } from './ground.ts';
import { reachesOut, type SystemCall, touches } from './system-calls.ts';

const root = join(import.meta.dirname, '..', '..');

/** Libraries, fonts and what a process asks about itself and its computer; nothing that says who somebody is. */
const SYSTEM = [
  /^\/(?:usr\/(?:local\/)?)?(?:lib|lib32|lib64)\//,
  /^\/usr\/(?:local\/)?share(?:\/|$)/,
  /^\/etc\/(?:fonts\/|ld\.so\.cache$|ssl\/openssl\.cnf$|localtime$)/,
  /^\/var\/cache\/fontconfig(?:\/|$)/,
  /^\/dev\/(?:null|u?random)$/,
  /^\/proc\/(?:meminfo|cpuinfo|sys\/vm\/overcommit_memory|\d+\/(?:cgroup|maps|stat|status|task\/\d+\/comm))$/,
  /^\/sys\/(?:fs\/cgroup\/|devices\/system\/(?:cpu|node)(?:\/|$)|kernel\/mm\/)/,
];

/** Everything that a media worker, and what it started, did beyond what it is there for. */
export async function escapes(calls: readonly SystemCall[], ground: Ground): Promise<string[]> {
  const packages = await realpath(join(root, 'node_modules'));
  const node = await realpath(process.execPath);
  const watch = join(import.meta.dirname, 'wire-watch.mjs');
  const written = [ground.temporary, ground.home];
  const read = [ground.files, packages, join(ground.worker, '..'), ...written];
  const below = (path: string, folders: readonly string[]): boolean =>
    folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
  const mayRead = (path: string): boolean =>
    below(path, read) ||
    [node, watch, join(root, 'package.json')].includes(path) ||
    SYSTEM.some((part) => part.test(path));
  const mayWrite = (path: string): boolean => below(path, written) || path === '/dev/null';
  const mayStart = ({ args }: SystemCall): boolean => {
    const program = /^"([^"]*)"/.exec(args)?.[1] ?? '';
    return (
      program === process.execPath ||
      /^@ff(?:mpeg|probe)-installer\//.test(program.slice(packages.length + 1))
    );
  };
  return calls.flatMap((call) => {
    const { reads, writes } = touches(call);
    const starts = call.name.startsWith('exec') && !mayStart(call);
    return [
      ...(reachesOut(call) ? [`reaches out: ${call.name}(${call.args})`] : []),
      ...(starts ? [`starts ${call.args}`] : []),
      ...reads.filter((path) => !mayRead(path)).map((path) => `reads ${path}`),
      ...writes.filter((path) => !mayWrite(path)).map((path) => `writes ${path} by ${call.name}`),
    ];
  });
}
