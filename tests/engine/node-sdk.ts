import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../../..");

/** Installs the generated SDK for Node, `pulumi-tasknet-native`, into the node_modules of a program's folder. */
export function installNodeSdk(program: string): void {
  const sdk = join(root, "sdk/nodejs");
  const installed = join(program, "node_modules/pulumi-tasknet-native");
  execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", sdk, "--outDir", installed], { stdio: "inherit" });
  cpSync(join(sdk, "package.json"), join(installed, "package.json"));
}
