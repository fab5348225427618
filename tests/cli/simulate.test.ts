import { expect } from "chai";
import type { CliDeps } from "../../cli/deps";
import { runCommand } from "./fixtures";

/** Runs `simulate` until the callback is done with its URL. Returns what it printed and its exit code. */
async function simulate(
  args: readonly string[],
  use: (url: string) => Promise<void> = () => Promise.resolve(),
): Promise<{ code: number; out: string; err: string }> {
  const interrupt = new AbortController();
  const printed: string[] = [];
  const failures: unknown[] = [];
  const terminal: CliDeps["terminal"] = {
    isInteractive: false,
    print: (text) => {
      printed.push(text);
      const [, url = ""] = /Tasknet simulator at (\S+)/.exec(text) ?? [];
      if (url === "") return;
      use(url)
        .catch((error: unknown) => failures.push(error))
        .finally(() => {
          interrupt.abort();
        });
    },
    warn: (text) => printed.push(text),
    progress: () => undefined,
    confirm: () => Promise.resolve(false),
  };
  const deps = { terminal, signal: interrupt.signal };
  const { code } = await runCommand(["simulate", "--port", "0", ...args], { deps });
  if (failures.length > 0) throw failures[0] as Error;
  return { code, out: printed.join("\n"), err: "" };
}

describe("pulumi-tasknet simulate", () => {
  it("prints what to paste and that sessions must be destroyed first, and runs until Ctrl-C", async () => {
    let answered = 0;
    const { code, out } = await simulate([], async (url) => {
      const headers = {
        "X-Api-Key-Id": "00000000-0000-4000-8000-000000000001",
        "X-Api-Key": "simulator-key",
      };
      answered = (await fetch(`${url}/private/v1/sessions`, { headers })).status;
    });
    const [url = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(out) ?? [];
    expect([code, answered]).to.deep.equal([0, 200]);
    expect(out.split("\n").slice(0, 7)).to.deep.equal([
      `Tasknet simulator at ${url}`,
      "",
      "Paste these lines into the shell that runs Pulumi:",
      "",
      `  export TASKNET_ENDPOINT=${url}`,
      "  export TASKNET_API_KEY_ID=00000000-0000-4000-8000-000000000001",
      "  export TASKNET_API_KEY=simulator-key",
    ]);
    expect(out).to.include("Run `pulumi destroy` before you stop the simulator");
  });

  it("sets the switches of its options", async () => {
    await simulate(["--empty-list", "null"], async (url) => {
      const headers = {
        "X-Api-Key-Id": "00000000-0000-4000-8000-000000000001",
        "X-Api-Key": "simulator-key",
      };
      const response = await fetch(`${url}/private/v1/sessions`, { headers });
      expect(await response.json()).to.deep.equal({ sessions: null });
    });
  });

  it("rejects a position that a switch does not have", async () => {
    const { code, out } = await simulate(["--empty-list", "none"]);
    expect(code).to.equal(1);
    expect(out).to.include("Allowed choices are array, absent, null");
  });
});
