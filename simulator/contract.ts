import addFormats from "ajv-formats";
import type { Document, Request } from "openapi-backend";
import { OpenAPIBackend } from "openapi-backend";
import contract from "./openapi.json";

/** The operations of the contract. */
export const operationNames = [
  "ListSessions",
  "CreateSession",
  "GetSession",
  "UpdateSession",
  "EndSession",
] as const;

/** The name of an operation of the contract. */
export type OperationName = (typeof operationNames)[number];

/** A violation of the contract by a request or a response. */
export interface Problem {
  /** Location, as a JSON pointer into path, query, header or requestBody. */
  path: string;
  message: string;
}

/** The operation of a request, and the parameters of its path. */
export interface MatchedRequest {
  operation: OperationName;
  mode: string;
  sessionUUID: string | undefined;
}

/** Routes and validates requests by the contract, and validates responses. */
export interface Contract {
  match(request: Request): MatchedRequest | undefined;
  requestProblems(request: Request, operation: OperationName): Problem[];
  responseProblems(status: number, body: unknown, operation: OperationName): Problem[];
}

// The contract has no operation ids, and its summaries differ from the names in use.
const namesByRoute: Readonly<Record<string, OperationName>> = {
  "get /{mode}/v1/sessions": "ListSessions",
  "post /{mode}/v1/sessions": "CreateSession",
  "get /{mode}/v1/sessions/{sessionUUID}": "GetSession",
  "patch /{mode}/v1/sessions/{sessionUUID}": "UpdateSession",
  "delete /{mode}/v1/sessions/{sessionUUID}": "EndSession",
};

function withOperationIds(): Document {
  const definition = structuredClone(contract) as unknown as Document;
  for (const [path, item] of Object.entries(definition.paths ?? {})) {
    for (const method of ["get", "post", "patch", "delete"] as const) {
      const operation = item?.[method];
      if (operation) operation.operationId = namesByRoute[`${method} ${path}`] ?? `${method} ${path}`;
    }
  }
  return definition;
}

async function load(): Promise<Contract> {
  const api = new OpenAPIBackend({
    definition: withOperationIds(),
    strict: true,
    ignoreTrailingSlashes: false,
    ajvOpts: { allErrors: true },
    customizeAjv(ajv) {
      addFormats(ajv, ["uuid", "date-time"]);
      return ajv;
    },
  });
  await api.init();

  const problems = (result: ReturnType<typeof api.validateRequest>): Problem[] =>
    (result.errors ?? []).map((error) => ({
      path: error.instancePath,
      message: error.message ?? error.keyword,
    }));

  return {
    match(request) {
      const operation = api.matchOperation(request);
      if (!operation) return undefined;
      const params = api.router.parseRequest(request, operation).params as Record<string, string | undefined>;
      return {
        operation: operation.operationId as OperationName,
        mode: params.mode ?? "",
        sessionUUID: params.sessionUUID,
      };
    },
    requestProblems: (request, operation) => problems(api.validateRequest(request, operation)),
    responseProblems(status, body, operation) {
      // An error with a status that the contract does not declare has the same body as its 500.
      const declared = api.getOperation(operation)?.responses?.[String(status)] !== undefined;
      return problems(api.validateResponse(body, operation, declared ? status : 500));
    },
  };
}

let loaded: Promise<Contract> | undefined;

/** Loads the contract. All simulators of the process share the compiled validators. */
export function loadContract(): Promise<Contract> {
  loaded ??= load();
  return loaded;
}
