import { execFileSync } from "node:child_process";

const toolchains = {
  go: { version: ["version"], need: "Go 1.26 or newer: install it (https://go.dev/doc/install)" },
  python3: { version: ["--version"], need: "Python 3.9 or newer with its venv module, as python3 on PATH" },
  mvn: {
    version: ["--version"],
    need: "Maven 3.8 or newer: install it (https://maven.apache.org/install.html)",
  },
  javac: {
    version: ["--version"],
    need: "a JDK 17 or newer: install it (https://adoptium.net/installation/)",
  },
} as const;

/** Fails if a language's tools are missing, so that a test that needs them is never skipped. */
export function requireToolchain(command: keyof typeof toolchains): void {
  const { version, need } = toolchains[command];
  try {
    execFileSync(command, version, { stdio: "pipe" });
  } catch (error) {
    throw new Error(`this test needs ${need}`, { cause: error });
  }
}
