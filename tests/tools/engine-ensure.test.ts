import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";

const source = join(__dirname, "../../../tools/engine");
const parts = ["pulumi", "nodejs", "yaml", "python", "go", "java"];

/** A Go that writes down the folder of each build, and builds an empty command of the folder's name. */
const fakeGo = `#!/bin/sh
part=$(basename "$PWD")
if [ "$1" = list ]; then echo "$FAKE_MODULE"; exit 0; fi
echo "$part" >>"$FAKE_LOG"
name=pulumi-language-$part
if [ "$part" = pulumi ]; then name=pulumi; fi
touch "$4/$name" && chmod +x "$4/$name"
`;

describe("tools/engine/ensure", () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "engine-ensure-"));
    await mkdir(join(root, "engine"));
    await cp(join(source, "ensure"), join(root, "engine/ensure"));
    for (const part of parts) {
      await mkdir(join(root, "engine", part));
      for (const file of ["go.mod", "go.sum"])
        await writeFile(join(root, "engine", part, file), `pins of ${part}`);
    }
    await writeCommand("go", fakeGo);
    const scripts = join(root, "module/python/cmd");
    await mkdir(scripts, { recursive: true });
    await writeFile(join(scripts, "pulumi-language-python-exec"), "");
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  async function writeCommand(name: string, text: string): Promise<void> {
    const file = join(root, "path", name);
    await mkdir(join(root, "path"), { recursive: true });
    await writeFile(file, text);
    await chmod(file, 0o755);
  }

  /** Runs the script, and gives the parts that it built, in their order. */
  async function ensure(...names: string[]): Promise<string[]> {
    const log = join(root, "log");
    await writeFile(log, "");
    const env = {
      PATH: `${join(root, "path")}:/usr/bin:/bin`,
      FAKE_LOG: log,
      FAKE_MODULE: join(root, "module"),
    };
    await promisify(execFile)(join(root, "engine/ensure"), names, { env });
    return (await readFile(log, "utf8")).split("\n").filter((part) => part !== "");
  }

  it("builds only the parts that it is given", async () => {
    expect(await ensure("pulumi", "nodejs")).to.deep.equal(["pulumi", "nodejs"]);
  });

  it("builds all parts if none is given", async () => {
    expect(await ensure()).to.deep.equal(parts);
  });

  it("builds each part only once", async () => {
    await ensure("pulumi", "nodejs");
    expect(await ensure("pulumi", "nodejs")).to.deep.equal([]);
    expect(await ensure()).to.deep.equal(["yaml", "python", "go", "java"]);
  });

  it("builds a part again if its pinned versions change", async () => {
    await ensure();
    await writeFile(join(root, "engine/yaml/go.sum"), "other pins");
    expect(await ensure()).to.deep.equal(["yaml"]);
  });

  it("builds nothing if PATH has a recent engine with the parts", async () => {
    await writeCommand("pulumi", "#!/bin/sh\necho v3.260.0\n");
    await writeCommand("pulumi-language-nodejs", "#!/bin/sh\n");
    expect(await ensure("pulumi", "nodejs")).to.deep.equal([]);
    expect(await ensure("pulumi", "yaml")).to.deep.equal(["pulumi", "yaml"]);
  });

  it("builds the engine if the one on PATH is too old", async () => {
    await writeCommand("pulumi", "#!/bin/sh\necho v3.256.1\n");
    expect(await ensure("pulumi")).to.deep.equal(["pulumi"]);
  });

  it("refuses a part that does not exist", async () => {
    let message = "";
    await ensure("ruby").catch((error: unknown) => (message = String(error)));
    expect(message).to.include('"ruby" is not a part of the engine');
  });
});
