const resolutions = [
  "1280x1024",
  "1920x1080",
  "1366x768",
  "1536x864",
  "1280x720",
  "1440x900",
  "1280x2400",
] as const;
const depths = [24, 30, 32] as const;
const dpis = [96, 120, 144, 192] as const;
const platforms = ["Windows", "MacOS", "Linux"] as const;
const countries = ["US", "DE", "JP"] as const;

/** The settings of a fingerprint, which a clone takes over. */
export interface FingerprintSettings {
  resolution: (typeof resolutions)[number];
  depth: (typeof depths)[number];
  dpi: (typeof dpis)[number];
  numSpeakers: number;
  numMicrophones: number;
  numCameras: number;
  /** The country of the proxy, as the request gave it. */
  country: string;
  /** The extensions, as the request gave them. */
  extensions: string[];
  platform: (typeof platforms)[number];
}

/** The body of a request for a declared fingerprint that has passed the contract. */
export interface CreateFingerprintRequest {
  environmentUUID: string;
  screen: Pick<FingerprintSettings, "resolution" | "depth" | "dpi">;
  device?: Partial<Pick<FingerprintSettings, "numSpeakers" | "numMicrophones" | "numCameras">>;
  proxy?: { country?: string };
  extensions?: string[];
}

/** Returns the settings of a declared fingerprint. The service chooses what the request does not give. */
export function declaredSettings(request: CreateFingerprintRequest): FingerprintSettings {
  const { screen, device, proxy, extensions = [] } = request;
  return {
    ...screen,
    numSpeakers: device?.numSpeakers ?? 1,
    numMicrophones: device?.numMicrophones ?? 1,
    numCameras: device?.numCameras ?? 1,
    country: proxy?.country ?? countries[0],
    extensions,
    platform: platforms[0],
  };
}

/** Returns other settings for each number, so that a test is repeatable. */
export function randomSettings(number: number): FingerprintSettings {
  const pick = <T>(values: readonly [T, ...T[]]): T => values[number % values.length] ?? values[0];
  return {
    resolution: pick(resolutions),
    depth: pick(depths),
    dpi: pick(dpis),
    numSpeakers: pick([1, 2, 3, 4]),
    numMicrophones: pick([2, 1]),
    numCameras: pick([1, 2, 3]),
    country: pick(countries),
    extensions: [],
    platform: pick(platforms),
  };
}

/** Returns what is wrong with the proxy's country of a request, or undefined. */
export function countryProblem(country: string | undefined): string | undefined {
  if (country === undefined || /^[A-Za-z]{2}$/.test(country)) return undefined;
  return `country must be two letters, but is ${country}`;
}
