import type { OutputSpecs } from "../resource";

/** What every response shows of a fingerprint. */
export const fingerprintFields = {
  fingerprintUUID: {
    type: "string",
    description: "The UUID of the fingerprint; the same as the resource's id.",
  },
  isArchived: {
    type: "boolean",
    description: "Whether the fingerprint is archived. An archived one is gone for good.",
    optional: true,
  },
  browserConfig: {
    type: "object",
    description: "The settings of the browser, as Tasknet reports them.",
    optional: true,
    typeName: "FingerprintBrowserConfig",
    properties: {
      browser: { type: "string", description: "The browser, such as `chromium`.", optional: true },
      extensions: {
        type: "array",
        items: { type: "string", description: "The UUID of an extension." },
        description: "The extensions, as Tasknet reports them.",
        optional: true,
      },
      numCameras: { type: "integer", description: "The number of cameras.", optional: true },
      numMicrophones: { type: "integer", description: "The number of microphones.", optional: true },
      numSpeakers: { type: "integer", description: "The number of speakers.", optional: true },
      screenDPI: {
        type: "integer",
        description: "The resolution of the screen in dots per inch.",
        optional: true,
      },
      screenDepth: { type: "integer", description: "The color depth of the screen in bits.", optional: true },
      screenResolution: {
        type: "string",
        description: "The width and the height of the screen in pixels.",
        optional: true,
      },
    },
  },
  proxy: {
    type: "object",
    description: "The proxy, as Tasknet reports it. Every fingerprint has one.",
    optional: true,
    typeName: "FingerprintProxyStatus",
    properties: {
      appliedDomains: {
        type: "array",
        items: { type: "string", description: "A domain." },
        description: "The domains that the proxy is used for.",
        optional: true,
      },
      city: { type: "string", description: "The city.", optional: true },
      country: { type: "string", description: "The country, as Tasknet spells it.", optional: true },
      state: { type: "string", description: "The state or region.", optional: true },
      type: { type: "string", description: "The type, such as `residential`.", optional: true },
    },
  },
  language: { type: "string", description: "The language that Tasknet chose.", optional: true },
  timeZone: { type: "string", description: "The time zone that Tasknet chose.", optional: true },
  platform: {
    type: "string",
    description: "The platform that Tasknet chose, such as `Windows`.",
    optional: true,
  },
  deviceType: { type: "string", description: "The type of the device, such as `desktop`.", optional: true },
  createdAt: { type: "string", description: "When the fingerprint was created (ISO 8601).", optional: true },
  updatedAt: {
    type: "string",
    description:
      "When Tasknet last changed the fingerprint (ISO 8601), as of the last change that the state records.",
    optional: true,
  },
} as const satisfies OutputSpecs;

/** The outputs of a fingerprint: the response to a create may also have the secret. */
export const fingerprintOutputs = {
  ...fingerprintFields,
  fingerprintSecret: {
    type: "string",
    description:
      "The secret of the fingerprint, for `fingerprintSecret` of its sessions. Tasknet shows it only when the fingerprint is created, and need not give one. It is absent after an import.",
    secret: true,
    optional: true,
  },
} as const satisfies OutputSpecs;
