import { z } from 'zod';

/** Whether a file, or who brought it, says that AI made it; `unknown` is no answer, not a no. */
export const madeByAiSchema = z.enum(['yes', 'partly', 'unknown']);
export type MadeByAi = z.infer<typeof madeByAiSchema>;

/** Where an answer comes from: text that a generator wrote, a declared source type, a C2PA claim, or who handed it in. */
export const evidenceSchema = z.enum(['generator', 'sourceType', 'c2pa', 'handedIn']);
export type Evidence = z.infer<typeof evidenceSchema>;

/** What a C2PA manifest claims. Nobody has checked its signature: it says so, which need not be so. */
export const c2paClaimSchema = z.strictObject({
  /** Program that wrote the claim, with its version where it told one. */
  generator: z.string().nullable(),
  /** Actions of all manifests, such as `c2pa.created`, once each. */
  actions: z.array(z.string()),
  /** Last parts of the IPTC URIs that actions name, once each. */
  sourceTypes: z.array(z.string()),
  /** Programs that actions were done with, once each. */
  agents: z.array(z.string()),
  /** Files that went into the active manifest. */
  ingredients: z.int().nonnegative(),
});
export type C2paClaim = z.infer<typeof c2paClaimSchema>;

/** How an asset was made, in the same words whatever program told it. */
export const provenanceSchema = z.strictObject({
  madeByAi: madeByAiSchema,
  evidence: z.array(evidenceSchema),
  tool: z.string().nullable(),
  model: z.string().nullable(),
  prompt: z.string().nullable(),
  negativePrompt: z.string().nullable(),
  /** Decimal digits: seeds have up to 64 bits. */
  seed: z.string().nullable(),
  sampler: z.string().nullable(),
  steps: z.number().nullable(),
  /** Guidance scale. */
  cfg: z.number().nullable(),
  /** The declared IPTC DigitalSourceType, the last part of its URI. */
  sourceType: z.string().nullable(),
  c2pa: c2paClaimSchema.nullable(),
});
export type Provenance = z.infer<typeof provenanceSchema>;
