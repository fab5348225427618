import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageSchema } from "../provider/plugin/schema";

// The plugin and the SDK generators read the package's schema from this file.
const file = join(__dirname, "../../provider/plugin/schema.json");
writeFileSync(file, `${JSON.stringify(packageSchema(), undefined, 2)}\n`);
