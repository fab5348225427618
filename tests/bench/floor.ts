import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { requireToolchain } from "../engine/toolchain";

const root = join(__dirname, "../../..");
const binary = join(root, "dist/bench/floor");

/** The modes of the floor, with the arguments of its command. */
export const floorModes = {
  floorBare: [],
  floorDuties: ["-duties", join(root, "provider/plugin/schema.json")],
} as const;
export type FloorMode = keyof typeof floorModes;

/** The command of the floor, with its arguments. */
export function floorCommand(mode: FloorMode): readonly string[] {
  return [binary, ...floorModes[mode]];
}

/** The text of the plugin's command for the engine. */
export function floorShim(mode: FloorMode): string {
  const words = floorCommand(mode).map((word) => `"${word}"`);
  return `#!/bin/sh\nexec ${words.join(" ")} "$@"\n`;
}

/** Builds the floor, a provider in Go that only forwards. */
export function buildFloor(): void {
  requireToolchain("go");
  execFileSync("go", ["build", "-C", join(root, "tests/bench/floor"), "-o", binary, "."], {
    stdio: "inherit",
  });
}
