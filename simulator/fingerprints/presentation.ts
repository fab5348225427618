import type { View } from "../format";
import { formatId, formatTimestamp } from "../format";
import type { JsonObject } from "../responses";
import type { FingerprintDeps } from "./deps";
import type { SimulatedFingerprint } from "./store";
import type { FingerprintSwitches } from "./switches";

/** Presents a fingerprint in a response that keeps to the written contract. */
export function present(
  { clock, switches }: FingerprintDeps,
  fingerprint: SimulatedFingerprint,
  view: View,
): JsonObject {
  const updatedAt = switches.updatedAtItself === "moves" ? clock.now() : fingerprint.updatedAt;
  const { settings } = fingerprint;
  return {
    fingerprintUUID: formatId(switches, fingerprint.fingerprintUUID, view),
    isArchived: fingerprint.isArchived,
    browserConfig: {
      browser: "chromium",
      extensions: switches.fingerprintExtensions === "repeated" ? settings.extensions : [],
      numCameras: settings.numCameras,
      numMicrophones: settings.numMicrophones,
      numSpeakers: settings.numSpeakers,
      screenDPI: settings.dpi,
      screenDepth: settings.depth,
      screenResolution: settings.resolution,
    },
    proxy: {
      appliedDomains: [],
      city: "",
      country: presentCountry(switches, settings.country),
      state: "",
      type: "residential",
    },
    language: "en-US",
    timeZone: "America/New_York",
    platform: settings.platform,
    deviceType: "desktop",
    createdAt: formatTimestamp(switches, fingerprint.createdAt, view),
    updatedAt: formatTimestamp(switches, updatedAt, view),
  };
}

const regionNames = new Intl.DisplayNames("en", { type: "region" });

function presentCountry({ proxyCountry }: FingerprintSwitches, country: string): string {
  switch (proxyCountry) {
    case "as-sent":
      return country;
    case "upper-case":
      return country.toUpperCase();
    case "named":
      return regionNames.of(country.toUpperCase()) ?? country;
  }
}
