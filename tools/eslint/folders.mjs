// What each folder may import. A message says where the code belongs instead.

const noPulumi = {
  regex: "^(@pulumi/|@grpc/|google-protobuf)",
  message: "Only provider/dynamic, provider/plugin and sdk know Pulumi: translate there.",
};
const noHttp = {
  regex: "^(node:)?(https?|http2|net|tls)$|^(node-fetch|undici|https?-proxy-agent)",
  message: "The rules send no request: use the client of the context.",
};
const onlyClient = {
  message:
    "The rules import only the index of tasknet/ and, outside of it, that of resource/: pass anything else as a parameter.",
};
const noOtherFolder = {
  regex: String.raw`^\.\./`,
  message: "This folder imports no other one: pass what it needs as a parameter.",
};
const insideProvider = {
  regex: String.raw`^\.\./\.\./`,
  message: "provider/ imports nothing outside of itself: pass what it needs as a parameter.",
};
const byIndex = {
  regex: String.raw`^\.{1,2}/(provider/)?(session|environment|fingerprint|extension|resource|tasknet)/`,
  message: "Import from the folder's index, and export there what is needed.",
};
const noOtherProvider = {
  regex: String.raw`^\.\./(dynamic|plugin)(/|$)`,
  message:
    "The providers do not import each other: move what they share to session/, engine/ or a file of provider/.",
};

const patternsByFiles = {
  "provider/*.ts": [
    noPulumi,
    noOtherFolder,
    byIndex,
    {
      regex: String.raw`^\./(dynamic|plugin)(/|$)`,
      message: "Both providers use this file: move what it needs of them here.",
    },
  ],
  "provider/tasknet/**/*.ts": [noPulumi, noOtherFolder],
  "provider/resource/**/*.ts": [noPulumi, noHttp, { ...onlyClient, regex: String.raw`^\.\./(?!tasknet$)` }],
  "provider/{session,environment,fingerprint,extension}/**/*.ts": [
    noPulumi,
    noHttp,
    { ...onlyClient, regex: String.raw`^\.\./(?!(tasknet|resource)$)` },
  ],
  "provider/engine/**/*.ts": [noPulumi, noOtherFolder],
  "provider/dynamic/**/*.ts": [
    {
      ...noPulumi,
      allowTypeImports: true,
      message: "Import types only: the host of dynamic providers loads a Pulumi SDK of its own.",
    },
    byIndex,
    noOtherProvider,
    insideProvider,
  ],
  "provider/plugin/**/*.ts": [
    {
      regex: "^@pulumi/pulumi(?!/proto/)",
      message: "Import the protocol only (@pulumi/pulumi/proto): the SDK is slow to load.",
    },
    byIndex,
    noOtherProvider,
    insideProvider,
  ],
  "sdk/*.ts": [
    {
      regex: String.raw`^\.\./provider/(?!require-node$|dynamic/provider$|resource/record-key$)|^\./look-ups`,
      allowTypeImports: true,
      message:
        "Import types only: a program loads rules and client by look-ups.ts, when it calls a function.",
    },
  ],
  "sdk/look-ups.ts": [
    byIndex,
    {
      regex: String.raw`^\.\./provider/(dynamic|plugin)(/|$)`,
      message: "A look-up needs no provider: import the rules and the client.",
    },
  ],
  "cli/**/*.ts": [
    { ...noPulumi, message: "The command runs the Pulumi CLI and loads no SDK: see cli/system.ts." },
    {
      regex: String.raw`^(\.\./)+provider/(session|environment|fingerprint|extension|resource|tasknet|plugin|dynamic|engine)/`,
      message: "Import the rules and the client from their index; the command needs no provider.",
    },
    {
      regex: String.raw`^(\.\./)+(tests|tools|sdk)(/|$)`,
      message: "The command imports only provider/ and simulator/.",
    },
  ],
  "simulator/*/**/*.ts": [
    noPulumi,
    {
      regex: String.raw`^(\.\./){2,}`,
      message: "The simulator is an independent reading of the contract: write it here, without provider/.",
    },
  ],
  "simulator/*.ts": [
    noPulumi,
    {
      ...noOtherFolder,
      message: "The simulator is an independent reading of the contract: write it here, without provider/.",
    },
  ],
  "tests/simulator/**/*.ts": [
    {
      regex: String.raw`^(\.\./)+provider(/|$)`,
      message: "Test the simulator without the provider: send requests by fetch.",
    },
  ],
  "tools/**/*.ts": [
    {
      regex: String.raw`^(\.\./)+tests(/|$)`,
      message: "Tools do not import tests: move what both use to tools/.",
    },
  ],
};

/** One block of ESLint's configuration for each folder. A later block replaces an earlier one for the same file. */
export default Object.entries(patternsByFiles).map(([files, patterns]) => ({
  files: [files],
  rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns }] },
}));
