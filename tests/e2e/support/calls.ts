import type { Page } from '@playwright/test';
import { type CallInput, type CallName, type CallOutput, calls } from '../../../shared/contract/index.ts';

/**
 * Makes a call of the contract from the window's page, past the interface: for facts that a test compares what is
 * shown with, never for what a person does.
 */
export async function call<N extends CallName>(
  page: Page,
  name: N,
  input: CallInput<N>,
): Promise<CallOutput<N>> {
  const reply = await page.evaluate(([called, given]) => window.sparklio.call(called, given), [
    name,
    input,
  ] as const);
  if (!reply.ok) throw new Error(`${name} was refused: ${reply.error.code}`);
  const definition = calls.get(name);
  if (definition === undefined) throw new Error(`There is no call ${name}.`);
  // Parsed by the call's own schema, whose output this type is derived from.
  return definition.output.parse(reply.value) as CallOutput<N>;
}
