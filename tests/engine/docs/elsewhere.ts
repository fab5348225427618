/** A command line of the documents that no scenario runs. */
export interface Elsewhere {
  readonly text: string;
  /** Which test runs it, or what stands for it where it cannot run. */
  readonly reason: string;
}

const archive = "pulumi-resource-tasknet-v0.1.0-linux-amd64.tar.gz";
const server = "github://api.github.com/pulumi-tasknet/pulumi-tasknet";

/** A line that is neither here nor in a scenario fails the test. */
export const elsewhere: readonly Elsewhere[] = [
  {
    text: `pulumi package add tasknet@0.1.0 --server ${server}`,
    reason: "it needs the internet; tests/release adds the package from a local server",
  },
  {
    text: `pulumi plugin install resource tasknet v0.1.0 --server ${server}`,
    reason: "it needs the internet; tests/release installs the plugin from a local server",
  },
  {
    text: `pulumi plugin install resource tasknet v0.1.0 --file ${archive}`,
    reason: "tests/release builds the archive and installs it",
  },
  { text: "pulumi preview --save-plan plan.json", reason: "tests/engine/operations.test.ts runs it" },
  { text: "pulumi up --plan plan.json", reason: "tests/engine/operations.test.ts runs it" },
  {
    text: "pulumi config set tasknet:endpoint https://NEW-ENDPOINT",
    reason: "tests/engine/plugin/configuration.test.ts sets another endpoint",
  },
  { text: "npm start", reason: "tests/engine/automation.test.ts runs the functions of the service" },
  {
    text: "pulumi config set size 2 && pulumi up",
    reason: "tests/engine/fleet.test.ts sets the size",
  },
  {
    text: "pulumi config set release 2 && pulumi up",
    reason: "tests/engine/fleet.test.ts sets the release",
  },
  { text: "npm install --prefix ../policy", reason: "it needs a registry" },
  {
    text: "pulumi preview --policy-pack ../policy",
    reason: "the engine of the tests runs no policy packs; tests/grpc/policy.test.ts runs the pack itself",
  },
];
