import { z } from 'zod';
import { call, event } from './define.ts';

const nothing = z.strictObject({});

/** A ComfyUI that the app put its node into. */
export const comfyInstallSchema = z.strictObject({
  /** ComfyUI's folder of custom nodes. */
  folder: z.string(),
  /** `outdated`: the app has another version of the node; `missing`: somebody removed it, or the disk is away. */
  state: z.enum(['current', 'outdated', 'missing']),
});
export type ComfyInstall = z.infer<typeof comfyInstallSchema>;

export const intakeStatusSchema = z.strictObject({
  /** The HTTP endpoint for scripts on this computer. */
  api: z.strictObject({
    enabled: z.boolean(),
    /** The port that was chosen, or that was free when it was first switched on. */
    port: z.number().nullable(),
    /** Whether scripts may name files of this computer by their path. */
    allowPaths: z.boolean(),
    /** When the present token was made, ISO 8601 UTC; the token itself is shown only then. */
    tokenCreatedAt: z.string().nullable(),
    /** While it can be reached: the address that requests begin with. */
    url: z.string().nullable(),
    problem: z.enum(['port_in_use', 'port_not_allowed', 'failed']).nullable(),
  }),
  comfyui: z.strictObject({
    /** Whether nodes may hand images in while the app runs; what they left while it did not is taken in any case. */
    enabled: z.boolean(),
    installs: z.array(comfyInstallSchema),
  }),
  /** Files that were handed in and can't be taken yet, by why. */
  waiting: z.strictObject({
    noLibrary: z.number(),
    otherLibrary: z.number(),
    brandNotFound: z.number(),
    projectNotFound: z.number(),
    failed: z.number(),
    /** Nothing comes of them by itself. */
    setAside: z.number(),
  }),
});
export type IntakeStatus = z.infer<typeof intakeStatusSchema>;

const errors = ['permission_denied', 'disk_full'] as const;

/** The ways in for programs on this computer. */
export const intake = {
  status: call({
    summary: 'The endpoint for scripts, the ComfyUI node, and what waits.',
    input: nothing,
    output: intakeStatusSchema,
  }),
  update: call({
    summary: 'Switches the endpoint and the way of the ComfyUI node on or off, and sets them up.',
    input: z.strictObject({
      api: z
        .strictObject({
          enabled: z.boolean().optional(),
          /** Null: any that is free. */
          port: z.int().min(1024).max(65_535).nullable().optional(),
          allowPaths: z.boolean().optional(),
        })
        .optional(),
      comfyui: z.strictObject({ enabled: z.boolean() }).optional(),
    }),
    output: intakeStatusSchema,
  }),
  createToken: call({
    summary:
      'Makes a token for scripts in place of the one before. It is given this once: only its hash is kept.',
    input: nothing,
    output: z.strictObject({ token: z.string(), status: intakeStatusSchema }),
  }),
  installNode: call({
    summary: 'Opens a dialog for the folder of a ComfyUI and puts the node there; null when it was closed.',
    input: nothing,
    output: z.strictObject({ folder: z.string().nullable(), status: intakeStatusSchema }),
    errors: ['comfyui_not_found', ...errors],
  }),
  updateNode: call({
    summary: 'Puts the present version of the node into a ComfyUI that has it.',
    input: z.strictObject({ folder: z.string().min(1).max(32_767) }),
    output: intakeStatusSchema,
    errors: ['not_found', 'comfyui_not_found', ...errors],
  }),
  removeNode: call({
    summary: 'Takes the node out of a ComfyUI, or forgets one that is gone.',
    input: z.strictObject({ folder: z.string().min(1).max(32_767) }),
    output: intakeStatusSchema,
    errors: ['not_found', ...errors],
  }),
  retry: call({
    summary: 'Tries what waits, and what was set aside, at once.',
    input: nothing,
    output: intakeStatusSchema,
  }),
  changed: event({ summary: 'Something of the ways in changed.', payload: intakeStatusSchema }),
};
