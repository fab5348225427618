import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageSchema } from "../provider/plugin/schema";

// Writes the package's schema to where the plugin and the generators of the SDKs read it.
const file = join(__dirname, "../../provider/plugin/schema.json");
writeFileSync(file, `${JSON.stringify(packageSchema(), undefined, 2)}\n`);
