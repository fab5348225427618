import type { InputSpec } from "../session";
import { inputSpecs } from "../session";
import type { SettingSpec } from "../settings";
import { settingSpecs } from "../settings";
import { version } from "../version";
import { examples } from "./schema-examples";
import { functionSpecs, listInputs, sessionInfo } from "./function-specs";

const repository = "https://github.com/pulumi-tasknet/pulumi-tasknet";

/** Outputs of a session in addition to its inputs. */
const outputs = {
  sessionUUID: { type: "string", description: "The session's UUID; the same as the resource's id." },
  fingerprintUUID: {
    type: "string",
    description: "The UUID of the fingerprint in use: the one declared, or the session's own.",
  },
  currentLeaseTime: {
    type: "integer",
    description:
      "The lease in minutes (1 to 60), as Tasknet last reported it. Tasknet does not say whether this is the whole lease or the rest of it.",
  },
  vncPassword: {
    type: "string",
    description: "The password for VNC. It is absent if Tasknet shows none.",
    secret: true,
  },
  status: {
    type: "string",
    description: "The status: `running`, or `terminated` if the session has ended and is not created again.",
  },
  createdAt: { type: "string", description: "When the session was created (ISO 8601)." },
  updatedAt: { type: "string", description: "When Tasknet last changed the session (ISO 8601)." },
  expiresAt: {
    type: "string",
    description: "When the lease expires (ISO 8601): the time at which it was last set plus its minutes.",
  },
} as const;

const enumDescriptions: Readonly<Record<string, string>> = {
  puppeteer: "The Chrome DevTools Protocol.",
  api: "The API of Tasknet.",
  rw: "Read and write.",
  ro: "Read only. This is not a security boundary.",
};

const effects = {
  replace: "A change replaces the session.",
  lease: "A change updates the lease of the running session.",
  store: "A change is only recorded: nothing is called.",
};

/** Names of the enum types, by input. */
const enumNames: Readonly<Record<string, string>> = { driver: "Driver", vncMode: "VncMode" };

function inputProperty(name: string, spec: InputSpec): object {
  const enumName = enumNames[name];
  const byDefault = spec.default === undefined ? "" : ` Default: ${String(spec.default)}.`;
  return {
    ...(enumName === undefined ? { type: spec.type } : { $ref: `#/types/tasknet:index:${enumName}` }),
    description: `${spec.description}${byDefault} ${effects[spec.onChange]}`,
    ...(spec.secret ? { secret: true } : {}),
    ...(spec.onChange === "replace" ? { willReplaceOnChanges: true } : {}),
  };
}

const inputEntries = Object.entries<InputSpec>(inputSpecs);
const inputProperties = Object.fromEntries(
  inputEntries.map(([name, spec]) => [name, inputProperty(name, spec)]),
);

/** Inputs that every session's state holds, since check fills them in; those of an import come with its first update. */
const certainInputs = ["leaseTime", "driver", "isVncEnabled", "vncMode", "recreateWhenEnded"];
const certainOutputs = Object.keys(outputs).filter((name) => name !== "vncPassword");

function settingProperty(spec: SettingSpec): object {
  const byDefault = spec.default === undefined ? "" : ` Default: ${spec.default}.`;
  return {
    type: spec.isPluginOnly ? "boolean" : "string",
    description: `${spec.description}${byDefault} Environment variable: ${spec.env}.`,
    ...(spec.secret ? { secret: true } : {}),
  };
}

const settings = Object.fromEntries(
  Object.entries<SettingSpec>(settingSpecs).map(([name, spec]) => [name, settingProperty(spec)]),
);

const sdkReadme =
  `Browser sessions of Tasknet as Pulumi resources. This SDK is generated from the schema of the provider. ` +
  `Documentation and examples: ${repository}`;

/**
 * The package's schema: what the SDKs of all languages and the registry's pages are made from. `make sdk` writes it to
 * schema.json, which the plugin serves.
 *
 * No resource input has a default here: `pulumi do ... patch` would reset what it does not name. No configuration key
 * has a default from the environment either: the SDKs would write what they find there into the state.
 */
export function packageSchema(): object {
  return {
    name: "tasknet",
    displayName: "Tasknet",
    version,
    description: "Manage leased browser sessions of Tasknet.",
    keywords: ["pulumi", "tasknet", "browser", "session", "category/infrastructure", "kind/native"],
    homepage: repository,
    license: "Apache-2.0",
    repository,
    publisher: "pulumi-tasknet",
    logoUrl: "https://raw.githubusercontent.com/pulumi-tasknet/pulumi-tasknet/main/docs/logo.png",
    pluginDownloadURL: "github://api.github.com/pulumi-tasknet/pulumi-tasknet",
    configurationDocsUrl: `${repository}#configuration`,
    // With supportPack a generated SDK is complete for its package manager, its version included.
    meta: { moduleFormat: "(.*)", supportPack: true },
    config: { variables: settings },
    provider: {
      description:
        "A Tasknet account. A changed API key keeps the sessions. A changed endpoint or mode replaces them.",
      inputProperties: settings,
    },
    types: {
      ...Object.fromEntries(
        Object.entries(enumNames).map(([input, enumName]) => {
          const spec: InputSpec = inputSpecs[input as keyof typeof inputSpecs];
          const values = (spec.values ?? []).map((value) => ({
            value,
            description: enumDescriptions[value],
          }));
          return [
            `tasknet:index:${enumName}`,
            { type: "string", description: spec.description, enum: values },
          ];
        }),
      ),
      "tasknet:index:SessionInfo": {
        type: "object",
        description: "A session as Tasknet reports it.",
        properties: sessionInfo,
        required: Object.keys(sessionInfo),
      },
    },
    resources: {
      "tasknet:index:Session": {
        description: `A remote browser, leased from Tasknet for 1 to 60 minutes. When the lease expires, the session ends by itself, and the next update creates a new one. The resource ID is the UUID of the session.\n\n${examples.session}`,
        inputProperties,
        requiredInputs: inputEntries.filter(([, spec]) => spec.required).map(([name]) => name),
        properties: { ...inputProperties, ...outputs },
        required: [...certainInputs, ...certainOutputs],
        listInputs: { properties: listInputs },
      },
    },
    functions: Object.fromEntries(
      Object.entries(functionSpecs).map(([token, spec]) => [
        token,
        {
          description: `${spec.description}\n\n${examples[spec.example]}`,
          inputs: { type: "object", properties: spec.inputs, required: spec.required },
          outputs: { type: "object", properties: spec.outputs, required: spec.requiredOutputs },
        },
      ]),
    ),
    language: {
      nodejs: {
        packageName: "pulumi-tasknet-native",
        packageDescription: "Manage leased browser sessions of Tasknet with Pulumi.",
        readme: sdkReadme,
        typescriptVersion: "^6.0.0",
        respectSchemaVersion: true,
      },
      python: {
        packageName: "pulumi_tasknet",
        readme: sdkReadme,
        respectSchemaVersion: true,
        pyproject: { enabled: true },
      },
      go: {
        importBasePath: "github.com/pulumi-tasknet/pulumi-tasknet/sdk/go/tasknet",
        respectSchemaVersion: true,
        generateResourceContainerTypes: true,
      },
      csharp: { rootNamespace: "PulumiTasknet", respectSchemaVersion: true },
      // Maven builds the package; its pom.xml is written by hand.
      java: { basePackage: "io.github.pulumitasknet", buildFiles: "none" },
    },
  };
}
