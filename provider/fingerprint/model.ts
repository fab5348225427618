import * as z from "zod/mini";
import type { InputSpecs, OnChange } from "../resource";
import { idPattern } from "../tasknet";

/** The screens that Tasknet offers (resources-openapi.json). */
const resolutions = [
  "1280x1024",
  "1920x1080",
  "1366x768",
  "1536x864",
  "1280x720",
  "1440x900",
  "1280x2400",
] as const;
const depths = [24, 30, 32] as const;
const dpis = [96, 120, 144, 192] as const;

const count = {
  schema: z.int().check(z.minimum(0)),
  rule: "an integer, 0 or more",
  type: "integer",
  onChange: "replace",
} as const;

/** Two letters of ISO 3166-1. */
const country = z.string().check(z.regex(/^[A-Za-z]{2}$/));
const uuids = z.array(z.string().check(z.regex(idPattern)));

/** The inputs of a fingerprint. */
export const fingerprintInputs = {
  environmentUUID: {
    schema: z.string().check(z.regex(idPattern)),
    rule: "the UUID of an environment (letters, digits and hyphens)",
    type: "string",
    onChange: "replace",
    required: true,
    description:
      "The UUID of the environment to create the fingerprint in. Tasknet shows it in no response, so no refresh detects a change.",
  },
  screen: {
    schema: z.object({ resolution: z.enum(resolutions), depth: z.literal(depths), dpi: z.literal(dpis) }),
    rule: "an object with resolution, depth and dpi",
    type: "object",
    onChange: "replace",
    description: "The screen. Without it, Tasknet makes a fingerprint with random settings.",
    typeName: "FingerprintScreen",
    properties: {
      resolution: {
        schema: z.enum(resolutions),
        rule: `one of ${resolutions.join(", ")}`,
        type: "string",
        onChange: "replace",
        required: true,
        description: `The width and the height in pixels: ${resolutions.map((value) => `\`${value}\``).join(", ")}.`,
      },
      depth: {
        schema: z.literal(depths),
        rule: `one of ${depths.join(", ")}`,
        type: "integer",
        onChange: "replace",
        required: true,
        description: `The color depth in bits: ${depths.join(", ")}.`,
      },
      dpi: {
        schema: z.literal(dpis),
        rule: `one of ${dpis.join(", ")}`,
        type: "integer",
        onChange: "replace",
        required: true,
        description: `The resolution in dots per inch: ${dpis.join(", ")}.`,
      },
    },
  },
  device: {
    schema: z.object({}),
    rule: "an object with numSpeakers, numMicrophones or numCameras",
    type: "object",
    onChange: "replace",
    description:
      "The devices, together with `screen`. Tasknet chooses a count that is not given. Its browsers are known to take 1 to 4 of each.",
    typeName: "FingerprintDevice",
    properties: {
      numSpeakers: { ...count, description: "The number of speakers (0 or more)." },
      numMicrophones: { ...count, description: "The number of microphones (0 or more)." },
      numCameras: { ...count, description: "The number of cameras (0 or more)." },
    },
  },
  proxy: {
    schema: z.object({ country }),
    rule: "an object with country",
    type: "object",
    onChange: "update",
    description:
      "The proxy of the browser. Its country is the only setting that Tasknet can change. It cannot be taken away again: that replaces the fingerprint.",
    typeName: "FingerprintProxy",
    properties: {
      country: {
        schema: country,
        rule: 'two letters of ISO 3166-1 such as "DE"',
        type: "string",
        onChange: "update",
        required: true,
        description: "The country of the proxy (two letters of ISO 3166-1, such as `DE`).",
      },
    },
  },
  extensions: {
    schema: uuids,
    rule: "a list of the UUIDs of extensions (letters, digits and hyphens)",
    type: "array",
    items: "string",
    onChange: "replace",
    description:
      "The UUIDs of the extensions of the browser, together with `screen`. Their order does not matter.",
  },
} as const satisfies InputSpecs<OnChange>;
