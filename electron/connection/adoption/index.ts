export { adoptDatabase } from './adopt.ts';
export { inspectDatabase } from './inspect.ts';
export { planAdoption } from './plan.ts';
export { readAdoption, requireAdopted } from './readiness.ts';
export { type Access, createLogin, roleSql } from './roles.ts';
export { scramVerifier } from './scram.ts';
export type { Adoption, DatabaseFindings, DatabasePlan, Inspection } from './types.ts';
