import { hostname, userInfo } from 'node:os';
import type { Profile } from '@shared/domain/servers.ts';
import { z } from 'zod';

const label = (text: string, fallback: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '') || fallback;

/**
 * Who a person is when they did not say: the account and the computer, as an address of mDNS's own domain, where no
 * mail ever arrives.
 */
export function personOf(account: string, computer: string): Profile['person'] {
  const email = `${label(account, 'user')}@${label(computer.replace(/\.local$/i, ''), 'computer')}.local`;
  return { email: z.email().parse(email), name: account.trim().slice(0, 255) };
}

export function thisPerson(): Profile['person'] {
  let account = '';
  try {
    account = userInfo().username;
  } catch {
    // An account without an entry in the system's list.
  }
  return personOf(account, hostname());
}
