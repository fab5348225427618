import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "../../..");

/** The folder of the compiled SDK: each process of the tests compiles it once. */
let compiled: string | undefined;

/** Installs the generated SDK for Node, `pulumi-tasknet-native`, into the node_modules of a program's folder. */
export function installNodeSdk(program: string): void {
  compiled ??= compile();
  cpSync(compiled, join(program, "node_modules/pulumi-tasknet-native"), { recursive: true });
}

function compile(): string {
  const sdk = join(root, "sdk/nodejs");
  const folder = mkdtempSync(join(tmpdir(), "pulumi-tasknet-sdk-"));
  process.once("exit", () => {
    rmSync(folder, { recursive: true });
  });
  execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", sdk, "--outDir", folder], { stdio: "inherit" });
  cpSync(join(sdk, "package.json"), join(folder, "package.json"));
  return folder;
}
