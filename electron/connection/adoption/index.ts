export { adoptDatabase } from './adopt.ts';
export { inspectDatabase } from './inspect.ts';
export { planAdoption } from './plan.ts';
export { readAdoption, requireAdopted } from './readiness.ts';
export { createLogin, roleSql } from './roles.ts';
export type { DatabaseFindings } from './types.ts';
