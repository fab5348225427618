import { expect } from "chai";
import { spawn } from "node:child_process";
import { statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { text as readText } from "node:stream/consumers";
import { namedSwitches, numericSwitches } from "../../simulator/switches";
import { call, json, sessionsPath, shown, tempFolders, validBody } from "./fixtures";

const cli = path.join(__dirname, "../../simulator/cli.js");

interface Outcome {
  code: number | null;
  out: string;
  err: string;
}

async function run(...args: string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [cli, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const code = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [out, err] = await Promise.all([readText(child.stdout), readText(child.stderr)]);
  return { code: await code, out, err };
}

interface Started {
  lines: string[];
  url: string;
  /** Sends a signal to the process, and returns its exit code. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

async function startCli(...args: string[]): Promise<Started> {
  const child = spawn(process.execPath, [cli, "--port", "0", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = new Promise<number | null>((resolve) => child.on("close", resolve));
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    if (lines.length === 4) break;
  }
  return {
    lines,
    url: lines[0]!.replace("Tasknet simulator at ", ""),
    stop(signal) {
      child.kill(signal);
      return exit;
    },
  };
}

describe("simulator: command line", function () {
  // Each test starts a process, which takes seconds on a busy machine.
  this.timeout(20_000);
  const tempFolder = tempFolders();

  it("prints a help text that describes every switch", async () => {
    const { code, out, err } = await run("--help");
    expect([code, err]).to.deep.equal([0, ""]);
    for (const text of ["--time-scale", "--get-ended", "late-running", "--faults", "/_simulator/ledger"]) {
      expect(out).to.include(text);
    }
    for (const name of [...namedSwitches, ...numericSwitches]) {
      expect(out).to.include(`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} <`);
    }
  });

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it(`starts, prints its environment variables, and stops on ${signal}`, async () => {
      const cliRun = await startCli();
      expect(cliRun.lines).to.deep.equal([
        `Tasknet simulator at ${cliRun.url}`,
        `export TASKNET_ENDPOINT=${cliRun.url}`,
        "export TASKNET_API_KEY_ID=00000000-0000-4000-8000-000000000001",
        "export TASKNET_API_KEY=simulator-key",
      ]);
      expect(cliRun.url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
      const reply = await call(cliRun.url, "GET", sessionsPath);
      expect(reply).to.include({ status: 200, text: '{"sessions":[]}' });
      expect(await cliRun.stop(signal)).to.equal(0);
    });
  }

  it("accepts options for keys, switches, faults and a state file", async () => {
    const folder = tempFolder();
    const faults = path.join(folder, "faults.json");
    const state = path.join(folder, "state.json");
    writeFileSync(faults, '[{"operation": "ListSessions", "status": 503}]');
    const cliRun = await startCli(
      ...["--api-key-id", "a", "--api-key", "key-a", "--api-key-id", "b", "--api-key", "key-b"],
      ...[
        "--get-ended",
        "terminated",
        "--faults",
        faults,
        "--state",
        state,
        "--capacity",
        "1",
        "--manual-clock",
      ],
    );
    try {
      expect(cliRun.lines.join()).to.not.include("key-a");
      const headers = { "X-Api-Key-Id": "b", "X-Api-Key": "key-b" };
      expect((await call(cliRun.url, "GET", sessionsPath, { headers })).status).to.equal(503);
      expect((await call(cliRun.url, "GET", sessionsPath)).status).to.equal(401);
      const created = await call(cliRun.url, "POST", sessionsPath, { headers, body: validBody });
      const { sessionUUID } = shown(created);
      const full = await call(cliRun.url, "POST", sessionsPath, { headers, body: validBody });
      expect(full.status).to.equal(503);
      await call(cliRun.url, "POST", "/_simulator/advance", { body: { seconds: 300 } });
      const ended = await call(cliRun.url, "GET", `${sessionsPath}/${sessionUUID}`, { headers });
      expect(json(ended).status).to.equal("terminated");
      expect(statSync(state).mode & 0o777).to.equal(0o600);
    } finally {
      expect(await cliRun.stop("SIGTERM")).to.equal(0);
    }
  });

  it("accepts options for numeric switches, including below 0, and a create latency", async () => {
    const cliRun = await startCli(
      ...["--timestamp-offset-minutes", "-90", "--max-granted-minutes", "3", "--create-latency", "5"],
      ...["--create-response", "201"],
    );
    try {
      const created = await call(cliRun.url, "POST", sessionsPath, { body: validBody });
      expect(created.status).to.equal(201);
      const { createdAt, currentLeaseTime } = shown(created);
      expect(currentLeaseTime).to.equal(3);
      const behind = Date.parse(String(created.headers.date)) - Date.parse(createdAt);
      expect(behind / 60_000).to.be.closeTo(90, 0.1);
    } finally {
      expect(await cliRun.stop("SIGTERM")).to.equal(0);
    }
  });

  it("accepts an option for extensions", async () => {
    const file = path.join(tempFolder(), "extensions.json");
    const extension = {
      extensionUUID: "mine",
      name: "Mine",
      description: "Mine.",
      url: "https://example.com",
    };
    writeFileSync(file, JSON.stringify([extension]));
    const cliRun = await startCli("--extensions", file);
    try {
      const reply = await call(cliRun.url, "GET", "/private/v1/extensions/mine");
      expect(json(reply)).to.deep.equal(extension);
    } finally {
      expect(await cliRun.stop("SIGTERM")).to.equal(0);
    }
  });

  const invalid: { args: string[]; message: string }[] = [
    { args: ["--get-ended", "410"], message: "Allowed choices are 404, terminated, late-running" },
    { args: ["--port", "70000"], message: "A port is 0 to 65535" },
    { args: ["--time-scale", "0"], message: "--time-scale" },
    { args: ["--rate-limit", "1.5"], message: "a whole number, 1 or more" },
    { args: ["--max-granted-minutes", "61"], message: "a whole number, 1 to 60" },
    { args: ["--end-lag-seconds", "-1"], message: "a number, 0 or more" },
    { args: ["--prot", "1"], message: "unknown option '--prot'" },
    { args: ["surplus"], message: "too many arguments" },
    { args: ["--api-key", "a", "--api-key", "b"], message: "as many --api-key-id as --api-key" },
    { args: ["--faults", "/nowhere/faults.json"], message: "/nowhere/faults.json" },
    { args: ["--extensions", "/nowhere/extensions.json"], message: "/nowhere/extensions.json" },
    { args: ["--fingerprint-page-size", "0"], message: "a whole number, 1 or more" },
    { args: ["--port", "0", "--state", "/nowhere/state.json"], message: "/nowhere/state.json" },
  ];
  for (const { args, message } of invalid) {
    it(`rejects the arguments ${args.join(" ")} with one error`, async () => {
      const { code, out, err } = await run(...args);
      expect(code).to.equal(1);
      expect(out).to.equal("");
      expect(err.trim()).to.match(/^error: .*$/s);
      expect(err).to.include(message);
      expect(err).to.not.include("    at ");
    });
  }
});
