import type { CheckFailure, Definition, ObjectApi, Properties } from "../resource";
import { defined } from "../resource";
import type { CreateFingerprintBody, FingerprintClient, FingerprintResponse } from "../tasknet";
import { archiveFingerprintCommand, listFingerprintsCommand } from "../tasknet";
import { fingerprintInputs } from "./model";
import { fingerprintOutputs } from "./outputs";
import { isSameInput } from "./same-input";

/** A fingerprint: a browser identity that keeps logins. Of its settings only the country of its proxy can be changed. */
export const fingerprintDefinition: Definition<FingerprintResponse> = {
  type: "Fingerprint",
  words: {
    one: "fingerprint",
    oneOf: "a fingerprint",
    many: "fingerprints",
    remove: "archive",
    removed: "archived",
    loss: "This deletes its stored logins, and nothing undoes it.",
    listCommand: listFingerprintsCommand,
    removeCommand: archiveFingerprintCommand,
  },
  description:
    "A browser identity that keeps logins and other data from one session to the next. Only the country of its proxy can be changed; any other change replaces it. A delete or a replacement archives the fingerprint: that deletes its stored data, and nothing undoes it. To keep a fingerprint, set the resource option `protect` or `retainOnDelete`. The resource ID is the UUID of the fingerprint. This resource is a preview: Tasknet's published documentation of the API does not contain it.",
  inputs: fingerprintInputs,
  rules: needsScreen,
  outputs: fingerprintOutputs,
  idField: "fingerprintUUID",
  idOf: ({ fingerprintUUID }) => fingerprintUUID,
  isGone: ({ isArchived }) => isArchived,
  createdAtOf: ({ createdAt }) => createdAt,
  outputsOf,
  inputsOf,
  unreadInputs: ["environmentUUID"],
  isSame: isSameInput,
  incidental: ["updatedAt"],
  setAfterCreate: (inputs) => (inputs.screen === undefined ? ["proxy"] : []),
  changedByUpdate: ["proxy"],
};

/** A request for a random fingerprint takes no settings. */
function needsScreen(given: Properties): CheckFailure[] {
  if (given.screen !== undefined) return [];
  return ["device", "extensions"]
    .filter((name) => given[name] !== undefined)
    .map((property) => ({
      property,
      reason: `needs screen: without it Tasknet makes a random fingerprint, which takes no ${property}. Give screen, or remove ${property}`,
    }));
}

function outputsOf(item: Partial<FingerprintResponse>): Properties {
  const { fingerprintUUID, isArchived, browserConfig, proxy } = item;
  const { language, timeZone, platform, deviceType, createdAt, updatedAt } = item;
  return defined({
    fingerprintUUID,
    isArchived,
    browserConfig: browserConfig && shownOf(browserConfig, fingerprintOutputs.browserConfig.properties),
    proxy: proxy && shownOf(proxy, fingerprintOutputs.proxy.properties),
    language,
    timeZone,
    platform,
    deviceType,
    createdAt,
    updatedAt,
  });
}

/** The fields that the schema of the package has: a newer API may send more. */
function shownOf(object: object, specs: object): Properties {
  return Object.fromEntries(
    Object.entries(object).filter(([name, value]) => name in specs && value !== undefined),
  );
}

function inputsOf({ browserConfig, proxy }: FingerprintResponse): Properties {
  const { screenResolution, screenDepth, screenDPI, extensions = [], ...counts } = browserConfig ?? {};
  const { numSpeakers, numMicrophones, numCameras } = counts;
  const device = defined({ numSpeakers, numMicrophones, numCameras });
  const isScreenShown =
    screenResolution !== undefined && screenDepth !== undefined && screenDPI !== undefined;
  return defined({
    screen: isScreenShown ? { resolution: screenResolution, depth: screenDepth, dpi: screenDPI } : undefined,
    device: Object.keys(device).length > 0 ? device : undefined,
    proxy: proxy?.country === undefined ? undefined : { country: proxy.country },
    // An empty list may also be all that the service ever shows.
    extensions: extensions.length > 0 ? extensions : undefined,
  });
}

/** The requests for fingerprints. */
export function fingerprintApi(client: FingerprintClient): ObjectApi<FingerprintResponse> {
  return {
    list: (options) => client.list(options),
    get: (id, options) => client.get(id, options),
    create: async (inputs, options) => {
      // The inputs have been through check.
      const body = inputs as unknown as CreateFingerprintBody;
      const { fingerprintSecret, ...item } = await client.create(body, options);
      return { id: item.fingerprintUUID, item: defined(item), secrets: { fingerprintSecret } };
    },
    update: async (id, { proxy }, options) => {
      const { country } = proxy as { country: string };
      await client.updateCountry(id, country, options);
    },
    remove: (id, options) => client.archive(id, options),
  };
}
