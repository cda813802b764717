export * from '@shared/env/parse-env.ts';
